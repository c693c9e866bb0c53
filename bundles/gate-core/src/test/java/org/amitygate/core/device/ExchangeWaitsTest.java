package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.amitygate.core.device.SwapReport.Result;
import org.amitygate.device.Command;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.WeightMeasured;
import org.junit.jupiter.api.Test;

/** What an exchange of drivers waits for, and how long. */
class ExchangeWaitsTest {

  private final ScriptedDriver old = new ScriptedDriver();
  private final ScriptedDriver next = new ScriptedDriver();
  private final Sim sim = carrying();

  private Sim carrying() {
    old.suspends = true;
    next.suspends = true;
    return Sim.with(old);
  }

  private CompletableFuture<SwapReport> swap() {
    CompletableFuture<SwapReport> swap = sim.devices.swap(Sim.ID, next, "2.0.0");
    sim.run();
    return swap;
  }

  @Test
  void readingIsPausedOnlyWhileReadingsReachTheDiskAndTheDeviceIsAcknowledgedByTheOldSession() {
    sim.diskWorks = false;
    sim.link().says("EMIT 1\n");
    sim.run();
    CompletableFuture<SwapReport> swap = swap();
    assertThat(swap).isNotDone();
    assertThat(sim.link().readable).isFalse();
    sim.link().says("EMIT 2\n");
    sim.run();
    assertThat(old.last().heard).containsExactly("EMIT 1");

    sim.emissions.get(0).durable().run();
    sim.run();
    assertThat(swap.join().result()).isEqualTo(Result.CARRIED);
    assertThat(sim.link().sent).containsExactly("ACK 1\n");
    assertThat(next.last().heard).containsExactly("EMIT 2");
    assertThat(sim.link().readable).isTrue();
  }

  @Test
  void whatIsNotWantedAnyMoreAfterTheExchangeIsNotHandedOver() {
    sim.execute("move");
    CompletableFuture<SwapReport> swap = swap();
    boolean[] wanted = {true, true};
    CompletableFuture<Outcome> first = move(() -> wanted[0]);
    CompletableFuture<Outcome> second = move(() -> wanted[1]);
    wanted[0] = false;
    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(swap.join().result()).isEqualTo(Result.CARRIED);
    assertThat(first.getNow(null)).isInstanceOf(Outcome.NotSent.class);
    assertThat(next.last().commands).as("the other one only").hasSize(1);
    assertThat(second).isNotDone();
  }

  @Test
  void aDiskThatDoesNotWriteDelaysAnExchangeByTwoSecondsAtMost() {
    sim.diskWorks = false;
    sim.link().says("EMIT 1\n");
    sim.run();
    CompletableFuture<SwapReport> swap = sim.devices.swap(Sim.ID, next, "2.0.0");
    sim.advance(Exchange.DURABLE_BOUND);

    assertThat(swap.join().result()).isEqualTo(Result.CARRIED);
    assertThat(swap.join().paused()).isEqualTo(Exchange.DURABLE_BOUND);
  }

  @Test
  void aReadingThatCanNeverBeWrittenDelaysNoExchange() {
    sim.sinkFails = true;
    sim.link().says("EMIT 1\n");
    sim.run();
    sim.sinkFails = false;
    sim.sinkDrops = true;
    sim.link().says("EMIT 2\n");
    sim.run();
    SwapReport report = sim.swap(next);
    assertThat(report.result()).isEqualTo(Result.CARRIED);
    assertThat(report.paused()).isEqualTo(Duration.ZERO);
  }

  @Test
  void aReadingThatCanNeverBeWrittenIsGivenUpWhileAnExchangeWaitsForIt() {
    sim.diskWorks = false;
    sim.link().says("EMIT 1\n");
    sim.run();
    CompletableFuture<SwapReport> swap = swap();
    assertThat(swap).isNotDone();
    sim.emissions.get(0).dropped().run();
    sim.run();
    assertThat(swap).isDone();
    assertThat(swap.join().result()).isEqualTo(Result.CARRIED);
    assertThat(sim.link().sent).as("no acknowledgement").isEmpty();
  }

