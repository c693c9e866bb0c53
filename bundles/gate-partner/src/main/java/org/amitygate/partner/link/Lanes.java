package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;

/**
 * What the partner said of the lanes that ours lead into or come from: "the stricter side wins".
 */
final class Lanes {

  private static final String KIND = "partner-lane";

  /**
   * The only state in which a lane takes vehicles by itself: a degraded one never passes anybody.
   */
  private static final String OPEN = "OPEN";

  private static final String FROM = "from";
  private static final String UNTIL = "until";

  private Lanes() {}

  static void said(Transaction tx, Partner partner, ObjectNode body) {
    ObjectNode item = Json.object().put("state", body.path("state").asText());
    item.put("reason", body.path("reason").asText("")).put("at", tx.now().toString());
    for (String bound : List.of(FROM, UNTIL)) {
      if (body.path(bound).isTextual()) {
        item.put(bound, body.path(bound).asText());
      }
    }
    tx.put(KIND, partner.id() + "|" + body.path("lane").asText(), item);
  }

  /**
   * Why no vehicle may be sent into the partner's lane; empty if the partner never said anything
   * against it. A lane that it closed stays closed until it says otherwise, whenever that was to
   * begin or end; one that it opened is open only between the times that it gave.
   */
  static Optional<String> closed(Transaction tx, Partner partner, String lane) {
    return tx.item(KIND, partner.id() + "|" + lane)
        .map(item -> inForce(item, tx.now()))
        .filter(state -> !state.equals(OPEN))
        .map(state -> "lane " + lane + " is " + state + " at partner '" + partner.id() + "'");
  }

  private static String inForce(ObjectNode item, Instant now) {
    String state = item.path("state").asText();
    if (state.equals(OPEN)) {
      // clocks may be that far apart, and a lane is told to be open "from now on"
      Optional<Instant> from = time(item, FROM).map(begin -> begin.minus(LinkHealth.STOP));
      if (from.filter(now::isBefore).isPresent()) {
        return "not OPEN before " + item.path(FROM).asText();
      }
      Optional<Instant> until = time(item, UNTIL).map(end -> end.minus(LinkHealth.STOP));
      if (until.filter(end -> !now.isBefore(end)).isPresent()) {
        return "not OPEN after " + item.path(UNTIL).asText();
      }
    }
    return state;
  }

  private static Optional<Instant> time(ObjectNode item, String bound) {
    return item.has(bound)
        ? Optional.of(Instant.parse(item.path(bound).asText()))
        : Optional.empty();
  }
}
