package org.amitygate.core.plugin;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * Installs plug-ins aside: checked like any other, running, and never serving. An OSGi service.
 * Thread-safe.
 */
public interface Asides {

  /** Locations of bundles that are aside begin so. Whoever takes services in leaves theirs out. */
  String LOCATION = "amity-gate-aside:";

  /**
   * Installs a flow aside.
   *
   * @return completes when it is up; fails with {@link org.amitygate.core.journal.Refusal}, and
   *     then nothing of it is left
   */
  CompletableFuture<Aside> flow(Path jar);

  /** A plug-in that is aside. */
  interface Aside {

    String name();

    String version();

    /** Of its jar, hexadecimal. */
    String sha256();

    /** The stream of the records of all plug-ins of this name. */
    String stream();

    /** Takes it away; completes when it is gone. */
    CompletableFuture<Void> remove();
  }
}
