package org.amitygate.core.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.amitygate.core.operations.Actor;

/**
 * Which assembly the gate runs on, and the change to another one. An OSGi service, there as soon as
 * the gate is at work; thread-safe.
 */
public interface PlatformHost {

  /**
   * What runs now.
   *
   * @param version of the assembly
   * @param home its folder
   * @param supervised the launcher waits to start another one
   * @param underWay an update has begun and is not known to have ended
   */
  record PlatformView(String version, Path home, boolean supervised, boolean underWay) {}

  PlatformView now();

  /** What happened to the platform and why: its records, oldest first. */
  CompletableFuture<List<ObjectNode>> history();

  /**
   * Ends the process in order, so that the launcher starts another assembly on the same base.
   *
   * @param assembly its folder, or the archive that it comes in
   * @param told hears, once the update is on disk and before the process ends, what happens next
   * @return fails with {@link org.amitygate.core.journal.Refusal} if it cannot be; then everything
   *     goes on as before
   */
  CompletableFuture<Void> update(Actor actor, Path assembly, String reason, Consumer<String> told);
}
