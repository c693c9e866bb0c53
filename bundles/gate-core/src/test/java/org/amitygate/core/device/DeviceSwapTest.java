package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.device.SwapReport.Result;
import org.amitygate.device.Outcome;
import org.junit.jupiter.api.Test;

class DeviceSwapTest {

  private final ScriptedDriver old = new ScriptedDriver();
  private final ScriptedDriver next = new ScriptedDriver();

  private Sim carrying() {
    old.suspends = true;
    next.suspends = true;
    return Sim.with(old);
  }

  @Test
  void theSuccessorGoesOnWithTheSameConnectionStateAndRest() {
    Sim sim = carrying();
    sim.link().says("EMIT 1\nEMI");
    sim.run();
    SwapReport report = sim.swap(next);

    assertThat(report.result()).isEqualTo(Result.CARRIED);
    assertThat(report.cause()).isEmpty();
    assertThat(sim.link().connections).isEqualTo(1);
    assertThat(sim.link().resets).isEmpty();
    assertThat(sim.link().readable).isTrue();
    assertThat(next.last().before.orElseThrow().bytes())
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("heard 1");
    assertThat(old.last().closed).isTrue();
    assertThat(sim.view().driverVersion()).contains("2.0.0");

    sim.link().says("T 2\n");
    sim.run();
    assertThat(next.last().heard).containsExactly("EMIT 2");
    assertThat(sim.statuses()).containsExactly("CONNECTING", "ONLINE");
  }

  @Test
  void theSuccessorHearsAtOnceWhatWasLeft() {
    Sim sim = carrying();
    old.deaf = true;
    sim.link().says("EMIT 5\n");
    sim.run();
    assertThat(sim.emissions).isEmpty();

    sim.swap(next);
    assertThat(next.last().heard).containsExactly("EMIT 5");
  }

