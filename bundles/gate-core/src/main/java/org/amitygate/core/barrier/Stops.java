package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.core.operations.Actor;

/**
 * GATE_STOP, of a lane or of the whole gate: items {@code stop/LANE} and {@code stop/all}. In force
 * from the moment it is asked for, also against commands that are about to leave; lifted by two
 * people.
 */
public final class Stops {

  public static final String ALL = "all";

  /** In an item: the newest stop that it stands for, which is lifted with it. */
  private static final String NUMBER = "number";

  /**
   * Lanes (or {@link #ALL}) whose commands must not leave, with the number of the newest stop: set
   * before the journal is asked, taken away after the commit of the lifting, unless another stop
   * came between.
   */
  private final Map<String, Long> blocked = new HashMap<>();

  /** Numbers of stops whose lifting is written or about to be. */
  private final Map<String, Long> lifted = new HashMap<>();

  /** The number of the newest one; greater than any in the journal. */
  private long stops;

  /** Reads what was in force when the server ended. */
  synchronized void restore(View view) {
    view.items("stop")
        .forEach(
            item -> {
              blocked.put(item.id(), number(item.body()));
              stops = Math.max(stops, number(item.body()));
            });
  }

  private static long number(ObjectNode stop) {
    return stop.path(NUMBER).asLong(0);
  }

  /** Why a lane is stopped, also if that could not be written; empty if it is not. */
  Optional<String> inForce(View view, String lane) {
    return view.item("stop", ALL)
        .or(() -> view.item("stop", lane))
        .map(stop -> stop.path("reason").asText("stopped"))
        .or(() -> unwritten(view, ALL))
        .or(() -> unwritten(view, lane));
  }

  /** What is to be done about a stop that is in force and that the journal did not take. */
  Optional<String> unwritten(View view, String laneOrAll) {
    return blocks(laneOrAll) && !stopped(view, laneOrAll)
        ? Optional.of("it was asked for and is not written: stop again, then resume")
        : Optional.empty();
  }

  private synchronized boolean blocks(String laneOrAll) {
    Long number = blocked.get(laneOrAll);
    return number != null && !number.equals(lifted.get(laneOrAll));
  }

  boolean stopped(View view, String laneOrAll) {
    return view.item("stop", laneOrAll).isPresent();
  }

  /**
   * In force from now on, whatever becomes of it in the journal.
   *
   * @return its number
   */
  synchronized long block(String laneOrAll) {
    blocked.put(laneOrAll, ++stops);
    return stops;
  }

  /**
   * Writes a stop that {@link #block} has put in force and given its number.
   *
   * @return false: one is written already, and nobody has asked to lift it
   */
  boolean stop(Transaction tx, String laneOrAll, long number, Actor actor, String reason) {
    Optional<ObjectNode> before = tx.item("stop", laneOrAll);
    long newest = Math.max(number, before.map(Stops::number).orElse(0L));
    if (before.isPresent() && !before.get().has("liftAskedBy")) {
      tx.put("stop", laneOrAll, before.get().put(NUMBER, newest));
      return false;
    }
    ObjectNode body =
        Json.object()
            .put("by", actor.account())
            .put("reason", reason)
            .put("at", tx.now().toString());
    tx.append("gate", "GateStopped", body.deepCopy().put("lane", laneOrAll));
    tx.put("stop", laneOrAll, body.put(NUMBER, newest));
    return true;
  }

  /** How a request to lift was taken. */
  enum Lifting {
    /** The first of two people. */
    ASKED,
    /** The same person again. */
    SAME_PERSON,
    LIFTED
  }

  Lifting lift(Transaction tx, String laneOrAll, Actor actor, String reason) {
    ObjectNode stop = tx.item("stop", laneOrAll).orElseThrow();
    String first = stop.path("liftAskedBy").asText("");
    if (first.equals(actor.account())) {
      return Lifting.SAME_PERSON;
    }
    ObjectNode body =
        Json.object().put("lane", laneOrAll).put("by", actor.account()).put("reason", reason);
    if (first.isEmpty()) {
      tx.put("stop", laneOrAll, stop.put("liftAskedBy", actor.account()));
      tx.append("gate", "GateStopLiftAsked", body);
      return Lifting.ASKED;
    }
    tx.remove("stop", laneOrAll);
    tx.append("gate", "GateStopLifted", body.put("askedBy", first));
    long number = number(stop);
    lifting(laneOrAll, number);
    tx.afterCommit(() -> unblock(laneOrAll, number));
    return Lifting.LIFTED;
  }

  private synchronized void lifting(String laneOrAll, long number) {
    lifted.put(laneOrAll, number);
  }

  private synchronized void unblock(String laneOrAll, long number) {
    blocked.remove(laneOrAll, number);
  }

  /** Runs an action unless the lane is stopped, atomically against {@link #block}. */
  synchronized boolean unlessStopped(String lane, BooleanSupplier action) {
    return !blocked.containsKey(ALL) && !blocked.containsKey(lane) && action.getAsBoolean();
  }
}
