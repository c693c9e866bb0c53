package org.amitygate.camel.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.authority.Answer;
import org.amitygate.authority.Answer.Verdict;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Evidence.Kept;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;

/**
 * What an authority's answer does, inside one transaction. Only an answer for a declaration that a
 * crossing under way has is told to that crossing; any other is quarantined. A control or rejection
 * after a release takes it back: the offer is withdrawn and the crossing held, as long as the
 * barrier has not been commanded.
 */
final class AuthorityAnswers {

  /** States in which nothing has opened and the offer can still be taken back. */
  private static final Set<HandoverState> OFFERED =
      Set.of(
          HandoverState.OFFERED,
          HandoverState.ACCEPTED,
          HandoverState.COMMITTING,
          HandoverState.COMMITTED);

  private static final int LONGEST_ID = 200;
  private static final int LONGEST_TEXT = 500;

  private final CrossingDesk desk;
  private final HandoverDesk handover;

  AuthorityAnswers(CrossingDesk desk, HandoverDesk handover) {
    this.desk = desk;
    this.handover = handover;
  }

  /** How an answer was taken. */
  enum Taken {
    TOLD,
    /** It came before, the same. */
    REPEATED,
    QUARANTINED
  }

  /**
   * @param evidence the bytes as they came
   */
  Taken take(Transaction tx, String authority, Answer answer, Kept evidence) {
    if (answer.id().isBlank() || answer.id().length() > LONGEST_ID) {
      return quarantine(tx, authority, answer, evidence, "it has no usable id");
    }
    String key = authority + "|" + answer.id();
    Optional<ObjectNode> before = tx.item("authority-answer", key);
    if (before.isPresent()) {
      boolean same = before.get().path("evidence").asText().equals(evidence.digest());
      return same
          ? Taken.REPEATED
          : quarantine(
              tx, authority, answer, evidence, "its id was used before with another content");
    }
    tx.put(
        "authority-answer",
        key,
        Json.object().put("evidence", evidence.digest()).put("at", tx.now().toString()));
    List<Crossing> crossings = about(tx, answer);
    if (crossings.isEmpty()) {
      return quarantine(
          tx, authority, answer, evidence, "no crossing under way has its declaration");
    }
    for (Crossing crossing : crossings) {
      append(
          tx,
          "crossing:" + crossing.id(),
          "AuthorityAnswered",
          answer,
          body(authority, answer, evidence));
      tell(tx, authority, crossing, answer);
      desk.put(tx, crossing);
    }
    return Taken.TOLD;
  }

  private List<Crossing> about(Transaction tx, Answer answer) {
    String reference = answer.declaration().orElse("");
    if (reference.isEmpty()) {
      return List.of();
    }
    return tx.openCrossingsCalled(reference).stream()
        .filter(row -> row.declaration().equals(reference))
        .map(row -> desk.find(tx, row.id()))
        .flatMap(Optional::stream)
        .toList();
  }

  private void tell(Transaction tx, String authority, Crossing crossing, Answer answer) {
    String key = authority + "|" + crossing.id();
    switch (answer.verdict()) {
      case RELEASED -> {
        tx.put(
            "authority-release",
            key,
            Json.object().put("id", answer.id()).put("at", tx.now().toString()));
        desk.signal(tx, crossing, authority, data(answer));
      }
      case CONTROL, REJECTED -> {
        if (tx.item("authority-release", key).isPresent()) {
          tx.remove("authority-release", key);
          takeBack(tx, authority, crossing, answer);
        } else {
          desk.signal(tx, crossing, authority, data(answer));
        }
      }
      case WAIT, INFORMATION, UNKNOWN -> {} // recorded; the flow waits on
    }
  }

  private void takeBack(Transaction tx, String authority, Crossing crossing, Answer answer) {
    HoldReason reason =
        answer.verdict() == Verdict.REJECTED
            ? HoldReason.CUSTOMS_REJECTED
            : HoldReason.CUSTOMS_CONTROL;
    HandoverState state = crossing.handover().state();
    boolean offered = OFFERED.contains(state);
    boolean inTime = offered || state == HandoverState.LOCAL;
    ObjectNode body =
        Json.object().put("authority", authority).put("verdict", answer.verdict().name());
    body.put("handover", state.name()).put("inTime", inTime);
    desk.note(tx, crossing, "ReleaseTakenBack", body);
    if (offered) {
      handover.apply(tx, crossing, new HandoverEvent.Withdraw(reason.name()));
    }
    if (inTime) {
      desk.hold(tx, crossing, reason, authority + " took its release back: " + words(answer));
    }
    // After the hold, so that it is still there for the stage that goes on when a person has
    // released it.
    desk.signal(tx, crossing, authority + ".revoked", data(answer));
  }

  private static Taken quarantine(
      Transaction tx, String authority, Answer answer, Kept evidence, String why) {
    ObjectNode body = body(authority, answer, evidence).put("why", why);
    append(tx, "authority:" + authority, "AuthorityAnswerQuarantined", answer, body);
    return Taken.QUARANTINED;
  }

  /** The authority's own words may name anybody. (v 1 had them in the body.) */
  private static void append(
      Transaction tx, String stream, String type, Answer answer, ObjectNode body) {
    String text = cut(answer.text(), LONGEST_TEXT);
    Optional<ObjectNode> words =
        text.isEmpty() ? Optional.empty() : Optional.of(Json.object().put("text", text));
    tx.append(stream, type, 2, body, words);
  }

  private static ObjectNode body(String authority, Answer answer, Kept evidence) {
    ObjectNode body =
        Json.object().put("authority", authority).put("id", cut(answer.id(), LONGEST_ID));
    body.put("verdict", answer.verdict().name()).put("code", cut(answer.code(), LONGEST_ID));
    evidence.named(body, "evidence");
    answer
        .declaration()
        .ifPresent(reference -> body.put("declaration", cut(reference, LONGEST_ID)));
    answer.issuedAt().ifPresent(at -> body.put("issuedAt", at.toString()));
    return body;
  }

  private static Map<String, Object> data(Answer answer) {
    return Map.of(
        "verdict", answer.verdict().name(),
        "code", cut(answer.code(), LONGEST_ID),
        "id", answer.id(),
        "declaration", answer.declaration().orElse(""));
  }

  private static String words(Answer answer) {
    return (answer.code() + " " + cut(answer.text(), LONGEST_TEXT)).strip();
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest);
  }
}
