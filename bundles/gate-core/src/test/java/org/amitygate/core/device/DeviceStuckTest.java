package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.amitygate.device.WeightMeasured;
import org.junit.jupiter.api.Test;

/**
 * Drivers that do not return from a call. In virtual time on one thread: what "another thread" does
 * meanwhile is run from inside the call.
 */
class DeviceStuckTest {

  private final ScriptedDriver driver = new ScriptedDriver();
  private final ScriptedDriver next = new ScriptedDriver();
  private final Sim sim = Sim.with(driver);

  DeviceStuckTest() {
    driver.suspends = true;
    next.suspends = true;
  }

  /** Lasts until the gate gives it up, and a little longer. */
  private void hang() {
    sim.jump(DriverCalls.LIMIT.plusMillis(1));
    sim.devices.checkDrivers();
    sim.run();
  }

  /** Of the driver that serves now. */
  private DeviceFigures figures() {
    return sim.devices.figures(Sim.ID).orElseThrow();
  }

  /** Which versions of the driver lost a call, as the journal has it. */
  private List<String> lostVersions() {
    return sim.journal.bodies("device:" + Sim.ID).stream()
        .filter(body -> !body.has("status"))
        .map(body -> body.path("driverVersion").asText())
        .toList();
  }

  @Test
  void aSessionThatDoesNotReturnIsReplacedByAnother() {
    driver.hook = this::hang;
    sim.link().says("HOOK\n");
    sim.run();
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    assertThat(sim.view().cause()).isEqualTo("'received' of its driver did not return within 4 s");
    assertThat(sim.view().lostCalls()).isEqualTo(1);

    driver.hook = () -> {};
    sim.advance(Duration.ofSeconds(10));
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
    assertThat(sim.link().connections).isEqualTo(2);
    sim.link().says("EMIT 5\n");
    sim.run();
    assertThat(sim.emissions).hasSize(1);
  }

  @Test
  void whatAStuckSessionDoesLaterHasNoEffect() {
    driver.hook =
        () -> {
          hang();
          var host = driver.sessions.get(0).host;
          assertThatThrownBy(() -> host.link().send(new byte[1]))
              .isInstanceOf(IllegalStateException.class);
          assertThatThrownBy(
                  () ->
                      host.emit(
                          new WeightMeasured(host.now(), 1, true, java.util.Map.of()), () -> {}))
              .isInstanceOf(IllegalStateException.class);
        };
    sim.link().says("HOOK\nEMIT 7\n");
    sim.run();
    sim.advance(Duration.ofSeconds(1));
    assertThat(sim.emissions).isEmpty();
    assertThat(driver.sessions.get(0).closed).as("nobody waits for it").isFalse();
  }

  @Test
  void aShortCallIsNotGivenUp() {
    driver.hook =
        () -> {
          sim.jump(DriverCalls.LIMIT);
          sim.devices.checkDrivers();
          sim.run();
        };
    sim.link().says("HOOK\nEMIT 7\n");
    sim.run();
    assertThat(sim.emissions).hasSize(1);
    assertThat(sim.view().lostCalls()).isZero();
    assertThat(sim.view().slowCalls()).isEqualTo(1);
  }

  @Test
  void aSuccessorThatDoesNotOpenLeavesThePredecessorOnItsConnection() {
    next.duringOpen = this::hang;
    SwapReport report = sim.swap(next);
    assertThat(report.result()).isEqualTo(SwapReport.Result.KEPT_OLD);
    assertThat(report.cause())
        .isEqualTo("the successor did not open: 'open' of its driver did not return within 4 s");
    sim.link().says("EMIT 5\n");
    sim.run();
    assertThat(sim.emissions).hasSize(1);
    assertThat(sim.link().connections).isEqualTo(1);
    assertThat(sim.view().driverVersion()).contains("1.0.0");
  }

  @Test
  void aPredecessorThatDoesNotSuspendIsSucceededOnANewConnection() {
    driver.duringSuspend = this::hang;
    SwapReport report = sim.swap(next);
    assertThat(report.result()).isEqualTo(SwapReport.Result.FRESH);
    assertThat(report.cause()).contains("'suspend' of its driver did not return");
    assertThat(sim.view().driverVersion()).contains("2.0.0");
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
  }

