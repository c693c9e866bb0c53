package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.core.crossing.Readings;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.handover.LaneDirection;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.Ids;
import org.amitygate.crossing.Plates;
import org.amitygate.device.BarrierState;
import org.amitygate.device.PlateRead;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Reading;
import org.amitygate.device.WeightMeasured;

/**
 * What a reading means for its lane, inside the transaction that records it: which vehicle it
 * belongs to, and what that vehicle's crossing hears of it.
 */
final class LaneReadings implements QuestionDesk.WeightRule {

  /** Below this a platform is empty, at rest or not. Kilograms. */
  static final long EMPTY_KG = 200;

  private final Lanes lanes;
  private final CrossingDesk crossings;
  private final Supplier<HandoverDesk> handover;
  private final Interlock interlock;
  private final BarrierDrive drive;
  private final ConfigSource config;
  private final Ids ids;
  private final PlateReadings plates;
  private final Doubts doubts;
  private final LaneHours hours;

  LaneReadings(
      Lanes lanes,
      CrossingDesk crossings,
      Supplier<HandoverDesk> handover,
      Interlock interlock,
      BarrierDrive drive,
      ConfigSource config,
      Ids ids,
      Doubts doubts,
      LaneHours hours) {
    this.lanes = lanes;
    this.crossings = crossings;
    this.handover = handover;
    this.interlock = interlock;
    this.drive = drive;
    this.config = config;
    this.ids = ids;
    this.doubts = doubts;
    this.hours = hours;
    this.plates = new PlateReadings(crossings, handover, doubts);
  }

  /**
   * Records a reading and everything that follows from it. @param body its record, with the names
   * of its pictures
   */
  void accept(Transaction tx, LaneConfig config, String role, Reading reading, ObjectNode body) {
    Lane lane = lanes.load(tx, config.id());
    if (reading instanceof PresenceSensed presence) {
      record(tx, lane, reading, body, lane.zone().crossing());
      if (presence.sinceStart() && presence.loop().equals("passage")) {
        lane.opening().ifPresent(Opening::unseen);
      }
      for (Movement movement :
          lane.zone().sense(presence.loop(), presence.occupied(), presence.sinceStart())) {
        moved(tx, lane, movement);
      }
      lane.looked(tx.now());
    } else if (reading instanceof BarrierState state) {
      record(tx, lane, reading, body, lane.opening().map(Opening::crossing));
      barrier(tx, lane, state);
    } else if (reading instanceof PlateRead plate) {
      if (!lane.hearsFirst(role, plate, tx.now())) {
        return; // on record already, sent again after a break
      }
      boolean atExit = role.endsWith(".exit");
      if (atExit
          && inZone(tx, lane)
              .filter(c -> PlateReadings.contradicts(lane.zone(), c, plate))
              .isPresent()) {
        drive.takeBack().another(tx, lane);
      }
      inZone(tx, lane)
          .filter(c -> PlateReadings.isAnother(lane, c, atExit, plate))
          .ifPresent(
              c -> {
                left(tx, lane, c, Movement.GONE, HoldReason.VEHICLE_LEFT);
                lane.zone().leaveTo(tx.now());
              });
      plates.accept(tx, config, lane, inZone(tx, lane), atExit, plate, body);
    } else {
      record(tx, lane, reading, body, Optional.empty());
      if (reading instanceof WeightMeasured weight && weight.grossKg() < EMPTY_KG) {
        // Still swinging, it is empty all the same: the next vehicle may follow before it is at
        // rest, or this one still be under the boom. A load says nothing: it may be of the next
        // vehicle, which the loops have yet to tell of.
        lane.seenAtZero(weight.at());
      }
    }
    lanes.put(tx, lane);
    follow(tx, config, lane);
  }

  private Optional<Crossing> inZone(Transaction tx, Lane lane) {
    return lane.zone().crossing().flatMap(id -> crossings.find(tx, id));
  }

  static void record(
      Transaction tx, Lane lane, Reading reading, ObjectNode body, Optional<UUID> crossing) {
    String stream = crossing.map(id -> "crossing:" + id).orElse("lane:" + lane.id());
    Readings.append(tx, stream, reading, body);
  }

  /**
   * @throws Refusal the vehicle does not stand where the plate was read
   */
  void readByPerson(Transaction tx, Crossing crossing, boolean atExit, String plate)
      throws Refusal {
    Lane lane = standing(tx, crossing, atExit);
    plates.readByPerson(tx, lane, crossing, atExit, plate);
    lanes.put(tx, lane);
  }

  /**
   * A person has read again at the stop line what the vehicle is known as; the flow heard it.
   *
   * @throws Refusal the vehicle does not stand there
   */
  void readAnewByPerson(Transaction tx, Crossing crossing) throws Refusal {
    Lane lane = standing(tx, crossing, true);
    lane.zone().readPlate(true, crossing.fact("plate"), true);
    lane.zone().said(Doubts.EXIT_CAMERA, false);
    lane.zone().familiar(Plates.key(crossing.fact("plate")));
    lanes.put(tx, lane);
  }

