package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people must look at: a record and a line in the log, which also say what to do. */
final class Alarms {

  private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

  private Alarms() {}

  /**
   * @param stream of the journal: the crossing's timeline or the partner's
   * @param happened what people read first; what they do about it comes by the code
   */
  static void raise(Transaction tx, String stream, String code, String partner, String happened) {
    String text = happened + "; " + advice(code, partner);
    ObjectNode body = Json.object().put("code", code).put("partner", partner).put("text", text);
    tx.append(stream, "AlarmRaised", body);
    tx.afterCommit(() -> LOG.warn("alarm {} ({}): {}", code, stream, text));
  }

  /** What people do; of a code that is not known, whom they ask. */
  static String advice(String code, String partner) {
    String people = "the people of '" + partner + "'";
    return switch (code) {
      case "DISAGREEMENT" ->
          "compare 'gate:crossing' of both sides with " + people + " and settle where it is";
      case "CONTRADICTION" -> "it was seen here: settle with " + people + " which vehicle is meant";
      case "OVERDUE" -> "look for it in the strip, and ask " + people;
      case "STRIP_MISMATCH" ->
          "another vehicle came out of the strip: settle with " + people + " which one is where";
      case "DEPARTED_AFTER_NOT_DEPARTED" ->
          "a vehicle passed after the partner was told that none did: tell " + people;
      case "JOINT_DISPUTED" -> "the two results differ: nothing moves until people agree";
      case "RETURN_WANTED" -> "'gate:return accept' with its name agrees; nothing opens for it";
      case "PARTNER_NOT_TOLD" ->
          "put our private key into the file of 'partners.%s.signingKey'; the log says what is wrong with it"
              .formatted(partner);
      case "PARTNER_INCIDENT" -> "'gate:pending' shows it until it is acknowledged";
      case "INCIDENT_NOT_ACKNOWLEDGED" -> "call " + people + "; 'gate:pending' shows it";
      case "LANE_DIRECTION_PROPOSED" ->
          "'gate:lane-direction turn' agrees, 'keep' refuses; 'gate:pending' shows it";
      case "LANE_DIRECTION_DIFFERS" -> "compare the configurations of both gates";
      case "RECONCILIATION" -> "compare 'gate:crossing' of both sides with " + people;
      case "JOURNAL_BEHIND" ->
          "bring the newer journal back if an older copy was, else settle with "
              + people
              + " how each crossing stands";
      case "EVIDENCE_REWRITTEN" ->
          "ask " + people + ": both signatures are in the records EvidenceHeadReceived";
      case "SEQ_TAKEN" -> "ask " + people + ": it seems to be set back to an earlier copy";
      case "OTHER_BYTES" ->
          "ask " + people + ": if they did not send it, whoever did has the partner's key";
      default -> "ask " + people;
    };
  }
}
