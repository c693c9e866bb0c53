package org.amitygate.core.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.amitygate.core.journal.Entry;
import org.amitygate.crossing.Plates;

/**
 * What the records on disk mean by the design, read one after another: where every crossing is, and
 * whether each record was allowed to come. A few maps; no queue, no time, no crash.
 */
final class Model {

  final Map<String, ModelCrossing> crossings = new LinkedHashMap<>();

  /** Numbers of what came from outside and is on record. */
  final Set<String> came = new HashSet<>();

  /** Idempotency keys: queued with their stage, and answered once. */
  final List<String> queued = new ArrayList<>();

  final Set<String> answered = new HashSet<>();

  /** Openings by token, as {@code L1 7}. */
  final Map<String, Integer> intents = new HashMap<>();

  private final Map<String, ModelLane> lanes = new HashMap<>();

  /** That were read, by event. */
  private final Map<String, String> plates = new HashMap<>();

  private final Set<String> promised = new HashSet<>();

  /** How runs ended, as the test made them end, by crossing and visit. */
  private final Map<String, List<Ending>> endings = new HashMap<>();

  /** A run has ended so; whether that reaches the disk is another question. */
  void runEnded(String crossing, int visit, Ending ending) {
    endings.computeIfAbsent(crossing + " " + visit, key -> new ArrayList<>()).add(ending);
  }

  void accept(Entry entry) {
    ObjectNode body = entry.body();
    if (entry.stream().startsWith("crossing:")) {
      String id = entry.stream().substring(9);
      if (entry.type().equals("CrossingBegun")) {
        String lane = body.path("lane").asText();
        crossings.put(id, new ModelCrossing(id, body.path("role").asText(), lane));
      } else {
        about(crossings.get(id), entry);
      }
    } else if (entry.stream().startsWith("lane:")) {
      unattached(entry);
    } else if (entry.type().equals("GateStarted")) {
      lanes.values().forEach(lane -> lane.loops.clear());
      moreTime(entry.at());
    } else if (entry.type().equals("WaitsExtended")) {
      moreTime(entry.at());
    } else if (entry.type().equals("Came")) {
      came(body);
    }
  }

  private void came(ObjectNode body) {
    expect(came.add(body.path("n").asText()), "it came twice: " + body);
    if (body.has("epoch")) {
      promised.add(body.path("crossing").asText() + " " + body.path("epoch").asText());
    }
  }

  /**
   * What could not come while the gate was down, or its journal out, gets half a minute, in the
   * order of its time.
   */
  private void moreTime(Instant at) {
    Instant earliest = at.plus(Duration.ofSeconds(30));
    List<ModelCrossing> late =
        crossings.values().stream()
            .filter(c -> c.open() && c.deadline() != null && c.deadline().isBefore(earliest))
            .sorted(Comparator.comparing(ModelCrossing::deadline))
            .toList();
    for (int i = 0; i < late.size(); i++) {
      late.get(i).waitUntil(earliest.plus(i, ChronoUnit.MICROS));
    }
  }

  private void about(ModelCrossing crossing, Entry entry) {
    ObjectNode body = entry.body();
    if (!crossing.next.isEmpty()) {
      String what = entry.type().equals("CrossingEnded") ? "state" : "reason";
      String is = entry.type() + " " + body.path(what).asText();
      expect(crossing.next.equals(is), "after what was said, " + crossing.next + ", but " + is);
      crossing.next = "";
      return;
    }
    switch (entry.type()) {
      case "Signalled" -> crossing.signal(body.path("name").asText());
      case "StageCompleted" -> completed(crossing, entry);
      case "StageFailed" -> failed(crossing, body);
      case "StageOvertaken" -> overtaken(crossing, body);
      case "QuestionAnswered" -> answered(crossing, body);
      case "Held" -> crossing.hold(body.path("reason").asText());
      case "HoldReleased" -> {
        expect(came.add(body.path("why").asText()), "released twice by " + body);
        crossing.released();
      }
      case "RefusedByPerson" ->
          expect(came.add(body.path("why").asText()), "refused twice by " + body);
      case "WaitedTooLong" -> {
        Instant deadline = crossing.deadline();
        expect(deadline != null && !deadline.isAfter(entry.at()), "late before its time");
        crossing.late();
      }
      case "CrossingEnded" -> crossing.ended(body.path("state").asText());
      case "EffectAnswered" ->
          expect(answered.add(body.path("id").asText()), "answered twice: " + body);
      default -> lane(crossing, entry);
    }
  }

  // Stages

  private void completed(ModelCrossing crossing, Entry entry) {
    ObjectNode body = entry.body();
    expect(
        crossing.runnable() && body.path("visit").asInt() == crossing.visit(),
        "completed a stage that it is not on: " + body);
    ObjectNode detail = body.withObject("detail").deepCopy();
    entry.personal().map(it -> it.get("text")).ifPresent(text -> detail.set("text", text));
    Ending ending =
        taken(crossing, one -> one.committable() && one.said(detail, body.path("effects")), body);
    expect(body.path("signal").asText("").equals(crossing.because), "began by another signal");
    for (String effect : ending.effects()) {
      queued.add(crossing.id + "/" + crossing.visit() + "/" + effect);
    }
    crossing.ended(ending, entry.at());
  }

