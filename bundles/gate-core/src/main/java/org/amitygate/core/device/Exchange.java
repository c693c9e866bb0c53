package org.amitygate.core.device;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.amitygate.config.DeviceConfig;
import org.amitygate.core.device.DriverSeat.Installed;
import org.amitygate.device.DeviceHost.Schedule;
import org.amitygate.device.State;
import org.jspecify.annotations.Nullable;

/**
 * Puts another driver in the place of the one that serves a device, if possible on the same live
 * connection. Nothing is ended before its successor works; where that cannot be (a new connection
 * is needed), the predecessor comes back if the successor does not open. On the device's strand
 * only.
 */
final class Exchange implements Changes.Change {

  /**
   * How long unsafe commands may take to end. They need the device's answers, so it is still read.
   */
  static final Duration UNSAFE_BOUND = Duration.ofSeconds(5);

  /** How long readings may take to reach the disk. */
  static final Duration DURABLE_BOUND = Duration.ofSeconds(2);

  /** How long a new connection may take until the exchange is reported as done later. */
  static final Duration CONNECT_BOUND = Duration.ofSeconds(10);

  private final HostedDevice device;
  private final Installed next;
  private final CompletableFuture<SwapReport> report;
  private Runnable finished = () -> {};
  private @Nullable Instant pausedAt;
  private @Nullable Installed predecessor;
  private @Nullable Schedule connectBound;
  private @Nullable LiveSession successor;
  private boolean suspending;
  private boolean endExpected;
  private boolean fellBack;
  private boolean over;
  private String cause = "";

  Exchange(HostedDevice device, Installed next, CompletableFuture<SwapReport> report) {
    this.device = device;
    this.next = next;
    this.report = report;
  }

  @Override
  public void begin(Runnable whenFinished) {
    finished = whenFinished;
    device.commands.hold();
    device.changes.await(() -> !device.commands.unsafeInFlight(), UNSAFE_BOUND, this::quiet);
  }

  private void quiet(boolean calm) {
    if (!calm) {
      finish(
          SwapReport.Result.KEPT_OLD, "a command that must not be repeated is still under way", 0);
      return;
    }
    Connection live = device.connection();
    LiveSession old = device.session();
    if (live == null || old == null) {
      takeLater();
      return;
    }
    pausedAt = device.around.clock().now();
    live.hold();
    device.changes.await(() -> old.undurable() == 0, DURABLE_BOUND, calmed -> exchange(live));
  }

  private void exchange(Connection live) {
    LiveSession old = device.session();
    DeviceConfig config = device.config();
    if (old == null || old.hasEnded() || config == null || !live.isOpen()) {
      live.release();
      takeLater();
      return;
    }
    suspending = true;
    Optional<State> state = old.suspend();
    suspending = false;
    if (old.hasEnded()) {
      live.release();
      takeLater();
    } else if (state.isEmpty()) {
      fresh(live, "the driver that served the device left no state for its successor");
    } else {
      carry(live, old, config, state);
    }
  }

  private void carry(Connection live, LiveSession old, DeviceConfig config, Optional<State> state) {
    LiveSession opening = device.newSession(config, next, live);
    successor = opening;
    Optional<Throwable> failure = opening.open(state);
    if (failure.isPresent()) {
      opening.end();
      String why = Sentences.of(failure.get());
      if (failure.get() instanceof IOException) {
        fresh(live, "the successor does not take the state: " + why);
      } else {
        live.release();
        finish(SwapReport.Result.KEPT_OLD, "the successor did not open: " + why, 0);
      }
      return;
    }
    device.install(next);
    device.replaceSession(opening);
    old.end();
    opening.takeOver();
    int repeated = device.commands.carryOver(opening::execute, opening.safeCommands());
    live.deliverAgain();
    live.release();
    finish(SwapReport.Result.CARRIED, "", repeated);
  }

  @Override
  public boolean stuck(LiveSession session, String why) {
    Connection live = device.connection();
    if (over || live == null) {
      return false;
    }
    if (session == successor && session != device.session()) {
      live.release();
      finish(SwapReport.Result.KEPT_OLD, "the successor did not open: " + why, 0);
      return true;
    }
    if (session == device.session() && suspending) {
      suspending = false;
      fresh(live, why);
      return true;
    }
    if (session == successor) {
      live.release();
      finish(SwapReport.Result.LATER, why, 0);
    }
    return false;
  }

  /** There is no session to take over: the successor opens the next one. */
  private void takeLater() {
    device.install(next);
    device.startNow();
    finish(SwapReport.Result.LATER, "there is no session at the moment", 0);
  }

  private void fresh(Connection live, String why) {
    predecessor = device.seat.installed();
    cause = why;
    endExpected = true;
    device.install(next);
    connectBound =
        device
            .around
            .scheduler()
            .after(
                CONNECT_BOUND,
                () -> device.strand.execute(() -> device.pending.abandon("no new connection")));
    device.startFresh(this, why);
    live.release();
  }

  /** A session is open on the new connection. */
  void opened() {
    finish(fellBack ? SwapReport.Result.KEPT_OLD : SwapReport.Result.FRESH, cause, 0);
  }

  /** The cut connection has ended, as it should. True once. */
  boolean takeExpectedEnd() {
    boolean expected = endExpected;
    endExpected = false;
    return expected;
  }

  /**
   * The successor did not open on the new connection.
   *
   * @return whether the predecessor is put back, for one more connection
   */
  boolean fallBack(String why) {
    Installed before = predecessor;
    if (fellBack || before == null) {
      return false;
    }
    fellBack = true;
    cause = "the successor did not open: " + why;
    endExpected = true;
    device.install(before);
    return true;
  }

  /** No session came up in time, or the connection was given up. */
  void later(String why) {
    if (fellBack) {
      finish(SwapReport.Result.KEPT_OLD, cause, 0);
    } else {
      finish(SwapReport.Result.LATER, why, 0);
    }
  }

  @Override
  public void abandon(String why) {
    Connection live = device.connection();
    if (live != null) {
      live.release();
    }
    boolean kept = live != null && device.seat.installed() != next;
    finish(kept ? SwapReport.Result.KEPT_OLD : SwapReport.Result.LATER, why, 0);
  }

  private void finish(SwapReport.Result result, String why, int repeated) {
    if (over) {
      return;
    }
    over = true;
    Schedule bound = connectBound;
    if (bound != null) {
      bound.cancel();
    }
    Instant paused = pausedAt;
    Duration pause =
        paused == null ? Duration.ZERO : Duration.between(paused, device.around.clock().now());
    device.commands.release();
    report.complete(new SwapReport(device.id, result, why, pause, repeated));
    finished.run();
  }
}