  private Lane standing(Transaction tx, Crossing crossing, boolean atExit) throws Refusal {
    Lane lane = lanes.load(tx, crossing.lane());
    boolean there = lane.zone().crossing().equals(Optional.of(crossing.id()));
    if (!there || (atExit && !lane.zone().exitOccupied())) {
      throw new Refusal(
          "%s does not stand %s of lane %s"
              .formatted(crossing.name(), atExit ? "at the stop line" : "in the zone", lane.id()));
    }
    return lane;
  }

  // Presence

  private void moved(Transaction tx, Lane lane, Movement movement) {
    Optional<Crossing> crossing = inZone(tx, lane);
    switch (movement) {
      case AT_STOP_LINE -> crossing.ifPresent(c -> signal(tx, c, "at-exit", Map.of()));
      case PASSAGE_BEGAN -> openingOfZone(lane).ifPresent(Opening::passageRose);
      case PASSAGE_ENDED -> passageEnded(tx, lane, crossing);
      case BACKED_OUT, GONE -> gone(tx, lane, crossing, movement);
    }
  }

  /** The opening that is for the vehicle in the zone. */
  private static Optional<Opening> openingOfZone(Lane lane) {
    return lane.opening().filter(opening -> lane.zone().holds(opening.crossing()));
  }

  /** It has left without a proven passage: what its opening still does, it does for nobody. */
  private void gone(Transaction tx, Lane lane, Optional<Crossing> crossing, Movement movement) {
    if (openingOfZone(lane).isPresent()) {
      openingOfZone(lane).ifPresent(Opening::unseen); // the next one's passage is not its own
      drive.takeBack().left(tx, lane);
    }
    crossing.ifPresent(c -> left(tx, lane, c, movement, HoldReason.VEHICLE_LEFT));
    lane.zone().vacate(tx.now());
  }

  private void passageEnded(Transaction tx, Lane lane, Optional<Crossing> crossing) {
    boolean another = openingOfZone(lane).isEmpty() && crossing.isPresent();
    if (lane.opening().filter(Opening::passageSeenToRise).isPresent()) {
      drive.departed(tx, lane);
    } else if (lane.opening().isPresent() && !another) {
      if (lane.zone().clear()) { // gone, and what is proved of it the barrier's counters must say
        gone(tx, lane, crossing, Movement.GONE);
      }
    } else {
      crossing.ifPresent(c -> left(tx, lane, c, Movement.PASSAGE_ENDED, HoldReason.TAILGATE));
      lane.zone().vacate(tx.now());
      if (lane.opening().isPresent()) { // else the barrier's counters say it
        alarm(tx, lane, "TAILGATE", "a vehicle passed on the opening of another", true);
      }
    }
  }

  private void arrive(Transaction tx, LaneConfig config, Lane lane) throws Refusal {
    Crossing crossing;
    if (LaneDirection.role(tx, config) == Role.EXIT) {
      crossing =
          crossings.begin(tx, ids.next(), "", Role.EXIT, lane.id(), Map.of("lane", lane.id()));
    } else if (lane.strip().isPresent()) {
      crossing = crossings.find(tx, lane.strip().get()).orElseThrow();
    } else {
      crossing =
          crossings.begin(tx, ids.next(), "", Role.ENTRY, lane.id(), Map.of("lane", lane.id()));
      crossings.hold(
          tx,
          crossing,
          HoldReason.STRIP_MISMATCH,
          "a vehicle arrived that the partner did not send");
    }
    lane.zone().occupy(crossing.id(), tx.now());
    lane.unsure(null);
    crossings.note(tx, crossing, "VehicleArrived", Json.object().put("lane", lane.id()));
    if (crossing.role() == Role.ENTRY) { // else it is as it was begun
      crossings.put(tx, crossing);
    }
    if (lane.zone().exitOccupied()) {
      signal(tx, crossing, "at-exit", Map.of());
    }
    plates.joinEarly(tx, lane, crossing);
  }

  private void left(
      Transaction tx, Lane lane, Crossing crossing, Movement movement, HoldReason reason) {
    if (PlateReadings.isYetToCome(lane, crossing)) {
      return;
    }
    crossings.note(tx, crossing, "VehicleLeftZone", Json.object().put("how", movement.name()));
    crossing.left(movement == Movement.BACKED_OUT);
    boolean barrierKnows =
        switch (crossing.handover().state()) {
          case OPENING, OPENED, IN_STRIP, NOT_DEPARTED, HOLD_BARRIER, RECEIVED, CLEARED -> true;
          default -> false;
        };
    if (crossing.state() == Crossing.State.UNDER_WAY && !barrierKnows) {
      String text =
          reason == HoldReason.TAILGATE
              ? "passed without an opening"
              : "left the lane without passing";
      crossings.hold(tx, crossing, reason, "the vehicle " + text);
    }
    crossings.put(tx, crossing);
  }

  // The barrier

