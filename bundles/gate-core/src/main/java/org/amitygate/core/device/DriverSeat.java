package org.amitygate.core.device;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.time.GateClock;
import org.amitygate.device.Driver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which driver serves a device, and how it does. While drivers change, those that come and go are
 * called, too; what they do counts only against the one that is in the seat when it does it itself.
 * On the device's strand, unless it says otherwise.
 */
final class DriverSeat {

  /** So often a driver may not return before it gets no connection any more. */
  static final int STUCK_AT_MOST = 3;

  /**
   * A driver that did not return waits so long for its next connection. The plug-in host looks four
   * times a second at drivers on probation and writes down what it does: it puts the one before
   * back in this time, which a driver that hangs again would keep from the device.
   */
  static final Duration REST = Duration.ofSeconds(2);

  /** A driver whose calls return so long after one that did not is as good as new. */
  static final Duration FORGIVEN_AFTER = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(DriverSeat.class);

  /** A driver and its version, as the plug-in host named it. */
  record Installed(Driver driver, String version) {}

  /** Counts on any thread. */
  final DriverCalls calls;

  /** Of the driver in the seat. Any thread. */
  final Performance performance;

  private final String device;
  private volatile @Nullable Installed installed;
  private final GateClock clock;
  private int timesStuck;
  private Instant lastStuck = Instant.MIN;

  DriverSeat(String device, Strand strand, Surroundings around) {
    this.device = device;
    this.clock = around.clock();
    this.calls = new DriverCalls(device, strand, around);
    this.performance = new Performance(around.clock());
  }

  /** Any thread. */
  @Nullable Installed installed() {
    return installed;
  }

  /** Of the driver in the seat; empty without one. Any thread. */
  Optional<String> version() {
    return Optional.ofNullable(installed).map(Installed::version);
  }

  /**
   * Another driver takes the seat, or none; the same one keeps it.
   *
   * @param online whether the device can be relied on now
   */
  void install(@Nullable Installed next, boolean online) {
    if (installed != next) {
      performance.successor(online);
    }
    installed = next;
    timesStuck = 0;
  }

  /** Whether its driver did not return so often that it gets no connection any more. */
  boolean isGivenUp() {
    return timesStuck >= STUCK_AT_MOST;
  }

  /**
   * Calls a driver, be it in the seat or not.
   *
   * @return what it threw
   * @throws Strand.Lost the call was given up before it returned: nothing may follow
   */
  @Nullable Throwable call(
      Installed driver, String what, DriverCalls.Call call, DriverCalls.Caller caller) {
    Throwable thrown =
        calls.call(
            what,
            call,
            caller,
            (time, bytes) -> {
              if (isSeated(driver)) {
                performance.call(time, bytes);
                forgive();
              }
            });
    if (thrown != null && !(thrown instanceof IOException)) {
      failed(driver, Sentences.of(thrown));
    }
    return thrown;
  }

  /** A driver did what it must not. */
  void failed(Installed driver, String sentence) {
    if (isSeated(driver)) {
      performance.failed(sentence);
    }
  }

  /** A call into a driver was given up. */
  void stuck(Installed driver) {
    if (isSeated(driver)) {
      timesStuck++;
      lastStuck = clock.now();
      performance.lostCall();
    }
  }

  /** A call returned. What never did keeps a thread and is not forgiven. */
  private void forgive() {
    if (timesStuck > 0 && !clock.now().isBefore(lastStuck.plus(FORGIVEN_AFTER))) {
      timesStuck = Math.min(timesStuck, calls.stillOut());
    }
  }

  private boolean isSeated(Installed driver) {
    return installed == driver;
  }

  /** What a driver calls safe now; nothing if it fails to say. */
  Set<String> safeCommands(Installed driver, DriverCalls.Caller caller) {
    List<String> safe = new ArrayList<>();
    Throwable failure =
        call(
            driver,
            "safeCommands",
            () -> safe.addAll(Set.copyOf(driver.driver().safeCommands())),
            caller);
    if (failure != null) {
      LOG.warn(
          "{}: the driver does not say which commands are safe: {}", device, Sentences.of(failure));
      return Set.of();
    }
    return Set.copyOf(safe);
  }
}
