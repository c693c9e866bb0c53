package org.amitygate.core.barrier;

import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people must look at on a lane: a record, and a line in the log that says what to do. */
final class LaneAlarms {

  private static final Logger LOG = LoggerFactory.getLogger(LaneAlarms.class);

  private LaneAlarms() {}

  /** Shown on the lane until a person opens it; the caller stores the lane. */
  static void raise(Transaction tx, Lane lane, String kind, String text) {
    lane.alarm(kind, text, tx.now());
    Lanes.note(tx, lane, "LaneAlarm", Json.object().put("kind", kind).put("text", text));
    String id = lane.id();
    tx.afterCommit(() -> LOG.warn("alarm {} (lane:{}): {}; {}", kind, id, text, advice(kind)));
  }

  private static String advice(String kind) {
    return switch (kind) {
      case "UNCOMMANDED_OPENING" -> "look who opened it; 'gate:lane open' when it is settled";
      case "TAILGATE" -> "look at the pictures; 'gate:crossing record', then 'gate:lane open'";
      default -> "'gate:lane open' when it is settled";
    };
  }
}
