package org.amitygate.core.platform;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Brings the gate to rest, and lets it go on. An OSGi service, there as soon as the gate is at
 * work; thread-safe.
 */
public interface Rest {

  /**
   * From now on no stage begins. Devices are still read, and what they tell is recorded.
   *
   * @return completes when no stage runs and no command is under way that must not be repeated;
   *     fails with {@link org.amitygate.core.journal.Refusal}, which says what has not ended by
   *     then, and the gate goes on
   */
  CompletableFuture<Void> come(Duration atMost);

  /** Stages begin again, first those that waited. */
  void end();
}
