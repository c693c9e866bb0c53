package org.amitygate.core.barrier;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.operations.Actor;

/**
 * What people order of lanes: GATE_STOP and its end, a lane opened or closed. Inside a transaction,
 * but for the stop itself, which waits for none. The other side is told of each, but not what they
 * wrote.
 */
public final class LaneOrders {

  private static final String BY_PEOPLE = "PERSON";

  private final Lanes lanes;
  private final Stops stops;
  private final BarrierDrive drive;
  private final CrossingDesk crossings;
  private final Supplier<HandoverDesk> handover;
  private final ConfigSource config;
  private final LaneHours hours;
  private final Consumer<String> follow;

  /** {@code follow}: lets whatever waits for a lane go on. */
  LaneOrders(
      Lanes lanes,
      Stops stops,
      BarrierDrive drive,
      CrossingDesk crossings,
      Supplier<HandoverDesk> handover,
      ConfigSource config,
      LaneHours hours,
      Consumer<String> follow) {
    this.lanes = lanes;
    this.stops = stops;
    this.drive = drive;
    this.crossings = crossings;
    this.handover = handover;
    this.config = config;
    this.hours = hours;
    this.follow = follow;
  }

  /**
   * GATE_STOP is in force from here on, also for what is about to open. Thread-safe, never blocks.
   *
   * @return writes it, takes back what is opening and tells the other side
   */
  public Consumer<Transaction> stop(String laneOrAll, Actor actor, String reason) {
    long number = stops.block(laneOrAll);
    return tx -> {
      if (stops.stop(tx, laneOrAll, number, actor, reason)) {
        stopped(tx, laneOrAll);
      }
    };
  }

  private void stopped(Transaction tx, String laneOrAll) {
    Optional<HandoverDesk> desk = HandoverDesk.ifThere(handover);
    for (LaneConfig each : config.current().lanes()) {
      if (laneOrAll.equals(Stops.ALL) || laneOrAll.equals(each.id())) {
        Lane lane = lanes.load(tx, each.id());
        drive.takeBack().stopped(tx, lane);
        desk.ifPresent(there -> tellOfStop(tx, lane, there));
      }
    }
  }

  private void tellOfStop(Transaction tx, Lane lane, HandoverDesk desk) {
    lane.zone()
        .crossing()
        .flatMap(id -> crossings.find(tx, id))
        .filter(Crossing::open)
        .ifPresent(
            crossing -> {
              desk.apply(tx, crossing, new HandoverEvent.Stopped());
              crossings.put(tx, crossing);
            });
    desk.laneState(tx, lane.id(), "STOP", BY_PEOPLE);
  }

  /**
   * Lifts a GATE_STOP when the second of two people asks for it. @return a sentence for the person
   */
  public String resume(Transaction tx, String laneOrAll, Actor actor, String reason) {
    if (!stops.stopped(tx, laneOrAll)) {
      return stops
          .unwritten(tx, laneOrAll)
          .map(what -> "the GATE_STOP of " + laneOrAll + " is in force: " + what)
          .orElse("there is no GATE_STOP of " + laneOrAll);
    }
    return switch (stops.lift(tx, laneOrAll, actor, reason)) {
      case SAME_PERSON -> "noted before; a second person must lift the GATE_STOP of " + laneOrAll;
      case ASKED -> "noted; a second person must lift the GATE_STOP of " + laneOrAll;
      case LIFTED -> {
        for (LaneConfig each : config.current().lanes()) {
          if (laneOrAll.equals(Stops.ALL) || laneOrAll.equals(each.id())) {
            handover
                .get()
                .laneState(tx, each.id(), hours.shown(tx, lanes.load(tx, each.id())), BY_PEOPLE);
            tx.afterCommit(() -> follow.accept(each.id()));
          }
        }
        yield "the GATE_STOP of "
            + laneOrAll
            + " is lifted"
            + stops
                .unwritten(tx, laneOrAll)
                .map(what -> ", but another is in force: " + what)
                .orElse("");
      }
    };
  }

  /** Opens or closes a lane; opens no barrier. @return false: it is so already */
  public boolean lane(Transaction tx, String id, boolean open, String reason) {
    Lane lane = lanes.load(tx, id);
    if (lane.state().equals(open ? "OPEN" : "CLOSED")) {
      return false;
    }
    if (open) {
      lane.open();
    } else {
      lane.close(reason);
    }
    lanes.put(tx, lane);
    handover.get().laneState(tx, id, hours.shown(tx, lane), BY_PEOPLE);
    tx.afterCommit(() -> follow.accept(id));
    return true;
  }
}
