package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.amitygate.core.barrier.Barriers;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.crossing.Plates;

/**
 * A person reads a plate in a camera's place, on the picture or at the lane. It opens nothing: what
 * is held goes back and is checked with that plate.
 */
final class PlateByPerson {

  private final Crossings crossings;
  private final Barriers barriers;

  PlateByPerson(Crossings crossings, Barriers barriers) {
    this.crossings = crossings;
    this.barriers = barriers;
  }

  /**
   * @param by who and why
   * @return a sentence for the person
   */
  String of(Transaction tx, Crossing crossing, String plate, String at, ObjectNode by)
      throws Refusal {
    HoldReason reason = crossing.hold().orElseThrow().reason();
    switch (reason) {
      case ID_UNREADABLE, ID_CONFUSABLE, ID_UNDECLARED, ID_MISMATCH -> {}
      default ->
          throw new Refusal(crossing.name() + " is held for " + reason + ", which no plate ends");
    }
    if (!at.equals("entry") && !at.equals("exit")) {
      throw new Refusal(
          "'" + at + "' is neither entry nor exit: say which camera should have read");
    }
    if (Plates.key(plate).isEmpty()) {
      throw new Refusal("'" + plate + "' is no plate: type it as it is on the vehicle");
    }
    ObjectNode body = by.deepCopy().put("position", at);
    tx.append(
        "crossing:" + crossing.id(),
        "PlateReadByPerson",
        1,
        body,
        Optional.of(Json.object().put("plate", plate)));
    barriers.read(tx, crossing, at.equals("exit"), plate);
    crossings.release(tx, crossing, by.path("by").asText(), by.path("why").asText());
    crossings.put(tx, crossing);
    return "%s is checked again with %s, read by %s"
        .formatted(crossing.name(), plate, by.path("by").asText());
  }
}
