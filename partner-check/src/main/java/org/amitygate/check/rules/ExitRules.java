package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Profile.Limits;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;

/** They are S, the side that the vehicle leaves: each rule needs a vehicle. */
public final class ExitRules {
  private static final String ATTEMPTS = "protocol.md, 1. Attempts";
  private static final String OFFER = "protocol.md, 2. Offer";
  private static final String ANSWER = "protocol.md, 3. Answer";
  private static final String BACK = "protocol.md, 4. Taking an offer back";
  private static final String COMMIT = "protocol.md, 5. Commit";
  private static final String OPENING = "protocol.md, 6. Opening";
  private static final String BARRIER = "protocol.md, 7. At the barrier";
  private static final String ANNUL = "protocol.md, 8. Annulment";
  private static final String STRIP = "protocol.md, 9. In the strip";
  private static final String AFTER = "protocol.md, 12. After arrival";
  private static final String RETURN = "protocol.md, 14. Return";
  private static final String ROUTE = "protocol.md, Said about the route";

  private ExitRules() {}

  public static List<Rule> rules() {
    return List.of(
        Exit.rule(
            "S1", OFFER, "OFFER names lane, vehicle and how long it stands", ExitRules::offer),
        Exit.rule(
            "S2",
            BACK,
            "an OFFER that nobody answers: WITHDRAW, next epoch, no COMMIT",
            ExitRules::unanswered),
        Exit.rule("S3", ATTEMPTS, "an ACCEPT of an old epoch is dead", ExitRules::oldAccept),
        Exit.rule(
            "S4", ANSWER, "ACCEPT opens nothing; COMMIT follows", ExitRules::acceptOpensNothing),
        Exit.rule(
            "S5", COMMIT, "a COMMIT that nobody answers: ABORT, next epoch", ExitRules::noAnswer),
        Exit.rule(
            "S6",
            OPENING,
            "a late COMMIT_OK of a closed epoch opens nothing",
            ExitRules::lateCommitOk),
        Exit.rule(
            "S7",
            "partner-protocol.md, Rules at the barrier, 6",
            "COMMIT_DENIED closes the epoch; a COMMIT_OK behind it opens nothing",
            ExitRules::denied),
        Exit.rule(
            "S8",
            OPENING,
            "COMMIT_OK opens once, however often it is said; DEPARTED",
            ExitRules::opensOnce),
        Exit.rule(
            "S9",
            ROUTE,
            "no COMMIT into a lane that R closed, until it is OPEN",
            ExitRules::closedLane),
        Exit.rule(
            "S10",
            ROUTE,
            "nothing opens for a lane that R closed after COMMIT",
            ExitRules::closedAfterCommit),
        Exit.rule("S11", ANSWER, "an ACCEPT after REFUSE is dead", ExitRules::refused),
        Exit.rule(
            "S12",
            ANSWER,
            "REFUSE after COMMIT, before COMMIT_OK: nothing opens",
            ExitRules::revoked),
        Exit.rule(
            "S13",
            BARRIER,
            "a barrier that never left closed: ABORT(NOT_OPENED)",
            ExitRules::stuck),
        Exit.rule(
            "S14",
            ANNUL,
            "the vehicle stayed: NOT_DEPARTED, and the next OFFER only after ANNUL_OK",
            " stays",
            ExitRules::stayed),
        Exit.rule("S15", STRIP, "not received in time: S asks", ExitRules::overdue),
        Exit.rule("S16", OPENING, "GATE_STOP beats COMMIT_OK", ExitRules::stopped),
        Exit.rule(
            "S17", AFTER, "RECEIVED, HELD, SAMPLE_PENDING, CLEARED are heard", ExitRules::after),
        Exit.rule(
            "S18",
            RETURN,
            "RETURN_REQ of a received vehicle is heard and opens nothing",
            ExitRules::returned),
        Exit.rule(
            "S19",
            "partner-protocol.md, Outbox",
            "what was not taken comes again in order, the same bytes",
            ExitRules::turnedAway),
        Exit.rule(
            "S20",
            "messages.md, A receipt",
            "a receipt of other bytes is none: the message comes again",
            ExitRules::wrongReceipt));
  }

  private static Limits limits(Exit exit) {
    return exit.check().profile().limits();
  }

  private static Duration patience(Exit exit, Duration limit) {
    return limit.plus(exit.check().patience());
  }

