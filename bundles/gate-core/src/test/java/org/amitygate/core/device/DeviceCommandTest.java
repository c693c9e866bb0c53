package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.junit.jupiter.api.Test;

class DeviceCommandTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ScriptedDriver driver = new ScriptedDriver();

  @Test
  void aCommandGetsTheDriversAnswer() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move = sim.execute("move");
    assertThat(sim.link().takeSent()).containsExactly("move 1\n");
    assertThat(move).isNotDone();

    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(move.join()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aSecondAnswerChangesNothing() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move = sim.execute("move");
    sim.link().says("DONE 1\nDONE 1\n");
    sim.run();

    assertThat(move.join()).isInstanceOf(Outcome.Done.class);
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
  }

  @Test
  void whatTheDriverDoesNotHaveIsNotSentAndTheSessionGoesOn() {
    Sim sim = Sim.with(driver);

    assertThat(sim.execute("fly").join())
        .isEqualTo(new Outcome.NotSent("L3.scale has no command 'fly': only ask and move"));
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
  }

  @Test
  void whatADriverSentBeforeItSaysThatItHasNoSuchCommandIsUnknown() {
    Sim sim = Sim.with(driver);

    assertThat(sim.execute("slip").join())
        .isEqualTo(new Outcome.Unknown("UnsupportedOperationException: a defect"));
    assertThat(sim.link().takeSent()).containsExactly("slip\n");
    assertThat(driver.last().closed).isTrue();
  }

  @Test
  void anOutcomeThatIsNoneEndsTheSession() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move = sim.execute("move");
    driver.hook = () -> driver.last().host.done(driver.last().byNumber.get(1), null);
    sim.link().says("HOOK\n");
    sim.run();

    assertThat(move.join())
        .isEqualTo(new Outcome.Unknown("NullPointerException: 'done' was told no outcome"));
  }

  @Test
  void withoutASessionAnUnsafeCommandIsNotSent() {
    Sim sim = Sim.with(driver);
    sim.links.reachable = false;
    sim.link().drop("the cable is cut");
    sim.run();

    assertThat(sim.execute("move").join()).isEqualTo(new Outcome.NotSent("the cable is cut"));
    sim.links.reachable = true;
    sim.advance(Duration.ofMinutes(1));
    assertThat(driver.last().commands).isEmpty();
  }

  @Test
  void anUnknownDeviceAndAMissingDriverAreNotSent() {
    Sim sim = new Sim();
    sim.configure(Sim.device(Sim.ID));

    assertThat(sim.execute("ask").join())
        .isEqualTo(new Outcome.NotSent("no driver 'scripted' is installed"));
    assertThat(sim.devices.execute("L9.io", command("ask"), SECOND).join())
        .isEqualTo(new Outcome.NotSent("no device 'L9.io' is configured"));
  }

  private static Command command(String name) {
    return new Command(UUID.randomUUID(), name, Map.of());
  }

  @Test
  void anUnsafeCommandInFlightAtALossIsUnknownAndNeverRepeated() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move = sim.execute("move");
    sim.link().drop("closed");
    sim.run();

    assertThat(move.join()).isEqualTo(new Outcome.Unknown("closed"));
    sim.advance(Duration.ofMinutes(1));
    assertThat(sim.link().sent).containsExactly("move 1\n");
  }

  @Test
  void anUnsafeCommandInFlightWhenTheSessionThrowsIsUnknown() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move = sim.execute("move");
    sim.link().says("BUG\n");
    sim.run();

    assertThat(move.join()).isEqualTo(new Outcome.Unknown("IllegalStateException: a defect"));
  }

  @Test
  void anUnsafeCommandAfterTheSessionEndedButBeforeThatIsNoticedIsNotSent() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move = new CompletableFuture<>();
    driver.hook =
        () -> sim.devices.execute(Sim.ID, command("move"), SECOND).thenAccept(move::complete);
    sim.link().says("HOOK\nBAD\n");
    sim.run();

    assertThat(move.join()).isInstanceOf(Outcome.NotSent.class);
    assertThat(driver.sessions.get(0).commands).isEmpty();
  }

  @Test
  void aSafeCommandIsRepeatedAfterALoss() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> ask = sim.execute("ask");
    sim.link().drop("closed");
    sim.run();
    assertThat(ask).isNotDone();

    sim.advance(SECOND);
    assertThat(sim.link().takeSent()).containsExactly("ask 1\n", "ask 1\n");
    assertThat(driver.sessions.get(1).commands).isEqualTo(driver.sessions.get(0).commands);
    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(ask.join()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aSafeCommandWaitsForASession() {
    Sim sim = Sim.with(driver);
    sim.links.reachable = false;
    sim.link().drop("closed");
    sim.run();
    CompletableFuture<Outcome> ask = sim.execute("ask", Duration.ofMinutes(5));
    sim.advance(Duration.ofMinutes(1));
    assertThat(ask).isNotDone();

    sim.links.reachable = true;
    sim.advance(Backoff.LONGEST);
    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(ask.join()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void aSafeCommandThatNoSessionTookInTimeIsNotSent() {
    Sim sim = Sim.with(driver);
    sim.links.reachable = false;
    sim.link().drop("closed");
    sim.run();
    CompletableFuture<Outcome> ask = sim.execute("ask", Duration.ofSeconds(3));
    sim.advance(Duration.ofMillis(2999));
    assertThat(ask).isNotDone();
    sim.advance(Duration.ofMillis(1));

    assertThat(ask.join()).isEqualTo(new Outcome.NotSent("connection refused"));
    sim.links.reachable = true;
    sim.advance(Duration.ofMinutes(1));
    assertThat(driver.last().commands).isEmpty();
  }

  @Test
  void aSafeCommandThatASessionTookAndNobodyAnsweredIsUnknown() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> ask = sim.execute("ask", Duration.ofSeconds(3));
    sim.links.reachable = false;
    sim.link().drop("closed");
    sim.advance(Duration.ofSeconds(3));

    assertThat(ask.join()).isEqualTo(new Outcome.Unknown("connection refused"));
  }

  @Test
  void acommandWithoutAnAnswerIsUnknownWhenItsTimeIsUp() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move = sim.execute("move", Duration.ofSeconds(3));
    sim.advance(Duration.ofSeconds(3));
    assertThat(move.join())
        .isEqualTo(new Outcome.Unknown("no answer from L3.scale by 2026-11-23T01:00:03Z"));

    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(move.join()).isInstanceOf(Outcome.Unknown.class);
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
  }

  @Test
  void theSameIdIsTheSameCommand() {
    Sim sim = Sim.with(driver);
    Command move = command("move");
    CompletableFuture<Outcome> first = sim.devices.execute(Sim.ID, move, SECOND);
    CompletableFuture<Outcome> second = sim.devices.execute(Sim.ID, move, SECOND);
    sim.run();
    assertThat(sim.link().sent).containsExactly("move 1\n");

    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(second.join()).isSameAs(first.join());
  }

  @Test
  void waitingCommandsAreBounded() {
    Sim sim = Sim.with(driver);
    for (int i = 0; i < 256; i++) {
      assertThat(sim.execute("ask")).isNotDone();
    }
    assertThat(sim.execute("ask").join())
        .isEqualTo(new Outcome.NotSent("more than 256 commands wait for L3.scale"));
  }

  @Test
  void aDriverThatFailsOnACommandEndsItsSessionAndTheOutcomeIsUnknown() {
    Sim sim = Sim.with(driver);

    assertThat(sim.execute("fail").join())
        .isEqualTo(new Outcome.Unknown("IllegalStateException: a defect"));
    assertThat(driver.last().closed).isTrue();
  }

  @Test
  void removingTheDeviceGivesEveryCommandAnOutcome() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> ask = sim.execute("ask");
    CompletableFuture<Outcome> move = sim.execute("move");
    sim.configure();
    assertThat(move).as("it has 5 s to end").isNotDone();
    sim.advance(Duration.ofSeconds(5));

    assertThat(move.join()).isInstanceOf(Outcome.Unknown.class);
    assertThat(ask.join()).isInstanceOf(Outcome.Unknown.class);
  }

  @Test
  void aCommandUnderWayEndsBeforeANewConfigurationIsTaken() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move = sim.execute("move");
    sim.configure(Sim.device(Sim.ID, Map.of("step", 5L)));
    CompletableFuture<Outcome> next = sim.execute("move");
    assertThat(driver.settings).hasSize(1);
    sim.link().says("DONE 1\n");
    sim.run();

    assertThat(move.join()).isInstanceOf(Outcome.Done.class);
    assertThat(driver.settings).hasSize(2);
    assertThat(next.join()).isEqualTo(new Outcome.NotSent("the connection is being made"));
  }

  @Test
  void stoppingTheGateGivesEveryCommandAnOutcome() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move = sim.execute("move");
    sim.devices.close();
    sim.run();

    assertThat(move.join()).isEqualTo(new Outcome.Unknown("the gate stops"));
  }

  @Test
  void aDriverThatNeverReturnsDoesNotKeepTheCallerWaitingNorCarryOutWhatIsTooLate() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move =
        sim.devices.execute(Sim.ID, command("move"), Duration.ofSeconds(3));
    sim.jump(Duration.ofSeconds(4));
    sim.run();

    assertThat(driver.last().commands).isEmpty();
    assertThat(move.join()).isInstanceOf(Outcome.NotSent.class);
  }

  @Test
  void whoMayOnlyAskIsRefusedWhatTheDriverDoesNotCallSafe() {
    Sim sim = Sim.with(driver);
    CompletableFuture<Outcome> move = sim.devices.ask(Sim.ID, command("move"), SECOND);
    CompletableFuture<Outcome> ask = sim.devices.ask(Sim.ID, command("ask"), SECOND);
    sim.run();

    assertThat(move.join())
        .isEqualTo(new Outcome.Refused("'move' is not safe, says the driver of L3.scale"));
    assertThat(sim.link().sent).containsExactly("ask 1\n");
    assertThat(ask).isNotDone();
  }

  @Test
  void whoMayOnlyAskReachesNoDriverThatComesLaterAndDoesNotCallItSafe() {
    Sim sim = new Sim();
    sim.configure(Sim.device(Sim.ID));
    CompletableFuture<SwapReport> swap = sim.devices.swap(Sim.ID, driver, "1.0.0");
    CompletableFuture<Outcome> move = sim.devices.ask(Sim.ID, command("move"), SECOND);
    sim.advance(SECOND);

    assertThat(swap.join().result()).isEqualTo(SwapReport.Result.LATER);
    assertThat(driver.open()).isEqualTo(1);
    assertThat(move.join()).isNotInstanceOf(Outcome.Done.class);
    assertThat(driver.last().commands).isEmpty();
  }

  @Test
  void aWaitingCommandIsNotGivenToADriverThatDoesNotCallItSafeAnyMore() {
    Sim sim = Sim.with(driver);
    sim.links.reachable = false;
    sim.link().drop("closed");
    sim.run();
    CompletableFuture<Outcome> ask = sim.devices.ask(Sim.ID, command("ask"), Duration.ofMinutes(1));
    sim.run();
    driver.safe = Set.of();
    sim.links.reachable = true;
    sim.advance(Backoff.LONGEST);

    assertThat(driver.open()).isEqualTo(1);
    assertThat(ask.join())
        .isEqualTo(new Outcome.NotSent("the driver of L3.scale does not call it safe any more"));
    assertThat(driver.last().commands).isEmpty();
  }
}
