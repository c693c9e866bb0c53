package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.crossing.Plates;
import org.amitygate.device.PlateRead;

/** Which vehicle a plate was read of, inside the transaction that records the read. */
final class PlateReadings {

  /** A read that is said to be older comes from a clock that lost its time. */
  private static final Duration KEPT_AT_MOST = Duration.ofDays(1);

  /** Fact: the plate at the entry as a person read it, until the flow has heard it. */
  private static final String BY_PERSON = "entryPlateByPerson";

  private final CrossingDesk crossings;
  private final Supplier<HandoverDesk> handover;
  private final Doubts doubts;

  PlateReadings(CrossingDesk crossings, Supplier<HandoverDesk> handover, Doubts doubts) {
    this.crossings = crossings;
    this.handover = handover;
    this.doubts = doubts;
  }

  /** Records a read, and tells it to whom it belongs. @param body its record */
  void accept(
      Transaction tx,
      LaneConfig config,
      Lane lane,
      Optional<Crossing> inZone,
      boolean atExit,
      PlateRead read,
      ObjectNode body) {
    String plate = read.plate().orElse("");
    boolean earlier = inZone.filter(c -> isOfAnother(lane.zone(), c, read)).isPresent();
    Optional<Crossing> crossing =
        inZone.filter(c -> !earlier && belongs(config, lane, c, atExit, plate));
    LaneReadings.record(
        tx, lane, read, body.put("position", place(atExit)), crossing.map(Crossing::id));
    if (atExit && lane.zone().doubted()) {
      inZone
          .filter(c -> crossing.isPresent() || passing(c) && contradicts(lane.zone(), c, read))
          .ifPresent(
              c -> doubted(lane.zone(), c, unattached(tx, plate, read, true, body), kept(read)));
    }
    if (crossing.isPresent()) {
      read(tx, lane, crossing.get(), atExit, plate, read.confidencePercent(), read.eventId());
    } else if (!plate.isEmpty() && !earlier) {
      Zone zone = lane.zone();
      boolean occupied = zone.crossing().isPresent() || zone.unclaimed() || !zone.watched();
      zone.early(atExit, unattached(tx, plate, read, occupied, body));
    } else if (earlier && inZone.filter(c -> c.role() == Role.ENTRY).isPresent()) {
      String shown = plate.isEmpty() ? plate : plate + " (kept by the camera)";
      Unattached kept = Unattached.of(shown, null, read.eventId(), tx.now(), true);
      lane.unsure(kept);
    }
  }

  /**
   * A read at the stop line of a vehicle whose place is doubted. Another plate, also one that took
   * its command back, makes the doubt one that no time ends. What the camera kept ends none.
   */
  private static void doubted(Zone zone, Crossing crossing, Unattached read, boolean kept) {
    String key = Plates.key(read.plate());
    boolean itself = key.equals(Plates.key(crossing.fact("plate")));
    if (isStrange(zone, crossing, key)) {
      zone.stranger(read);
    } else if (!key.isEmpty() && !kept && (itself || !isStranger(zone, key))) {
      zone.familiar(key);
    }
  }

  /** Whether the stranger that was read at the stop line was read as that. */
  private static boolean isStranger(Zone zone, String key) {
    return zone.stranger().filter(s -> Plates.key(s.plate()).equals(key)).isPresent();
  }

  private static Unattached unattached(
      Transaction tx, String plate, PlateRead read, boolean occupied, ObjectNode body) {
    return new Unattached(
        plate,
        read.confidencePercent().orElse(null),
        read.eventId(),
        read.at().isBefore(tx.now()) ? read.at() : tx.now(),
        occupied,
        (ArrayNode) body.get("pictures"),
        read.attributes());
  }

  /** What was read before its vehicle was there belongs to the one that has just arrived. */
  void joinEarly(Transaction tx, Lane lane, Crossing crossing) {
    if (lane.zone().exitClear()) {
      lane.zone().forgetEarly(true); // it has not been there yet
    }
    for (boolean atExit : new boolean[] {false, true}) {
      lane.zone()
          .takeEarly(atExit, tx.now())
          .ifPresent(
              early -> {
                ObjectNode body =
                    Json.object().put("eventId", early.eventId()).put("position", place(atExit));
                Optional.ofNullable(early.pictures()).ifPresent(p -> body.set("pictures", p));
                // Its own record is the lane's, and goes by its age whatever holds the crossing.
                ObjectNode personal = Json.object().put("plate", early.plate());
                Optional.ofNullable(early.attributes())
                    .filter(attributes -> !attributes.isEmpty())
                    .ifPresent(attributes -> personal.set("attributes", Json.object(attributes)));
                crossings.note(tx, crossing, "EarlyReadJoined", 2, body, personal);
                read(
                    tx, lane, crossing, atExit, early.plate(), early.confidence(), early.eventId());
                if (atExit && early.occupied()) {
                  lane.zone().doubt();
                }
              });
    }
  }

