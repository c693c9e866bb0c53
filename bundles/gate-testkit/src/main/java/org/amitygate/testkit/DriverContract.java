package org.amitygate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.amitygate.core.device.SwapReport;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Outcome;
import org.amitygate.device.Reading;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What every driver owes, tried on the real device host and real loopback sockets, through a
 * network that breaks. A driver's test extends it and declares what it is:
 *
 * <pre>{@code
 * class MtSicsContractTest extends DriverContract {
 *   @Override
 *   protected Declaration declare() {
 *     return Declaration.of(MtSicsDriver::new, "tcp", port -> new TinyScale())
 *         .readings()
 *         .suspends()
 *         .liveness(Duration.ofSeconds(6))
 *         .command(Command.WEIGH, Map.of(), outcome -> outcome instanceof Outcome.Done);
 *   }
 * }
 * }</pre>
 *
 * <p>The seed of all randomness is printed; {@code -Dcontract.seed=…} repeats a run. After every
 * test the driver must not have blocked a call for 1 s, thrown what it may not throw, used the host
 * after close or answered a command twice.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
public abstract class DriverContract {

  private static final int ROUNDS = 4;
  private static final String NO_SUCH_COMMAND = "no-such-command";

  private final long seed = Long.getLong("contract.seed", 20_261_123L);

  /** Called for each test anew. */
  protected abstract Declaration declare();

  /** The driver between a device and the gate, with the network in the middle. */
  private final class Bench implements AutoCloseable {
    final Declaration declared = declare();
    final Observer observer = new Observer();
    final DeviceRig rig = new DeviceRig(seed);
    final TestDevice device;
    final FaultyNetwork network;
    private int provoked;

    Bench() throws Exception {
      int gatePort = declared.pushes() ? DeviceRig.freePort() : 0;
      if (declared.pushes()) {
        network = new FaultyNetwork(gatePort, seed);
        device = declared.device.make(network.port());
      } else {
        device = declared.device.make(0);
        network = new FaultyNetwork(device.port(), seed);
      }
      rig.host(
          driver(),
          Links.to(declared, declared.pushes() ? gatePort : network.port()),
          declared.settings);
      rig.awaitOnline(declared.patience);
    }

    Driver driver() {
      return observer.over(declared.driver.get());
    }

    /** Provokes a reading and waits for it; it must come exactly once. */
    void observeOnce() throws IOException {
      int from = rig.emissions().size();
      Predicate<Reading> like = device.provoke(++provoked);
      rig.awaitReading(from, like, declared.patience);
      assertThat(rig.count(from, like)).as("readings for one observation").isEqualTo(1);
    }

    /** After a fault: sooner or later a reading arrives again. */
    void observeAgain() throws IOException {
      Duration wait = declared.patience.plus(declared.liveness.orElse(Duration.ZERO));
      for (int i = 0; i < ROUNDS; i++) {
        int from = rig.emissions().size();
        Predicate<Reading> like = device.provoke(++provoked);
        if (Await.holds(wait, () -> rig.count(from, like) > 0)) {
          return;
        }
      }
      throw new AssertionError("no reading arrives any more: " + rig.view());
    }

    void recovers() throws IOException {
      rig.awaitOnline(declared.patience.plusSeconds(10));
      if (declared.readings) {
        observeAgain();
      }
    }

    @Override
    public void close() {
      try {
        rig.close();
        assertThat(observer.openSessions()).as("sessions left open").isZero();
        assertThat(observer.breaches()).as("breaches of the contract").isEmpty();
      } finally {
        network.close();
        device.close();
      }
    }
  }

  @FunctionalInterface
  private interface Scenario {
    void run(Bench bench) throws Exception;
  }

