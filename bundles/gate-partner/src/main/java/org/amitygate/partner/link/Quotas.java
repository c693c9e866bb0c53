package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;

/**
 * How many vehicles the partner takes on a lane until when. An offer takes a place, and gives it
 * back when nothing came of it; a vehicle that the partner took has used it up.
 */
final class Quotas {

  private static final String KIND = "partner-quota";

  /** Offers that have a place, by crossing. */
  private static final String PLACE = "partner-place";

  private Quotas() {}

  /** The partner's word replaces the one before: its count begins when it is heard. */
  static void said(Transaction tx, Partner partner, ObjectNode body, String messageId) {
    ObjectNode item = Json.object().put("quota", messageId).put("used", 0);
    item.put("count", body.path("count").asLong()).put("until", body.path("until").asText());
    tx.put(KIND, partner.id() + "|" + body.path("lane").asText(), item);
  }

  /** Those whose time is over. */
  static void forget(Transaction tx) {
    for (Item item : tx.items(KIND)) {
      if (over(tx, item.body())) {
        tx.remove(KIND, item.id());
      }
    }
  }

  /** The other clock may be behind by as much as is allowed: the stricter side wins. */
  private static boolean over(Transaction tx, ObjectNode quota) {
    Instant until = Instant.parse(quota.path("until").asText());
    return !tx.now().isBefore(until.plus(LinkHealth.STOP));
  }

  /** Why the lane's partner takes no further offer now, of a crossing that has no place. */
  static Optional<String> usedUp(Transaction tx, Partner partner, Crossing crossing) {
    return inForce(tx, partner, crossing.lane())
        .filter(quota -> quota.path("used").asLong() >= quota.path("count").asLong())
        .map(
            quota ->
                "partner '%s' takes no more than %d vehicles on lane %s until %s"
                    .formatted(
                        partner.id(),
                        quota.path("count").asLong(),
                        crossing.lane(),
                        quota.path("until").asText()));
  }

  private static Optional<ObjectNode> inForce(Transaction tx, Partner partner, String lane) {
    return tx.item(KIND, partner.id() + "|" + lane).filter(quota -> !over(tx, quota));
  }

  /** Keeps the count true to what became of a crossing's offer. */
  static void follow(Transaction tx, Partner partner, Crossing crossing, HandoverState before) {
    HandoverState now = crossing.handover().state();
    if (crossing.role() != Role.EXIT || now == before) {
      return;
    }
    String key = partner.id() + "|" + crossing.id();
    switch (now) {
      case OFFERED ->
          inForce(tx, partner, crossing.lane())
              .ifPresent(
                  quota -> {
                    count(tx, partner, crossing, quota, 1);
                    tx.put(PLACE, key, Json.object().put("quota", quota.path("quota").asText()));
                  });
      case LOCAL, REFUSED ->
          tx.item(PLACE, key)
              .ifPresent(
                  place -> {
                    inForce(tx, partner, crossing.lane())
                        .filter(quota -> quota.path("quota").equals(place.path("quota")))
                        .ifPresent(quota -> count(tx, partner, crossing, quota, -1));
                    tx.remove(PLACE, key);
                  });
      case RECEIVED -> tx.item(PLACE, key).ifPresent(place -> tx.remove(PLACE, key));
      default -> {}
    }
  }

  private static void count(
      Transaction tx, Partner partner, Crossing crossing, ObjectNode quota, int by) {
    ObjectNode changed = quota.deepCopy().put("used", quota.path("used").asLong() + by);
    tx.put(KIND, partner.id() + "|" + crossing.lane(), changed);
  }
}
