package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people must look at: a record and a line in the log. */
final class Alarms {

  private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

  private Alarms() {}

  /**
   * @param stream of the journal: the crossing's timeline or the partner's
   */
  static void raise(Transaction tx, String stream, String code, String partner, String text) {
    ObjectNode body = Json.object().put("code", code).put("partner", partner).put("text", text);
    tx.append(stream, "AlarmRaised", body);
    tx.afterCommit(() -> LOG.warn("alarm {} ({}): {}", code, stream, text));
  }
}
