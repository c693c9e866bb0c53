package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.wire.Caller;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Receipt;

/** Order, gaps, repeats and STATUS, on streams of crossings that nobody knows. */
public final class StreamRules {
  private static final String VERDICTS = "messages.md, A receipt (verdicts)";
  private static final String STATUS = "protocol.md, 16. Status";
  private static final int TOO_FAR = 600;
  private static final Duration GAP_ASKED_WITHIN = Duration.ofSeconds(90);

  private StreamRules() {}

  public static List<Rule> rules() {
    return List.of(
        new Rule(
            "T1",
            VERDICTS,
            "what comes before its turn is HELD until it is its turn",
            StreamRules::held),
        new Rule(
            "T2",
            VERDICTS,
            "a place of a stream is taken once: DUPLICATE",
            StreamRules::placeTaken),
        new Rule(
            "T3",
            VERDICTS,
            "more than 256 messages ahead: 503 and no receipt",
            StreamRules::tooFar),
        new Rule(
            "T4",
            STATUS,
            "STATUS_REQ of an unknown crossing: STATUS UNKNOWN",
            StreamRules::unknown),
        new Rule("T5", STATUS, "resendFrom … resendTo: the same bytes again", StreamRules::again),
        new Rule(
            "T6",
            STATUS,
            "STATUS that lacks messages of theirs: these again",
            StreamRules::statusShowsMissing),
        new Rule(
            "T7",
            "protocol.md, 1. Attempts",
            "what was said about no known crossing has no effect and is kept",
            StreamRules::recorded),
        new Rule(
            "T10",
            "protocol.md, 24. Receipts",
            "one message in other bytes is one message: a receipt for these bytes",
            StreamRules::carried),
        new Rule(
            "T9",
            "protocol.md, 17. Incidents",
            "INCIDENT is heard, also of a crossing that is not known",
            check -> check.talk().tell("INCIDENT", 1, Jws.object().put("kind", "MANUAL_PASSING"))));
  }

  /** Takes a minute: beside the others. */
  public static List<Rule> slow() {
    return List.of(
        new Rule(
            "T8",
            "messages.md, A receipt (HELD: asked for after 60 s)",
            "what is missing is asked for with STATUS_REQ",
            StreamRules::asked));
  }

  /** White space, and another signature under the same words. */
  private static void carried(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    ObjectNode payload = talk.draft("STATUS_REQ", 1, Talk.NOTHING, Duration.ZERO);
    byte[] message = check.signed(payload);
    String id = payload.path("id").asText();
    check.mail().said(talk.crossing(), 1);
    byte[] line =
        (new String(message, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
    Receipt first = check.deliver(line, id);
    for (byte[] each : new byte[][] {message, check.signed(payload)}) {
      if (!check.deliver(each, id).verdict().equals(first.verdict())) {
        throw new Broken("the receipts for one message say different things");
      }
    }
    talk.next(2);
    talk.status(1);
    long answers = talk.all().stream().filter(each -> each.type().equals("STATUS")).count();
    if (answers != 2) {
      throw new Broken("STATUS_REQ sent in three ways and another once: " + answers + " STATUS");
    }
  }

  private static void held(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    talk.next(2);
    Receipt early = talk.say("STATUS_REQ", 1, Talk.NOTHING);
    expect("HELD", early);
    talk.next(1);
    expect("APPLIED", talk.say("STATUS_REQ", 1, Talk.NOTHING));
    talk.next(3);
    talk.status(1);
    List<Long> received =
        talk.all().stream()
            .filter(each -> each.type().equals("STATUS"))
            .map(each -> each.body().path("received").asLong())
            .toList();
    if (received.size() != 3 || received.get(0) > received.get(1)) {
      throw new Broken("three STATUS in order were due; their 'received' are " + received);
    }
  }

  private static void placeTaken(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    expect("APPLIED", talk.say("STATUS_REQ", 1, Talk.NOTHING));
    talk.next(1);
    expect("DUPLICATE", talk.say("STATUS_REQ", 1, Talk.NOTHING));
    talk.status(1);
    long answers = talk.all().stream().filter(each -> each.type().equals("STATUS")).count();
    if (answers != 2) {
      throw new Broken("the second message at a place had an effect: " + talk.all());
    }
  }

  private static void tooFar(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    talk.next(TOO_FAR);
    ObjectNode far = talk.draft("STATUS_REQ", 1, Talk.NOTHING, Duration.ZERO);
    Caller.Answer answer = check.post(check.signed(far));
    if (answer.status() != 503) {
      throw new Broken("answered with " + answer.status() + ", expected 503");
    }
    talk.next(1);
    expect("APPLIED", talk.say("STATUS_REQ", 1, Talk.NOTHING));
  }

  private static void unknown(Check check) throws Broken, IOException, InterruptedException {
    Incoming status = check.talk().status(1);
    if (!status.body().path("state").asText().equals("UNKNOWN")) {
      throw new Broken("STATUS says " + status.body());
    }
  }

  private static void again(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    sayThree(talk);
    talk.tell("STATUS_REQ", 1, Jws.object().put("resendFrom", 1).put("resendTo", 2));
    repeated(check, talk);
  }

  private static void statusShowsMissing(Check check)
      throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    sayThree(talk);
    ObjectNode body = Jws.object().put("state", "UNKNOWN").put("committedEpoch", 0);
    talk.say("STATUS", 1, body.put("sent", talk.next()).put("received", 0));
    repeated(check, talk);
  }

  /** When they say the third, they know that the two before it came. */
  private static void sayThree(Talk talk) throws Broken, IOException, InterruptedException {
    for (int i = 0; i < 3; i++) {
      talk.status(1);
    }
  }

  private static void repeated(Check check, Talk talk) throws Broken, InterruptedException {
    int repeats = check.mail().repeats(talk.crossing(), 2, check.patience());
    if (repeats < 2) {
      throw new Broken("two messages were to come again; " + repeats + " did");
    }
  }

  private static void recorded(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    for (String type : List.of("COMMIT_OK", "RECEIVED", "DEPARTED", "ANNUL_OK")) {
      expect("RECORDED", talk.say(type, 1, Talk.NOTHING));
    }
  }

  private static void asked(Check check) throws Broken, IOException, InterruptedException {
    Talk talk = check.talk();
    talk.tell("STATUS_REQ", 1, Talk.NOTHING);
    talk.next(3);
    expect("HELD", talk.say("STATUS_REQ", 1, Talk.NOTHING));
    ObjectNode body = talk.awaitAny(GAP_ASKED_WITHIN, "STATUS_REQ").body();
    long from = body.path("resendFrom").asLong();
    long to = body.path("resendTo").asLong();
    if (from != 2 || to < 2) {
      throw new Broken("seq 2 is missing; asked for " + from + " to " + to);
    }
  }

  private static void expect(String verdict, Receipt receipt) throws Broken {
    if (!receipt.verdict().equals(verdict)) {
      throw new Broken("the receipt says " + receipt.verdict() + ", expected " + verdict);
    }
  }
}
