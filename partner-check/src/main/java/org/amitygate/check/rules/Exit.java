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

/** One crossing in which they are S and the kit is R: a vehicle stands there. For one thread. */
final class Exit {
  private static final Set<String> SMALL_TALK =
      Set.of("STATUS", "STATUS_REQ", "INCIDENT", "JOINT_RESULT", "JOINT_OPEN");
  private static final int MOST_STEPS = 8;

  private final Check check;
  private final String lane;
  private final long openingsBefore;
  private final Incoming offer;
  private final Talk talk;
  private int agreed;
  private boolean over;

  private Exit(Check check, String lane, long openingsBefore, Incoming offer) {
    this.check = check;
    this.lane = lane;
    this.openingsBefore = openingsBefore;
    this.offer = offer;
    this.talk = new Talk(check, offer.crossingId());
  }

  /** What is done with it; whatever happens the lane is freed at the end. */
  @FunctionalInterface
  interface Story {
    void tell(Exit exit) throws Broken, Vehicles.Unable, IOException, InterruptedException;
  }

  /** A rule about a vehicle that has come and is offered. */
  static Rule rule(String id, String clause, String name, Story story) {
    return rule(id, clause, name, "", story);
  }

  /**
   * @param how more words of the command by which the vehicle comes
   */
  static Rule rule(String id, String clause, String name, String how, Story story) {
    return new Rule(
        id,
        clause,
        name,
        check -> {
          String lane = check.exits().take();
          try {
            Exit exit = arrive(check, lane, how);
            try {
              story.tell(exit);
            } finally {
              exit.finish();
            }
          } finally {
            check.exits().give(lane);
          }
        });
  }

  private static Exit arrive(Check check, String lane, String how)
      throws Broken, Vehicles.Unable, InterruptedException {
    String plate = check.plate();
    check.vehicles().announce("export", plate);
    long openings = check.vehicles().openings(lane);
    check.vehicles().arrive(lane, plate + how);
    List<Incoming> stream =
        check
            .mail()
            .firstOf(
                message ->
                    message.type().equals("OFFER")
                        && plain(message.body().path("data").path("plate").asText())
                            .equals(plain(plate)),
                check.patience().multipliedBy(2));
    if (stream.isEmpty()) {
      throw new Broken("a vehicle with plate " + plate + " came to " + lane + ": no OFFER");
    }
    Exit exit = new Exit(check, lane, openings, stream.get(0));
    exit.talk.await(1, "OFFER");
    return exit;
  }

  private static String plain(String plate) {
    return plate.replaceAll("[-. ]", "");
  }

  Check check() {
    return check;
  }

  Talk talk() {
    return talk;
  }

  String lane() {
    return lane;
  }

  /** The first OFFER. */
  Incoming offer() {
    return offer;
  }

  /** The next OFFER, of this epoch; nothing of these before it. */
  void offered(int epoch, String... forbidden) throws Broken, InterruptedException {
    talk.awaitWithout(Set.of(forbidden), epoch, "OFFER");
  }

  Receipt accept(int epoch) throws Broken, IOException, InterruptedException {
    String notAfter = Instant.now().plus(Duration.ofMinutes(5)).toString();
    return talk.say("ACCEPT", epoch, Jws.object().put("notAfter", notAfter));
  }

  /** ACCEPT, and the COMMIT that follows. */
  Incoming committing(int epoch) throws Broken, IOException, InterruptedException {
    accept(epoch);
    return talk.await(epoch, "COMMIT");
  }

  Receipt commitOk(int epoch) throws Broken, IOException, InterruptedException {
    Receipt receipt = talk.say("COMMIT_OK", epoch, Talk.NOTHING);
    agreed = receipt.verdict().equals("APPLIED") ? epoch : agreed;
    return receipt;
  }

  /** An answer of an epoch that is closed: kept, without effect. */
  void dead(Receipt receipt, String what) throws Broken {
    if (!receipt.verdict().equals("RECORDED")) {
      throw new Broken(what + " was " + receipt.verdict() + ", not RECORDED");
    }
  }

  Receipt refuse(int epoch) throws Broken, IOException, InterruptedException {
    Receipt receipt = talk.say("REFUSE", epoch, Jws.object().put("code", "LANE_UNAVAILABLE"));
    over = over || receipt.verdict().equals("APPLIED");
    return receipt;
  }

  Receipt deny(int epoch) throws Broken, IOException, InterruptedException {
    return talk.say("COMMIT_DENIED", epoch, Jws.object().put("code", "LANE_CLOSED"));
  }

  /**
   * The barrier has opened so often since the vehicle came.
   *
   * @throws Broken it has not
   */
  void openings(int expected) throws Broken, Vehicles.Unable, InterruptedException {
    long now = check.vehicles().openings(lane) - openingsBefore;
    if (now != expected) {
      throw new Broken("the barrier opened " + now + " times, expected " + expected);
    }
  }

  /** COMMIT_OK and the vehicle's passage. */
  void departed(int epoch) throws Broken, IOException, InterruptedException {
    commitOk(epoch);
    talk.awaitWithout(Set.of("ABORT"), epoch, "DEPARTED");
  }

  /** What is left of it is for people. */
  void leave() {
    over = true;
  }

  /** Brings the crossing to an end, so that the lane is free for the next vehicle. */
  private void finish() throws InterruptedException {
    try {
      for (int step = 0; step < MOST_STEPS && !over && goesOn(); step++) {
        talk.skip();
      }
    } catch (Broken | IOException e) {
      agreed = 0; // the rule has its result; what is left stands on the lane
    }
  }

  private boolean goesOn() throws Broken, IOException, InterruptedException {
    List<Incoming> said =
        talk.all().stream().filter(each -> !SMALL_TALK.contains(each.type())).toList();
    Incoming last = said.get(said.size() - 1);
    switch (last.type()) {
      case "OFFER" -> {
        refuse(last.epoch());
        return true;
      }
      case "COMMIT" -> {
        if (agreed == last.epoch()) {
          talk.skip();
          talk.awaitAny(check.patience(), "DEPARTED", "ABORT", "NOT_DEPARTED");
        } else {
          deny(last.epoch());
          talk.awaitAny(check.patience(), "OFFER");
        }
        return true;
      }
      case "ABORT", "WITHDRAW" -> {
        talk.skip();
        talk.awaitAny(check.patience(), "OFFER");
        return true;
      }
      case "NOT_DEPARTED" -> {
        talk.say("ANNUL_OK", last.epoch(), Talk.NOTHING);
        talk.awaitAny(check.patience(), "OFFER");
        return true;
      }
      case "DEPARTED" -> {
        ObjectNode nothing = Talk.NOTHING;
        talk.say("RECEIVED", last.epoch(), nothing);
        talk.say("CLEARED", last.epoch(), nothing);
        return false;
      }
      default -> {
        return false;
      }
    }
  }
}
