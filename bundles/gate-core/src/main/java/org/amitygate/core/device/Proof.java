package org.amitygate.core.device;

import java.time.Duration;
import org.amitygate.device.DeviceHost.Schedule;
import org.jspecify.annotations.Nullable;

/**
 * Whether a device must prove itself before it counts as online again. One that failed does so when
 * it says something that is understood, or when a session stands for a while. On the device's
 * strand only.
 */
final class Proof {

  /** A session that stood this long has proved its device. */
  static final Duration STANDING = Duration.ofSeconds(5);

  private final Strand strand;
  private final Scheduler scheduler;
  private boolean due;
  private @Nullable Schedule standing;

  Proof(Strand strand, Scheduler scheduler) {
    this.strand = strand;
    this.scheduler = scheduler;
  }

  /** The device failed, or its next session is the first (false). */
  void demand(boolean failed) {
    due = failed;
  }

  boolean isDue() {
    return due;
  }

  /**
   * A session begins; an earlier one proves nothing any more.
   *
   * @param stood run when it may have stood long enough
   */
  void await(Runnable stood) {
    Schedule earlier = standing;
    if (earlier != null) {
      earlier.cancel();
    }
    standing = scheduler.after(STANDING, () -> strand.execute(stood));
  }
}
