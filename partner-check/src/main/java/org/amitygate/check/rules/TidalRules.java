package org.amitygate.check.rules;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Receipt;

/**
 * A lane that both gates may turn. It leads out of them; one after the other, where no other rule
 * uses a lane.
 */
public final class TidalRules {
  private static final String TIDAL = "protocol.md, 21. Tidal lanes";
  private static final String HOLD = "messages.md, A message (ADVISE_HOLD)";

  private TidalRules() {}

  public static List<Rule> rules() {
    return List.of(
        Tide.rule(
            "D1",
            TIDAL,
            "its people want a change: PROPOSED; refused, it stays",
            TidalRules::refused),
        Tide.rule(
            "D2",
            TIDAL,
            "asked, it waits for its people: REFUSED leaves the direction as it was",
            TidalRules::keeps),
        Tide.rule(
            "D3",
            TIDAL,
            "both signatures turn it, PROPOSED and AGREED, and turn it back",
            TidalRules::agreed),
        Tide.rule("D4", TIDAL, "PROPOSED by both sides is agreed", TidalRules::bothPropose),
        Tide.rule(
            "D5", TIDAL, "an answer of another lane epoch is nothing", TidalRules::anotherNumber),
        Tide.rule(
            "D6",
            TIDAL,
            "from its signature on no COMMIT_OK until it has the other's",
            TidalRules::signedOnce),
        Tide.rule("D7", TIDAL, "R signs only when no COMMIT is on its way", TidalRules::drainedAsR),
        Tide.rule(
            "D8",
            TIDAL,
            "S signs only when no vehicle is at its barrier or in the strip",
            TidalRules::drainedAsS),
        Tide.rule(
            "D9",
            HOLD,
            "ADVISE_ACK follows LANE_UNKNOWN when the lane is turned",
            TidalRules::advisedBefore));
  }

  private static void refused(Tide tide)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    tide.proposed();
    tide.answer("REFUSED");
    tide.leadsElsewhere();
  }

  private static void keeps(Tide tide)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    tide.counted();
    tide.propose();
    tide.nothingSaid();
    tide.leadsElsewhere();
    tide.check().ask("keep " + tide.lane());
    ofChange(tide, tide.awaitAnswer("REFUSED"));
    tide.leadsElsewhere();
  }

  private static void ofChange(Tide tide, Incoming answer) throws Broken {
    if (answer.body().path("laneEpoch").asInt() != tide.laneEpoch()) {
      throw new Broken("change " + tide.laneEpoch() + " was proposed: " + answer.body());
    }
  }

  private static void agreed(Tide tide)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    tide.turned();
    tide.leadsThere();
    tide.propose();
    tide.nothingSaid();
    tide.wanted();
    ofChange(tide, tide.awaitAnswer("AGREED"));
    tide.bothSigned();
    tide.leadsElsewhere();
  }

  private static void bothPropose(Tide tide)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    tide.proposed();
    tide.answer("PROPOSED");
    tide.leadsThere();
  }

  private static void anotherNumber(Tide tide)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    tide.counted();
    nothing(tide, "PROPOSED", tide.laneEpoch());
    nothing(tide, "PROPOSED", tide.laneEpoch() + 2);
    tide.proposed();
    nothing(tide, "AGREED", tide.laneEpoch() - 1);
    nothing(tide, "AGREED", tide.laneEpoch() + 1);
    tide.leadsNowhere();
    tide.answer("AGREED");
    tide.leadsThere();
  }

  private static void nothing(Tide tide, String answer, int number)
      throws Broken, IOException, InterruptedException {
    Receipt receipt = tide.say(answer, number);
    if (!receipt.verdict().equals("RECORDED")) {
      throw new Broken(answer + " of change " + number + " was " + receipt.verdict());
    }
  }

  private static void signedOnce(Tide tide)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    tide.turned();
    Entry entry = tide.vehicle();
    entry.accepted();
    tide.proposed();
    entry.denied();
    tide.answer("REFUSED");
    entry.committed();
    entry.abort();
  }

  private static void drainedAsR(Tide tide)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    tide.turned();
    Entry entry = tide.vehicle();
    entry.committed();
    tide.wanted();
    tide.nothingSaid();
    entry.tell("NOT_DEPARTED");
    entry.talk().await(1, "ANNUL_OK");
    tide.awaitProposed();
    tide.answer("AGREED");
  }

  private static void drainedAsS(Tide tide)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Exit.come(tide.check(), tide.lane(), "")
        .whenOffered(
            exit -> {
              exit.committing(1);
              tide.wanted();
              tide.nothingSaid();
              exit.departed(1);
              tide.nothingSaid();
              exit.talk().tell("RECEIVED", 1, Talk.NOTHING);
              tide.awaitProposed();
              tide.answer("REFUSED");
            });
  }

  private static void advisedBefore(Tide tide)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Entry entry = tide.vehicle();
    entry.advise(tide.lane());
    entry.talk().awaitWithout(Set.of("ADVISE_ACK"), 1, "ADVISE_HOLD");
    tide.turned();
    entry.talk().await(1, "ADVISE_ACK");
    entry.accepted();
    entry.withdraw();
  }
}
