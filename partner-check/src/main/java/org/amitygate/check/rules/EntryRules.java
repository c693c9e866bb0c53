package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Receipt;

/** They are R, the side that the vehicle enters; no vehicle comes. */
public final class EntryRules {
  private static final String ATTEMPTS = "protocol.md, 1. Attempts";
  private static final String OFFER = "protocol.md, 2. Offer";
  private static final String ANSWER = "protocol.md, 3. Answer";
  private static final String BACK = "protocol.md, 4. Taking an offer back";
  private static final String COMMIT = "protocol.md, 5. Commit";
  private static final String OPENING = "protocol.md, 6. Opening";
  private static final String ANNUL = "protocol.md, 8. Annulment";
  private static final String STRIP = "protocol.md, 9. In the strip";
  private static final String RETURN = "protocol.md, 14. Return";
  private static final String JOINT = "protocol.md, 15. Joint inspection";
  private static final String STATUS = "protocol.md, 16. Status";
  private static final String ROUTE = "protocol.md, Said about the route";
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(40);

  private EntryRules() {}

  public static List<Rule> rules() {
    return List.of(
        Entry.rule("R1", ANSWER, "OFFER is answered ACCEPT, with notAfter", EntryRules::accepts),
        Entry.rule("R2", OFFER, "an OFFER into no lane is refused", EntryRules::noLane),
        Entry.rule("R3", COMMIT, "COMMIT is answered COMMIT_OK", Entry::committed),
        Entry.rule(
            "R4", COMMIT, "a repeated COMMIT gets COMMIT_OK again", EntryRules::repeatedCommit),
        Entry.rule(
            "R5",
            COMMIT,
            "COMMIT of a crossing that was never offered gets nothing",
            EntryRules::neverOffered),
        Entry.rule(
            "R6",
            ATTEMPTS,
            "COMMIT of an epoch that was closed gets nothing",
            EntryRules::oldCommit),
        Entry.rule("R7", BACK, "after WITHDRAW a COMMIT gets nothing", EntryRules::withdrawn),
        Entry.rule("R8", OFFER, "a newer OFFER closes the epoch before it", EntryRules::newerOffer),
        Entry.rule("R9", OPENING, "ABORT makes R free again", EntryRules::aborted),
        Entry.rule(
            "R10",
            COMMIT,
            "a second vehicle for a taken strip: COMMIT_DENIED",
            EntryRules::stripFull),
        Entry.rule(
            "R11",
            "partner-protocol.md, Rules at the barrier, 6",
            "COMMIT_DENIED closes the epoch for ever",
            EntryRules::deniedForEver),
        Entry.rule(
            "R12",
            ROUTE,
            "a lane that S closed: COMMIT_DENIED until it is OPEN",
            EntryRules::closed),
        Entry.rule(
            "R13",
            "messages.md, validUntil",
            "a COMMIT after its validUntil is EXPIRED and gets nothing",
            EntryRules::expired),
        Entry.rule(
            "R14",
            ANNUL,
            "NOT_DEPARTED is answered ANNUL_OK, which closes the epoch",
            EntryRules::annul),
        Entry.rule(
            "R15", STRIP, "DEPARTED is no proof of arrival: no RECEIVED", EntryRules::departed),
        Entry.rule("R16", STRIP, "hearing nothing after COMMIT_OK, R asks", EntryRules::asks),
        Entry.rule(
            "R17", STATUS, "STATUS says state, committedEpoch, sent, received", EntryRules::status),
        Entry.rule("R18", JOINT, "after JOINT_OPEN a COMMIT is denied", EntryRules::joint),
        Entry.rule("R19", JOINT, "one side's JOINT_RESULT frees nothing", EntryRules::oneResult),
        Entry.rule(
            "R20",
            RETURN,
            "RETURN_REQ of a vehicle that was not received: nothing",
            EntryRules::noReturn),
        Entry.rule(
            "R21",
            RETURN,
            "an OFFER that brings back what nobody agreed to: REFUSE",
            EntryRules::returnOf),
        Entry.rule("R22", OFFER, "a crossing that has ended is answered REFUSE", EntryRules::ended),
        Entry.rule(
            "R23", ROUTE, "OPEN counts between its from and until only", EntryRules::openAtTimes),
        Entry.rule(
            "R24",
            "messages.md, OFFER",
            "null is as if left out: an OFFER with returnOf null brings nothing back",
            EntryRules::returnOfNull),
        Entry.rule(
            "R25", OFFER, "a later OFFER that names another lane: REFUSE", EntryRules::otherLane));
  }

