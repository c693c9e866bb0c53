package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.crossing.Plates;

/**
 * Decides, inside a transaction, whether a barrier may be opened, and writes the intent. All that
 * this side can check is here; whether the partner's lane takes vehicles its handover asks first.
 * What follows the intent is {@link BarrierDrive}'s.
 */
public final class Interlock implements BorderInterlock {

  /** States of a handover in which the vehicle is in the strip, or the strip is kept for it. */
  private static final Set<HandoverState> EXIT_STRIP =
      Set.of(
          HandoverState.COMMITTED,
          HandoverState.OPENING,
          HandoverState.OPENED,
          HandoverState.IN_STRIP,
          HandoverState.NOT_DEPARTED,
          HandoverState.HOLD_BARRIER,
          HandoverState.MISMATCH);

  private static final Set<HandoverState> ENTRY_STRIP =
      Set.of(HandoverState.COMMITTED, HandoverState.IN_STRIP, HandoverState.MISMATCH);

  private final Lanes lanes;
  private final Stops stops;
  private final CrossingDesk crossings;
  private final ConfigSource config;
  private final BarrierDrive drive;
  private final LaneWorks works;
  private final Doubts doubts;
  private final LaneHours hours;

  Interlock(
      Lanes lanes,
      Stops stops,
      CrossingDesk crossings,
      ConfigSource config,
      BarrierDrive drive,
      LaneWorks works,
      Doubts doubts,
      LaneHours hours) {
    this.lanes = lanes;
    this.stops = stops;
    this.crossings = crossings;
    this.config = config;
    this.drive = drive;
    this.works = works;
    this.doubts = doubts;
    this.hours = hours;
  }

  @Override
  public Optional<String> open(Transaction tx, Crossing crossing) {
    Lane lane = lanes.load(tx, crossing.lane());
    Optional<String> objection =
        notUnderWay(crossing).or(() -> promised(crossing)).or(() -> objection(tx, lane, crossing));
    ObjectNode body =
        Json.object().put("lane", lane.id()).put("epoch", crossing.handover().epoch());
    if (objection.isPresent()) {
      crossings.note(tx, crossing, "OpeningDenied", body.put("why", objection.get()));
      return objection;
    }
    Opening opening =
        new Opening(
            lane.nextToken(),
            crossing.id(),
            crossing.handover().epoch(),
            crossing.role(),
            lane.barrier().orElseThrow(),
            tx.now());
    lane.intend(opening);
    crossings.note(tx, crossing, "OpeningIntended", body.put("token", opening.token()));
    drive.command(tx, lane, opening);
    return Optional.empty();
  }

  private static Optional<String> notUnderWay(Crossing crossing) {
    if (crossing.state() != Crossing.State.UNDER_WAY) {
      return Optional.of("the crossing is " + crossing.shownState());
    }
    return Optional.empty();
  }

  /** The promise that opening needs, of this very epoch. */
  private static Optional<String> promised(Crossing crossing) {
    HandoverState needed =
        crossing.role() == Role.EXIT ? HandoverState.COMMITTED : HandoverState.RECEIVED;
    boolean cleared =
        crossing.role() == Role.ENTRY && crossing.handover().state() == HandoverState.CLEARED;
    if (crossing.handover().state() != needed && !cleared) {
      return Optional.of("the handover is " + crossing.handover().state() + ", not " + needed);
    }
    if (!crossing.handover().committed()) {
      return Optional.of("there is no COMMIT_OK of epoch " + crossing.handover().epoch());
    }
    return Optional.empty();
  }

  @Override
  public Optional<String> notReady(Transaction tx, Crossing crossing) {
    // What the other side was promised passes, and what is in the strip is let in, at any hour.
    Optional<String> closed =
        crossing.role() == Role.EXIT ? hours.closed(crossing.lane(), tx.now()) : Optional.empty();
    return closed.or(() -> objection(tx, lanes.load(tx, crossing.lane()), crossing));
  }

  private Optional<String> objection(Transaction tx, Lane lane, Crossing crossing) {
    Optional<String> objection = standing(tx, lane, crossing);
    if (objection.isPresent()) {
      return objection;
    }
    if (lane.opening().isPresent()) {
      return Optional.of("an opening of this barrier is not finished");
    }
    if (!drive.online(lane.id())) {
      return Optional.of("the barrier's controller is not online");
    }
    if (!lane.boomClosed()) {
      return Optional.of("the boom is not closed");
    }
    if (crossing.role() == Role.EXIT && lane.mayBeAnother(tx.now(), pushes(lane))) {
      return Optional.of("it was not watched for a while, and not read at the stop line since");
    }
    return Optional.empty();
  }

