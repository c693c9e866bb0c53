package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.amitygate.config.ConfigSource;
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

  /** Lanes that a partner may name and that this gate does not know, or not yet. */
  static final int UNKNOWN_AT_MOST = 100;

  private Lanes() {}

  /**
   * The partner's word on a lane replaces the one before. That of a lane that is not shared is
   * kept, too: it holds from when the lane is configured.
   *
   * @return false: too many lanes of this partner are not known here; nothing was kept
   */
  static boolean said(Transaction tx, ConfigSource config, Partner partner, ObjectNode body) {
    String lane = body.path("lane").asText();
    if (!partner.shares(config, lane) && !hasRoom(tx, config, partner, lane)) {
      return false;
    }
    ObjectNode item = Json.object().put("state", body.path("state").asText());
    item.put("reason", body.path("reason").asText("")).put("at", tx.now().toString());
    for (String bound : List.of(FROM, UNTIL)) {
      if (body.path(bound).isTextual()) {
        item.put(bound, body.path(bound).asText());
      }
    }
    tx.put(KIND, key(partner, lane), item);
    return true;
  }

  private static String key(Partner partner, String lane) {
    return partner.id() + "|" + lane;
  }

  private static boolean hasRoom(
      Transaction tx, ConfigSource config, Partner partner, String lane) {
    String ofPartner = key(partner, "");
    return tx.item(KIND, key(partner, lane)).isPresent()
        || tx.items(KIND).stream()
                .filter(item -> item.id().startsWith(ofPartner))
                .filter(item -> !partner.shares(config, item.id().substring(ofPartner.length())))
                .count()
            < UNKNOWN_AT_MOST;
  }

  /**
   * Why no vehicle may be sent into the partner's lane; empty if the partner never said anything
   * against it. A lane that it closed stays closed until it says otherwise, whenever that was to
   * begin or end; one that it opened is open only between the times that it gave.
   */
  static Optional<String> closed(Transaction tx, Partner partner, String lane) {
    return tx.item(KIND, key(partner, lane))
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
