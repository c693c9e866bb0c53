package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;

/** One crossing in which they are R and the kit is S. For one thread. */
final class Entry {
  private static final Duration VALID = Duration.ofMinutes(2);

  private final Check check;
  private final Talk talk;
  private final String lane;
  private final String plate;
  private int epoch;
  private boolean bound;
  private final List<Entry> others = new ArrayList<>();

  private Entry(Check check, String lane) {
    this(check, lane, check.talk());
  }

  /** A vehicle that nobody announces, on a stream of its own. */
  Entry(Check check, String lane, Talk talk) {
    this.check = check;
    this.talk = talk;
    this.lane = lane;
    this.plate = check.plate();
  }

  /** What is done with it; whatever happens it is given up at the end. */
  @FunctionalInterface
  interface Story {
    void tell(Entry entry) throws Broken, Vehicles.Unable, IOException, InterruptedException;
  }

  /** A rule about a vehicle whose papers R has. */
  static Rule rule(String id, String clause, String name, Story story) {
    return new Rule(
        id,
        clause,
        name,
        check -> {
          String lane = check.entries().take();
          Entry entry = new Entry(check, lane);
          try {
            entry.announce();
            story.tell(entry);
          } finally {
            entry.giveUp();
            check.entries().give(lane);
          }
        });
  }

  /** A vehicle whose papers R has, for a lane that the rule has been lent. */
  static Entry announced(Check check, String lane) throws Vehicles.Unable, InterruptedException {
    Entry entry = new Entry(check, lane);
    entry.announce();
    return entry;
  }

  /** Another vehicle for the same lane. */
  Entry another() throws Vehicles.Unable, InterruptedException {
    Entry other = new Entry(check, lane);
    others.add(other);
    other.announce();
    return other;
  }

  /** Another vehicle, which nobody announces. */
  Entry withoutPapers() {
    return new Entry(check, lane);
  }

  private void announce() throws Vehicles.Unable, InterruptedException {
    if (!check.vehicles().absent()) {
      check.vehicles().announce("import", plate);
    }
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

  String plate() {
    return plate;
  }

  int epoch() {
    return epoch;
  }

  /** OFFER of the next epoch, into this lane. */
  void offer() throws Broken, IOException, InterruptedException {
    offer(lane, Jws.object());
  }

  /** OFFER of the next epoch. */
  void offer(String intoLane, ObjectNode more) throws Broken, IOException, InterruptedException {
    epoch++;
    ObjectNode body = body(intoLane);
    ((ObjectNode) body.path("data")).setAll(more);
    talk.say("OFFER", epoch, body, VALID);
  }

  /** OFFER of the next epoch, posted once. @return the status of the answer */
  int tried() throws IOException, InterruptedException {
    ObjectNode offer = talk.draft("OFFER", epoch + 1, body(lane), VALID);
    check.mail().said(talk.crossing(), offer.path("seq").asLong());
    return check.post(check.signed(offer)).status();
  }

  private ObjectNode body(String intoLane) {
    String name = "K-" + talk.crossing().substring(28);
    ObjectNode body = Jws.object().put("lane", intoLane).put("name", name);
    body.putObject("data").put("plate", plate.replaceAll("[-.]", "")).put("grossKg", 30_000);
    return body;
  }

  /** ADVISE of a vehicle for a lane. */
  void advise(String intoLane) throws Broken, IOException, InterruptedException {
    talk.say("ADVISE", 1, body(intoLane));
  }

  /**
   * OFFER, and the ACCEPT of it.
   *
   * @throws Vehicles.Unable it was refused, and nobody had brought the papers
   */
  Incoming accepted() throws Broken, Vehicles.Unable, IOException, InterruptedException {
    offer();
    Incoming answer = talk.await(epoch, "ACCEPT", "REFUSE");
    if (answer.type().equals("ACCEPT")) {
      return answer;
    }
    String said = "the OFFER was refused: " + answer.body().path("code").asText();
    if (check.vehicles().absent()) {
      throw new Vehicles.Unable(said + "; perhaps its papers are missing, see --vehicles");
    }
    throw new Broken(said);
  }

  /** COMMIT of an epoch; nobody waits for the answer. */
  void commit(int ofEpoch) throws Broken, IOException, InterruptedException {
    talk.say("COMMIT", ofEpoch, Talk.NOTHING, VALID);
    bound = bound || ofEpoch == epoch;
  }

  /** ACCEPT and COMMIT_OK. */
  void committed() throws Broken, Vehicles.Unable, IOException, InterruptedException {
    accepted();
    commit(epoch);
    talk.awaitWithout(Set.of("COMMIT_DENIED"), epoch, "COMMIT_OK");
  }

  /** COMMIT is denied; from there on the epoch is closed. @return the code */
  String denied() throws Broken, IOException, InterruptedException {
    commit(epoch);
    bound = false;
    return talk.awaitWithout(Set.of("COMMIT_OK"), epoch, "COMMIT_DENIED")
        .body()
        .path("code")
        .asText();
  }

  /** A fact that must have its effect. */
  void tell(String type) throws Broken, IOException, InterruptedException {
    talk.tell(type, epoch, Talk.NOTHING);
  }

  /** ABORT, NOT_OPENED. */
  void abort() throws Broken, IOException, InterruptedException {
    bound = false;
    ObjectNode body = Jws.object().put("reason", "NOT_OPENED").put("cause", "DENIED");
    talk.say("ABORT", epoch, body);
  }

  /** WITHDRAW. */
  void withdraw() throws Broken, IOException, InterruptedException {
    bound = false;
    talk.say("WITHDRAW", epoch, Jws.object().put("reason", "OFFER_TIMEOUT"));
  }

  /** It has arrived: nothing is given up any more. */
  void arrived() {
    bound = false;
  }

  /** What R says its state is. */
  String state() throws Broken, IOException, InterruptedException {
    return talk.status(epoch).body().path("state").asText();
  }

  /** Leaves nothing behind that would keep the lane. */
  private void giveUp() throws InterruptedException {
    try {
      if (bound) {
        abort();
      }
      for (Entry other : others) {
        other.giveUp();
      }
    } catch (Broken | IOException e) {
      bound = false; // the rule has its result
    }
  }
}
