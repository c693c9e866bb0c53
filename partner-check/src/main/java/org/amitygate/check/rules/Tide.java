package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Receipt;

/** A tidal lane, lent to one rule; it leads out of them before and after it. For one thread. */
final class Tide {
  private static final int TO_BE_SENT_AGAIN = 503;

  private final Check check;
  private final String lane;
  private final Route.Ear ear;
  private int laneEpoch;
  private boolean leadsIn;
  private boolean proposed;

  private Tide(Check check, String lane) {
    this.check = check;
    this.lane = lane;
    this.ear = check.route().ear();
  }

  /** What is done with it; at the end the lane goes its old way again. */
  @FunctionalInterface
  interface Story {
    void tell(Tide tide) throws Broken, Vehicles.Unable, IOException, InterruptedException;
  }

  static Rule rule(String id, String clause, String name, Story story) {
    return new Rule(
        id,
        clause,
        name,
        check -> {
          if (check.profile().tidalLanes().isEmpty()) {
            throw new Vehicles.Unable("the profile names no lane in lanes.tidal");
          }
          String lane = check.profile().tidalLanes().get(0);
          check.exits().take(lane);
          Tide tide = new Tide(check, lane);
          try {
            story.tell(tide);
          } finally {
            tide.back();
            check.exits().give(lane);
          }
        });
  }

  Check check() {
    return check;
  }

  String lane() {
    return lane;
  }

  /** The number of the change that was proposed last. */
  int laneEpoch() {
    return laneEpoch;
  }

  boolean said(Incoming message) {
    return message.type().equals("LANE_DIRECTION")
        && message.body().path("lane").asText().equals(lane);
  }

  /** Their people want it turned; nobody waits. */
  void wanted() throws Vehicles.Unable, InterruptedException {
    check.ask("turn " + lane);
  }

  /** Their people want it turned, and they sign. */
  void proposed() throws Broken, Vehicles.Unable, InterruptedException {
    wanted();
    awaitProposed();
  }

  void awaitProposed() throws Broken, InterruptedException {
    Incoming heard = awaitAnswer("PROPOSED");
    int number = heard.body().path("laneEpoch").asInt();
    if (laneEpoch > 0 && number != laneEpoch + 1) {
      throw new Broken("after change " + laneEpoch + " it proposes " + heard.body());
    }
    laneEpoch = number;
    proposed = true;
  }

  /** What they say of the change that is under way, or begin. */
  Incoming awaitAnswer(String answer) throws Broken, InterruptedException {
    Incoming heard = ear.await("LANE_DIRECTION of " + lane, check.patience(), this::said);
    boolean right =
        heard.body().path("answer").asText().equals(answer)
            && heard.body().path("towards").asText().equals(towards());
    if (!right) {
      throw new Broken("expected " + answer + " towards " + towards() + ": " + heard.body());
    }
    return heard;
  }

  /** LANE_DIRECTION is not said of it so far. */
  void nothingSaid() throws Broken, IOException, InterruptedException {
    ear.statusWithout(this::said);
  }

  /** The gate to which vehicles go after a change. */
  private String towards() {
    return leadsIn ? check.profile().us() : check.profile().them();
  }

  Receipt say(String answer, int number) throws Broken, IOException, InterruptedException {
    ObjectNode body = Jws.object().put("lane", lane).put("laneEpoch", number);
    return check
        .route()
        .say("LANE_DIRECTION", body.put("answer", answer).put("towards", towards()));
  }

  /** Says something that must have its effect. */
  void tell(String answer, int number) throws Broken, IOException, InterruptedException {
    Receipt receipt = say(answer, number);
    if (!receipt.verdict().equals("APPLIED")) {
      throw new Broken(answer + " of change " + number + " was " + receipt.verdict());
    }
  }

  /** This side signs their proposal, or refuses it. */
  void answer(String answer) throws Broken, IOException, InterruptedException {
    tell(answer, laneEpoch);
    proposed = false;
    leadsIn ^= !answer.equals("REFUSED");
  }

  /** This side proposes the next change. */
  void propose() throws Broken, IOException, InterruptedException {
    tell("PROPOSED", laneEpoch + 1);
    laneEpoch++;
  }

  /** Their people want it, and this side agrees. */
  void turned() throws Broken, Vehicles.Unable, IOException, InterruptedException {
    proposed();
    answer("AGREED");
  }

  /** Both have signed meanwhile. */
  void bothSigned() {
    proposed = false;
    leadsIn = !leadsIn;
  }

  /** They know the number of a change, and so does this side: one is proposed and refused. */
  void counted() throws Broken, Vehicles.Unable, IOException, InterruptedException {
    proposed();
    answer("REFUSED");
  }

  /** A vehicle of this side for the lane. */
  Entry vehicle() throws Vehicles.Unable, InterruptedException {
    return Entry.announced(check, lane);
  }

  /** The lane does not lead to them. */
  void leadsElsewhere() throws Broken, IOException, InterruptedException {
    Entry entry = new Entry(check, lane, check.talk());
    entry.offer();
    Incoming answer = entry.talk().await(1, "REFUSE", "ACCEPT");
    if (!answer.body().path("code").asText().equals("LANE_UNKNOWN")) {
      throw new Broken("an OFFER into the lane got " + answer + " " + answer.body());
    }
  }

  /** They have signed and this side has not: an OFFER is refused, or is to be sent again later. */
  void leadsNowhere() throws Broken, IOException, InterruptedException {
    if (new Entry(check, lane, check.talk()).tried() != TO_BE_SENT_AGAIN) {
      leadsElsewhere();
    }
  }

  /** The lane leads to them: COMMIT is answered COMMIT_OK. */
  void leadsThere() throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Entry entry = vehicle();
    entry.committed();
    entry.abort();
    entry.talk().statusWithout(Set.of(), 2);
  }

  private void back() throws InterruptedException {
    try {
      if (proposed) {
        answer("REFUSED");
      }
      if (leadsIn) {
        turned();
      }
    } catch (Broken | Vehicles.Unable | IOException e) {
      proposed = false; // the rule has its result
    }
  }
}
