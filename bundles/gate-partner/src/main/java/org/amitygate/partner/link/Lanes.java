package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
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

  private Lanes() {}

  static void said(Transaction tx, Partner partner, ObjectNode body) {
    ObjectNode item = Json.object().put("state", body.path("state").asText());
    item.put("reason", body.path("reason").asText("")).put("at", tx.now().toString());
    tx.put(KIND, partner.id() + "|" + body.path("lane").asText(), item);
  }

  /**
   * Why no vehicle may be sent into the partner's lane; empty if the partner never said anything
   * against it.
   */
  static Optional<String> closed(View view, Partner partner, String lane) {
    return view.item(KIND, partner.id() + "|" + lane)
        .map(item -> item.path("state").asText())
        .filter(state -> !state.equals(OPEN))
        .map(state -> "lane " + lane + " is " + state + " at partner '" + partner.id() + "'");
  }
}
