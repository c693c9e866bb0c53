package org.amitygate.camel.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
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
 * after a release takes it back: the offer is withdrawn and the crossing held; a command that the
 * barrier has yet to carry out is cancelled. Whose barrier has opened goes on.
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

  /** A question goes out: whatever comes from now on answers it, also what was said before. */
  static void asked(Transaction tx, String authority, Crossing crossing) {
    tx.put("authority-asked", about(authority, crossing), at(tx));
    tx.remove("authority-binds", about(authority, crossing));
  }

  /**
   * A known id with the same bytes is a repeat and does nothing, unless the crossing began, or the
   * authority was asked, after it was told last. Only a release has to be told from another by its
   * id: what holds a truck is never dropped for it.
   *
   * @param evidence the bytes as they came
   */
  Taken take(Transaction tx, String authority, Answer answer, Kept evidence) {
    boolean binds = answer.verdict() == Verdict.CONTROL || answer.verdict() == Verdict.REJECTED;
    String key = authority + "|" + cut(answer.id(), LONGEST_ID);
    Optional<ObjectNode> before = tx.item("authority-answer", key);
    boolean other =
        before
            .filter(told -> !told.path("evidence").asText().equals(evidence.digest()))
            .isPresent();
    if (!binds && (answer.id().isBlank() || answer.id().length() > LONGEST_ID)) {
      return quarantine(tx, authority, answer, evidence, "it has no usable id");
    }
    if (!binds && other) {
      return quarantine(
          tx, authority, answer, evidence, "its id was used before with another content");
    }
    List<Crossing> crossings = about(tx, answer);
    if (crossings.isEmpty()) {
      String why =
          answer.declaration().isEmpty()
              ? "it names no declaration"
              : "no crossing under way has its declaration";
      return quarantine(tx, authority, answer, evidence, why);
    }
    List<Crossing> untold =
        crossings.stream()
            .filter(
                crossing ->
                    before.isEmpty()
                        || other
                        || sinceThen(tx, authority, crossing, before.get())
                        || (binds && released(tx, authority, crossing)))
            .toList();
    if (untold.isEmpty()) {
      return Taken.REPEATED;
    }
    tx.put("authority-answer", key, at(tx).put("evidence", evidence.digest()));
    for (Crossing crossing : untold) {
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

  /** Whether the crossing began, or the authority was asked, after an answer was told last. */
  private static boolean sinceThen(
      Transaction tx, String authority, Crossing crossing, ObjectNode told) {
    Instant then = Instant.parse(told.path("at").asText());
    return crossing.openedAt().isAfter(then)
        || tx.item("authority-asked", about(authority, crossing))
            .filter(asked -> Instant.parse(asked.path("at").asText()).isAfter(then))
            .isPresent();
  }

  private static boolean released(Transaction tx, String authority, Crossing crossing) {
    return tx.item("authority-release", about(authority, crossing)).isPresent();
  }

  private static String about(String authority, Crossing crossing) {
    return authority + "|" + crossing.id();
  }

  private static ObjectNode at(Transaction tx) {
    return Json.object().put("at", tx.now().toString());
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

  /**
   * Its newest word counts: what no stage has heard yet is taken back. A release that was issued
   * before a control, and only comes after it, is not its newest word.
   */
  private void tell(Transaction tx, String authority, Crossing crossing, Answer answer) {
    String key = about(authority, crossing);
    Optional<Instant> bindsFrom =
        tx.item("authority-binds", key).map(item -> Instant.parse(item.path("issuedAt").asText()));
    switch (answer.verdict()) {
      case RELEASED -> {
        if (answer.issuedAt().filter(at -> bindsFrom.filter(at::isBefore).isPresent()).isEmpty()) {
          tx.put("authority-release", key, at(tx).put("id", answer.id()));
          say(tx, crossing, authority, answer);
        }
      }
      case CONTROL, REJECTED -> {
        answer
            .issuedAt()
            .filter(at -> bindsFrom.filter(at::isBefore).isEmpty())
            .ifPresent(at -> binds(tx, key, at));
        if (released(tx, authority, crossing)) {
          tx.remove("authority-release", key);
          desk.unsay(crossing, authority);
          takeBack(tx, authority, crossing, answer);
        } else {
          say(tx, crossing, authority, answer);
        }
      }
      case WAIT, INFORMATION, UNKNOWN -> {} // recorded; the flow waits on
    }
  }

  private static void binds(Transaction tx, String key, Instant issuedAt) {
    tx.put("authority-binds", key, Json.object().put("issuedAt", issuedAt.toString()));
  }

  private void say(Transaction tx, Crossing crossing, String signal, Answer answer) {
    desk.unsay(crossing, signal);
    desk.signal(tx, crossing, signal, data(answer));
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
      handover.apply(tx, crossing, new HandoverEvent.Withdraw(HandoverEvent.Withdraw.Why.HELD));
    }
    if (inTime || state == HandoverState.OPENING) { // the barrier has yet to open: it must not
      desk.hold(tx, crossing, reason, authority + " took its release back: " + words(answer));
    }
    // After the hold, so that it is still there for the stage that goes on when a person has
    // released it.
    say(tx, crossing, authority + ".revoked", answer);
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
        "id", cut(answer.id(), LONGEST_ID),
        "declaration", answer.declaration().orElse(""));
  }

  private static String words(Answer answer) {
    return (answer.code() + " " + cut(answer.text(), LONGEST_TEXT)).strip();
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest);
  }
}
