package org.amitygate.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Controller;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.device.LinkFactory;
import org.amitygate.core.device.SwapReport;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.journal.Transaction;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.PlateRead;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.junit.jupiter.api.Test;

/** What a gate makes of its barrier's commands while their driver is busy, or is exchanged. */
class GateCommandsTest extends RealGate {

  private static final String IO = "L1.io";

  private final Controller controller = new Controller();
  private volatile boolean mute;

  GateCommandsTest() {
    super(IO);
  }

  @Test
  void aCommandThatWaitsForAnotherDriverDoesNotLeaveAfterGateStop() throws Exception {
    CompletableFuture<HandoverEvent> ended = new CompletableFuture<>();
    desk.hears =
        event -> {
          if (!(event instanceof HandoverEvent.Stopped)) {
            ended.complete(event);
          }
        };
    script.stage("first", call -> new CompletableFuture<>());
    open(new Boom());
    gate.atWork().get(30, TimeUnit.SECONDS);
    arrive();
    wire.cut = new CompletableFuture<>();
    CompletableFuture<SwapReport> exchange = gate.devices().swap(IO, new Boom(), "2.0.0");
    LinkFactory.Listener again = wire.cut.get(30, TimeUnit.SECONDS);
    assertThat(journal.submit(this::commitOk).get(30, TimeUnit.SECONDS)).isEmpty();
    gate.operations().stop(Bench.GUARD, "L1", "fire").get(30, TimeUnit.SECONDS);

    again.connected();
    assertThat(exchange.get(30, TimeUnit.SECONDS).result()).isEqualTo(SwapReport.Result.FRESH);
    assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo(new HandoverEvent.NotOpened("STOP"));
    assertThat(controller.sent(Command.OPEN)).isZero();
  }

  /** A vehicle of lane L1 stands at the stop line, read by both cameras. */
  private void arrive() {
    gate.barriers().accept(IO, controller.state(bench.now()), () -> {});
    for (String loop : List.of("passage", "exit", "entry")) {
      sensed(loop, false);
    }
    for (String place : List.of("entry", "exit")) {
      controller.loops.put(place, true);
      sensed(place, true);
      gate.barriers().accept("L1.plate-camera." + place, read(), () -> {});
    }
  }

  private void sensed(String loop, boolean occupied) {
    gate.barriers()
        .accept(IO, new PresenceSensed(bench.now(), loop, occupied, true, Map.of()), () -> {});
  }

  private PlateRead read() {
    return new PlateRead(
        bench.now(), Optional.of(Bench.PLATE), Optional.of(95), "e", List.of(), Map.of());
  }

  private Optional<String> commitOk(Transaction tx) {
    Crossing crossing = gate.crossings().inZone(tx, "L1").orElseThrow();
    crossing.facts().put("plate", Bench.PLATE);
    Optional<String> why = desk.commitOk(tx, crossing);
    gate.crossings().put(tx, crossing);
    return why;
  }

  @Test
  void whileACommandHasNoAnswerTheGateIsNotAtRest() throws Exception {
    CompletableFuture<Void> heard = new CompletableFuture<>();
    controller.arrives = command -> heard.complete(null);
    open(new Boom());
    gate.atWork().get(30, TimeUnit.SECONDS);
    mute = true;
    CompletableFuture<Outcome> opening = command(Command.OPEN, Map.of("token", 7L));
    heard.get(30, TimeUnit.SECONDS);
    notAtRest();
    CompletableFuture<Void> rest = gate.rest.come(Duration.ofDays(1));
    wire.listener.received(new byte[1]);
    rest.get(30, TimeUnit.SECONDS);
    assertThat(opening).isCompletedWithValueMatching(Outcome.Done.class::isInstance);
  }

  @Test
  void aDriverThatKeepsItsStrandIsNotTakenToBeAtRest() throws Exception {
    CompletableFuture<Void> blocked = new CompletableFuture<>();
    CompletableFuture<Void> returns = new CompletableFuture<>();
    controller.arrives =
        command -> {
          blocked.complete(null);
          returns.join();
        };
    open(new Boom());
    gate.atWork().get(30, TimeUnit.SECONDS);
    CompletableFuture<Outcome> position = command(Command.POSITION, Map.of());
    blocked.get(30, TimeUnit.SECONDS);
    notAtRest();
    returns.complete(null);
    position.get(30, TimeUnit.SECONDS);
    gate.rest.come(Duration.ofDays(1)).get(30, TimeUnit.SECONDS);
  }

  private CompletableFuture<Outcome> command(String name, Map<String, Object> arguments) {
    return gate.devices()
        .execute(IO, new Command(UUID.randomUUID(), name, arguments), Duration.ofSeconds(60));
  }

  private void notAtRest() {
    assertThatThrownBy(() -> gate.rest.come(Duration.ZERO).get(30, TimeUnit.SECONDS))
        .hasMessageContaining("a command to " + IO);
  }

  /** The driver of the controller; one that is mute answers once the controller says something. */
  private final class Boom implements Driver {
    @Override
    public Set<String> safeCommands() {
      return Set.of(Command.POSITION);
    }

    @Override
    public Session open(Settings settings, DeviceHost host, Optional<State> before) {
      List<Runnable> answers = new ArrayList<>();
      return new Session() {
        @Override
        public void received(Inbound data) {
          ((Inbound.Bytes) data).buffer().get();
          answers.forEach(Runnable::run);
        }

        @Override
        public void execute(Command command) {
          Outcome outcome = controller.carryOut(command, host.now());
          answers.add(() -> host.done(command, outcome));
          if (!mute) {
            answers.remove(0).run();
          }
        }
      };
    }
  }
}
