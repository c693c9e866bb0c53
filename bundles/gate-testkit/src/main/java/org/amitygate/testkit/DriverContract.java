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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

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
 * after close or answered a command twice. Each test has a device and a network of its own: they
 * run beside each other where JUnit is told to run tests in parallel.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
@Execution(ExecutionMode.CONCURRENT)
public abstract class DriverContract {

  static final int ROUNDS = 4;
  private static final String NO_SUCH_COMMAND = "no-such-command";

  private final long seed = Long.getLong("contract.seed", 20_261_123L);

  /** Called for each test anew. */
  protected abstract Declaration declare();

  @FunctionalInterface
  private interface Scenario {
    void run(Bench bench) throws Exception;
  }

  private DynamicTest test(String promise, Scenario scenario) {
    return DynamicTest.dynamicTest(
        promise,
        () -> {
          System.out.println(getClass().getSimpleName() + ": " + promise + ": seed " + seed);
          try (Bench bench = new Bench(declare(), seed)) {
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
    for (int i = 1; i <= ROUNDS; i++) {
      int round = i;
      bench.network.cutAfter(random.nextInt(160));
      bench.provoke();
      Await.until("the cut", bench.declared.patience, () -> bench.network.cuts() == round);
      bench.recovers();
    }
  }

  @TestFactory
  Stream<DynamicTest> commands() {
    List<Declaration.Supported> supported = declare().commands;
    return Stream.concat(
        supported.stream()
            .map(one -> test("command '" + one.name() + "' gets one outcome", b -> asked(b, one))),
        supported.stream().flatMap(this::disturbed));
  }

  private Stream<DynamicTest> disturbed(Declaration.Supported one) {
    String promise = "command '" + one.name() + "' gets one outcome ";
    DynamicTest cuts = test(promise + "over cuts", bench -> askedOverCuts(bench, one));
    if (declare().liveness.isEmpty()) {
      return Stream.of(cuts);
    }
    return Stream.of(cuts, test(promise + "over silence", bench -> askedInSilence(bench, one)));
  }

  private void asked(Bench bench, Declaration.Supported supported) throws Exception {
    List<Command> asked = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      Command command = DeviceRig.command(supported.name(), supported.arguments());
      Outcome outcome = bench.rig.execute(command, bench.declared.patience);
      assertThat(supported.expected().test(outcome)).as("%s", outcome).isTrue();
      asked.add(command);
    }
    // a second answer to one command comes, at the latest, before the next command is begun
    for (Command command : asked) {
      assertThat(bench.observer.answers(command)).as("answers to one command").isEqualTo(1);
    }
  }

  private void askedOverCuts(Bench bench, Declaration.Supported supported) throws Exception {
    Random random = new Random(seed);
    boolean safe = declare().driver.get().safeCommands().contains(supported.name());
    for (int i = 0; i < ROUNDS; i++) {
      bench.rig.awaitOnline(bench.declared.patience.plusSeconds(10));
      bench.network.cutAfter(random.nextInt(24));
      Command command = DeviceRig.command(supported.name(), supported.arguments());
      Outcome outcome = bench.rig.execute(command, bench.declared.patience.multipliedBy(2));
      assertRight(outcome, supported, safe);
      bench.network.heal();
    }
  }

  private void askedInSilence(Bench bench, Declaration.Supported supported) throws Exception {
    boolean safe = declare().driver.get().safeCommands().contains(supported.name());
    Duration liveness = declare().liveness.orElseThrow();
    bench.network.fallSilent();
    Command command = DeviceRig.command(supported.name(), supported.arguments());
    CompletableFuture<Outcome> outcome =
        bench.rig.begin(command, liveness.plus(bench.declared.patience.multipliedBy(2)));
    Await.until("the session is given up", liveness.plusSeconds(1), () -> !bench.rig.isOnline());
    bench.network.heal();
    assertRight(outcome.get(60, TimeUnit.SECONDS), supported, safe);
    assertThat(bench.observer.answers(command)).as("answers").isLessThanOrEqualTo(1);
  }

  /**
   * What is not safe may be unknown after a disturbance; what is safe is repeated until it is done.
   */
  private static void assertRight(Outcome outcome, Declaration.Supported supported, boolean safe) {
    boolean right = supported.expected().test(outcome);
    boolean lost = outcome instanceof Outcome.Unknown || outcome instanceof Outcome.NotSent;
    assertThat(right || (lost && !safe)).as("%s", outcome).isTrue();
  }

  @Test
  void aCommandThatItDoesNotHaveIsUnsupported() throws Exception {
    try (Bench bench = new Bench(declare(), seed)) {
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
    try (Bench bench = new Bench(declare(), seed)) {
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
          bench.provoke();
        }
      }
      Await.holds(Duration.ofSeconds(1), () -> bench.network.connections() > connections + 2);
      bench.network.heal();
      bench.recovers();
    }
  }

  @Test
  void nothingThatADeviceSaysMakesASessionThrowAnythingButAnIoException() throws Exception {
    try (Bench bench = new Bench(declare(), seed)) {
      if (bench.declared.readings) {
        observe(bench);
      }
      for (Declaration.Supported one : bench.declared.commands) {
        bench.rig.execute(DeviceRig.command(one.name(), one.arguments()), bench.declared.patience);
      }
      Await.until(
          "the device says something",
          bench.declared.patience,
          () -> !bench.observer.captured().isEmpty());
      assertThat(bench.observer.breaches()).as("breaches of the contract").isEmpty();
      System.out.println(getClass().getSimpleName() + ": hostile bytes: seed " + seed);
      new HostileBytes(
              bench.declared.driver.get(), bench.declared.settings, bench.observer.captured(), seed)
          .run();
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
    Exchanges exchanges = new Exchanges(seed);
    List<DynamicTest> tests = new ArrayList<>();
    tests.add(test("a successor that fails to open leaves the driver at work", exchanges::failing));
    if (!declare().suspends) {
      tests.add(test("an exchange gets a new connection that works", exchanges::fresh));
      return tests.stream();
    }
    tests.add(test("an exchange keeps the connection and loses nothing", exchanges::carried));
    tests.add(test("a state that it does not know is rejected", exchanges::unknownState));
    if (declare().readings) {
      tests.add(test("an exchange in the middle of a frame loses nothing", exchanges::inPieces));
    }
    return tests.stream();
  }

  @Test
  void closeEndsEverything() throws Exception {
    try (Bench bench = new Bench(declare(), seed)) {
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
