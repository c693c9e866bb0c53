package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything at once, at random, in virtual time; what must always hold is checked after every
 * step.
 */
class DeviceChaosTest {

  private static final int STEPS = 3000;

  private final List<ScriptedDriver> drivers = new ArrayList<>();
  private final List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
  private final List<Command> unsafe = new ArrayList<>();
  private final List<CompletableFuture<SwapReport>> swaps = new ArrayList<>();
  private int number;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89})
  void everyCommandGetsOneOutcomeAndNoUnsafeOneIsHandedOverTwice(long seed) {
    System.out.println("DeviceChaosTest: seed " + seed);
    Random random = new Random(seed);
    Sim sim = new Sim(seed);
    sim.devices.use("scripted", driver(random), "1");
    sim.configure(Sim.device(Sim.ID));
    for (int i = 0; i < STEPS; i++) {
      step(sim, random);
      assertThat(drivers.stream().mapToLong(ScriptedDriver::open).sum())
          .as("sessions open at step %s", i)
          .isLessThanOrEqualTo(1);
    }
    settle(sim);

    assertThat(outcomes).allMatch(CompletableFuture::isDone);
    assertThat(swaps).allMatch(CompletableFuture::isDone);
    assertThat(handedOver()).doesNotHaveDuplicates();
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
    assertThat(sim.link().readable).isTrue();
    assertTransitionsOnly(sim);
  }

  private ScriptedDriver driver(Random random) {
    ScriptedDriver driver = new ScriptedDriver();
    driver.suspends = random.nextBoolean();
    driver.greets = random.nextBoolean();
    drivers.add(driver);
    return driver;
  }

  private void step(Sim sim, Random random) {
    switch (random.nextInt(16)) {
      case 0 -> sim.link().drop("closed");
      case 1 -> sim.links.reachable = random.nextInt(4) > 0;
      case 2 ->
          sim.link().says(new String[] {"BAD\n", "BUG\n", "ERROR\n", "LOST\n"}[random.nextInt(4)]);
      case 3 -> swap(sim, random);
      case 4 -> sim.configure(Sim.device(Sim.ID, Map.of("step", (long) random.nextInt(3))));
      case 5 -> failing(random).ifPresent(driver -> driver.openFailure = failure(random));
      case 6 -> drivers.forEach(driver -> driver.openFailure = Optional.empty());
      case 7, 8 -> execute(sim, "move", random);
      case 9 -> execute(sim, "ask", random);
      case 10 -> sim.diskWorks = random.nextInt(4) > 0;
      case 11, 12 -> sim.link().says("EMIT " + ++number + "\n");
      case 13 -> answer(sim, random);
      default -> sim.advance(Duration.ofMillis(random.nextInt(1500)));
    }
    if (random.nextBoolean()) {
      sim.run();
    }
  }

  private void swap(Sim sim, Random random) {
    ScriptedDriver next = driver(random);
    next.failOnlyWithState = random.nextBoolean();
    next.openFailure = random.nextInt(3) == 0 ? failure(random) : Optional.empty();
    swaps.add(sim.devices.swap(Sim.ID, next, "" + drivers.size()));
  }

  private static Optional<Throwable> failure(Random random) {
    return Optional.of(
        random.nextBoolean() ? new IOException("not this one") : new NoClassDefFoundError("gone"));
  }

  private Optional<ScriptedDriver> failing(Random random) {
    return drivers.isEmpty()
        ? Optional.empty()
        : Optional.of(drivers.get(random.nextInt(drivers.size())));
  }

  private void execute(Sim sim, String name, Random random) {
    Command command = new Command(new UUID(random.nextLong(), ++number), name, Map.of());
    if (name.equals("move")) {
      unsafe.add(command);
    }
    Duration within = Duration.ofMillis(1 + random.nextInt(8000));
    outcomes.add(sim.devices.execute(Sim.ID, command, within));
  }

  private void answer(Sim sim, Random random) {
    drivers.stream()
        .flatMap(driver -> driver.sessions.stream())
        .filter(session -> !session.closed && !session.commands.isEmpty())
        .findFirst()
        .ifPresent(
            session ->
                sim.link().says("DONE " + (1 + random.nextInt(session.commands.size())) + "\n"));
  }

  private void settle(Sim sim) {
    sim.links.reachable = true;
    sim.diskRecovers();
    drivers.forEach(driver -> driver.openFailure = Optional.empty());
    sim.advance(Duration.ofMinutes(2));
  }

  private List<UUID> handedOver() {
    Set<UUID> ids = new HashSet<>();
    unsafe.forEach(command -> ids.add(command.id()));
    return drivers.stream()
        .flatMap(driver -> driver.sessions.stream())
        .flatMap(session -> session.commands.stream())
        .map(Command::id)
        .filter(ids::contains)
        .toList();
  }

  private static void assertTransitionsOnly(Sim sim) {
    List<String> statuses = sim.statuses();
    for (int i = 1; i < statuses.size(); i++) {
      assertThat(statuses.get(i)).isNotEqualTo(statuses.get(i - 1));
    }
  }
}