  private static void offer(Exit exit) throws Broken, Vehicles.Unable, InterruptedException {
    Incoming offer = exit.offer();
    if (!offer.body().path("lane").asText().equals(exit.lane())) {
      throw new Broken("the vehicle is on " + exit.lane() + ": " + offer.body());
    }
    int place = exit.first().type().equals("ADVISE") ? 2 : 1;
    if (offer.epoch() != 1 || offer.seq() != place) {
      throw new Broken("it is of epoch " + offer.epoch() + " and seq " + offer.seq());
    }
    if (Instant.parse(offer.validUntil()).isBefore(Instant.now().minusSeconds(30))) {
      throw new Broken("it was over when it came: " + offer.validUntil());
    }
    exit.openings(0);
  }

  private static void unanswered(Exit exit) throws Broken, Vehicles.Unable, InterruptedException {
    Duration within = patience(exit, limits(exit).offerValid());
    exit.talk().await(within, Set.of("COMMIT"), 1, "WITHDRAW");
    exit.offered(2, "COMMIT");
    exit.openings(0);
  }

  private static void oldAccept(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Duration within = patience(exit, limits(exit).offerValid());
    exit.talk().await(within, Set.of("COMMIT"), 1, "WITHDRAW");
    exit.offered(2, "COMMIT");
    exit.dead(exit.accept(1), "the ACCEPT of epoch 1");
    exit.talk().await(within, Set.of("COMMIT"), 2, "WITHDRAW");
    exit.openings(0);
  }

  private static void acceptOpensNothing(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.talk().statusWithout(Set.of("COMMIT"), 1);
    Incoming commit = exit.committing(1);
    if (Instant.parse(commit.validUntil()).isBefore(Instant.now().minusSeconds(30))) {
      throw new Broken("COMMIT was over when it came: " + commit.validUntil());
    }
    exit.talk().statusWithout(Set.of("DEPARTED"), 1);
    exit.openings(0);
  }

  private static void noAnswer(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    Duration within = patience(exit, limits(exit).commitWithin());
    exit.talk().await(within, Set.of("DEPARTED", "OFFER"), 1, "ABORT");
    exit.offered(2);
    exit.openings(0);
  }

  private static void lateCommitOk(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    Duration within = patience(exit, limits(exit).commitWithin());
    exit.talk().await(within, Set.of(), 1, "ABORT");
    exit.dead(exit.commitOk(1), "the COMMIT_OK of epoch 1");
    exit.offered(2, "DEPARTED");
    exit.committing(2);
    exit.dead(exit.commitOk(1), "the COMMIT_OK of epoch 1");
    exit.talk().statusWithout(Set.of("DEPARTED"), 2);
    exit.openings(0);
  }

  private static void denied(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.deny(1);
    exit.dead(exit.commitOk(1), "the COMMIT_OK behind COMMIT_DENIED");
    exit.offered(2, "DEPARTED");
    exit.openings(0);
  }

  private static void opensOnce(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.openings(0);
    exit.commitOk(1);
    exit.commitOk(1);
    exit.talk().awaitWithout(Set.of("ABORT", "NOT_DEPARTED"), 1, "DEPARTED");
    exit.openings(1);
    exit.commitOk(1);
    exit.talk().tell("RECEIVED", 1, Talk.NOTHING);
    exit.talk().status(1);
    exit.openings(1);
  }

  private static void closedLane(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Check check = exit.check();
    check.gateState(exit.lane(), "CLOSED");
    try {
      exit.accept(1);
      noCommitYet(exit);
      check.gateState(exit.lane(), "DEGRADED");
      noCommitYet(exit);
    } finally {
      check.gateState(exit.lane(), "OPEN");
    }
    exit.talk().await(1, "COMMIT");
    exit.openings(0);
  }

  private static void noCommitYet(Exit exit) throws Broken, IOException, InterruptedException {
    for (int i = 0; i < 5; i++) {
      exit.talk().statusWithout(Set.of("COMMIT"), 1);
    }
  }

  private static void closedAfterCommit(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.check().gateState(exit.lane(), "STOP");
    try {
      exit.commitOk(1);
      Incoming abort = exit.talk().awaitWithout(Set.of("DEPARTED"), 1, "ABORT");
      notOpened(abort);
      exit.openings(0);
    } finally {
      exit.check().gateState(exit.lane(), "OPEN");
    }
  }

  private static void notOpened(Incoming abort) throws Broken {
    if (!abort.body().path("reason").asText().equals("NOT_OPENED")) {
      throw new Broken("ABORT says " + abort.body());
    }
  }

