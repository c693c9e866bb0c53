package org.amitygate.device;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The gate's side of a session. Every method may be called on the session's strand only: elsewhere,
 * all that do something throw {@link IllegalStateException}. None blocks.
 */
@ProviderType
public interface DeviceHost {

  /** The connection, owned by the gate. */
  Link link();

  /** Gate time: the wall clock at start, then monotonic. */
  Instant now();

  /**
   * Hands over a reading. Whoever has 16,384 of them that are not yet on disk and hands over one
   * more has failed: the session ends. While the disk is slow, the gate stops the link long before
   * that; only readings that a driver makes by itself come so far.
   *
   * @param durable runs on the strand when the reading's record is on disk: acknowledge the device
   *     there, not before. It does not run if the record could not be written
   */
  void emit(Reading reading, Runnable durable);

  /** Answers a command, once. A second answer is ignored and logged. */
  void done(Command command, Outcome outcome);

  /**
   * Gives the session up: the link is reset, the cause shown in the status, a fresh session opened
   * after a back-off.
   */
  void lost(IOException cause);

  /** Runs a task on the strand, again and again, until cancelled or the session is closed. */
  Schedule every(Duration period, Runnable task);

  /** Runs a task on the strand once, unless cancelled or the session is closed before. */
  Schedule after(Duration delay, Runnable task);

  /** A scheduled task. */
  @ProviderType
  interface Schedule {
    /** Idempotent. */
    void cancel();
  }
}
