package org.amitygate.core.crossing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.journal.Evidence.Kept;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.device.BarrierState;
import org.amitygate.device.PlateRead;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Reading;
import org.amitygate.device.WeightMeasured;

/** Readings as JSON, under names of our own: no class of a plug-in is ever stored. */
public final class Readings {

  private Readings() {}

  /**
   * The record's type: {@code PlateRead}, {@code WeightMeasured}, {@code PresenceSensed}, {@code
   * BarrierState}, {@code OtherReading}.
   */
  public static String type(Reading reading) {
    if (reading instanceof PlateRead) {
      return "PlateRead";
    } else if (reading instanceof WeightMeasured) {
      return "WeightMeasured";
    } else if (reading instanceof PresenceSensed) {
      return "PresenceSensed";
    } else if (reading instanceof BarrierState) {
      return "BarrierState";
    }
    return "OtherReading";
  }

  /** Everything but personal values and pictures. */
  public static ObjectNode body(Reading reading) {
    ObjectNode body =
        Json.object().put("reading", type(reading)).put("at", reading.at().toString());
    if (reading instanceof PlateRead plate) {
      plate.confidencePercent().ifPresent(percent -> body.put("confidencePercent", percent));
      body.put("eventId", plate.eventId()).put("readable", plate.plate().isPresent());
    } else if (reading instanceof WeightMeasured weight) {
      body.put("grossKg", weight.grossKg()).put("stable", weight.stable());
    } else if (reading instanceof PresenceSensed presence) {
      body.put("loop", presence.loop())
          .put("occupied", presence.occupied())
          .put("sinceStart", presence.sinceStart());
    } else if (reading instanceof BarrierState barrier) {
      body.put("position", barrier.position().name());
      body.put("acceptedToken", barrier.acceptedToken())
          .put("cancelledToken", barrier.cancelledToken());
      body.put("leftClosedCount", barrier.leftClosedCount())
          .put("passageCount", barrier.passageCount());
      body.put("bootCount", barrier.bootCount()).put("entryOccupied", barrier.entryOccupied());
      body.put("exitOccupied", barrier.exitOccupied())
          .put("passageOccupied", barrier.passageOccupied());
    }
    if (!identifies(reading) && !reading.attributes().isEmpty()) {
      body.set("attributes", Json.object(reading.attributes()));
    }
    return body;
  }

  /** Records a reading. @param body as {@link #body} made it, with what else is known of it */
  public static void append(Transaction tx, String stream, Reading reading, ObjectNode body) {
    int v = identifies(reading) ? 2 : 1; // v 1 had the attributes in the body
    tx.append(stream, type(reading), v, body, Divided.unlessEmpty(personal(reading)));
  }

  /** What must be erasable: the plate, and whatever else a device that identifies has to say. */
  private static ObjectNode personal(Reading reading) {
    ObjectNode personal = Json.object();
    if (reading instanceof PlateRead plate) {
      plate.plate().ifPresent(text -> personal.put("plate", text));
    }
    if (identifies(reading) && !reading.attributes().isEmpty()) {
      personal.set("attributes", Json.object(reading.attributes()));
    }
    return personal;
  }

  /** Scales, loops and barriers know nobody; everything else may. */
  private static boolean identifies(Reading reading) {
    return !(reading instanceof WeightMeasured
        || reading instanceof PresenceSensed
        || reading instanceof BarrierState);
  }

  /**
   * @param kept the pictures' evidence files, in their order
   */
  public static void pictures(ObjectNode body, PlateRead plate, List<Kept> kept) {
    ArrayNode list = body.putArray("pictures");
    for (int i = 0; i < kept.size(); i++) {
      ObjectNode picture = list.addObject().put("name", plate.pictures().get(i).name());
      kept.get(i).named(picture, "digest");
    }
  }

  /** A recorded answer as a reading again; empty for a type that questions do not answer with. */
  static Optional<Reading> of(ObjectNode body) {
    Instant at = Instant.parse(body.path("at").asText());
    return switch (body.path("reading").asText()) {
      case "WeightMeasured" ->
          Optional.of(
              new WeightMeasured(
                  at, body.path("grossKg").asLong(), body.path("stable").asBoolean(), Map.of()));
      case "BarrierState" ->
          Optional.of(
              new BarrierState(
                  at,
                  BarrierState.Position.valueOf(body.path("position").asText()),
                  body.path("acceptedToken").asLong(),
                  body.path("cancelledToken").asLong(),
                  body.path("leftClosedCount").asLong(),
                  body.path("passageCount").asLong(),
                  body.path("bootCount").asLong(),
                  body.path("entryOccupied").asBoolean(),
                  body.path("exitOccupied").asBoolean(),
                  body.path("passageOccupied").asBoolean(),
                  Map.of()));
      default -> Optional.empty();
    };
  }
}
