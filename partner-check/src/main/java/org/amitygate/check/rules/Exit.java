package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Receipt;

/** One crossing in which they are S and the kit is R: a vehicle stands there. For one thread. */
final class Exit {
  private static final Set<String> SMALL_TALK =
      Set.of("STATUS", "STATUS_REQ", "INCIDENT", "JOINT_RESULT", "JOINT_OPEN", "SEAL_CHANGED");
  private static final Set<String> FIRST = Set.of("ADVISE", "OFFER");
  private static final int MOST_STEPS = 8;

  private final Check check;
  private final String lane;
  private final long openingsBefore;
  private final Incoming first;
  private Incoming offer;
  private final Talk talk;
  private int agreed;
  private boolean over;

  private Exit(Check check, String lane, long openingsBefore, Incoming first) {
    this.check = check;
    this.lane = lane;
    this.openingsBefore = openingsBefore;
    this.first = first;
    this.offer = first;
    this.talk = new Talk(check, first.crossingId());
  }

  /** What is done with it; whatever happens the lane is freed at the end. */
  @FunctionalInterface
  interface Story {
    void tell(Exit exit) throws Broken, Vehicles.Unable, IOException, InterruptedException;
  }

  /** What is done on a lane before and after a vehicle comes. */
  @FunctionalInterface
  interface LaneStory {
    void tell(Check check, String lane)
        throws Broken, Vehicles.Unable, IOException, InterruptedException;
  }

  /** A rule about a vehicle that has come and is offered. */
  static Rule rule(String id, String clause, String name, Story story) {
    return rule(id, clause, name, "", story);
  }

  /**
   * @param how more words of the command by which the vehicle comes
   */
  static Rule rule(String id, String clause, String name, String how, Story story) {
    return laneRule(id, clause, name, (check, lane) -> come(check, lane, how).whenOffered(story));
  }

  /** A rule about a vehicle of which they have told before they offer it. */
  static Rule advisedRule(String id, String clause, String name, Story story) {
    return laneRule(
        id,
        clause,
        name,
        (check, lane) -> {
          Exit exit = come(check, lane, "");
          if (!exit.first.type().equals("ADVISE")) {
            exit.tell(untold -> {});
            throw new Vehicles.Unable("it offers vehicles without an ADVISE before");
          }
          exit.tell(story);
        });
  }

  /** A rule about a lane on which they are S. */
  static Rule laneRule(String id, String clause, String name, LaneStory story) {
    return new Rule(
        id,
        clause,
        name,
        check -> {
          String lane = check.exits().take();
          try {
            story.tell(check, lane);
          } finally {
            check.exits().give(lane);
          }
        });
  }

  /** Tells a story and brings the crossing to its end. */
  void tell(Story story) throws Broken, Vehicles.Unable, IOException, InterruptedException {
    try {
      story.tell(this);
    } finally {
      finish();
    }
  }

  /** A vehicle comes, and they say something about it: ADVISE or OFFER. */
  static Exit come(Check check, String lane, String how)
      throws Broken, Vehicles.Unable, InterruptedException {
    long openings = check.vehicles().openings(lane);
    String plate = drive(check, lane, how);
    return heardOf(check, lane, openings, plate, check.patience().multipliedBy(2));
  }

  /** A vehicle comes. @return its plate */
  static String drive(Check check, String lane, String how)
      throws Vehicles.Unable, InterruptedException {
    String plate = check.plate();
    check.vehicles().announce("export", plate);
    check.vehicles().arrive(lane, plate + how);
    return plate;
  }

  private static Exit heardOf(
      Check check, String lane, long openings, String plate, Duration within)
      throws Broken, InterruptedException {
    return heard(check, lane, openings, plate, within)
        .orElseThrow(
            () -> new Broken("a vehicle with plate " + plate + " came to " + lane + ": no OFFER"));
  }

  private static Optional<Exit> heard(
      Check check, String lane, long openings, String plate, Duration within)
      throws InterruptedException {
    List<Incoming> stream =
        check
            .mail()
            .firstOf(
                message ->
                    FIRST.contains(message.type())
                        && plain(message.body().path("data").path("plate").asText())
                            .equals(plain(plate)),
                within);
    return stream.stream().findFirst().map(first -> new Exit(check, lane, openings, first));
  }

  /** Tells a story of a vehicle that is offered, at once or when its ADVISE was acknowledged. */
  void whenOffered(Story story) throws Broken, Vehicles.Unable, IOException, InterruptedException {
    tell(
        exit -> {
          exit.awaitOffer();
          story.tell(exit);
        });
  }

  /** The first OFFER, and ADVISE_ACK before it if they wait for that. */
  void awaitOffer() throws Broken, IOException, InterruptedException {
    if (first.type().equals("ADVISE")) {
      acknowledge();
    }
    offer = talk.awaitWithout(Set.of("COMMIT"), 1, "OFFER");
  }

  /** ADVISE_ACK. */
  void acknowledge() throws Broken, IOException, InterruptedException {
    talk.tell("ADVISE_ACK", first.epoch(), Talk.NOTHING);
  }

  /** What has to happen before a vehicle is offered. */
  @FunctionalInterface
  interface Deed {
    void run() throws Broken, IOException, InterruptedException;
  }

  /** A vehicle comes, and is offered when something has happened, but not before. */
  static Exit offeredOnlyAfter(Check check, String lane, Deed deed)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    long openings = check.vehicles().openings(lane);
    String plate = drive(check, lane, "");
    Optional<Exit> told = heard(check, lane, openings, plate, check.quiet());
    if (told.isPresent()) {
      told.get().unoffered();
    }
    deed.run();
    Exit exit =
        told.isPresent()
            ? told.get()
            : heardOf(check, lane, openings, plate, check.patience().multipliedBy(2));
    exit.offer = exit.talk.awaitWithout(Set.of("COMMIT"), 1, "OFFER");
    return exit;
  }

  /** It is not offered for a while, though its ADVISE is acknowledged. */
  private void unoffered() throws Broken, IOException, InterruptedException {
    try {
      if (first.type().equals("OFFER")) {
        throw new Broken("it was offered all the same");
      }
      acknowledge();
      talk.without(Set.of("OFFER", "COMMIT"), check.quiet());
    } catch (Broken e) {
      finish();
      throw e;
    }
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

  /** What they said first: ADVISE, or the OFFER. */
  Incoming first() {
    return first;
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
      case "ADVISE" -> {
        talk.skip();
        talk.say("ADVISE_ACK", last.epoch(), Talk.NOTHING);
        talk.awaitAny(check.patience(), "OFFER");
        return true;
      }
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