  @Test
  void safeCommandsInFlightAreGivenToTheSuccessor() {
    Sim sim = carrying();
    CompletableFuture<Outcome> ask = sim.execute("ask");
    SwapReport report = sim.swap(next);

    assertThat(report.repeated()).isEqualTo(1);
    assertThat(next.last().commands).isEqualTo(old.last().commands);
    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(ask.join()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aSuccessorThatFailsToOpenLeavesTheOldSessionAtWork() {
    Sim sim = carrying();
    next.greets = true;
    next.openFailure = Optional.of(new NoClassDefFoundError("org/vendor/Gone"));
    CompletableFuture<Outcome> ask = sim.execute("ask");
    sim.link().takeSent();
    SwapReport report = sim.swap(next);

    assertThat(report.result()).isEqualTo(Result.KEPT_OLD);
    assertThat(report.cause())
        .isEqualTo("the successor did not open: NoClassDefFoundError: org/vendor/Gone");
    assertThat(sim.link().connections).isEqualTo(1);
    assertThat(sim.link().readable).isTrue();
    assertThat(sim.link().sent).as("nothing of the successor's").isEmpty();
    assertThat(sim.view().driverVersion()).contains("1.0.0");
    sim.link().says("EMIT 1\nDONE 1\n");
    sim.run();
    assertThat(old.last().heard).containsExactly("EMIT 1", "DONE 1");
    assertThat(ask.join()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aSuccessorThatOpensNothingLeavesTheOldSessionAtWork() {
    Sim sim = carrying();
    SwapReport report = sim.swap((settings, host, before) -> null);

    assertThat(report.result()).isEqualTo(Result.KEPT_OLD);
    assertThat(report.cause())
        .isEqualTo("the successor did not open: NullPointerException: 'open' gave no session");
    assertThat(old.last().closed).isFalse();
    assertThat(sim.view().driverVersion()).contains("1.0.0");
  }

  @Test
  void aDriverThatOpensNothingHasFailed() {
    Sim sim = new Sim();
    sim.devices.use("scripted", (settings, host, before) -> null, "1.0.0");
    sim.configure(Sim.device(Sim.ID));

    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    assertThat(sim.devices.figures(Sim.ID).orElseThrow().failures()).isEqualTo(1);
  }

  @Test
  void aStateWithoutBytesIsAFailureOfTheOldDriverAndKeepsNoChangeBack() {
    Sim sim = carrying();
    old.leavesNoBytes = true;
    SwapReport report = sim.swap(next);
    sim.advance(Duration.ofSeconds(1));

    assertThat(report.result()).isEqualTo(Result.LATER);
    assertThat(sim.view().driverVersion()).contains("2.0.0");
    assertThat(sim.link().readable).isTrue();
    assertThat(next.open()).isEqualTo(1);
    assertThat(old.open()).isZero();
  }

  @Test
  void aSuccessorWhoseSafeCommandsCannotBeReadHasNone() {
    Sim sim = carrying();
    CompletableFuture<Outcome> ask = sim.execute("ask");
    next.safe = new HashSet<>(Arrays.asList("ask", null));
    SwapReport report = sim.swap(next);

    assertThat(report.result()).isEqualTo(Result.CARRIED);
    assertThat(ask.join()).isInstanceOf(Outcome.Unknown.class);
    assertThat(sim.link().readable).isTrue();
  }

  @Test
  void anExchangeThatTheLinkBreaksKeepsNoChangeBack() {
    Sim sim = Sim.with(old);
    sim.link().broken = true;
    SwapReport report = sim.swap(next);

    assertThat(report.result()).isEqualTo(Result.LATER);
    assertThat(report.cause()).isEqualTo("IllegalStateException: a broken link");
    assertThat(sim.link().readable).isTrue();
    assertThat(sim.execute("move")).as("nothing waits any more").isDone();
    sim.link().broken = false;
    sim.configure(Sim.device(Sim.ID, Map.of("step", 1L)));
    assertThat(next.open()).isEqualTo(1);
  }

  @Test
  void whatASuccessorSendsWhileItOpensLeavesWhenItHasOpened() {
    Sim sim = carrying();
    next.greets = true;
    sim.swap(next);

    assertThat(sim.link().sent).containsExactly("HELLO\n");
  }

  @Test
  void aSuccessorThatRejectsTheStateGetsAFreshConnectionAtOnce() {
    Sim sim = carrying();
    next.openFailure = Optional.of(new IOException("format 1 is not known"));
    next.failOnlyWithState = true;
    CompletableFuture<Outcome> ask = sim.execute("ask");
    CompletableFuture<SwapReport> swap = sim.devices.swap(Sim.ID, next, "2.0.0");
    sim.run();
    sim.advance(Duration.ZERO);

    assertThat(swap.join().result()).isEqualTo(Result.FRESH);
    assertThat(swap.join().cause())
        .isEqualTo("the successor does not take the state: format 1 is not known");
    assertThat(sim.link().connections).isEqualTo(2);
    assertThat(next.last().before).isEmpty();
    assertThat(next.last().commands).as("the safe command in flight").hasSize(1);
    assertThat(old.last().closed).isTrue();
    assertThat(sim.statuses()).containsExactly("CONNECTING", "ONLINE");
    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(ask.join()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void withoutAStateTheSuccessorGetsAFreshConnection() {
    Sim sim = Sim.with(old);
    SwapReport report = sim.swap(next);

    assertThat(report.result()).isEqualTo(Result.FRESH);
    assertThat(sim.link().connections).isEqualTo(2);
    assertThat(old.open()).isZero();
    assertThat(next.open()).isEqualTo(1);
  }

  @Test
  void commandsWaitForAFreshConnection() {
    Sim sim = Sim.with(old);
    sim.links.reachable = true;
    CompletableFuture<SwapReport> swap = sim.devices.swap(Sim.ID, next, "2.0.0");
    sim.run();
    CompletableFuture<Outcome> move = sim.execute("move");
    sim.advance(Duration.ofSeconds(1));

    assertThat(swap.join().result()).isEqualTo(Result.FRESH);
    assertThat(next.last().commands).hasSize(1);
    assertThat(move).isNotDone();
  }

  @Test
  void theOldDriverComesBackIfItsSuccessorDoesNotOpenOnTheFreshConnection() {
    Sim sim = Sim.with(old);
    next.openFailure = Optional.of(new IllegalStateException("a defect"));
    SwapReport report = sim.swap(next);

    assertThat(report.result()).isEqualTo(Result.KEPT_OLD);
    assertThat(report.cause())
        .isEqualTo("the successor did not open: IllegalStateException: a defect");
    assertThat(old.open()).isEqualTo(1);
    assertThat(sim.view().driverVersion()).contains("1.0.0");
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
    assertThat(sim.link().connections).isEqualTo(3);
  }

  @Test
  void withoutAConnectionTheSuccessorTakesTheNextOne() {
    Sim sim = carrying();
    sim.links.reachable = false;
    sim.link().drop("closed");
    sim.run();
    SwapReport report = sim.swap(next);
    assertThat(report.result()).isEqualTo(Result.LATER);

    sim.links.reachable = true;
    sim.advance(Backoff.LONGEST);
    assertThat(next.open()).isEqualTo(1);
    assertThat(next.last().before).isEmpty();
    assertThat(old.open()).isZero();
  }

  @Test
  void aDeviceThatIsGoneWhenAFreshConnectionIsNeededIsReportedAsLater() {
    Sim sim = Sim.with(old);
    sim.links.reachable = false;
    SwapReport report = sim.swap(next);

    assertThat(report.result()).isEqualTo(Result.LATER);
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    sim.links.reachable = true;
    sim.advance(Backoff.LONGEST);
    assertThat(next.open()).isEqualTo(1);
  }

  @Test
  void anUnknownDeviceCannotBeSwapped() {
    Sim sim = new Sim();
    SwapReport report = sim.devices.swap("L9.io", next, "2.0.0").join();

    assertThat(report.result()).isEqualTo(Result.KEPT_OLD);
    assertThat(report.cause()).isEqualTo("no device 'L9.io' is configured");
  }

  @Test
  void theChosenDriverServesNewDevicesAndLeavesTheOthers() {
    Sim sim = carrying();
    sim.devices.use("scripted", next, "2.0.0");
    sim.run();
    assertThat(next.sessions).isEmpty();

    sim.configure(Sim.device(Sim.ID), Sim.device("L3.io"));
    assertThat(next.open()).isEqualTo(1);
    assertThat(old.open()).isEqualTo(1);

    sim.configure(Sim.device(Sim.ID, Map.of("step", 1L)), Sim.device("L3.io"));
    assertThat(sim.view().driverVersion()).as("settings change no driver").contains("1.0.0");
  }

  @Test
  void aWithdrawnDriverIsReplacedByTheChosenOne() {
    Sim sim = carrying();
    sim.devices.use("scripted", next, "2.0.0");
    CompletableFuture<Void> withdrawn = sim.devices.withdraw(old);
    sim.run();

    assertThat(withdrawn).isDone();
    assertThat(old.open()).isZero();
    assertThat(next.open()).isEqualTo(1);
    assertThat(sim.link().connections).isEqualTo(1);
  }

  @Test
  void aWithdrawnDriverWithoutAnotherLeavesNoDriver() {
    Sim sim = carrying();
    CompletableFuture<Outcome> move = sim.execute("move");
    CompletableFuture<Void> withdrawn = sim.devices.withdraw(old);
    sim.run();
    assertThat(withdrawn).as("waits for the command").isNotDone();
    sim.link().says("DONE 1\n");
    sim.run();

    assertThat(withdrawn).isDone();
    assertThat(move.join()).isInstanceOf(Outcome.Done.class);
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.NO_DRIVER);
    assertThat(old.open()).isZero();
    assertThat(sim.link().closed).isTrue();
  }

  @Test
  void aDriverIsWithdrawnEvenIfItsSuccessorFails() {
    Sim sim = carrying();
    next.openFailure = Optional.of(new IllegalStateException("a defect"));
    sim.devices.use("scripted", next, "2.0.0");
    CompletableFuture<Void> withdrawn = sim.devices.withdraw(old);
    sim.run();

    assertThat(withdrawn).isDone();
    assertThat(old.open()).isZero();
    next.openFailure = Optional.empty();
    sim.advance(Backoff.LONGEST);
    assertThat(next.open()).as("there is another one, and the device gets it").isEqualTo(1);
  }

  @Test
  void aWithdrawnDriverIsReplacedAlthoughAnExchangeToItWasUnderWay() {
    Sim sim = carrying();
    sim.execute("move");
    sim.devices.swap(Sim.ID, next, "2.0.0");
    ScriptedDriver third = new ScriptedDriver();
    sim.devices.use("scripted", third, "3.0.0");
    sim.devices.withdraw(next);
    sim.run();
    sim.link().says("DONE 1\n");
    sim.run();

    assertThat(sim.view().driverVersion()).contains("3.0.0");
    assertThat(third.open()).isEqualTo(1);
    assertThat(old.open() + next.open()).isZero();
  }

  @Test
  void aDeviceThatIsRemovedInTheMiddleEndsTheExchangeAndTheWithdrawal() {
    Sim sim = carrying();
    sim.execute("move", Duration.ofMinutes(1));
    CompletableFuture<SwapReport> swap = sim.devices.swap(Sim.ID, next, "2.0.0");
    CompletableFuture<Void> withdrawn = sim.devices.withdraw(old);
    sim.configure();
    sim.advance(Duration.ofMinutes(1));

    assertThat(swap).isDone();
    assertThat(withdrawn).isDone();
    assertThat(old.open() + next.open()).isZero();
  }

  @Test
  void aLossInTheMiddleOfAnExchangeLosesNoOutcome() {
    Sim sim = carrying();
    CompletableFuture<Outcome> move = sim.execute("move");
    CompletableFuture<SwapReport> swap = sim.devices.swap(Sim.ID, next, "2.0.0");
    sim.run();
    CompletableFuture<Outcome> waiting = sim.execute("move");
    sim.link().drop("closed");
    sim.run();

    assertThat(move.join()).isInstanceOf(Outcome.Unknown.class);
    assertThat(swap.join().result()).isEqualTo(Result.LATER);
    assertThat(waiting.join()).isInstanceOf(Outcome.NotSent.class);
    sim.advance(Duration.ofSeconds(1));
    assertThat(next.open()).isEqualTo(1);
  }
}
