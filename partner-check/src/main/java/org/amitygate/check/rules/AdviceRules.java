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

/** What is said before an offer: advised vehicles, and quotas. */
public final class AdviceRules {
  private static final String ADVICE = "protocol.md, 18. Before the offer";
  private static final String HOLD = "messages.md, A message (ADVISE_HOLD)";
  private static final String QUOTAS = "protocol.md, 19. Quotas";
  private static final Duration FAR = Duration.ofHours(1);
  private static final Duration OVER = Duration.ofMinutes(-2);

  private AdviceRules() {}

  /** They are R. */
  public static List<Rule> entry() {
    return List.of(
        Entry.rule(
            "V1", ADVICE, "ADVISE gets ADVISE_ACK, and no crossing begins", AdviceRules::advised),
        Entry.rule(
            "V2",
            HOLD,
            "ADVISE for a lane that does not lead there: ADVISE_HOLD, LANE_UNKNOWN",
            AdviceRules::leadsElsewhere),
        Entry.rule(
            "V3",
            ADVICE,
            "its people hold it, ADVISE_HOLD with the reason, and let it go: ADVISE_ACK",
            AdviceRules::heldByPeople),
        Entry.rule(
            "Q1", QUOTAS, "its people give a quota: QUOTA of the lane", AdviceRules::quotaOfTheirs),
        new Rule(
            "Q2",
            "messages.md, A message (QUOTA)",
            "QUOTA of a lane that is not shared is RECORDED and nothing else",
            AdviceRules::noSuchLane));
  }

  /** They are S. */
  public static List<Rule> exit() {
    return List.of(
        Exit.advisedRule(
            "V4",
            ADVICE,
            "an advised vehicle is offered only after ADVISE_ACK",
            exit -> unoffered(exit, "")),
        Exit.advisedRule(
            "V5",
            ADVICE,
            "after ADVISE_HOLD no OFFER until ADVISE_ACK",
            exit -> unoffered(exit, "no room")),
        Exit.advisedRule(
            "V6",
            ADVICE,
            "ADVISE_HOLD that crosses the OFFER: WITHDRAW, the next epoch after ADVISE_ACK",
            AdviceRules::crossed),
        Exit.laneRule("Q3", QUOTAS, "no OFFER beyond the QUOTA", AdviceRules::usedUp),
        Exit.laneRule(
            "Q4",
            QUOTAS,
            "an OFFER that came to nothing gives its place back",
            AdviceRules::givenBack),
        Exit.laneRule(
            "Q5", QUOTAS, "a vehicle that was handed over has used its place", AdviceRules::used),
        Exit.laneRule(
            "Q6", QUOTAS, "a QUOTA whose time is over limits nothing", AdviceRules::timeIsOver));
  }

  private static void advised(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.advise(entry.lane());
    entry.talk().awaitWithout(Set.of("ADVISE_HOLD"), 1, "ADVISE_ACK");
    String state =
        entry.talk().statusWithout(Set.of("ACCEPT", "REFUSE"), 1).body().path("state").asText();
    if (!Set.of("UNKNOWN", "LOCAL").contains(state)) {
      throw new Broken("before the OFFER its STATUS says " + state);
    }
    entry.accepted();
  }

  private static void leadsElsewhere(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    unknown(entry.withoutPapers(), "no-such-lane");
    for (String lane : entry.check().profile().exitLanes()) {
      unknown(entry.withoutPapers(), lane);
    }
  }

  private static void unknown(Entry entry, String lane)
      throws Broken, IOException, InterruptedException {
    entry.advise(lane);
    Incoming hold = entry.talk().awaitWithout(Set.of("ADVISE_ACK"), 1, "ADVISE_HOLD");
    if (!hold.body().path("reason").asText().equals("LANE_UNKNOWN")) {
      throw new Broken("ADVISE into " + lane + ": " + hold.body());
    }
  }

  private static void heldByPeople(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Talk talk = entry.talk();
    entry.advise(entry.lane());
    talk.await(1, "ADVISE_ACK");
    entry.check().ask("hold-advised " + talk.crossing());
    if (!talk.awaitAny(entry.check().patience(), "ADVISE_HOLD").body().hasNonNull("reason")) {
      throw new Broken("ADVISE_HOLD has no reason");
    }
    talk.statusWithout(Set.of("ADVISE_ACK"), 1);
    entry.check().ask("release-advised " + talk.crossing());
    talk.awaitAny(entry.check().patience(), "ADVISE_ACK");
    entry.accepted();
  }