  /** The camera at the stop line sends by itself: that it is there, only what it sends shows. */
  private boolean pushes(Lane lane) {
    return config
        .current()
        .lane(lane.id())
        .flatMap(configured -> configured.device(Doubts.EXIT_CAMERA))
        .filter(camera -> camera.link().kind().equals("http-push"))
        .isPresent();
  }

  /** What must hold of the vehicle and its lane until the command has come to the barrier. */
  private Optional<String> standing(Transaction tx, Lane lane, Crossing crossing) {
    GateConfig.State gate = config.current().gate().state();
    if (gate != GateConfig.State.OPERATING) {
      return Optional.of("the gate pair is " + gate);
    }
    Optional<String> stop = stops.inForce(tx, lane.id());
    if (stop.isPresent()) {
      return Optional.of("GATE_STOP: " + stop.get());
    }
    if (!lane.state().equals("OPEN")) {
      return Optional.of("lane " + lane.id() + " is " + lane.state() + ": " + lane.why());
    }
    if (works.behind(lane.id(), crossing.role())) {
      return Optional.of("what its loops or its camera told is not recorded yet");
    }
    if (!lane.zone().crossing().equals(Optional.of(crossing.id()))) {
      return Optional.of("its vehicle is not in the zone");
    }
    if (!lane.zone().exitOccupied()) {
      return Optional.of("its vehicle is not at the stop line");
    }
    String plate = Plates.key(crossing.fact("plate"));
    boolean identified =
        crossing.role() == Role.EXIT
            ? !plate.isEmpty() && lane.zone().plate(true).equals(Optional.of(plate))
            : lane.zone().matched();
    if (!identified) {
      return Optional.of("its plate was not read again at the stop line");
    }
    // The vehicle that comes in is what the other gate has signed, whoever reads it here.
    Optional<String> doubt = crossing.role() == Role.EXIT ? doubts.about(lane) : Optional.empty();
    if (doubt.isPresent()) {
      return doubt;
    }
    return crossing.role() == Role.EXIT ? stripBusy(lane, crossing) : Optional.empty();
  }

  /** Why a command must not be sent once more that never came to the barrier. */
  Optional<String> again(Transaction tx, Lane lane, Opening opening) {
    Crossing crossing = crossings.find(tx, opening.crossing()).orElseThrow();
    return notUnderWay(crossing).or(() -> standing(tx, lane, crossing)).or(() -> notWatched(lane));
  }

  private static Optional<String> notWatched(Lane lane) {
    return lane.zone().unconfirmed()
        ? Optional.of("its vehicle was not watched all the time")
        : Optional.empty();
  }

  private static Optional<String> stripBusy(Lane lane, Crossing crossing) {
    return lane.strip()
        .filter(other -> !other.equals(crossing.id()))
        .map(other -> "the strip of the lane is taken");
  }

  @Override
  public Optional<String> notDrained(Transaction tx, String laneId) {
    Lane lane = lanes.load(tx, laneId);
    return lane.opening()
        .map(opening -> "an opening of its barrier is not finished")
        .or(() -> lane.strip().map(crossing -> "its strip is taken"))
        .or(
            () ->
                lane.zone().vacant()
                    ? Optional.empty()
                    : Optional.of("a vehicle is in its zone, or its loops are not watched"));
  }

  @Override
  public Optional<String> cannotTake(Transaction tx, Crossing crossing) {
    Lane lane = lanes.load(tx, crossing.lane());
    if (config.current().gate().state() != GateConfig.State.OPERATING) {
      return Optional.of("GATE_CLOSED");
    }
    if (stops.inForce(tx, lane.id()).isPresent()) {
      return Optional.of("STOP");
    }
    if (lane.state().equals("CLOSED") || hours.closed(lane.id(), tx.now()).isPresent()) {
      return Optional.of("LANE_CLOSED");
    }
    return stripBusy(lane, crossing).map(busy -> "STRIP_FULL");
  }

  /**
   * Keeps the lane's idea of its strip true to the crossing's handover. @return the strip became
   * free
   */
  boolean followStrip(Transaction tx, Crossing crossing) {
    Set<HandoverState> taken = crossing.role() == Role.EXIT ? EXIT_STRIP : ENTRY_STRIP;
    boolean inStrip = taken.contains(crossing.handover().state()) && !crossing.manual();
    Lane lane = lanes.load(tx, crossing.lane());
    Optional<UUID> before = lane.strip();
    if (inStrip && before.isEmpty()) {
      lane.strip(crossing.id());
      lanes.put(tx, lane);
    } else if (!inStrip && before.equals(Optional.of(crossing.id()))) {
      lane.strip(null);
      lanes.put(tx, lane);
      return true;
    }
    return false;
  }
}
