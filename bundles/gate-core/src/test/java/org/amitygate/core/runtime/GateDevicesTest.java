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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.bench.MemoryArchive;
import org.amitygate.core.bench.Script;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.device.LinkFactory;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.View;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gate as it is put together for real, with real threads and one device. */
class GateDevicesTest {

  private static final String SCALE = "L1.weighbridge";

  private final Bench bench = new Bench();
  private final Surrounding around = new Surrounding();
  private final Script script = new Script();
  private final Scale scale = new Scale();
  private final List<byte[]> kept = new CopyOnWriteArrayList<>();
  private final Gate gate =
      new Gate(
          new Threads(),
          new OneAtATime(bench),
          new MemoryArchive(bench.journal),
          bench::now,
          UUID::randomUUID,
          bytes -> {
            kept.add(bytes);
            return "digest";
          },
          new OneScale(bench.config()),
          around);

  private void open() {
    around.flows = script;
    around.handover = new Desk();
    gate.devices().use("scale", scale, "1.0.0");
    gate.devices().link("wire", new Wire());
    gate.open();
  }

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void aStageAsksByTheGatesRulesAndNeverMovesAnything() throws Exception {
    CompletableFuture<DeviceAnswer> weight = new CompletableFuture<>();
    CompletableFuture<DeviceAnswer> moved = new CompletableFuture<>();
    script.stage(
        "first",
        call -> asked(call, 1, "weigh", weight).thenCompose(x -> asked(call, 2, "open", moved)));
    open();
    new OneAtATime(bench)
        .submit(tx -> gate.crossings().begin(tx, new UUID(1, 1), "", Role.EXIT, "L1", Map.of()));
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
    open();
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

  /** Connects at once. */
  private static final class Wire implements LinkFactory {
    @Override
    public OpenLink create(String device, LinkConfig config, Listener listener) {
      return new OpenLink() {
        @Override
        public void connect() {
          listener.connected();
        }

        @Override
        public void send(byte[] bytes) {}

        @Override
        public void readable(boolean on) {}

        @Override
        public void reset(String cause) {
          listener.disconnected(cause);
        }

        @Override
        public void close() {}
      };
    }
  }

  /** The bench's journal is for one thread, and writes when the bench lets it. */
  private record OneAtATime(Bench bench) implements Journal {
    @Override
    public <R> CompletableFuture<R> submit(Work<R> work) {
      synchronized (bench) {
        CompletableFuture<R> done = bench.journal.submit(work);
        bench.settle();
        return done;
      }
    }

    @Override
    public <R> CompletableFuture<R> read(Function<View, R> question) {
      synchronized (bench) {
        CompletableFuture<R> answer = bench.journal.read(question);
        bench.settle();
        return answer;
      }
    }

    @Override
    public void onQueued(Consumer<Outgoing> heard) {
      bench.journal.onQueued(heard);
    }

    @Override
    public Status status() {
      return bench.journal.status();
    }
  }

  /** The bench's lanes, and a weighbridge on the first. */
  private record OneScale(ConfigSource lanes) implements ConfigSource {
    @Override
    public GateConfig current() {
      GateConfig all = lanes.current();
      LinkConfig link = new LinkConfig("wire", "", Map.of());
      List<DeviceConfig> devices = List.of(new DeviceConfig(SCALE, "scale", link, Map.of()));
      return new GateConfig(
          all.gate(),
          all.lanes().stream()
              .map(
                  lane ->
                      new LaneConfig(
                          lane.id(),
                          lane.direction(),
                          lane.trafficClass(),
                          lane.flow(),
                          lane.partner(),
                          lane.id().equals("L1") ? devices : List.of()))
              .toList(),
          Map.of(),
          Map.of(),
          Optional.empty(),
          Map.of(),
          all.digest());
    }

    @Override
    public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
      return () -> {};
    }
  }
}
