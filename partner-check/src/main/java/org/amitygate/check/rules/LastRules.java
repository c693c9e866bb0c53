package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Jws;

/**
 * Rules that disturb all others, or leave a lane to people: one after the other, behind everything
 * else.
 */
public final class LastRules {
  private static final String ROUTE = "protocol.md, Said about the route";
  private static final String JOINT = "protocol.md, 15. Joint inspection";
  private static final String MESSAGE = "messages.md, A message";
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(40);

  private LastRules() {}

  public static List<Rule> rules() {
    return List.of(
        Exit.rule("L1", ROUTE, "no new COMMIT while nothing is delivered", LastRules::linkLost),
        Exit.rule("L2", JOINT, "after JOINT_OPEN no COMMIT", " stays", LastRules::noCommit),
        Exit.rule(
            "L3",
            JOINT,
            "after JOINT_OPEN a COMMIT_OK opens nothing",
            " stays",
            LastRules::nothingOpens),
        Entry.rule(
            "L4",
            "protocol.md, 10. Arrival",
            "RECEIVED during a joint inspection: its barrier waits",
            LastRules::barrierWaits),
        Exit.rule(
            "L5",
            "protocol.md, 11. Another vehicle",
            "MISMATCH of what is in the strip is heard, and RECEIVED when it comes all the same",
            LastRules::mismatch));
  }

  /** What everything that was heard must be like. */
  public static List<Rule> log() {
    return List.of(
        new Rule(
            "M1",
            MESSAGE,
            "every message of theirs has the agreed form and signature",
            check -> none(check, check.mail().formComplaints())),
        new Rule(
            "M2",
            MESSAGE,
            "seq counts without gaps, ack names what exists",
            check -> none(check, check.mail().orderComplaints())),
        new Rule(
            "M3",
            MESSAGE,
            "an id is of one message for ever, the same bytes",
            check -> none(check, check.mail().repeatComplaints())));
  }

  private static void none(Check check, List<String> complaints) throws Broken, Vehicles.Unable {
    if (!complaints.isEmpty()) {
      throw new Broken(complaints.size() + " times: " + String.join("; ", complaints));
    }
    if (check.mail().count() == 0) {
      throw new Vehicles.Unable("nothing was heard");
    }
  }

  private static void linkLost(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Check check = exit.check();
    Duration lost = check.profile().limits().linkLost();
    Duration offer = check.profile().limits().offerValid();
    if (lost.compareTo(LONGEST_WAIT) > 0 || offer.compareTo(lost.multipliedBy(2)) < 0) {
      throw new Vehicles.Unable(
          "limits.linkLost is %d s and offerValid %d s: shorten the one, lengthen the other"
              .formatted(lost.toSeconds(), offer.toSeconds()));
    }
    check.mail().turnAway(message -> true);
    try {
      exit.talk().say("STATUS_REQ", 1, Talk.NOTHING);
      int count = check.mail().turnedAway(1, check.patience()).size();
      long since = System.nanoTime();
      while (System.nanoTime() - since < lost.toNanos()) {
        count = Math.max(count + 1, check.mail().turnedAway(count + 1, lost).size());
      }
      exit.accept(1);
      check.mail().turnedAway(count + 1, lost);
      exit.talk().say("STATUS_REQ", 1, Talk.NOTHING);
    } finally {
      check.mail().turnAway(message -> false);
    }
    exit.talk().await(1, "STATUS");
    exit.talk().awaitWithout(Set.of("COMMIT"), 1, "STATUS");
    exit.talk().await(1, "COMMIT");
  }

  private static ObjectNode reason() {
    return Jws.object().put("reason", "partner-check");
  }

  private static void noCommit(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.talk().tell("JOINT_OPEN", 1, reason());
    exit.accept(1);
    for (int i = 0; i < 5; i++) {
      exit.talk().statusWithout(Set.of("COMMIT"), 1);
    }
    exit.openings(0);
    turnBack(exit.check(), exit.lane());
    exit.leave();
  }

  private static void nothingOpens(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.talk().tell("JOINT_OPEN", 1, reason());
    exit.commitOk(1);
    exit.talk().awaitWithout(Set.of("DEPARTED", "NOT_DEPARTED"), 1, "ABORT", "WITHDRAW");
    exit.openings(0);
    turnBack(exit.check(), exit.lane());
    exit.leave();
  }

  private static void barrierWaits(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Vehicles vehicles = entry.check().vehicles();
    long before = vehicles.openings(entry.lane());
    entry.committed();
    entry.tell("DEPARTED");
    entry.talk().tell("JOINT_OPEN", 1, reason());
    vehicles.arrive(entry.lane(), entry.plate() + " stays");
    entry.talk().await(1, "RECEIVED");
    entry.arrived();
    // Nothing is due that could come behind an opening: time must do.
    entry.talk().without(Set.of("CLEARED"), entry.check().quiet());
    entry.talk().statusWithout(Set.of("CLEARED"), 1);
    long opened = vehicles.openings(entry.lane()) - before;
    if (opened != 0) {
      throw new Broken("its barrier opened");
    }
    turnBack(entry.check(), entry.lane());
  }

  private static void mismatch(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.committing(1);
    exit.departed(1);
    exit.talk().tell("MISMATCH", 1, Jws.object().put("seen", "30A99999"));
    exit.talk().statusWithout(Set.of("OFFER", "COMMIT", "ABORT"), 1);
    exit.openings(1);
    exit.talk().tell("RECEIVED", 1, Talk.NOTHING);
    exit.talk().tell("CLEARED", 1, Talk.NOTHING);
    String state = exit.talk().status(1).body().path("state").asText();
    if (!state.equals("CLEARED")) {
      throw new Broken("behind RECEIVED and CLEARED its STATUS says " + state);
    }
    exit.leave();
  }

  /** The vehicle goes back; what is left of the crossing is for people. */
  private static void turnBack(Check check, String lane)
      throws Vehicles.Unable, InterruptedException {
    check.vehicles().ask("turn-back " + lane);
  }
}