  private static void quotaOfTheirs(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Check check = entry.check();
    Route.Ear ear = check.route().ear();
    check.ask("quota " + entry.lane() + " 40");
    ObjectNode body =
        ear.await(
                "QUOTA of lane " + entry.lane(),
                check.patience(),
                message ->
                    message.type().equals("QUOTA")
                        && message.body().path("lane").asText().equals(entry.lane()))
            .body();
    boolean good =
        body.path("count").asInt() == 40
            && Instant.parse(body.path("until").asText()).isAfter(Instant.now());
    if (!good) {
      throw new Broken("their people take 40 more from now on: " + body);
    }
  }

  private static void noSuchLane(Check check) throws Broken, IOException, InterruptedException {
    Receipt receipt = quota(check, "no-such-lane", 0, FAR);
    if (!receipt.verdict().equals("RECORDED")) {
      throw new Broken("its receipt says " + receipt.verdict());
    }
  }

  private static Receipt quota(Check check, String lane, int count, Duration until)
      throws Broken, IOException, InterruptedException {
    ObjectNode body = Jws.object().put("lane", lane).put("count", count);
    return check.route().say("QUOTA", body.put("until", Instant.now().plus(until).toString()));
  }

  private static void unoffered(Exit exit, String held)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    int epoch = exit.first().epoch();
    if (!held.isEmpty()) {
      exit.talk().tell("ADVISE_HOLD", epoch, Jws.object().put("reason", held));
    }
    exit.talk().skip();
    exit.talk().without(Set.of("OFFER", "COMMIT"), exit.check().quiet());
    if (exit.talk().all().stream().anyMatch(each -> each.type().equals("OFFER"))) {
      throw new Broken("it was offered before ADVISE_ACK");
    }
    exit.acknowledge();
    exit.offered(1, "COMMIT");
    exit.openings(0);
  }

  private static void crossed(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    exit.awaitOffer();
    int epoch = exit.first().epoch();
    exit.talk().tell("ADVISE_HOLD", epoch, Jws.object().put("reason", "no room"));
    Incoming withdraw = exit.talk().awaitWithout(Set.of("COMMIT"), 1, "WITHDRAW");
    if (!withdraw.body().path("reason").asText().equals("ADVISE_HOLD")) {
      throw new Broken("WITHDRAW says " + withdraw.body());
    }
    exit.dead(exit.accept(1), "the ACCEPT of epoch 1");
    exit.talk().statusWithout(Set.of("COMMIT", "OFFER"), 1);
    exit.acknowledge();
    exit.offered(2, "COMMIT");
  }

  @FunctionalInterface
  private interface Deed {
    void done() throws Broken, Vehicles.Unable, IOException, InterruptedException;
  }

  /** While R takes so many; afterwards any number again. */
  private static void whileQuota(Check check, String lane, int count, Deed deed)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    quota(check, lane, count, FAR);
    try {
      deed.done();
    } finally {
      quota(check, lane, 0, OVER);
    }
  }

  private static void usedUp(Check check, String lane)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    whileQuota(check, lane, 0, () -> offeredOnlyAfterQuota(check, lane, 5));
  }

  private static void offeredOnlyAfterQuota(Check check, String lane, int count)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Exit.offeredOnlyAfter(check, lane, () -> quota(check, lane, count, FAR)).tell(exit -> {});
  }

  private static void givenBack(Check check, String lane)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    whileQuota(
        check,
        lane,
        1,
        () ->
            Exit.come(check, lane, "")
                .whenOffered(
                    exit -> {
                      exit.committing(1);
                      exit.deny(1);
                      exit.offered(2);
                    }));
  }

  private static void used(Check check, String lane)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    whileQuota(
        check,
        lane,
        1,
        () -> {
          Exit.come(check, lane, "")
              .whenOffered(
                  exit -> {
                    exit.committing(1);
                    exit.departed(1);
                  });
          offeredOnlyAfterQuota(check, lane, 1);
        });
  }

  private static void timeIsOver(Check check, String lane)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    quota(check, lane, 0, OVER);
    Exit.come(check, lane, "").whenOffered(exit -> {});
  }
}