  private DynamicTest test(String promise, Scenario scenario) {
    return DynamicTest.dynamicTest(
        promise,
        () -> {
          System.out.println(getClass().getSimpleName() + ": " + promise + ": seed " + seed);
          try (Bench bench = new Bench()) {
            scenario.run(bench);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> readings() {
    if (!declare().readings) {
      return Stream.empty();
    }
    return Stream.of(
        test("each reading is emitted once and acknowledged when it is durable", this::durable),
        test(
            "each reading is emitted once when bytes come one by one",
            bench -> {
              bench.network.chunks(1);
              observe(bench);
            }),
        test(
            "each reading is emitted once on a slow network",
            bench -> {
              bench.network.delay(Duration.ofMillis(15));
              observe(bench);
            }),
        test("after a cut at any byte readings arrive again", this::cuts));
  }

  private void observe(Bench bench) throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      bench.observeOnce();
    }
  }

  private void durable(Bench bench) throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      OptionalInt before = bench.device.acknowledged();
      bench.rig.holdDisk(true);
      bench.observeOnce();
      if (before.isPresent()) {
        boolean early =
            Await.holds(Duration.ofMillis(200), () -> acknowledged(bench) > before.getAsInt());
        assertThat(early).as("acknowledged before it was durable").isFalse();
      }
      bench.rig.holdDisk(false);
      if (before.isPresent()) {
        Await.until(
            "an acknowledgement",
            bench.declared.patience,
            () -> acknowledged(bench) > before.getAsInt());
      }
    }
  }

  private static int acknowledged(Bench bench) {
    return bench.device.acknowledged().orElse(-1);
  }