  private static void accepts(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    String notAfter = entry.accepted().body().path("notAfter").asText();
    if (!Instant.parse(notAfter).isAfter(Instant.now())) {
      throw new Broken("'notAfter' is over already: " + notAfter);
    }
  }

  private static void noLane(Entry entry) throws Broken, IOException, InterruptedException {
    entry.offer("no-such-lane", Jws.object());
    Incoming answer = entry.talk().await(1, "REFUSE", "ACCEPT");
    if (!answer.body().path("code").asText().equals("LANE_UNKNOWN")) {
      throw new Broken("answered with " + answer + " " + answer.body());
    }
  }

  private static void otherLane(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    entry.withdraw();
    entry.offer("no-such-lane", Jws.object());
    Incoming answer = entry.talk().await(2, "REFUSE", "ACCEPT");
    if (!answer.body().path("code").asText().equals("LANE_UNKNOWN")) {
      throw new Broken("answered with " + answer + " " + answer.body());
    }
    entry.commit(2);
    entry.talk().statusWithout(Set.of("COMMIT_OK"), 2);
  }

  private static void repeatedCommit(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    entry.commit(1);
    entry.talk().awaitWithout(Set.of("COMMIT_DENIED"), 1, "COMMIT_OK");
  }

  private static void neverOffered(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.talk().say("COMMIT", 1, Talk.NOTHING, Duration.ofMinutes(1));
    entry.talk().statusWithout(Set.of("COMMIT_OK"), 1);
    entry.committed();
  }

  private static void oldCommit(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    entry.withdraw();
    entry.accepted();
    entry.commit(1);
    entry.talk().statusWithout(Set.of("COMMIT_OK", "COMMIT_DENIED"), 2);
    entry.commit(2);
    entry.talk().awaitWithout(Set.of("COMMIT_DENIED"), 2, "COMMIT_OK");
  }

  private static void withdrawn(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    entry.withdraw();
    entry.commit(1);
    entry.talk().statusWithout(Set.of("COMMIT_OK"), 1);
  }

  private static void newerOffer(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    entry.accepted();
    entry.commit(1);
    entry.talk().statusWithout(Set.of("COMMIT_OK"), 2);
    entry.commit(2);
    entry.talk().awaitWithout(Set.of("COMMIT_DENIED"), 2, "COMMIT_OK");
  }

  private static void aborted(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    entry.abort();
    Entry next = entry.another();
    next.committed();
    next.abort();
  }

  private static void stripFull(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    Entry second = entry.another();
    second.accepted();
    String code = second.denied();
    if (!code.equals("STRIP_FULL")) {
      throw new Broken("the code is " + code + ", not STRIP_FULL");
    }
  }

  private static void deniedForEver(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    Entry second = entry.another();
    second.accepted();
    second.denied();
    entry.abort();
    second.commit(1);
    second.talk().statusWithout(Set.of("COMMIT_OK"), 1);
    second.committed();
    second.abort();
  }

  private static void closed(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    Check check = entry.check();
    check.gateState(entry.lane(), "CLOSED");
    try {
      entry.denied();
      check.gateState(entry.lane(), "DEGRADED");
      entry.accepted();
      entry.denied();
    } finally {
      check.gateState(entry.lane(), "OPEN");
    }
    entry.committed();
  }

  private static void openAtTimes(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Check check = entry.check();
    Duration far = Duration.ofMinutes(10);
    entry.accepted();
    try {
      String over = Instant.now().minus(far).toString();
      check.gateState(entry.lane(), "OPEN", Jws.object().put("until", over));
      entry.denied();
      String later = Instant.now().plus(far).toString();
      check.gateState(entry.lane(), "OPEN", Jws.object().put("from", later));
      entry.accepted();
      entry.denied();
    } finally {
      check.gateState(entry.lane(), "OPEN");
    }
    entry.committed();
  }

  private static void expired(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    Talk talk = entry.talk();
    String until = Instant.now().minus(Duration.ofMinutes(2)).toString();
    ObjectNode late =
        entry.check().payload(talk.crossing(), 1, talk.next(), "COMMIT", until, Talk.NOTHING);
    Receipt receipt = talk.say(late);
    if (!receipt.verdict().equals("EXPIRED")) {
      throw new Broken("its receipt says " + receipt.verdict());
    }
    talk.statusWithout(Set.of("COMMIT_OK"), 1);
    entry.commit(1);
    talk.awaitWithout(Set.of("COMMIT_DENIED"), 1, "COMMIT_OK");
  }

