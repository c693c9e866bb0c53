package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.json.Json;
import org.amitygate.partner.envelope.Bodies;
import org.amitygate.partner.envelope.DataSet;
import org.amitygate.partner.envelope.Envelope;
import org.amitygate.partner.handover.Deadline;
import org.amitygate.partner.handover.Fact;
import org.amitygate.partner.handover.Guard;
import org.amitygate.partner.handover.Input;
import org.amitygate.partner.handover.Limit;
import org.amitygate.partner.handover.MessageType;
import org.amitygate.partner.handover.Trigger;
import org.amitygate.partner.handover.Wish;

/** Events of the core and messages of the partner as inputs of the tables. */
final class Inputs {

  /**
   * An ACCEPT promises nothing before COMMIT_OK; it tells how long the entry side plans with it, at
   * least.
   */
  private static final Duration ACCEPT_VALID = Duration.ofHours(1);

  /** Characters of a partner's words that go into signals, holds and notes. */
  private static final int LONGEST = 1_000;

  private Inputs() {}

  /**
   * Empty: the time limit has not passed, or there is none.
   *
   * @param earliest what others are told to be valid counts from then
   */
  static Optional<Input> of(
      HandoverEvent event, Crossing crossing, Partner partner, Instant now, Instant earliest) {
    if (event instanceof HandoverEvent.Due) {
      Instant due = crossing.handover().due();
      Deadline deadline = Stored.situation(crossing.handover()).deadline();
      return due == null || deadline == null || now.isBefore(due)
          ? Optional.empty()
          : Optional.of(Input.own(deadline, waiting(deadline, crossing, partner)));
    }
    return Optional.of(Input.own(trigger(event), values(event, crossing, partner, now, earliest)));
  }

  /** An offer that waits is made of what is known of the vehicle when it is made. */
  private static Map<String, Object> waiting(
      Deadline deadline, Crossing crossing, Partner partner) {
    return deadline == Deadline.RETRY && crossing.role() == Role.EXIT
        ? vehicle(crossing.facts(), crossing, partner)
        : Map.of();
  }

  private static Map<String, Object> vehicle(
      Map<String, Object> facts, Crossing crossing, Partner partner) {
    Object lane = facts.getOrDefault("lane", crossing.lane());
    Map<String, Object> data = DataSet.data(facts, partner.discloses(), partner.agencyKey());
    return Map.of("lane", lane, "name", crossing.name(), "data", data);
  }

  private static Trigger trigger(HandoverEvent event) {
    if (event instanceof HandoverEvent.Offer) {
      return Wish.OFFER;
    } else if (event instanceof HandoverEvent.Withdraw) {
      return Wish.WITHDRAW;
    } else if (event instanceof HandoverEvent.Commit) {
      return Wish.COMMIT;
    } else if (event instanceof HandoverEvent.Accept) {
      return Wish.ACCEPT;
    } else if (event instanceof HandoverEvent.Refuse) {
      return Wish.REFUSE;
    } else if (event instanceof HandoverEvent.Clear) {
      return Wish.CLEAR;
    } else if (event instanceof HandoverEvent.TellHeld) {
      return Wish.TELL_HELD;
    } else if (event instanceof HandoverEvent.TellSamplePending) {
      return Wish.TELL_SAMPLE;
    } else if (event instanceof HandoverEvent.Return) {
      return Wish.RETURN;
    } else if (event instanceof HandoverEvent.ReturnAccept) {
      return Wish.RETURN_ACCEPT;
    } else if (event instanceof HandoverEvent.JointOpen) {
      return Wish.JOINT_OPEN;
    } else if (event instanceof HandoverEvent.JointResult) {
      return Wish.JOINT_RESULT;
    } else if (event instanceof HandoverEvent.Advise) {
      return Wish.ADVISE;
    } else if (event instanceof HandoverEvent.AdviseHold) {
      return Wish.ADVISE_HOLD;
    } else if (event instanceof HandoverEvent.AdviseRelease) {
      return Wish.ADVISE_RELEASE;
    } else if (event instanceof HandoverEvent.SealChanged) {
      return Wish.SEAL_CHANGED;
    }
    return fact(event);
  }

  private static Fact fact(HandoverEvent event) {
    if (event instanceof HandoverEvent.LaneChanged) {
      return Fact.LANE_CHANGED;
    } else if (event instanceof HandoverEvent.Opened) {
      return Fact.OPENED;
    } else if (event instanceof HandoverEvent.NotOpened) {
      return Fact.NOT_OPENED;
    } else if (event instanceof HandoverEvent.Departed) {
      return Fact.DEPARTED;
    } else if (event instanceof HandoverEvent.NotDeparted) {
      return Fact.NOT_DEPARTED;
    } else if (event instanceof HandoverEvent.Unproven) {
      return Fact.UNPROVEN;
    } else if (event instanceof HandoverEvent.ArrivalMatched) {
      return Fact.ARRIVAL_MATCHED;
    } else if (event instanceof HandoverEvent.ArrivalMismatched) {
      return Fact.ARRIVAL_MISMATCHED;
    } else if (event instanceof HandoverEvent.PersonDecided decided) {
      return switch (decided.what()) {
        case "DEPARTED" -> Fact.PERSON_DEPARTED;
        case "NOT_DEPARTED" -> Fact.PERSON_NOT_DEPARTED;
        case "NOT_OPENED" -> Fact.PERSON_NOT_OPENED;
        default ->
            throw new IllegalArgumentException("a person cannot decide '" + decided.what() + "'");
      };
    } else if (event instanceof HandoverEvent.PeopleReceived) {
      return Fact.PEOPLE_RECEIVED;
    } else if (event instanceof HandoverEvent.Stopped) {
      return Fact.STOPPED;
    }
    throw new IllegalStateException("no input for " + event);
  }

