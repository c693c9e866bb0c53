package org.amitygate.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Script;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.amitygate.device.WeightMeasured;
import org.junit.jupiter.api.Test;

/** What a gate asks of a scale, and what that tells by itself. */
class GateDevicesTest extends RealGate {

  private final Scale scale = new Scale();

  GateDevicesTest() {
    super("L1.weighbridge");
  }

  @Test
  void aStageAsksByTheGatesRulesAndNeverMovesAnything() throws Exception {
    CompletableFuture<DeviceAnswer> weight = new CompletableFuture<>();
    CompletableFuture<DeviceAnswer> moved = new CompletableFuture<>();
    script.stage(
        "first",
        call -> asked(call, 1, "weigh", weight).thenCompose(x -> asked(call, 2, "open", moved)));
    open(scale);
    journal.submit(tx -> gate.crossings().begin(tx, new UUID(1, 1), "", Role.EXIT, "L1", Map.of()));
    assertThat(weight.get(30, TimeUnit.SECONDS))
        .isEqualTo(new DeviceAnswer(Optional.empty(), "the weight is not stable"));
    assertThat(moved.get(30, TimeUnit.SECONDS).noAnswer()).isNotEmpty();
    assertThat(scale.commands).containsOnly("weigh");
  }

  private static CompletionStage<StageResult> asked(
      StageCall call, int number, String ask, CompletableFuture<DeviceAnswer> answer) {
    return call.questions()
        .device(number, "weighbridge", ask, Duration.ofMillis(200))
        .thenCompose(
            given -> {
              answer.complete(given);
              return Script.result(new StageOutcome.Done(), Map.of());
            });
  }

  @Test
  void aReadingIsAcknowledgedWhenItAndItsPictureAreKept() throws Exception {
    script.stage("first", new StageOutcome.Done());
    open(scale);
    assertThat(scale.acknowledged.get(30, TimeUnit.SECONDS)).isEqualTo("1 kept");
    assertThat(bench.journal.types("lane:L1")).contains("PlateRead");
  }

  /** Weighs a vehicle that moves, and has seen a plate when it is connected. */
  private final class Scale implements Driver {
    final List<String> commands = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> acknowledged = new CompletableFuture<>();

    @Override
    public Set<String> safeCommands() {
      return Set.of("weigh");
    }

    @Override
    public Session open(Settings settings, DeviceHost host, Optional<State> before) {
      host.emit(
          new PlateRead(
              host.now(),
              Optional.of(Bench.PLATE),
              Optional.empty(),
              "e",
              List.of(new PlateRead.Picture("p.jpg", "image/jpeg", new byte[3])),
              Map.of()),
          () -> acknowledged.complete(kept.size() + " kept"));
      return new Session() {
        @Override
        public void received(Inbound data) {}

        @Override
        public void execute(Command command) {
          commands.add(command.name());
          WeightMeasured moving = new WeightMeasured(host.now(), 31_000, false, Map.of());
          host.done(command, new Outcome.Done(Optional.of(moving)));
        }
      };
    }
  }
}
