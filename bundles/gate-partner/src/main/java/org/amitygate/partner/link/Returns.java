package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.crossing.Plates;
import org.amitygate.partner.envelope.Bodies;
import org.amitygate.partner.handover.Note;
import org.amitygate.partner.handover.Situation;

/**
 * Vehicles that are to go back. A crossing notes what both sides said of its return; the items here
 * find it again when it has ended long ago: for people, who have to answer, and for the vehicle's
 * way back, which names it. One is kept until the vehicle is back, or the crossing is forgotten.
 */
final class Returns {

  private static final String KIND = "partner-return";
  private static final String ACCEPTED = "accepted";

  private Returns() {}

  /** Keeps the items true to what became of a crossing. */
  static void follow(Transaction tx, Crossing crossing, Situation before, Situation now) {
    String said = now.notes().get(Note.RETURN);
    if (said != null && !said.equals(before.notes().get(Note.RETURN))) {
      ObjectNode item = Json.object().put("partner", crossing.partner()).put("said", said);
      item.put("name", crossing.name()).put("lane", crossing.lane());
      tx.put(KIND, crossing.id().toString(), item.put("at", tx.now().toString()));
    }
    if (now.state() == HandoverState.RECEIVED && before.state() != HandoverState.RECEIVED) {
      String back = crossing.fact(Bodies.RETURN_OF);
      tx.item(KIND, back)
          .filter(item -> isOf(item, crossing))
          .ifPresent(item -> tx.remove(KIND, back));
    }
  }

  private static boolean isOf(ObjectNode item, Crossing crossing) {
    return item.path("partner").asText().equals(crossing.partner());
  }

  /** Its crossing is forgotten. */
  static void forget(Transaction tx, Crossing crossing) {
    tx.remove(KIND, crossing.id().toString());
  }

  /**
   * The offer of a vehicle that came from this partner and whose return both sides agreed on names
   * the crossing by which it came. Of several with its plate nobody knows which one is meant: none
   * is named.
   */
  static HandoverEvent.Offer named(
      Transaction tx, CrossingDesk desk, Crossing crossing, HandoverEvent.Offer offer) {
    String plate = Plates.key(String.valueOf(offer.facts().getOrDefault("plate", "")));
    if (plate.isEmpty() || offer.facts().containsKey(Bodies.RETURN_OF)) {
      return offer;
    }
    List<UUID> agreed =
        tx.items(KIND).stream()
            .filter(item -> item.body().path("said").asText().equals(ACCEPTED))
            .filter(item -> isOf(item.body(), crossing))
            .flatMap(item -> desk.find(tx, UUID.fromString(item.id())).stream())
            .filter(came -> came.role() == Role.ENTRY)
            .filter(came -> Plates.key(came.fact("plate")).equals(plate))
            .map(Crossing::id)
            .toList();
    if (agreed.size() != 1) {
      return offer;
    }
    String id = agreed.get(0).toString();
    desk.correct(tx, crossing, Bodies.RETURN_OF, id); // an offer that waits is made of the facts
    Map<String, Object> facts = new HashMap<>(offer.facts());
    facts.put(Bodies.RETURN_OF, id);
    return new HandoverEvent.Offer(facts);
  }

  /** Those that one of the sides has not answered. */
  static List<ObjectNode> pending(View view) {
    return view.items(KIND).stream()
        .filter(item -> !item.body().path("said").asText().equals(ACCEPTED))
        .map(Returns::line)
        .toList();
  }

  private static ObjectNode line(Item item) {
    boolean theirs = item.body().path("said").asText().equals("wanted");
    ObjectNode line = Json.object().put("what", "return").put("id", item.id());
    for (String member : List.of("partner", "name", "lane", "at")) {
      line.put(member, item.body().path(member).asText());
    }
    return line.put("state", theirs ? "to be accepted here" : "not accepted by the partner");
  }
}