  private static void annul(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    entry.tell("NOT_DEPARTED");
    entry.talk().await(1, "ANNUL_OK");
    entry.arrived();
    entry.commit(1);
    entry.talk().statusWithout(Set.of("COMMIT_OK"), 1);
    entry.committed();
  }

  private static void departed(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Check check = entry.check();
    entry.committed();
    entry.tell("DEPARTED");
    Duration overdue = check.profile().limits().overdueAfter();
    if (overdue.compareTo(LONGEST_WAIT) <= 0) {
      entry
          .talk()
          .await(overdue.plus(check.patience()), Set.of("RECEIVED", "CLEARED"), 1, "STATUS_REQ");
    } else {
      entry.talk().statusWithout(Set.of("RECEIVED", "CLEARED"), 1);
    }
    if (!check.vehicles().absent()) {
      check.vehicles().arrive(entry.lane(), entry.plate());
      entry.talk().await(1, "RECEIVED");
      entry.arrived();
    }
  }

  private static void asks(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Duration status = entry.check().profile().limits().statusAfter();
    if (status.compareTo(LONGEST_WAIT) > 0) {
      throw new Vehicles.Unable(
          "limits.statusAfter is " + status.toSeconds() + " s: shorten it on both sides");
    }
    entry.committed();
    entry.talk().await(status.plus(entry.check().patience()), Set.of(), 1, "STATUS_REQ");
  }

  private static void status(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    Incoming status = entry.talk().status(1);
    ObjectNode body = status.body();
    long asked = entry.talk().next() - 1;
    boolean good =
        body.path("committedEpoch").asInt() == 1
            && body.path("sent").asLong() == status.seq()
            && body.path("received").asLong() == asked
            && !Set.of("", "UNKNOWN", "LOCAL").contains(body.path("state").asText());
    if (!good) {
      throw new Broken(
          "after COMMIT_OK of epoch 1, seq %d of theirs and %d of ours it says %s"
              .formatted(status.seq(), asked, body));
    }
  }

  private static void joint(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    entry.talk().tell("JOINT_OPEN", 1, Jws.object().put("reason", "partner-check"));
    entry.denied();
  }

  private static void oneResult(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    entry.talk().tell("JOINT_OPEN", 1, Jws.object().put("reason", "partner-check"));
    ObjectNode result = Jws.object();
    result.putObject("result").put("seals", "intact");
    entry.talk().tell("JOINT_RESULT", 1, result);
    entry.denied();
  }

  private static void noReturn(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    Receipt receipt = entry.talk().say("RETURN_REQ", 1, Talk.NOTHING);
    if (!receipt.verdict().equals("RECORDED")) {
      throw new Broken("its receipt says " + receipt.verdict());
    }
    entry.talk().statusWithout(Set.of("RETURN_ACCEPT"), 1);
  }

  private static void returnOf(Entry entry) throws Broken, IOException, InterruptedException {
    String unknown = entry.check().uuid().toString();
    entry.offer(entry.lane(), Jws.object().put("returnOf", unknown));
    Incoming answer = entry.talk().await(1, "ACCEPT", "REFUSE");
    if (!answer.body().path("code").asText().equals("RETURN_NOT_ACCEPTED")) {
      throw new Broken("answered with " + answer + " " + answer.body());
    }
  }

  private static void returnOfNull(Entry entry) throws Broken, IOException, InterruptedException {
    entry.offer(entry.lane(), Jws.object().putNull("returnOf"));
    Incoming answer = entry.talk().await(1, "ACCEPT", "REFUSE");
    if (answer.body().path("code").asText().equals("RETURN_NOT_ACCEPTED")) {
      throw new Broken("answered with " + answer + " " + answer.body());
    }
  }

  /** A vehicle without papers is refused, and its crossing has ended with that. */
  private static void ended(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Entry nobody = entry.withoutPapers();
    nobody.offer();
    Incoming answer = nobody.talk().await(1, "ACCEPT", "REFUSE");
    if (answer.type().equals("ACCEPT")) {
      throw new Vehicles.Unable("a vehicle that nobody announced was accepted");
    }
    nobody.offer();
    nobody.talk().awaitWithout(Set.of("ACCEPT"), 2, "REFUSE");
  }
}
