package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;

/** The last comparisons of books that each partner was asked for and has not ended. */
final class Runs {

  private static final String KIND = "partner-runs";

  /** So many of one partner. */
  private static final int KEPT = 64;

  private Runs() {}

  static void asked(Transaction tx, Partner partner, UUID run) {
    ObjectNode item = tx.item(KIND, partner.id()).orElseGet(Json::object);
    ArrayNode runs = item.withArray("runs").add(run.toString());
    if (runs.size() > KEPT) {
      runs.remove(0);
    }
    tx.put(KIND, partner.id(), item);
  }

  /** The partner ends one. @return it was asked for and not ended before */
  static boolean ended(Transaction tx, Partner partner, UUID run) {
    ObjectNode item = tx.item(KIND, partner.id()).orElseGet(Json::object);
    ArrayNode runs = item.withArray("runs");
    for (int i = 0; i < runs.size(); i++) {
      if (runs.get(i).asText().equals(run.toString())) {
        runs.remove(i);
        tx.put(KIND, partner.id(), item);
        return true;
      }
    }
    return false;
  }
}
