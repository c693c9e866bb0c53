package org.amitygate.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.handover.HandoverState;
import org.jspecify.annotations.Nullable;

/** Runs seeds, one after another. What is dear is made once: Camel contexts and keys. */
final class Simulation {

  private static final int TRUCKS_A_LANE = 2;
  private static final long SECOND = 1_000_000;

  /** For everything to come to rest. */
  private static final long HOURS = 6 * 3_600 * SECOND;

  /** For faults to end, and for gate time, which goes wrong by an hour, to come right. */
  private static final long DAYS = 8 * 86_400 * SECOND;

  /** A plate that was read without its vehicle is kept for two minutes for the next one. */
  private static final long CALM = 150 * SECOND;

  /** The protocol stops automatic handover while clocks are further apart. */
  private static final Duration APART = Duration.ofSeconds(25);

  private final GateConfig exit;
  private final GateConfig entry;
  private final Flows flows;

  Simulation() {
    SimulatedSignatures.install();
    Path keys = Site.keys();
    exit = Site.exit(keys);
    entry = Site.entry(keys);
    Site.makeKeys(List.of(exit, entry));
    SimulatedSignatures.learn(keys, List.of(Site.EXIT, Site.ENTRY));
    flows = new Flows(exit);
  }

  Run run(long seed, boolean faults) {
    return run(seed, faults, null);
  }

  /**
   * @param printer gets a line for everything that happens; null: nobody reads it
   * @throws Violation a promise was broken
   */
  Run run(long seed, boolean faults, @Nullable Consumer<String> printer) {
    Dice dice = new Dice(seed);
    World world = new World(dice, flows, exit, entry, printer);
    Faults wrong = new Faults(world, dice.split());
    if (faults) {
      wrong.plan((int) dice.between(3, 7), 100);
    }
    for (Road road : world.roads) {
      for (int i = 0; i < TRUCKS_A_LANE; i++) {
        world.send(road, false);
      }
    }
    until(world, DAYS, () -> wrong.over() && world.agenda.now() > 100 * SECOND);
    world.promises.note("everything is mended");
    until(world, DAYS, () -> clocksAgree(world));
    until(world, HOURS, () -> rest(world));
    world.agenda.run(world.agenda.now() + CALM);
    for (Road road : world.roads) {
      world.send(road, true);
    }
    until(world, HOURS, () -> rest(world));
    world.agenda.run(world.agenda.now() + 120 * SECOND);
    world.promises.check();
    Ending.check(world);
    world.promises.check();
    int crossings = world.exit.view().recentCrossings(1_000).size();
    int through =
        (int) world.trucks.stream().filter(truck -> truck.place == Truck.Place.ROAD).count();
    return new Run(
        seed, wrong.done(), crossings, through, world.agenda.steps(), world.trace.digest());
  }

  private static boolean clocksAgree(World world) {
    return world.nodes.stream()
        .allMatch(node -> node.isUp() && node.gateTimeOff().abs().compareTo(APART) < 0);
  }

  private static void until(World world, long longest, BooleanSupplier condition) {
    long latest = world.agenda.now() + longest;
    while (!condition.getAsBoolean()) {
      world.promises.check();
      if (world.agenda.now() > latest) {
        Ending.tell(world);
        world.promises.broken("everything comes to rest", Ending.left(world));
        world.promises.check();
      }
      world.agenda.run(world.agenda.now() + Math.max(SECOND / 2, world.agenda.quiet() / 8));
    }
  }

  /**
   * Nothing is left to be done: no vehicle on the road, no crossing under way, nothing to send. The
   * entry side waits a day and more for an offer that could come again.
   */
  private static boolean rest(World world) {
    return world.roads.stream().allMatch(Road::isEmpty)
        && world.exit.view().openCrossings().isEmpty()
        && world.entry.view().openCrossings().stream()
            .allMatch(row -> Crossings.of(row).handover().state() == HandoverState.LOCAL)
        && world.nodes.stream().allMatch(node -> node.view().outbox().isEmpty());
  }
}