  @Test
  void aPredecessorThatDoesNotCloseDisturbsNobody() {
    driver.duringClose = this::hang;
    SwapReport report = sim.swap(next);
    assertThat(report.result()).isEqualTo(SwapReport.Result.CARRIED);
    sim.link().says("EMIT 5\n");
    sim.run();
    assertThat(sim.emissions).hasSize(1);
    assertThat(sim.link().connections).isEqualTo(1);
    assertThat(sim.view().lostCalls()).isEqualTo(1);
    assertThat(figures().lostCalls()).as("of its successor").isZero();
    assertThat(lostVersions()).containsExactly("1.0.0");
  }

  @Test
  void aDriverThatNeverReturnsGetsNoMoreConnectionsAndNoMoreThreads() {
    driver.duringOpen = this::hang;
    sim.link().drop("closed");
    sim.advance(Duration.ofMinutes(10));
    assertThat(sim.view().lostCalls()).isEqualTo(DriverSeat.STUCK_AT_MOST);
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    assertThat(sim.view().cause()).contains("does not return from calls");

    assertThat(sim.swap(next).result()).isEqualTo(SwapReport.Result.LATER);
    sim.advance(Duration.ofSeconds(1));
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
  }

  @Test
  void aDriverThatDoesNotSayWhatIsSafeIsStuckToo() {
    sim.links.reachable = false;
    sim.link().drop("closed");
    sim.run();
    driver.duringSafe = this::hang;
    for (int i = 0; i < DriverSeat.STUCK_AT_MOST; i++) {
      sim.execute("ask");
    }
    assertThat(lostVersions()).hasSize(DriverSeat.STUCK_AT_MOST).containsOnly("1.0.0");
    assertThat(sim.view().cause()).contains("does not return from calls");
  }

  @Test
  void aDriverThatDoesNotCloseItsSessionsGetsNoMoreThreadsEither() {
    driver.duringClose = this::hang;
    for (int i = 0; i < DriverSeat.STUCK_AT_MOST; i++) {
      sim.link().drop("closed");
      sim.advance(Duration.ofMinutes(1));
    }
    assertThat(figures().lostCalls()).isEqualTo(DriverSeat.STUCK_AT_MOST);
    assertThat(sim.view().cause()).contains("does not return from calls");
  }

  @Test
  void aDriverThatHungRestsBeforeItIsTriedAgain() {
    driver.hook = this::hang;
    sim.link().says("HOOK\n");
    sim.run();
    sim.advance(DriverSeat.REST.minusMillis(1));
    assertThat(sim.link().attempts).isEqualTo(1);
    sim.advance(Duration.ofMillis(1));
    assertThat(sim.link().attempts).isEqualTo(2);

    sim.link().drop("closed");
    sim.advance(Duration.ofMillis(800));
    assertThat(sim.link().attempts).as("it rests once").isEqualTo(3);
  }

  @Test
  void aDriverThatHungKeepsNobodyElseFromTheDevice() {
    driver.hook = this::hang;
    sim.link().says("HOOK\n");
    sim.run();
    sim.devices.swap(Sim.ID, next, "2.0.0");
    sim.run();
    assertThat(next.sessions).hasSize(1);

    next.hook = this::hang;
    sim.link().says("HOOK\n");
    sim.run();
    sim.devices.replace(Sim.ID, driver, "1.0.0");
    sim.run();
    assertThat(driver.open()).as("no time has passed").isEqualTo(2);
  }

  @Test
  void aDriverThatHangsNowAndThenIsForgivenAfterGoodService() {
    driver.hook = this::hang;
    for (int i = 0; i < 3 * DriverSeat.STUCK_AT_MOST; i++) {
      sim.link().says("HOOK\n");
      sim.run();
      sim.advance(DriverSeat.FORGIVEN_AFTER);
      assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
      sim.link().says("EMIT " + i + "\n");
      sim.run();
    }
    assertThat(sim.emissions).hasSize(3 * DriverSeat.STUCK_AT_MOST);
  }

  @Test
  void callsThatNeverReturnAreNotForgiven() {
    hangForGood(2 * DriverSeat.STUCK_AT_MOST);
    assertThat(sim.view().lostCalls()).isEqualTo(DriverSeat.STUCK_AT_MOST);
    assertThat(sim.view().cause()).contains("does not return from calls");
  }

