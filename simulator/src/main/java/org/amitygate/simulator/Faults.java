package org.amitygate.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Does what goes wrong, and mends it. */
final class Faults {

  private static final double DAY = 86_400;

  /** µs in which a commit must come, for its answer to get lost. */
  private static final long LOSES_ANSWER = 30_000_000;

  /** What has an effect as soon as it begins; the others count where they have it. */
  private static final Set<Fault> AT_ONCE =
      EnumSet.complementOf(
          EnumSet.of(Fault.CRASH, Fault.CRASH_IN_COMMIT, Fault.DISK, Fault.DRIVER_SWAP));

  private final World world;
  private final Agenda agenda;
  private final Dice dice;
  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
  private int underWay;

  Faults(World world, Dice dice) {
    this.world = world;
    this.agenda = world.agenda;
    this.dice = dice;
  }

  Map<Fault, Integer> done() {
    return done;
  }

  /** Everything that was broken is mended. */
  boolean over() {
    return underWay == 0;
  }

  /** Plans so many, within so many seconds. */
  void plan(int count, long seconds) {
    List<Fault> all = new ArrayList<>(List.of(Fault.values()));
    for (int i = 0; i < count; i++) {
      Fault fault = dice.of(all);
      underWay++;
      agenda.after(dice.millis(1_000, 1_000 * seconds), () -> begin(fault));
    }
  }

  private void begin(Fault fault) {
    if (AT_ONCE.contains(fault)) {
      count(fault);
    }
    agenda.stir();
    Node node = dice.of(world.nodes);
    Road road = dice.of(world.roads);
    switch (fault) {
      case PARTITION -> partition();
      case LOSS -> loss();
      case CRASH -> crash(node);
      case CRASH_IN_COMMIT -> {
        node.dieAt((int) dice.between(1, 30), dice.one(2), () -> count(Fault.CRASH_IN_COMMIT));
        upAgain(node, dice.seconds(8, 90));
      }
      case CLOCK_SKEW -> skew(node);
      case SLOW_DEVICE -> slow(road);
      case STUCK_DEVICE -> stuck();
      case UNPLUGGED -> unplugged();
      case BARRIER_STUCK -> barrierStuck(road);
      case BARRIER_POWER -> barrierPower(road);
      case DISK -> disk(node);
      case DRIVER_SWAP -> swapDriver(node, road);
      case FLOW_SWAP -> swapFlow(node, road);
      case GATE_STOP -> stop(node, road);
    }
  }

  private void count(Fault fault) {
    done.merge(fault, 1, Integer::sum);
  }

  private void note(String text) {
    world.promises.note("fault: " + text);
  }

  private void after(long micros, Runnable mend) {
    agenda.after(
        micros,
        () -> {
          mend.run();
          agenda.stir();
          underWay--;
        });
  }

  private void partition() {
    long length = dice.one(12) ? dice.seconds(3_600, DAY) : dice.seconds(1, 1_200);
    boolean both = !dice.one(3);
    String one = dice.of(world.nodes).id;
    note("partition for " + length / 1_000_000 + " s, " + (both ? "both ways" : "to " + one));
    List<String> cut = both ? List.of(Site.EXIT, Site.ENTRY) : List.of(one);
    cut.forEach(world.network::cut);
    after(length, () -> cut.forEach(world.network::mend));
  }

  private void loss() {
    int percent = (int) dice.between(5, 40);
    note("of 100 messages " + percent + " are lost and repeated, and all are slow");
    world.network.lossy = percent;
    world.network.slowest = dice.millis(60, 2_000);
    after(
        dice.seconds(5, 120),
        () -> {
          world.network.lossy = 0;
          world.network.slowest = 60_000;
        });
  }

  private void crash(Node node) {
    kill(node);
    upAgain(node, dice.seconds(0.5, 300));
  }

  /** Does nothing to one that is down. */
  private void kill(Node node) {
    if (node.isUp()) {
      count(Fault.CRASH);
      node.die();
    }
  }

  /** A process that is still there is killed now. */
  private void upAgain(Node node, long micros) {
    after(
        micros,
        () -> {
          kill(node);
          node.start();
        });
  }

