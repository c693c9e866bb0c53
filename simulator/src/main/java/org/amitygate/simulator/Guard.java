package org.amitygate.simulator;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.Operations;
import org.amitygate.core.operations.Role;
import org.jspecify.annotations.Nullable;

/**
 * The people of one gate. They look every now and then, say what they see, repair what they can,
 * and let go on what may go on. They never open a barrier.
 */
final class Guard {

  private static final Actor ONE = new Actor("guard-1", Set.of(Role.SUPERVISOR));
  private static final Actor OTHER = new Actor("guard-2", Set.of(Role.SUPERVISOR));
  private static final String WHY = "seen on the spot";

  private final Agenda agenda;
  private final Dice dice;
  private final Node node;
  private final List<Road> roads;
  private final List<Truck> trucks;
  private final Promises promises;

  Guard(
      Agenda agenda,
      Dice dice,
      Node node,
      List<Road> roads,
      List<Truck> trucks,
      Promises promises) {
    this.agenda = agenda;
    this.dice = dice;
    this.node = node;
    this.roads = roads;
    this.trucks = trucks;
    this.promises = promises;
  }

  /** Looks from now on. */
  void begin() {
    agenda.after(
        Math.max(dice.millis(15_000, 40_000), agenda.quiet() / 4),
        () -> {
          if (node.isUp()) {
            look();
          }
          begin();
        });
  }

  private Operations operations() {
    return node.gate().operations();
  }

  private Zone zone(Road road) {
    return road.export.gate.equals(node.id) ? road.export : road.imports;
  }

  private void look() {
    for (Road road : roads) {
      Zone zone = zone(road);
      if (!zone.barrier.isKnown()) {
        agenda.stir();
        zone.barrier.closeByHand();
      }
      if (zone.barrier.isClosed() && !zone.vehicleUnder()) {
        operations().openLane(ONE, road.id, WHY);
      }
    }
    for (CrossingRow row : node.view().openCrossings()) {
      if (row.state().startsWith("HOLD") || row.state().startsWith("JOINT")) {
        held(row);
      }
    }
  }

  private void held(CrossingRow row) {
    Crossing crossing = Crossings.of(row);
    Truck truck =
        trucks.stream().filter(one -> one.plateKey().equals(row.plate())).findFirst().orElse(null);
    Road road = roads.stream().filter(one -> one.id.equals(row.lane())).findFirst().orElseThrow();
    Zone zone = zone(road);
    boolean here = truck != null && zone.truck() == truck;
    if (undecided(crossing)) {
      if (zone.barrier.isClosed() && !zone.vehicleUnder()) {
        decide(row, zone, here, truck);
      }
    } else if (here || nowhereNear(truck)) {
      agenda.stir();
      promises.note(node.id + " " + row.name() + " is released from " + row.reason());
      operations().release(ONE, row.id().toString(), row.reason(), WHY + ": " + row.reason());
      if (truck != null && here) {
        road.readAgain(zone, truck);
      }
    } else if (truck == null || truck.place == Truck.Place.PARKED) {
      agenda.stir();
      promises.note(node.id + " " + row.name() + " is refused, its truck has left");
      operations().refuse(ONE, row.id().toString(), "its truck has left");
    } else {
      operations().release(ONE, row.id().toString(), row.reason(), WHY + ": " + row.reason());
    }
  }

  private static boolean nowhereNear(@Nullable Truck truck) {
    return truck != null && (truck.place == Truck.Place.STRIP || truck.place == Truck.Place.ROAD);
  }

  private static boolean undecided(Crossing crossing) {
    HandoverState state = crossing.handover().state();
    boolean unknown =
        crossing.hold().filter(hold -> hold.has(HoldReason.BARRIER_UNKNOWN)).isPresent();
    return state == HandoverState.HOLD_BARRIER
        || unknown
            && (state == HandoverState.OPENING
                || state == HandoverState.OPENED
                || state == HandoverState.RECEIVED
                || state == HandoverState.CLEARED);
  }

  /** What a person on the spot can see. */
  private void decide(CrossingRow row, Zone zone, boolean here, @Nullable Truck truck) {
    String what;
    if (here) {
      what = promises.openedFor(zone, row.id().toString()) ? "NOT_DEPARTED" : "NOT_OPENED";
    } else if (truck != null && truck.place == Truck.Place.PARKED) {
      what = "NOT_DEPARTED";
    } else {
      what = "DEPARTED";
    }
    agenda.stir();
    promises.note(node.id + " " + row.name() + " is decided: " + what);
    operations().resolve(ONE, row.id().toString(), what, WHY);
  }

  /**
   * Orders a GATE_STOP, repeats the order until it is confirmed, and has two people lift it after
   * some time.
   */
  void stop(String lane, long micros, Runnable lifted) {
    repeat(
        () -> operations().stop(ONE, lane, "person on the lane"),
        () -> {
          promises.stopped(node.id, lane);
          agenda.after(micros, () -> resume(lane, lifted));
        });
  }

  private void resume(String lane, Runnable lifted) {
    promises.lifting(node.id, lane);
    repeat(
        () -> operations().resume(ONE, lane, "lane is clear"),
        () -> repeat(() -> operations().resume(OTHER, lane, "lane is clear"), lifted));
  }

  private void repeat(Supplier<CompletableFuture<String>> order, Runnable then) {
    agenda.stir();
    boolean[] over = new boolean[1];
    if (node.isUp()) {
      order
          .get()
          .whenComplete(
              (said, failure) -> {
                if (failure == null && !over[0]) {
                  over[0] = true;
                  then.run();
                }
              });
    }
    agenda.after(
        3_000_000,
        () -> {
          if (!over[0]) {
            over[0] = true;
            repeat(order, then);
          }
        });
  }
}
