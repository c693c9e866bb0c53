package org.amitygate.partner.envelope;

import static org.amitygate.partner.envelope.BodyForm.About.CROSSING;
import static org.amitygate.partner.envelope.BodyForm.About.EITHER;
import static org.amitygate.partner.envelope.BodyForm.About.ROUTE;
import static org.amitygate.partner.envelope.BodyForm.Kind.ANSWER;
import static org.amitygate.partner.envelope.BodyForm.Kind.COUNT;
import static org.amitygate.partner.envelope.BodyForm.Kind.FLAG;
import static org.amitygate.partner.envelope.BodyForm.Kind.GATE_DATA;
import static org.amitygate.partner.envelope.BodyForm.Kind.INT;
import static org.amitygate.partner.envelope.BodyForm.Kind.MESSAGE_ID;
import static org.amitygate.partner.envelope.BodyForm.Kind.RESULT;
import static org.amitygate.partner.envelope.BodyForm.Kind.TEXT;
import static org.amitygate.partner.envelope.BodyForm.Kind.TIME;
import static org.amitygate.partner.envelope.BodyForm.Kind.WORDS;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.partner.handover.MessageType;

/**
 * What the messages of a type are about and what their body holds. The published schemas say the
 * same; a test compares them. Members that are not here are kept and not used.
 */
record BodyForm(About about, List<Member> members) {

  /** What {@code crossingId} must be. */
  enum About {
    /** The id of a crossing, in an epoch from 1. */
    CROSSING,
    /** Null. */
    ROUTE,
    EITHER
  }

  /** What a member's value must be. */
  enum Kind {
    /** A text of 1 to 128 characters, not blank. */
    TEXT,
    /** Any text: people's words. */
    WORDS,
    /** A UTC time. */
    TIME,
    /** A whole number from 0. */
    COUNT,
    /** A whole number from 0 to {@link Envelope#MAX_EPOCH}. */
    INT,
    /** The id of a message. */
    MESSAGE_ID,
    /** What a side says to a lane that is to be turned. */
    ANSWER,
    FLAG,
    /** The GATE data set. */
    GATE_DATA,
    /** What people found: texts, numbers and booleans that have one canonical form. */
    RESULT
  }

  /**
   * @param needed it must be there; else it may be left out or null
   */
  record Member(String name, Kind kind, boolean needed) {}

  static BodyForm of(MessageType type) {
    return switch (type) {
      case ADVISE, OFFER ->
          about(CROSSING).needs("lane", TEXT).needs("name", TEXT).needs("data", GATE_DATA);
      case ACCEPT -> about(CROSSING).may("notAfter", TIME);
      case REFUSE, COMMIT_DENIED -> about(CROSSING).needs("code", TEXT);
      case ABORT -> about(CROSSING).needs("reason", TEXT).may("cause", WORDS).may("decided", WORDS);
      case DEPARTED, NOT_DEPARTED -> about(CROSSING).may("decided", WORDS);
      case MISMATCH -> about(CROSSING).may("seen", WORDS);
      case ADVISE_HOLD, WITHDRAW, HELD, SAMPLE_PENDING, RETURN_REQ, JOINT_OPEN ->
          about(CROSSING).may("reason", WORDS);
      case RECEIVED -> about(CROSSING).may("manual", FLAG).may("enteredAt", TIME);
      case SEAL_CHANGED -> about(CROSSING).needs("oldSeal", TEXT).needs("newSeal", TEXT);
      case ADVISE_ACK, COMMIT, COMMIT_OK, ANNUL_OK, CLEARED, RETURN_ACCEPT -> about(CROSSING);
      case JOINT_RESULT -> about(CROSSING).needs("result", RESULT);
      case STATUS_REQ -> about(EITHER).may("resendFrom", COUNT).may("resendTo", COUNT);
      case STATUS ->
          about(EITHER)
              .needs("state", TEXT)
              .needs("committedEpoch", COUNT)
              .needs("sent", COUNT)
              .needs("received", COUNT);
      case GATE_STATE ->
          about(ROUTE)
              .needs("lane", TEXT)
              .needs("state", TEXT)
              .may("reason", WORDS)
              .may("from", TIME)
              .may("until", TIME);
      case QUOTA -> about(ROUTE).needs("lane", TEXT).needs("count", INT).needs("until", TIME);
      case LANE_DIRECTION ->
          about(ROUTE)
              .needs("lane", TEXT)
              .needs("laneEpoch", INT)
              .needs("answer", ANSWER)
              .needs("towards", TEXT);
      case INCIDENT_ACK -> about(EITHER).needs("incident", MESSAGE_ID);
      case INCIDENT ->
          about(EITHER)
              .needs("kind", TEXT)
              .may("lane", WORDS)
              .may("at", TIME)
              .may("plate", WORDS)
              .may("name", WORDS)
              .may("enteredAt", TIME)
              .may("manual", FLAG)
              .may("late", FLAG)
              .may("ackBy", TIME);
    };
  }

  private static BodyForm about(About about) {
    return new BodyForm(about, List.of());
  }

  private BodyForm needs(String name, Kind kind) {
    return and(new Member(name, kind, true));
  }

  private BodyForm may(String name, Kind kind) {
    return and(new Member(name, kind, false));
  }

  private BodyForm and(Member member) {
    List<Member> more = new ArrayList<>(members);
    more.add(member);
    return new BodyForm(about, List.copyOf(more));
  }
}