  /**
   * Nobody has read here whom the partner has not told of leaving either: what stood in its zone
   * may be one that was received by hand before. The barrier's counters say what passed.
   */
  static boolean isYetToCome(Lane lane, Crossing crossing) {
    return crossing.role() == Role.ENTRY
        && crossing.handover().state() == HandoverState.COMMITTED
        && lane.zone().plate(false).isEmpty()
        && lane.zone().plate(true).isEmpty();
  }

  /**
   * Whether another vehicle stands in the zone than the one that came: the loops were not watched
   * for a while, and since then both cameras have read the same plate, which is not its, that at
   * the entry first. They may tell of it in any order, and of one that is on its way back already.
   */
  static boolean isAnother(Lane lane, Crossing crossing, boolean atExit, PlateRead read) {
    Zone zone = lane.zone();
    String key = Plates.key(read.plate().orElse(""));
    if (!zone.doubted() || !zone.occupied() || passing(crossing)) {
      return false;
    }
    return atExit
        ? isStrange(zone, crossing, key) && zone.earlyEntry().filter(key::equals).isPresent()
        : !readEarlier(zone, read) && droveIn(zone, key, read.at());
  }

  /**
   * A stranger was read at the stop line, and at the entry not after: it drove in as that. Cameras
   * tell the second.
   */
  private static boolean droveIn(Zone zone, String key, Instant at) {
    return isStranger(zone, key) && zone.stranger().filter(s -> !at.isAfter(s.at())).isPresent();
  }

  /**
   * Whether a read at the stop line says that the vehicle that is to pass does not stand there: a
   * sure one of a plate that is not its, however doubtfully its own is read. One that the camera
   * kept from before the vehicle came does not; the camera's clock alone, which may be wrong, is no
   * proof of that.
   */
  static boolean contradicts(Zone zone, Crossing crossing, PlateRead read) {
    String plate = read.plate().orElse("");
    return !(readEarlier(zone, read) && clockWasSet(zone, read))
        && crossing.role() == Role.EXIT
        && isSure(plate, read.confidencePercent())
        && !Plates.fold(plate).equals(Plates.fold(crossing.fact("plate")));
  }

  /** The camera says that it could not tell of it when it was read. */
  private static boolean kept(PlateRead read) {
    return read.attributes().getOrDefault(PlateRead.KEPT, "").equals("true");
  }

  /**
   * Kept by the camera, and not of the vehicle that is there. Who was sent is in the strip alone,
   * and what was read of it since it was offered is of itself, whenever the loops told of it.
   */
  private static boolean isOfAnother(Zone zone, Crossing crossing, PlateRead read) {
    return crossing.role() == Role.ENTRY
        ? kept(read) && read.at().isBefore(crossing.openedAt())
        : readEarlier(zone, read);
  }

  /** Kept by the camera from before the vehicle came that is there, or nobody knows from when. */
  private static boolean readEarlier(Zone zone, PlateRead read) {
    return kept(read) && zone.readFrom().filter(read.at()::isBefore).isPresent();
  }

  private static boolean clockWasSet(Zone zone, PlateRead read) {
    return zone.since().filter(since -> read.at().isAfter(since.minus(KEPT_AT_MOST))).isPresent();
  }

  /** A plate that was not read of a vehicle of which another one was. */
  private static boolean isStrange(Zone zone, Crossing crossing, String key) {
    return !key.isEmpty()
        && (zone.plate(false).isPresent() || zone.plate(true).isPresent())
        && !zone.plate(false).equals(Optional.of(key))
        && !zone.plate(true).equals(Optional.of(key))
        && !Plates.key(crossing.fact("plate")).equals(key);
  }

  /** Whether a read is of the vehicle in the zone, and not of the one behind it. */
  private static boolean belongs(
      LaneConfig config, Lane lane, Crossing crossing, boolean atExit, String plate) {
    Optional<String> before = lane.zone().plate(atExit);
    String key = Plates.key(plate);
    if (!atExit
        && lane.zone().doubted()
        && config.device(Doubts.EXIT_CAMERA).isPresent()
        && isStrange(lane.zone(), crossing, key)) {
      return false; // of the one behind, or of one that took its place: the stop line will tell
    }
    if (passing(crossing)) {
      return key.equals(Plates.key(crossing.fact("plate")));
    }
    boolean unidentified =
        crossing.role() == Role.EXIT && !atExit && crossing.fact("declaration").isEmpty();
    return before.isEmpty()
        || before.get().isEmpty()
        || before.get().equals(key)
        || lane.zone().doubted()
        || !key.isEmpty() && lane.zone().plate(false).equals(Optional.of(key)) // it came in as that
        || unidentified
        || isAsSent(lane.zone(), crossing, plate)
        || awaits(crossing, atExit);
  }

