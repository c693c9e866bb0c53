package org.amitygate.core.device;

import java.time.Duration;
import java.time.Instant;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Reading;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The readings of one device that are not on disk yet, whichever session gave them: a device that
 * comes again and again finds its link as it left it. On the device's strand, but for {@link
 * #isSlowing}.
 */
final class Backlog {

  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  /** Readings of this weight waiting for the disk stop the link; half of it lets it go on. */
  static final int BOUND = 64;

  /** So that what waits stays within 2 MiB for each device, or one reading. */
  private static final int PICTURE_BYTES_PER_WEIGHT = 32 << 10;

  /** A link that is stopped and goes on by turns is slowed all the time. */
  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  private final String device;
  private final Strand strand;
  private final Surroundings around;
  private int owed;
  private @Nullable Connection connection;
  private volatile boolean behind;
  private volatile Instant last = Instant.MIN;

  Backlog(String device, Strand strand, Surroundings around) {
    this.device = device;
    this.strand = strand;
    this.around = around;
  }

  /** The connection to be slowed from now on. */
  void slows(@Nullable Connection next) {
    connection = next;
    apply();
  }

  /**
   * Gives a reading to the sink.
   *
   * @param durable see {@link ReadingSink}
   * @param dropped see there; also run when the sink fails
   */
  void give(Reading reading, Runnable durable, Runnable dropped) {
    int weight = weight(reading);
    owed += weight;
    if (owed >= BOUND) {
      turn(true);
    }
    boolean[] settled = new boolean[1];
    Runnable settle = () -> strand.execute(() -> settle(weight, settled));
    Runnable written =
        () -> {
          settle.run();
          durable.run();
        };
    Runnable unwritten =
        () -> {
          settle.run();
          dropped.run();
        };
    try {
      around.sink().accept(device, reading, written, unwritten);
    } catch (RuntimeException e) {
      unwritten.run();
      LOG.error("{}: a reading was not taken", device, e);
    }
  }

  private void settle(int weight, boolean[] settled) {
    if (settled[0]) {
      return;
    }
    settled[0] = true;
    owed -= weight;
    if (behind && owed <= BOUND / 2) {
      turn(false);
    }
  }

  private void turn(boolean nowBehind) {
    last = around.clock().now();
    behind = nowBehind;
    apply();
  }

  private void apply() {
    Connection slowed = connection;
    if (slowed != null) {
      slowed.journalBehind(behind);
    }
  }

  /** Any thread: whether the device is read more slowly than it sends. */
  boolean isSlowing() {
    return behind || last.isAfter(around.clock().now().minus(REMEMBERED));
  }

  private static int weight(Reading reading) {
    long bytes = 0;
    if (reading instanceof PlateRead read) {
      for (PlateRead.Picture picture : read.pictures()) {
        bytes += picture.bytes().length;
      }
    }
    return 1 + (int) (bytes / PICTURE_BYTES_PER_WEIGHT);
  }
}