  private void cuts(Bench bench) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      bench.network.cutAfter(random.nextInt(160));
      bench.device.provoke(++bench.provoked);
      Await.holds(bench.declared.patience, () -> !bench.rig.isOnline() || bench.declared.pushes());
      bench.network.heal();
      bench.recovers();
    }
  }

  @TestFactory
  Stream<DynamicTest> commands() {
    List<Declaration.Supported> supported = declare().commands;
    return Stream.concat(
        supported.stream()
            .map(one -> test("command '" + one.name() + "' gets one outcome", b -> asked(b, one))),
        supported.stream()
            .map(
                one ->
                    test(
                        "command '" + one.name() + "' gets one outcome over cuts",
                        b -> askedOverCuts(b, one))));
  }

  private void asked(Bench bench, Declaration.Supported supported) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      Command command = DeviceRig.command(supported.name(), supported.arguments());
      Outcome outcome = bench.rig.execute(command, bench.declared.patience);
      assertThat(supported.expected().test(outcome)).as("%s", outcome).isTrue();
      assertThat(bench.observer.answers(command)).as("answers to one command").isEqualTo(1);
    }
  }

  private void askedOverCuts(Bench bench, Declaration.Supported supported) throws Exception {
    Random random = new Random(seed);
    boolean safe = declare().driver.get().safeCommands().contains(supported.name());
    for (int i = 0; i < ROUNDS; i++) {
      bench.rig.awaitOnline(bench.declared.patience.plusSeconds(10));
      bench.network.cutAfter(random.nextInt(60));
      Command command = DeviceRig.command(supported.name(), supported.arguments());
      Outcome outcome = bench.rig.execute(command, bench.declared.patience.plusSeconds(10));
      boolean right = supported.expected().test(outcome);
      boolean lost = outcome instanceof Outcome.Unknown || outcome instanceof Outcome.NotSent;
      assertThat(right || (lost && !safe)).as("%s", outcome).isTrue();
      bench.network.heal();
    }
  }

  @Test
  void aCommandThatItDoesNotHaveIsUnsupported() throws Exception {
    try (Bench bench = new Bench()) {
      Command command = DeviceRig.command(NO_SUCH_COMMAND, Map.of());
      Outcome outcome = bench.rig.execute(command, bench.declared.patience);
      assertThat(outcome).isInstanceOf(Outcome.NotSent.class);
      assertThat(bench.observer.saidUnsupported(command))
          .as("UnsupportedOperationException")
          .isTrue();
      assertThat(bench.rig.isOnline()).as("the session goes on").isTrue();
    }
  }

  @Test
  void garbageEndsTheSessionAndTheNextOneWorks() throws Exception {
    try (Bench bench = new Bench()) {
      Random random = new Random(seed);
      int connections = bench.network.connections();
      if (!bench.declared.pushes()) {
        byte[] garbage = new byte[4096];
        random.nextBytes(garbage);
        bench.network.inject(garbage);
        Duration within =
            bench.declared.liveness.orElse(Duration.ZERO).plus(bench.declared.patience);
        Await.until("a new connection", within, () -> bench.network.connections() > connections);
      }
      bench.recovers();
      bench.network.garble(0.02);
      if (bench.declared.readings) {
        for (int i = 0; i < ROUNDS; i++) {
          bench.device.provoke(++bench.provoked);
        }
      }
      Await.holds(Duration.ofSeconds(1), () -> bench.network.connections() > connections + 2);
      bench.network.heal();
      bench.recovers();
    }
  }

  @TestFactory
  Stream<DynamicTest> liveness() {
    Optional<Duration> liveness = declare().liveness;
    return liveness.stream()
        .map(within -> test("silence is noticed within " + within, b -> silence(b, within)));
  }

  private void silence(Bench bench, Duration within) throws IOException {
    bench.network.fallSilent();
    Await.until("the session is given up", within.plusSeconds(1), () -> !bench.rig.isOnline());
    bench.network.heal();
    bench.recovers();
  }

  @TestFactory
  Stream<DynamicTest> exchange() {
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(
        test("a successor that fails to open leaves the driver at work", this::failingSuccessor));
    if (declare().suspends) {
      tests.add(test("an exchange keeps the connection and loses nothing", this::carried));
      tests.add(test("a state that it does not know is rejected", this::unknownState));
    } else {
      tests.add(test("an exchange gets a new connection that works", this::fresh));
    }
    return tests.stream();
  }

  private void carried(Bench bench) throws Exception {
    int connections = bench.network.connections();
    for (int i = 0; i < ROUNDS; i++) {
      int from = bench.rig.emissions().size();
      Optional<Predicate<Reading>> like = Optional.empty();
      if (bench.declared.readings) {
        like = Optional.of(bench.device.provoke(++bench.provoked));
      }
      List<CompletableFuture<Outcome>> asked = askSafely(bench);
      SwapReport report = bench.rig.swap(bench.driver());
      assertThat(report.result()).as("%s", report).isEqualTo(SwapReport.Result.CARRIED);
      if (like.isPresent()) {
        bench.rig.awaitReading(from, like.get(), bench.declared.patience);
        assertThat(bench.rig.count(from, like.get()))
            .as("readings for one observation")
            .isEqualTo(1);
      }
      for (CompletableFuture<Outcome> one : asked) {
        assertThat(one.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Done.class);
      }
    }
    if (!bench.declared.pushes()) {
      assertThat(bench.network.connections()).as("connections").isEqualTo(connections);
    }
  }

  private List<CompletableFuture<Outcome>> askSafely(Bench bench) {
    Set<String> safe = bench.declared.driver.get().safeCommands();
    return bench.declared.commands.stream()
        .filter(one -> safe.contains(one.name()))
        .map(
            one ->
                bench.rig.begin(
                    DeviceRig.command(one.name(), one.arguments()), bench.declared.patience))
        .toList();
  }

  private void fresh(Bench bench) throws Exception {
    SwapReport report = bench.rig.swap(bench.driver());
    assertThat(report.result()).as("%s", report).isEqualTo(SwapReport.Result.FRESH);
    bench.recovers();
  }

  private void failingSuccessor(Bench bench) throws Exception {
    int connections = bench.network.connections();
    Driver failing =
        (settings, host, before) -> {
          throw new IllegalStateException("this successor does not work");
        };
    SwapReport report = bench.rig.swap(failing);
    assertThat(report.result()).as("%s", report).isEqualTo(SwapReport.Result.KEPT_OLD);
    if (bench.declared.suspends && !bench.declared.pushes()) {
      assertThat(bench.network.connections()).as("connections").isEqualTo(connections);
    }
    bench.recovers();
  }

  private void unknownState(Bench bench) throws Exception {
    Driver successor = bench.driver();
    byte[] noise = new byte[64];
    new Random(seed).nextBytes(noise);
    Driver misled =
        new Driver() {
          @Override
          public Session open(Settings settings, DeviceHost host, Optional<State> before)
              throws IOException {
            return successor.open(
                settings, host, before.map(state -> new State(~state.format(), noise)));
          }

          @Override
          public Set<String> safeCommands() {
            return successor.safeCommands();
          }
        };
    SwapReport report = bench.rig.swap(misled);
    assertThat(report.result()).as("%s", report).isEqualTo(SwapReport.Result.FRESH);
    bench.recovers();
  }

  @Test
  void closeEndsEverything() throws Exception {
    try (Bench bench = new Bench()) {
      bench.rig.remove();
      Await.until(
          "the session is closed",
          bench.declared.patience,
          () -> bench.observer.openSessions() == 0);
      if (!bench.declared.pushes()) {
        Await.until(
            "the connection is closed",
            bench.declared.patience,
            () -> bench.network.openConnections() == 0);
      }
      int emitted = bench.rig.emissions().size();
      assertThat(Await.holds(Duration.ofMillis(500), () -> bench.rig.emissions().size() > emitted))
          .isFalse();
    }
  }
}