  /** Entry side: who was not recognised yet is read as what was sent, or nearly so. */
  private static boolean isAsSent(Zone zone, Crossing crossing, String plate) {
    return crossing.role() == Role.ENTRY
        && awaited(crossing.handover().state())
        && !zone.matched()
        && Plates.fold(plate).equals(Plates.fold(crossing.fact("plate")));
  }

  /** It may have gone already: whoever is read now may be the next one. */
  private static boolean passing(Crossing crossing) {
    return switch (crossing.handover().state()) {
      case OPENING, OPENED, HOLD_BARRIER, RECEIVED, CLEARED -> true;
      case IN_STRIP -> crossing.role() == Role.EXIT;
      default -> false;
    };
  }

  private static boolean awaits(Crossing crossing, boolean atExit) {
    return crossing
        .waiting()
        .filter(w -> w.answers().contains("plate." + place(atExit)))
        .isPresent();
  }

  /**
   * A person has read it, and knows of which vehicle: it takes the place of what that camera read
   * and no stage has heard. The fact {@link #BY_PERSON} says so to a stage that does not wait for
   * the entry's camera.
   */
  void readByPerson(Transaction tx, Lane lane, Crossing crossing, boolean atExit, String plate) {
    lane.zone().readPlate(atExit, plate, true);
    lane.zone().said(atExit ? Doubts.EXIT_CAMERA : Doubts.ENTRY_CAMERA, false);
    if (atExit) {
      lane.zone().familiar(Plates.key(plate));
    }
    if (crossing.role() == Role.ENTRY) {
      arrived(tx, lane, crossing, plate, Optional.of(100), "");
    } else {
      String signal = "plate." + place(atExit);
      crossings.unsay(crossing, signal);
      crossings.signal(tx, crossing, signal, Map.of("plate", plate, "confidence", 100));
      if (!atExit) {
        crossings.correct(tx, crossing, BY_PERSON, plate);
      }
    }
  }

  private void read(
      Transaction tx,
      Lane lane,
      Crossing crossing,
      boolean atExit,
      String plate,
      Optional<Integer> confidencePercent,
      String eventId) {
    boolean sure = isSure(plate, confidencePercent);
    boolean same = lane.zone().plate(atExit).equals(Optional.of(Plates.key(plate)));
    boolean known = same && !lane.zone().unsure(atExit);
    boolean surer = same && sure && !known;
    lane.zone().readPlate(atExit, plate, sure || known);
    String camera = atExit ? Doubts.EXIT_CAMERA : Doubts.ENTRY_CAMERA;
    lane.zone().said(camera, doubts.on(lane.id(), camera));
    if (crossing.role() == Role.ENTRY) {
      arrived(tx, lane, crossing, plate, confidencePercent, eventId);
    } else if (!same || surer || awaits(crossing, atExit)) {
      String signal = "plate." + place(atExit);
      if (surer) {
        crossings.unsay(crossing, signal);
      }
      Map<String, Object> data =
          confidencePercent.isPresent()
              ? Map.of("plate", plate, "eventId", eventId, "confidence", confidencePercent.get())
              : Map.of("plate", plate, "eventId", eventId);
      crossings.signal(tx, crossing, signal, data);
      crossings.put(tx, crossing);
    }
  }

  /**
   * Entry side: is it the vehicle that the partner sent? A doubtful read says neither yes nor no:
   * the next one may, and until then the lane shows it. A hold would keep that one from ending it.
   */
  private void arrived(
      Transaction tx,
      Lane lane,
      Crossing crossing,
      String plate,
      Optional<Integer> confidencePercent,
      String eventId) {
    HandoverState state = crossing.handover().state();
    boolean expected = awaited(state) || state == HandoverState.MISMATCH;
    if (!expected) {
      return;
    }
    String sent = crossing.fact("plate");
    boolean sure = isSure(plate, confidencePercent);
    if (sure && Plates.key(plate).equals(Plates.key(sent))) {
      lane.zone().match();
    } else if (sure && !Plates.fold(plate).equals(Plates.fold(sent))) {
      if (awaited(state)) {
        handover.get().apply(tx, crossing, new HandoverEvent.ArrivalMismatched(plate));
        crossings.put(tx, crossing);
      }
    } else {
      Integer confidence = confidencePercent.orElse(null);
      lane.unsure(Unattached.of(plate, confidence, eventId, tx.now(), true));
    }
  }

  private static boolean isSure(String plate, Optional<Integer> percent) {
    return !plate.isEmpty() && percent.map(c -> c >= Declarations.CONFIDENT_PERCENT).orElse(true);
  }

  /** Entry side: its vehicle is on its way here. */
  static boolean awaited(HandoverState state) {
    return state == HandoverState.COMMITTED || state == HandoverState.IN_STRIP;
  }

  private static String place(boolean atExit) {
    return atExit ? "exit" : "entry";
  }
}