  /** What the controller answers when it is asked, after what it told by itself was lost. */
  void found(Transaction tx, Lane lane, String device, BarrierState state) {
    ObjectNode body = Readings.body(state).put("device", device);
    record(tx, lane, state, body, lane.opening().map(Opening::crossing));
    Map<String, Boolean> loops =
        Map.of(
            "entry", state.entryOccupied(),
            "exit", state.exitOccupied(),
            "passage", state.passageOccupied());
    for (boolean occupied : new boolean[] {true, false}) {
      loops.forEach(
          (loop, is) -> {
            if (is == occupied && lane.zone().state(loop) == null) { // no later change is known
              lane.zone().sense(loop, is, true).forEach(movement -> moved(tx, lane, movement));
            }
          });
    }
    lane.looked(tx.now());
    if (lane.watched().isEmpty()) {
      barrier(tx, lane, state);
    }
  }

  private void barrier(Transaction tx, Lane lane, BarrierState state) {
    for (Lane.Unexplained unexplained : lane.observe(state)) {
      if (unexplained == Lane.Unexplained.OPENING) {
        alarm(
            tx,
            lane,
            "UNCOMMANDED_OPENING",
            "the barrier opened without a command of this gate",
            false);
      } else {
        alarm(tx, lane, "TAILGATE", "a vehicle passed that no opening was for", true);
      }
    }
    // It may have waited for the journal: what it showed then, it may not show now.
    drive.review(tx, lane, state, state.at().isBefore(tx.now()) ? state.at() : tx.now());
  }

  private void alarm(Transaction tx, Lane lane, String kind, String text, boolean close) {
    LaneAlarms.raise(tx, lane, kind, text);
    if (close) {
      lane.close(text);
    }
    handover.get().laneAlarm(tx, lane.id(), hours.shown(tx, lane), kind);
  }

  // Following up

  /**
   * A vehicle that is nobody's begins its crossing; a crossing that waited for the lane goes on.
   * That the vehicle which the partner sent has arrived is told even while a person holds it: the
   * partner must know, and the barrier waits by itself.
   */
  void follow(Transaction tx, LaneConfig config, Lane lane) {
    if (lane.zone().unclaimed() && lane.zone().watched()) { // else more is told of it at once
      try {
        arrive(tx, config, lane);
      } catch (Refusal e) {
        Lanes.note(tx, lane, "CrossingNotBegun", Json.object().put("why", e.getMessage()));
      }
      lanes.put(tx, lane);
    }
    Crossing crossing = inZone(tx, lane).orElse(null);
    if (crossing == null || !crossing.open()) {
      return;
    }
    boolean underWay = crossing.state() == Crossing.State.UNDER_WAY;
    HandoverState state = crossing.handover().state();
    if (crossing.role() == Role.EXIT && state == HandoverState.ACCEPTED && underWay) {
      tell(tx, crossing, new HandoverEvent.LaneChanged());
    } else if (crossing.role() == Role.ENTRY
        && (PlateReadings.awaited(state) || state == HandoverState.MISMATCH && underWay)
        && lane.zone().matched()
        && interlock.notReady(tx, crossing).isEmpty()) {
      tell(tx, crossing, new HandoverEvent.ArrivalMatched());
    }
  }

  private void tell(Transaction tx, Crossing crossing, HandoverEvent event) {
    HandoverDesk.ifThere(handover)
        .ifPresent(
            desk -> {
              desk.apply(tx, crossing, event);
              crossings.put(tx, crossing);
            });
  }

  /** A driver is taken back: the vehicle that only it has read or weighed waits for a person. */
  void distrust(Transaction tx, Lane lane, String driver, String why) {
    Crossing crossing = inZone(tx, lane).orElse(null);
    if (crossing != null
        && crossing.role() == Role.EXIT
        && crossing.state() == Crossing.State.UNDER_WAY
        && doubts.said(lane, driver)
        && doubts.about(lane).isPresent()) {
      crossings.hold(tx, crossing, HoldReason.SYSTEM, why);
      crossings.put(tx, crossing);
    }
  }

  private void signal(Transaction tx, Crossing crossing, String name, Map<String, Object> data) {
    crossings.signal(tx, crossing, name, data);
    crossings.put(tx, crossing);
  }

  // The scale

  @Override
  public Optional<String> objection(Transaction tx, Crossing crossing, WeightMeasured weight) {
    Lane lane = lanes.load(tx, crossing.lane());
    Instant arrived = lane.zone().since().orElse(Instant.MAX);
    if (!weight.stable()) {
      return Optional.of("the weight is not stable");
    }
    if (!lane.zone().crossing().equals(Optional.of(crossing.id())) || !lane.zone().exitOccupied()) {
      return Optional.of("the vehicle does not stand wholly on the platform");
    }
    if (weight.at().isBefore(arrived)) {
      return Optional.of("the weight was measured before the vehicle arrived");
    }
    if (lane.scaleAtZero().equals(Optional.of(false))
        && !lane.weighed().equals(Optional.of(crossing.id()))) {
      return Optional.of("the scale was not back at zero since the vehicle before");
    }
    lane.weighed(crossing.id(), weight.at());
    lane.zone().said(Doubts.WEIGHBRIDGE, doubts.on(lane.id(), Doubts.WEIGHBRIDGE));
    lanes.put(tx, lane);
    return Optional.empty();
  }
}
