package org.amitygate.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.journal.CrossingRow;
import org.jspecify.annotations.Nullable;

/** What must be true when everything was mended and has come to rest. */
final class Ending {

  private Ending() {}

  static void check(World world) {
    for (Truck truck : world.trucks) {
      if (truck.last && truck.place != Truck.Place.ROAD) {
        world.promises.broken(
            "what has no fault in its way gets through", truck + " " + truck.place);
      }
      boolean ended = truck.place == Truck.Place.ROAD || truck.place == Truck.Place.PARKED;
      if (!ended) {
        world.promises.broken("every vehicle ends", truck + " is in " + truck.place);
      }
    }
    List<CrossingRow> exits = world.exit.view().recentCrossings(1_000);
    for (Truck truck : world.trucks) {
      if (truck.place == Truck.Place.ROAD && exits.stream().noneMatch(row -> isDone(row, truck))) {
        world.promises.broken(
            "a vehicle that got through is done",
            truck + " is through, and no crossing of it is done at the exit side");
      }
    }
    Map<UUID, CrossingRow> entries = new HashMap<>();
    world.entry.view().recentCrossings(1_000).forEach(row -> entries.put(row.id(), row));
    for (CrossingRow row : exits) {
      compare(world, row, entries.remove(row.id()));
    }
    entries.values().forEach(row -> world.promises.broken("both know it", row.name()));
  }

  private static void compare(World world, CrossingRow exit, @Nullable CrossingRow entry) {
    Handover here = Crossings.of(exit).handover();
    boolean done = exit.state().equals("DONE");
    if (entry == null) {
      if (done) {
        world.promises.broken("both sides end equally", exit.name() + " is done here only");
      }
      return;
    }
    Handover there = Crossings.of(entry).handover();
    if (done != entry.state().equals("DONE")) {
      world.promises.broken(
          "both sides end equally",
          "%s is %s %s here, %s %s there"
              .formatted(exit.name(), exit.state(), here, entry.state(), there));
    }
  }

  private static boolean isDone(CrossingRow exit, Truck truck) {
    return exit.plate().equals(truck.plateKey()) && exit.state().equals("DONE");
  }

  /** What is not at rest, for people. */
  static String left(World world) {
    String trucks =
        world.trucks.stream()
            .filter(t -> t.place != Truck.Place.ROAD && t.place != Truck.Place.PARKED)
            .map(truck -> truck + " " + truck.place)
            .collect(Collectors.joining(", "));
    String crossings =
        world.nodes.stream()
            .flatMap(node -> node.view().openCrossings().stream().map(row -> of(node, row)))
            .collect(Collectors.joining(", "));
    String outbox =
        world.nodes.stream()
            .map(node -> node.id + " " + node.view().outbox().size())
            .collect(Collectors.joining(", "));
    return "trucks: [" + trucks + "], crossings: [" + crossings + "], to send: [" + outbox + "]";
  }

  private static String of(Node node, CrossingRow row) {
    Handover handover = Crossings.of(row).handover();
    return "%s %s %s %s %s %s %d/%d"
        .formatted(
            node.id,
            row.name(),
            row.plate(),
            row.state(),
            row.stage(),
            handover.state(),
            handover.epoch(),
            handover.committedEpoch());
  }

  static void tell(World world) {
    for (Node node : world.nodes) {
      List<String> lanes =
          world.roads.stream()
              .map(road -> node.view().item("lane", road.id).map(Object::toString).orElse(""))
              .toList();
      world.promises.note(node.id + " lanes " + lanes);
    }
  }
}