  @Test
  void theEndOfOneWaitIsNotTheEndOfTheNext() {
    sim.diskWorks = false;
    sim.execute("move");
    sim.link().says("EMIT 1\n");
    sim.run();
    CompletableFuture<SwapReport> swap = sim.devices.swap(Sim.ID, next, "2.0.0");
    Duration last = Duration.ofMillis(10);
    sim.advance(Exchange.UNSAFE_BOUND.minus(last));
    old.hook =
        () -> {
          old.last().done(1);
          sim.advance(last); // too late by then, and nobody has looked yet
        };
    sim.link().says("HOOK\n");
    sim.run();
    assertThat(swap).as("waits for the disk").isNotDone();

    sim.diskRecovers();
    sim.run();
    assertThat(swap).isDone();
    assertThat(swap.join().result()).isEqualTo(Result.CARRIED);
    assertThat(sim.link().sent).contains("ACK 1\n");
  }

  @Test
  void anExchangeEndsInTimeHoweverLongItWaits() {
    next.suspends = false;
    old.suspends = false;
    sim.diskWorks = false;
    sim.execute("move", Duration.ofSeconds(20));
    sim.link().says("EMIT 1\n");
    sim.run();
    sim.links.reachable = false;
    CompletableFuture<SwapReport> swap = sim.devices.swap(Sim.ID, next, "2.0.0");
    sim.advance(Exchange.UNSAFE_BOUND.minusMillis(1));
    sim.link().says("DONE 1\n");
    sim.advance(SwapReport.WITHIN.minus(Exchange.UNSAFE_BOUND));

    assertThat(swap).isDone();
    assertThat(swap.join().result()).isEqualTo(Result.LATER);
  }

  @Test
  void unsafeCommandsEndFirstAndTheDeviceIsStillHeard() {
    CompletableFuture<Outcome> move = sim.execute("move");
    CompletableFuture<SwapReport> swap = swap();
    CompletableFuture<Outcome> later = sim.execute("move");
    assertThat(swap).isNotDone();
    assertThat(sim.link().readable).isTrue();
    assertThat(old.last().commands).hasSize(1);

    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(move.join()).isInstanceOf(Outcome.Done.class);
    assertThat(swap.join().result()).isEqualTo(Result.CARRIED);
    assertThat(next.last().commands).as("the one that came meanwhile").hasSize(1);
    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(later.join()).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void anUnsafeCommandThatDoesNotEndKeepsTheOldDriver() {
    CompletableFuture<Outcome> move = sim.execute("move", Duration.ofSeconds(20));
    SwapReport report = sim.devices.swap(Sim.ID, next, "2.0.0").getNow(null);
    assertThat(report).isNull();
    CompletableFuture<SwapReport> swap = sim.devices.swap(Sim.ID, next, "2.0.0");
    sim.advance(Exchange.UNSAFE_BOUND);

    assertThat(old.last().closed).isFalse();
    assertThat(swap).isNotDone();
    sim.advance(Exchange.UNSAFE_BOUND);
    assertThat(swap.join().result()).isEqualTo(Result.KEPT_OLD);
    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(move.join()).isInstanceOf(Outcome.Done.class);
    assertThat(next.sessions).isEmpty();
  }

  @Test
  void aMessageThatWaitsForTheDiskIsAnsweredBeforeTheExchange() {
    sim.diskWorks = false;
    List<Integer> statuses = new ArrayList<>();
    old.hook =
        () ->
            old.last()
                .host
                .emit(new WeightMeasured(sim.now(), 1, true, Map.of()), () -> statuses.add(200));
    byte[] body = "HOOK".getBytes(StandardCharsets.US_ASCII);
    sim.link().message(new Inbound.Message("/", Map.of(), body, (s, t, b) -> statuses.add(s)));
    sim.run();
    CompletableFuture<SwapReport> swap = swap();
    sim.emissions.get(0).durable().run();
    sim.run();

    assertThat(statuses).containsExactly(200);
    assertThat(swap.join().result()).isEqualTo(Result.CARRIED);
  }

  private CompletableFuture<Outcome> move(BooleanSupplier permit) {
    CompletableFuture<Outcome> result =
        sim.devices.execute(
            Sim.ID,
            new Command(UUID.randomUUID(), "move", Map.of()),
            permit,
            Duration.ofSeconds(15));
    sim.run();
    return result;
  }
}