  private void skew(Node node) {
    long seconds = dice.one(3) ? dice.between(-40, 40) : dice.between(-3_600, 3_600);
    note(node.id + "'s clock is off by " + seconds + " s");
    node.wall.off(Duration.ofSeconds(seconds));
    after(
        dice.seconds(5, 300),
        () -> {
          note(node.id + "'s clock is right again");
          node.wall.off(Duration.ZERO);
        });
  }

  private void slow(Road road) {
    Zone zone = dice.one(2) ? road.export : road.imports;
    List<Wires.Cable> cables = world.cables(zone);
    long slowest = dice.millis(200, 1_500);
    note(zone + "'s devices take " + slowest / 1_000 + " ms");
    cables.forEach(cable -> cable.slowest = slowest);
    zone.barrier.lag = dice.seconds(0.1, 20);
    after(
        dice.seconds(5, 120),
        () -> {
          cables.forEach(cable -> cable.slowest = 2_000);
          zone.barrier.lag = 20_000;
        });
  }

  private void stuck() {
    Wires.Cable cable = dice.of(world.cables);
    note(cable + " answers nothing");
    cable.mute = true;
    after(dice.seconds(1, 120), () -> cable.mute = false);
  }

  private void unplugged() {
    if (dice.one(3)) {
      Camera camera = dice.of(world.cameras);
      note(camera + " is unplugged");
      camera.plugged = false;
      after(dice.seconds(1, 60), () -> camera.plugged = true);
      return;
    }
    Wires.Cable cable = dice.of(world.cables);
    note(cable + " is unplugged");
    cable.unplug();
    after(dice.seconds(1, 120), cable::plug);
  }

  private void barrierStuck(Road road) {
    Zone zone = dice.one(2) ? road.export : road.imports;
    note(zone + "'s boom does not move");
    zone.barrier.stuck = true;
    after(dice.seconds(5, 120), () -> zone.barrier.stuck = false);
  }

  private void barrierPower(Road road) {
    Zone zone = dice.one(2) ? road.export : road.imports;
    note(zone + "'s controller loses its power");
    Wires.Cable cable = world.io(zone);
    cable.unplug();
    zone.barrier.powerCycle();
    after(dice.seconds(1, 20), cable::plug);
  }

  private void disk(Node node) {
    int kind = (int) dice.between(0, 2);
    if (kind == 0) {
      note(node.id + "'s answer to its next commit gets lost");
      Runnable lost = () -> count(Fault.DISK);
      node.losesNextAnswer(lost);
      after(LOSES_ANSWER, () -> node.losesNoAnswer(lost));
    } else if (kind == 1) {
      count(Fault.DISK);
      note(node.id + "'s disk is full");
      node.diskTrouble = "the disk is full";
      after(dice.seconds(0.5, 60), () -> node.diskTrouble = "");
    } else {
      count(Fault.DISK);
      note(node.id + "'s disk is slow");
      node.slowestCommit = dice.millis(50, 1_000);
      after(dice.seconds(2, 60), () -> node.slowestCommit = 1_500);
    }
  }

  private void swapDriver(Node node, Road road) {
    Zone zone = world.zone(node, road);
    List<String> devices =
        node.current().lane(road.id).orElseThrow().devices().stream().map(d -> d.id()).toList();
    String device = dice.of(devices);
    if (node.isUp()) {
      count(Fault.DRIVER_SWAP);
      note(zone + ": another driver for " + device);
      String driver =
          node.current().lane(road.id).orElseThrow().devices().stream()
              .filter(d -> d.id().equals(device))
              .findFirst()
              .orElseThrow()
              .driver();
      node.swapDriver(device, driver, "1.1.0");
    }
    after(1_000_000, () -> {});
  }

  private void swapFlow(Node node, Road road) {
    note(node.id + ": another version of its flow");
    world.flows.use(node.flow, road.id, Flows.VERSIONS.get(1));
    node.flowsChanged();
    after(
        dice.seconds(1, 60),
        () -> {
          if (dice.one(2)) {
            world.flows.useEverywhere(node.flow, Flows.VERSIONS.get(1));
            note(node.id + ": the version before is bad");
          } else {
            world.flows.use(node.flow, road.id, Flows.VERSIONS.get(0));
          }
          node.flowsChanged();
        });
  }

  private void stop(Node node, Road road) {
    String what = dice.one(3) ? "all" : road.id;
    note(node.id + " GATE_STOP of " + what);
    world.guard(node).stop(what, dice.seconds(3, 90), () -> underWay--);
  }
}