  /** So many times, if it may; all that happens afterwards happens while the calls are out. */
  private void hangForGood(int times) {
    if (times == 0) {
      return;
    }
    driver.hook =
        () -> {
          hang();
          sim.advance(DriverSeat.FORGIVEN_AFTER);
          sim.link().says("EMIT 1\n");
          sim.run();
          hangForGood(times - 1);
        };
    sim.link().says("HOOK\n");
    sim.run();
  }

  @Test
  void aSuccessorThatDoesNotSayWhatIsSafeLeavesThePredecessorOnItsConnection() {
    next.duringSafe = this::hang;
    assertThat(sim.swap(next).result()).isEqualTo(SwapReport.Result.KEPT_OLD);
    assertThat(next.sessions).isEmpty();
    assertThat(sim.link().connections).isEqualTo(1);
    assertThat(sim.view().driverVersion()).contains("1.0.0");
  }

  @Test
  void aDriverThatHangsBeforeItHasASessionIsTriedAgain() {
    driver.duringSafe = this::hang;
    sim.link().drop("closed");
    sim.advance(Duration.ofSeconds(5));
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    driver.duringSafe = () -> {};
    sim.advance(Duration.ofSeconds(20));
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
  }

  @Test
  void aDriverIsBlamedForWhatItDidAlone() {
    next.openFailure = Optional.of(new IllegalStateException("a defect"));
    assertThat(sim.swap(next).result()).isEqualTo(SwapReport.Result.KEPT_OLD);
    assertThat(figures().failures()).as("its successor failed").isZero();
    next.openFailure = Optional.empty();
    next.duringOpen = this::hang;
    assertThat(sim.swap(next).result()).isEqualTo(SwapReport.Result.KEPT_OLD);
    assertThat(figures().lostCalls()).as("its successor hung").isZero();

    next.duringOpen = () -> {};
    driver.duringClose =
        () -> {
          throw new IllegalStateException("a defect");
        };
    assertThat(sim.swap(next).result()).isEqualTo(SwapReport.Result.CARRIED);
    assertThat(figures().failures()).as("its predecessor failed").isZero();

    sim.link().says("BUG\n");
    sim.run();
    assertThat(figures().failures()).isEqualTo(1);
    next.hook = this::hang;
    sim.advance(Duration.ofSeconds(10));
    sim.link().says("HOOK\n");
    sim.run();
    assertThat(figures().lostCalls()).isEqualTo(1);
    assertThat(lostVersions()).containsExactly("2.0.0", "2.0.0");
  }

  @Test
  void aDriverThatFloodsIsEnded() {
    sim.diskWorks = false;
    driver.hook =
        () -> {
          var host = driver.last().host;
          for (int i = 0; i < 20_000; i++) {
            host.emit(new WeightMeasured(host.now(), i, true, java.util.Map.of()), () -> {});
          }
        };
    sim.link().says("HOOK\n");
    sim.run();
    assertThat(sim.emissions).hasSize(LiveSession.UNDURABLE_AT_MOST);
    assertThat(sim.view().cause())
        .isEqualTo("its driver gives readings faster than they can be written");
  }

  @Test
  void aNewDriverNeedNotWaitForWhatTheOldOneSpoiled() {
    driver.openFailure = Optional.of(new IllegalStateException("a defect"));
    sim.link().drop("closed");
    sim.advance(Duration.ofMinutes(5));
    int attempts = sim.link().attempts;
    assertThat(sim.swap(next).result()).isEqualTo(SwapReport.Result.LATER);
    assertThat(sim.link().attempts).isEqualTo(attempts + 1);
    assertThat(next.sessions).hasSize(1);
  }

  @Test
  void oneThatIsTakenOutDoesNotKeepItsPlaceBack() {
    sim.execute("move"); // has its time before the device goes
    sim.configure();
    driver.hook = this::hang;
    sim.link().says("HOOK\n");
    sim.run();
    assertThat(lostVersions()).as("given up").hasSize(1);
    driver.hook = () -> {};
    sim.configure(Sim.device(Sim.ID));
    sim.advance(Duration.ofSeconds(10));
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
  }
}
