package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.LaneDirection;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.Ids;
import org.amitygate.crossing.Plates;

/** Vehicles that people passed by hand: one proposes the record, another one makes it. */
final class PassedByHand {

  private static final String ITEM = "passed-by-hand";
  private static final String SAME = "record the same vehicle";

  private final Crossings crossings;
  private final Supplier<HandoverDesk> handover;
  private final Ids ids;

  PassedByHand(Crossings crossings, Supplier<HandoverDesk> handover, Ids ids) {
    this.crossings = crossings;
    this.handover = handover;
    this.ids = ids;
  }

  /** Proposes or records one. @return a sentence for the person */
  String record(
      Transaction tx, LaneConfig lane, String direction, String plate, Actor actor, String reason)
      throws Refusal {
    Role role = LaneDirection.role(tx, lane);
    String way = role == Role.EXIT ? "export" : "import";
    if (!direction.isEmpty() && !direction.equalsIgnoreCase(way)) {
      throw new Refusal("lane %s is an %s lane now, not %s".formatted(lane.id(), way, direction));
    }
    if (Plates.key(plate).isEmpty()) {
      throw new Refusal("--plate '" + plate + "' has no letter or digit");
    }
    String key = lane.id() + "|" + way + "|" + Plates.key(plate);
    ObjectNode first =
        tx.item(ITEM, key).filter(item -> SecondPerson.fresh(item, tx.now())).orElse(null);
    if (first == null) {
      ObjectNode proposal = SecondPerson.first(tx, actor, reason);
      tx.put(ITEM, key, proposal);
      Optional<ObjectNode> personal = Optional.of(Json.object().put("plate", plate));
      tx.append("gate", "PassedByHandProposed", 1, Operations.by(actor, reason), personal);
      return SecondPerson.awaited("noted", proposal, tx.now(), SAME);
    }
    if (first.has("recorded")) {
      return first.path("recorded").asText() + " is recorded as passed by hand";
    }
    String proposed = first.path("by").asText();
    if (proposed.equals(actor.account())) {
      return SecondPerson.awaited("noted before", first, tx.now(), SAME);
    }
    Map<String, Object> facts =
        Map.of(
            "plate",
            plate,
            "lane",
            lane.id(),
            "first",
            proposed,
            "second",
            actor.account(),
            "why",
            reason);
    Crossing crossing = crossings.passedByHand(tx, ids.next(), role, lane, facts);
    tx.put(ITEM, key, first.put("recorded", crossing.name()));
    handover.get().passedByHand(tx, crossing, plate);
    crossings.put(tx, crossing);
    return crossing.name() + " is recorded as passed by hand; the partner is told";
  }
}