  private static void refused(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.refuse(1);
    exit.dead(exit.accept(1), "the ACCEPT behind REFUSE");
    exit.talk().statusWithout(Set.of("COMMIT"), 1);
    exit.openings(0);
  }

  private static void revoked(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.refuse(1);
    exit.dead(exit.commitOk(1), "the COMMIT_OK behind REFUSE");
    exit.talk().statusWithout(Set.of("DEPARTED"), 1);
    exit.openings(0);
  }

  private static void stuck(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.check().vehicles().ask("stuck " + exit.lane());
    try {
      exit.commitOk(1);
      notOpened(exit.talk().awaitWithout(Set.of("DEPARTED", "NOT_DEPARTED"), 1, "ABORT"));
      exit.openings(0);
    } finally {
      exit.check().vehicles().ask("repair " + exit.lane());
    }
  }

  private static void stayed(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.commitOk(1);
    exit.talk().awaitWithout(Set.of("DEPARTED", "ABORT"), 1, "NOT_DEPARTED");
    exit.openings(1);
    exit.check().vehicles().ask("drive " + exit.lane());
    exit.talk().statusWithout(Set.of("OFFER"), 1);
    exit.talk().tell("ANNUL_OK", 1, Talk.NOTHING);
    exit.offered(2);
    exit.committing(2);
    exit.departed(2);
    exit.openings(2);
  }

  private static void overdue(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Duration overdue = limits(exit).overdueAfter();
    if (overdue.compareTo(Duration.ofSeconds(40)) > 0) {
      throw new Vehicles.Unable(
          "limits.overdueAfter is " + overdue.toSeconds() + " s: shorten it on both sides");
    }
    exit.committing(1);
    exit.departed(1);
    exit.talk().await(patience(exit, overdue), Set.of(), 1, "STATUS_REQ");
  }

  private static void stopped(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.check().vehicles().ask("stop " + exit.lane());
    try {
      exit.commitOk(1);
      exit.talk().awaitWithout(Set.of("DEPARTED"), 1, "ABORT");
      exit.openings(0);
    } finally {
      exit.check().vehicles().ask("resume " + exit.lane());
    }
  }

  private static void after(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.departed(1);
    for (String type : List.of("RECEIVED", "HELD", "SAMPLE_PENDING", "CLEARED")) {
      exit.talk().tell(type, 1, Talk.NOTHING);
    }
    ObjectNode body = exit.talk().status(1).body();
    if (!body.path("state").asText().equals("CLEARED")) {
      throw new Broken("STATUS says " + body);
    }
  }

  private static void returned(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.departed(1);
    exit.talk().tell("RECEIVED", 1, Talk.NOTHING);
    exit.talk().tell("RETURN_REQ", 1, Jws.object().put("reason", "partner-check"));
    exit.talk().status(1);
    exit.openings(1);
  }

  private static void turnedAway(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    String crossing = exit.talk().crossing();
    Check check = exit.check();
    check.mail().turnAway(message -> message.crossingId().equals(crossing));
    List<Incoming> away;
    try {
      exit.accept(1);
      exit.talk().say("STATUS_REQ", 1, Talk.NOTHING);
      away = check.mail().turnedAway(2, check.patience());
    } finally {
      check.mail().turnAway(message -> false);
    }
    if (away.size() < 2) {
      throw new Broken("what was answered with 503 was not sent again");
    }
    byte[] first = away.get(0).bytes();
    for (Incoming each : away) {
      if (each.seq() == away.get(0).seq() && !Arrays.equals(first, each.bytes())) {
        throw new Broken(each + " came again with other bytes");
      }
      if (each.seq() < away.get(0).seq()) {
        throw new Broken(each + " came before " + away.get(0));
      }
    }
    Incoming commit = exit.talk().await(1, "COMMIT");
    for (Incoming each : away) {
      if (each.seq() == commit.seq() && !Arrays.equals(each.bytes(), commit.bytes())) {
        throw new Broken(commit + " came at last with other bytes");
      }
    }
  }

  private static void wrongReceipt(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    String crossing = exit.talk().crossing();
    Check check = exit.check();
    int before = check.mail().repeats(crossing, 0, Duration.ZERO);
    check.mail().spoil(message -> message.crossingId().equals(crossing));
    int repeats;
    try {
      exit.accept(1);
      repeats = check.mail().repeats(crossing, before + 1, check.patience());
    } finally {
      check.mail().spoil(message -> false);
    }
    if (repeats == before) {
      throw new Broken("it was not sent again");
    }
    exit.talk().await(1, "COMMIT");
  }
}
