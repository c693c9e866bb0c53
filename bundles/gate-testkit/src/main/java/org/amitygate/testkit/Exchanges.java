package org.amitygate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.amitygate.core.device.SwapReport;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Outcome;
import org.amitygate.device.Reading;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;

/** What must hold when a driver is exchanged at work. */
final class Exchanges {

  private static final int MANY = 12;

  private final long seed;

  Exchanges(long seed) {
    this.seed = seed;
  }

  void carried(Bench bench) throws Exception {
    int connections = bench.network.connections();
    for (int i = 0; i < DriverContract.ROUNDS; i++) {
      int from = bench.rig.emissions().size();
      Optional<Predicate<Reading>> like = Optional.empty();
      if (bench.declared.readings) {
        like = Optional.of(bench.provoke());
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
    assertSameConnection(bench, connections);
  }

  /** Exchanges while a frame trickles in, each time at another byte. */
  void inPieces(Bench bench) throws Exception {
    Random random = new Random(seed);
    int connections = bench.network.connections();
    boolean small = bench.declared.linkKind.equals("tcp");
    bench.network.chunks(small ? 3 : 256);
    bench.network.delay(Duration.ofMillis(5));
    for (int i = 0; i < MANY; i++) {
      int from = bench.rig.emissions().size();
      Predicate<Reading> like = bench.provoke();
      long middle = bench.network.forwarded() + 1 + random.nextInt(small ? 20 : 800);
      Await.holds(Duration.ofMillis(500), () -> bench.network.forwarded() >= middle);
      SwapReport report = bench.rig.swap(bench.driver());
      assertThat(report.result()).as("%s", report).isEqualTo(SwapReport.Result.CARRIED);
      bench.rig.awaitReading(from, like, bench.declared.patience);
      assertThat(bench.rig.count(from, like)).as("readings for one observation").isEqualTo(1);
    }
    assertSameConnection(bench, connections);
  }

  private static List<CompletableFuture<Outcome>> askSafely(Bench bench) {
    Set<String> safe = bench.declared.driver.get().safeCommands();
    return bench.declared.commands.stream()
        .filter(one -> safe.contains(one.name()))
        .map(
            one ->
                bench.rig.begin(
                    DeviceRig.command(one.name(), one.arguments()), bench.declared.patience))
        .toList();
  }

  void fresh(Bench bench) throws Exception {
    SwapReport report = bench.rig.swap(bench.driver());
    assertThat(report.result()).as("%s", report).isEqualTo(SwapReport.Result.FRESH);
    bench.recovers();
  }

  void failing(Bench bench) throws Exception {
    int connections = bench.network.connections();
    Driver failing =
        (settings, host, before) -> {
          throw new IllegalStateException("this successor does not work");
        };
    SwapReport report = bench.rig.swap(failing);
    assertThat(report.result()).as("%s", report).isEqualTo(SwapReport.Result.KEPT_OLD);
    if (bench.declared.suspends) {
      assertSameConnection(bench, connections);
    }
    bench.recovers();
  }

  void unknownState(Bench bench) throws Exception {
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

  /** A device that pushes makes its connections as it likes. */
  private static void assertSameConnection(Bench bench, int connections) {
    if (!bench.declared.pushes()) {
      assertThat(bench.network.connections()).as("connections").isEqualTo(connections);
    }
  }
}