  private void failed(ModelCrossing crossing, ObjectNode body) {
    expect(
        crossing.runnable() && body.path("failures").asInt() == crossing.failures + 1,
        "failed a stage that it is not on: " + body);
    taken(crossing, one -> !one.valid(), body);
    crossing.failed();
  }

  /** The way a run ended that this record is of; it is of no other record. */
  private Ending taken(ModelCrossing crossing, Predicate<Ending> fitting, ObjectNode body) {
    List<Ending> all = endings.getOrDefault(crossing.id + " " + crossing.visit(), List.of());
    Ending ending =
        all.stream()
            .filter(fitting)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no run ended so: " + body));
    all.remove(ending);
    return ending;
  }

  private static void overtaken(ModelCrossing crossing, ObjectNode body) {
    boolean stillOnIt = body.path("visit").asInt() == crossing.visit() && crossing.failures == 0;
    expect(!(stillOnIt && crossing.runnable()), "dropped what nothing overtook: " + body);
  }

  private static void answered(ModelCrossing crossing, ObjectNode body) {
    if (body.path("visit").asInt() == crossing.visit()) {
      String key = body.path("visit").asText() + ":" + body.path("call").asText();
      expect(crossing.answers.add(key), "a question has two answers: " + body);
    }
  }

  // Lanes

  private ModelLane lane(String device) {
    return lanes.computeIfAbsent(device.substring(0, 2), id -> new ModelLane());
  }

  /** What was read while nobody was there that it could be of. */
  private void unattached(Entry entry) {
    if (entry.type().equals("PresenceSensed")) {
      presence(entry.body());
    } else if (entry.type().equals("LoopsUnwatched")) {
      lane(entry.stream().substring(5)).loops.clear();
    } else if (entry.type().equals("PlateRead")) {
      plates.put(event(entry.body()), plate(entry));
    }
  }

  private String event(ObjectNode body) {
    String event = body.path("eventId").asText();
    expect(came.add(event), "a camera's event twice: " + body);
    return event;
  }

  private static String plate(Entry entry) {
    return Plates.key(entry.personal().map(p -> p.path("plate").asText()).orElse(""));
  }

  private void lane(ModelCrossing crossing, Entry entry) {
    ObjectNode body = entry.body();
    ModelLane lane = lane(crossing.lane);
    String token = crossing.lane + " " + body.path("token").asText();
    switch (entry.type()) {
      case "VehicleArrived" -> {
        lane.occupy(crossing);
        if (lane.at("exit")) {
          crossing.signal("at-exit");
        }
      }
      case "VehicleLeftZone" -> left(lane, crossing);
      case "OpeningEnded" -> {
        if (body.path("text").asText().startsWith("Departed")) {
          left(lane, crossing);
        }
      }
      case "PresenceSensed" -> presence(body);
      case "PlateRead" -> {
        plates.put(event(body), plate(entry)); // it may turn out to be of the next one
        read(crossing, lane, body.path("position").asText(), plate(entry));
      }
      case "EarlyReadJoined" -> {
        String plate = plates.getOrDefault(body.path("eventId").asText(), "");
        read(crossing, lane, body.path("position").asText(), plate);
      }
      case "OpeningIntended" -> {
        String epoch = crossing.id + " " + body.path("epoch").asText();
        expect(promised.contains(epoch), "an intent without a promise: " + body);
        expect(intents.put(token, 1) == null, "a token twice: " + body);
      }
      case "OpeningRepeated" -> intents.merge(token, 1, Integer::sum);
      default -> {} // says nothing of where the crossing is
    }
  }

  private static void left(ModelLane lane, ModelCrossing crossing) {
    if (lane.inZone == crossing) {
      lane.vacate();
    }
  }

  private void presence(ObjectNode body) {
    ModelLane lane = lane(body.path("device").asText());
    ModelCrossing there = lane.inZone;
    if (lane.sense(
            body.path("loop").asText(),
            body.path("occupied").asBoolean(),
            body.path("sinceStart").asBoolean())
        && there != null) {
      there.signal("at-exit");
    }
  }

  private static void read(ModelCrossing crossing, ModelLane lane, String position, String plate) {
    boolean repeat = lane.read(position, plate);
    String signal = "plate." + position;
    boolean awaited = crossing.waiting != null && crossing.waiting.answers().contains(signal);
    if (crossing.role.equals("EXIT") && (!repeat || awaited)) {
      crossing.signal(signal);
    }
  }

  private static void expect(boolean is, String otherwise) {
    if (!is) {
      throw new AssertionError(otherwise);
    }
  }
}
