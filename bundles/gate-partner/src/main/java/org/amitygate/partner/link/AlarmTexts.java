package org.amitygate.partner.link;

import java.util.Map;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.partner.handover.Step;

/** What an alarm about a crossing says: what happened, what the partner said, what people do. */
final class AlarmTexts {

  private AlarmTexts() {}

  /**
   * @param on what happened
   */
  static String of(String code, Crossing crossing, Partner partner, Step step, String on) {
    return "crossing %s is %s in epoch %d here: %s%s; %s"
        .formatted(
            crossing.name(),
            step.next().state(),
            step.next().epoch(),
            on,
            said(partner, step.values()),
            advice(code, crossing.name(), partner));
  }

  /** Of a STATUS, what it said; of other messages their name says it. */
  private static String said(Partner partner, Map<String, Object> values) {
    return values.containsKey("state") && values.containsKey("committedEpoch")
        ? " of partner '%s' says %s, committed epoch %s"
            .formatted(partner.id(), values.get("state"), values.get("committedEpoch"))
        : "";
  }

  private static String advice(String code, String crossing, Partner partner) {
    String people = "the people of '" + partner.id() + "'";
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
      case "RETURN_WANTED" ->
          "'gate:return accept %s' agrees; nothing opens for it".formatted(crossing);
      case "PARTNER_INCIDENT" -> "'gate:pending' shows it until it is acknowledged";
      default -> "ask " + people;
    };
  }
}