  private static Map<String, Object> values(
      HandoverEvent event, Crossing crossing, Partner partner, Instant now, Instant earliest) {
    if (event instanceof HandoverEvent.Offer offer) {
      return vehicle(offer.facts(), crossing, partner);
    } else if (event instanceof HandoverEvent.Advise advise) {
      return vehicle(advise.facts(), crossing, partner);
    } else if (event instanceof HandoverEvent.AdviseHold hold) {
      return Map.of("reason", hold.reason());
    } else if (event instanceof HandoverEvent.SealChanged changed) {
      return Map.of("oldSeal", changed.oldSeal(), "newSeal", changed.newSeal());
    } else if (event instanceof HandoverEvent.PeopleReceived) {
      return Map.of("manual", true, "enteredAt", now.toString());
    } else if (event instanceof HandoverEvent.Withdraw withdraw) {
      return Map.of("reason", withdraw.why().name());
    } else if (event instanceof HandoverEvent.Accept) {
      Duration offer = partner.limit(Limit.OFFER_VALID);
      return Map.of(
          "notAfter",
          earliest.plus(offer.compareTo(ACCEPT_VALID) > 0 ? offer : ACCEPT_VALID).toString());
    } else if (event instanceof HandoverEvent.Refuse refuse) {
      return Map.of("code", refuse.code());
    } else if (event instanceof HandoverEvent.TellHeld held) {
      return Map.of("reason", held.reason());
    } else if (event instanceof HandoverEvent.TellSamplePending pending) {
      return Map.of("reason", pending.reason());
    } else if (event instanceof HandoverEvent.Return back) {
      return Map.of("reason", back.reason());
    } else if (event instanceof HandoverEvent.JointOpen open) {
      return Map.of("reason", open.reason());
    } else if (event instanceof HandoverEvent.JointResult joint) {
      ObjectNode result = Json.object(joint.result());
      return Map.of("result", joint.result(), Guard.DIGEST, Bodies.digest(crossing.id(), result));
    } else if (event instanceof HandoverEvent.NotOpened notOpened) {
      return Map.of("cause", notOpened.cause());
    } else if (event instanceof HandoverEvent.NotDeparted) {
      return Map.of(
          "cause", "the barrier opened and closed again, the vehicle still stands before it");
    } else if (event instanceof HandoverEvent.Unproven unproven) {
      return Map.of("why", unproven.why());
    } else if (event instanceof HandoverEvent.ArrivalMismatched mismatched) {
      return Map.of("seen", mismatched.seen());
    } else if (event instanceof HandoverEvent.PersonDecided decided) {
      return Map.of("person", decided.person(), "reason", decided.reason());
    }
    return Map.of();
  }

  /** The beginning of a text: all of it is in the record of its message. */
  private static String cut(String text) {
    return text.codePointCount(0, text.length()) > LONGEST
        ? text.substring(0, text.offsetByCodePoints(0, LONGEST))
        : text;
  }

  /**
   * A message, with what only this side knows added for the answer to a STATUS_REQ.
   *
   * @param misfit of an OFFER: as what code it must be refused; empty otherwise
   */
  static Input of(
      MessageType type,
      Envelope message,
      Crossing crossing,
      Streams.Position position,
      String misfit) {
    Map<String, Object> values = new LinkedHashMap<>(Json.map(message.body()));
    values.values().removeIf(java.util.Objects::isNull);
    values.replaceAll((name, value) -> value instanceof String text ? cut(text) : value);
    if (type == MessageType.OFFER) {
      values.put("data", Bodies.gateData(message.body().path("data")));
      values.put(Guard.MISFIT, misfit);
    } else if (type == MessageType.STATUS_REQ) {
      values.put("state", crossing.handover().state().name());
      values.put("committedEpoch", crossing.handover().committedEpoch());
      values.put("sent", position.sent() + 1);
      values.put("received", position.received());
    } else if (type == MessageType.JOINT_RESULT) {
      ObjectNode result = (ObjectNode) message.body().path("result");
      values.put(Guard.DIGEST, Bodies.digest(crossing.id(), result));
    } else if (type == MessageType.STATUS) {
      values.put(Guard.ALL_HEARD, allHeard(message, position));
    }
    return Input.message(type, message.epoch(), values);
  }

  /**
   * The sender of this STATUS had heard all that we have said until now, and we all that it had.
   */
  private static boolean allHeard(Envelope status, Streams.Position position) {
    return status.body().path("received").asLong(-1) == position.sent()
        && status.body().path("sent").asLong(-1) == status.seq();
  }
}
