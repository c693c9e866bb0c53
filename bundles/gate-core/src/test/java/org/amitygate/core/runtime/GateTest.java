package org.amitygate.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.bench.MemoryArchive;
import org.amitygate.core.bench.Script;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Entry;
import org.amitygate.device.PlateRead;
import org.amitygate.device.PresenceSensed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The life of a gate: nothing moves before it is opened, and nothing begins after it was closed.
 */
class GateTest {

  private final Bench bench = new Bench();
  private final Surrounding around = new Surrounding();
  private final Script script = new Script().stage("first", new StageOutcome.Done());
  private final List<BiConsumer<GateConfig, GateConfig>> listening = new ArrayList<>();
  private final ConfigSource config =
      new ConfigSource() {
        @Override
        public GateConfig current() {
          return bench.config().current();
        }

        @Override
        public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
          listening.add(change);
          return () -> listening.remove(change);
        }
      };
  private final Gate gate =
      new Gate(
          new Threads(),
          bench.journal,
          new MemoryArchive(bench.journal),
          bench::now,
          () -> new UUID(6, 6),
          bytes -> "",
          config,
          around);

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void withoutFlowsNoCrossingBeginsAndThatIsSaidInASentence() {
    assertThat(bench.told(begin()))
        .isEqualTo(
            "refused: no crossing can begin on lane L1: the service of bundle gate-camel is not there"
                + " at the moment");
  }

  GateTest() {
    bench.exitCameras = false; // a gate waits for its devices
  }

  @Test
  void openItListensToTheFlowsAndRecordsItsStart() {
    around.flows = script;
    around.handover = new Desk();
    assertThat(bench.journal.types("gate")).isEmpty();
    gate.open();
    bench.settle();
    assertThat(bench.journal.types("gate")).containsExactly("GateStarted");
    assertThat(script.listeners).hasSize(1);
    assertThat(listening).as("devices and lanes").hasSize(2);
    gate.follow(new Script());
    gate.close();
    assertThat(listening).isEmpty();
  }

  @Test
  void aChangeOfFlowsThatWereThereBeforeItOpenedIsHandledOnce() {
    around.flows = script;
    around.handover = new Desk();
    gate.follow(script);
    gate.open();
    bench.settle();
    assertThat(script.listeners).as("stages and lanes").hasSize(2);
  }

  @Test
  void aChangeOfTheConfigurationIsFollowedWhereverItMatters() {
    around.flows = script;
    around.handover = new Desk();
    gate.open();
    bench.settle();
    GateConfig before = config.current();
    bench.withoutLane("L1");
    List.copyOf(listening).forEach(change -> change.accept(before, config.current()));
    bench.settle();
    assertThat(bench.journal.types("lane:L1")).contains("LaneRemoved");
  }

  @Test
  void itComesToRestWhenItsLastStageHasEnded() throws Exception {
    CompletableFuture<FlowRunner.StageResult> stage = new CompletableFuture<>();
    CompletableFuture<FlowRunner.StageResult> endless = new CompletableFuture<>();
    script.stage("first", call -> call.visit() == 1 ? stage : endless);
    around.flows = script;
    around.handover = new Desk();
    gate.open();
    bench.settle();
    begin();
    bench.settle();
    assertThatThrownBy(() -> gate.rest.come(Duration.ZERO).get(10, TimeUnit.SECONDS))
        .hasMessageContaining("a stage on lane L1 has not ended; nothing was changed");
    CompletableFuture<Void> rest = gate.rest.come(Duration.ofDays(1));
    stage.complete(new FlowRunner.StageResult(new StageOutcome.Next("first"), Map.of(), List.of()));
    bench.settle();
    rest.get(10, TimeUnit.SECONDS);
    assertThat(script.runs).hasSize(1);
    gate.rest.end();
    assertThat(script.runs).hasSize(2);
  }

  @Test
  void closedBeforeItHasOpenedNothingBegins() {
    around.flows = script;
    around.handover = new Desk();
    gate.close();
    gate.open();
    bench.settle();
    assertThat(script.listeners).isEmpty();
    assertThat(listening).as("no devices").isEmpty();
    assertThat(bench.told(begin())).contains("Crossing");
    assertThat(script.runs).isEmpty();
  }

  @Test
  void whoStandsInALaneWithoutAFlowIsLookedAtWhenFlowsCome() {
    script.here = false;
    around.flows = script;
    around.handover = new Desk();
    gate.open();
    bench.settle();
    for (String loop : List.of("entry", "exit", "passage")) {
      boolean occupied = loop.equals("entry");
      gate.barriers()
          .accept(
              "L1.io", new PresenceSensed(bench.now(), loop, occupied, true, Map.of()), () -> {});
    }
    bench.settle();
    gate.follow(script);
    bench.settle();
    assertThat(bench.all()).isEmpty();
    script.here = true;
    script.changed();
    bench.settle();
    assertThat(bench.all()).hasSize(1);
  }

  @Test
  void whileTheDiskIsSlowTheOtherDevicesAreHeard() {
    around.flows = script;
    around.handover = new Desk();
    Deque<Runnable> disk = new ArrayDeque<>();
    List<byte[]> kept = new ArrayList<>();
    try (Gate slow = gate(new SlowDisk(disk::add), kept)) {
      slow.open();
      bench.settle();
      slow.barriers().accept("L1.plate-camera.entry", withPicture(), () -> {});
      slow.barriers()
          .accept(
              "L2.io", new PresenceSensed(bench.now(), "entry", true, true, Map.of()), () -> {});
      bench.settle();
      assertThat(kept).as("on a device's thread").isEmpty();
      assertThat(types()).contains("PresenceSensed").doesNotContain("PlateRead");
      disk.remove().run();
      bench.settle();
      assertThat(types()).contains("PlateRead");
    }
  }

  private List<String> types() {
    return bench.journal.records().stream().map(Entry::type).toList();
  }

  private Gate gate(Machine machine, List<byte[]> kept) {
    return new Gate(
        machine,
        bench.journal,
        new MemoryArchive(bench.journal),
        bench::now,
        () -> new UUID(6, 7),
        bytes -> {
          kept.add(bytes);
          return "digest";
        },
        config,
        around);
  }

  private PlateRead withPicture() {
    return new PlateRead(
        bench.now(),
        Optional.of(Bench.PLATE),
        Optional.of(95),
        "e1",
        List.of(new PlateRead.Picture("plate.jpg", "image/jpeg", new byte[] {1})),
        Map.of());
  }

  /** Devices are called at once; what waits for files is kept until the test runs it. */
  private static final class SlowDisk implements Machine {
    private final Threads threads = new Threads();
    private final Executor files;

    SlowDisk(Executor files) {
      this.files = files;
    }

    @Override
    public Executor devices() {
      return Runnable::run;
    }

    @Override
    public Executor files() {
      return files;
    }

    @Override
    public Scheduler scheduler() {
      return threads.scheduler();
    }

    @Override
    public RandomGenerator random() {
      return threads.random();
    }

    @Override
    public void deviceThreadLost() {
      threads.deviceThreadLost();
    }

    @Override
    public void close() {
      threads.close();
    }
  }

  private CompletableFuture<Crossing> begin() {
    return bench.journal.submit(
        tx -> gate.crossings().begin(tx, new UUID(1, 1), "", Role.EXIT, "L1", Map.of()));
  }
}
