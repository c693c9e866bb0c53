package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Caller;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Receipt;

/** Joint inspections with both results, and the seal that is changed after one. */
public final class JointRules {
  private static final String JOINT = "protocol.md, 15. Joint inspection";
  private static final String TYPES = "messages.md, A message (JOINT_RESULT)";
  private static final String EPOCHS = "messages.md, A message (ADVISE, JOINT_…: of the vehicle)";
  private static final String SOUND = "intact";

  private JointRules() {}

  /** They are R. */
  public static List<Rule> entry() {
    return List.of(
        Entry.rule(
            "J1", JOINT, "equal results: it goes on, and COMMIT gets COMMIT_OK", JointRules::equal),
        Entry.rule(
            "J2", JOINT, "unequal results: COMMIT is denied all the same", JointRules::unequal),
        Entry.rule(
            "J3",
            TYPES,
            "the first result of a side counts, no later one",
            JointRules::firstCounts),
        Entry.rule(
            "J4",
            JOINT,
            "a result that another key has signed is none: 401",
            JointRules::anotherKey),
        Entry.rule(
            "J5",
            EPOCHS,
            "an inspection is of the vehicle: it outlives the attempt, and its results count",
            JointRules::outlives),
        Entry.rule(
            "J6",
            JOINT,
            "their people open one: JOINT_OPEN, and from there on no COMMIT_OK",
            JointRules::theirs),
        Entry.rule(
            "J7",
            JOINT,
            "SEAL_CHANGED counts after an inspection that is agreed, once",
            JointRules::sealed));
  }

  /** They are S. */
  public static List<Rule> exit() {
    return List.of(
        Exit.rule(
            "J8",
            JOINT,
            "equal results: it goes on, COMMIT, and its barrier opens",
            " stays",
            JointRules::goesOn),
        Exit.rule(
            "J9",
            JOINT,
            "their people put another seal on: SEAL_CHANGED, before COMMIT",
            " stays",
            JointRules::seals));
  }

  /** They are S, and the vehicle is left to people. */
  public static List<Rule> last() {
    return List.of(
        Exit.rule(
            "J10",
            JOINT,
            "unequal results: no COMMIT, and nothing opens",
            " stays",
            JointRules::staysThere));
  }

  private static ObjectNode result(String seals) {
    ObjectNode body = Jws.object();
    body.putObject("result").put("seals", seals);
    return body;
  }

  private static void open(Talk talk) throws Broken, IOException, InterruptedException {
    talk.tell("JOINT_OPEN", 1, Jws.object().put("reason", "partner-check"));
  }

  /** Their people give the result of a sound vehicle, and it is said. */
  private static void theirResult(Check check, Talk talk)
      throws Broken, Vehicles.Unable, InterruptedException {
    check.ask("result " + talk.crossing() + " seals=" + SOUND);
    Incoming heard = talk.awaitAny(check.patience(), "JOINT_RESULT");
    if (!heard.body().path("result").equals(result(SOUND).path("result"))) {
      throw new Broken("their people found seals=" + SOUND + "; JOINT_RESULT says " + heard.body());
    }
  }

  private static void agreed(Check check, Talk talk)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    theirResult(check, talk);
    talk.tell("JOINT_RESULT", 1, result(SOUND));
  }

  private static void goOn(Check check, Talk talk) throws Vehicles.Unable, InterruptedException {
    check.ask("go-on " + talk.crossing());
  }

  private static void equal(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    open(entry.talk());
    agreed(entry.check(), entry.talk());
    goOn(entry.check(), entry.talk());
    entry.commit(1);
    entry.talk().awaitWithout(Set.of("COMMIT_DENIED"), 1, "COMMIT_OK");
  }

  private static void unequal(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    open(entry.talk());
    entry.talk().tell("JOINT_RESULT", 1, result("broken"));
    theirResult(entry.check(), entry.talk());
    entry.denied();
  }

  private static void firstCounts(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    open(entry.talk());
    entry.talk().tell("JOINT_RESULT", 1, result("broken"));
    theirResult(entry.check(), entry.talk());
    nothing("the second JOINT_RESULT", entry.talk().say("JOINT_RESULT", 1, result(SOUND)));
    entry.denied();
  }

  private static void nothing(String what, Receipt receipt) throws Broken {
    if (!receipt.verdict().equals("RECORDED")) {
      throw new Broken(what + " was " + receipt.verdict() + ", not RECORDED");
    }
  }

  private static void anotherKey(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Check check = entry.check();
    Talk talk = entry.talk();
    entry.accepted();
    open(talk);
    byte[] forged =
        Jws.sign(
            talk.draft("JOINT_RESULT", 1, result(SOUND), Duration.ZERO),
            Jws.MESSAGE,
            foreign(check.profile().key().getKeyID()));
    Caller.Answer answer = check.post(forged);
    if (answer.status() != 401) {
      throw new Broken("it was answered with " + answer.status() + ", expected 401");
    }
    theirResult(check, talk);
    entry.denied();
    talk.tell("JOINT_RESULT", 1, result(SOUND));
  }

  private static ECKey foreign(String kid) {
    try {
      return new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void outlives(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    open(entry.talk());
    entry.withdraw();
    entry.offer();
    entry.commit(2);
    entry.talk().statusWithout(Set.of("COMMIT_OK"), 2);
    agreed(entry.check(), entry.talk());
  }

  private static void theirs(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.accepted();
    entry.check().ask("inspect " + entry.talk().crossing());
    entry.talk().awaitAny(entry.check().patience(), "JOINT_OPEN");
    entry.denied();
  }

  private static void sealed(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Talk talk = entry.talk();
    ObjectNode changed = Jws.object().put("oldSeal", "none").put("newSeal", "KIT0054321");
    entry.accepted();
    nothing("SEAL_CHANGED without an inspection", talk.say("SEAL_CHANGED", 1, changed));
    open(talk);
    talk.tell("JOINT_RESULT", 1, result(SOUND));
    nothing("SEAL_CHANGED before their result", talk.say("SEAL_CHANGED", 1, changed));
    theirResult(entry.check(), talk);
    talk.tell("SEAL_CHANGED", 1, changed);
    nothing("the second SEAL_CHANGED", talk.say("SEAL_CHANGED", 1, changed));
  }

  /** They may have taken their offer back for the inspection, or go on with it. @return epoch */
  private static int accepted(Exit exit) throws Broken, IOException, InterruptedException {
    if (exit.accept(1).verdict().equals("APPLIED")) {
      return 1;
    }
    exit.offered(2, "COMMIT");
    exit.accept(2);
    return 2;
  }

  private static void goesOn(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    open(exit.talk());
    agreed(exit.check(), exit.talk());
    goOn(exit.check(), exit.talk());
    exit.check().ask("drive " + exit.lane());
    int epoch = accepted(exit);
    exit.talk().await(epoch, "COMMIT");
    exit.openings(0);
    exit.departed(epoch);
    exit.openings(1);
  }

  private static void seals(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    open(exit.talk());
    agreed(exit.check(), exit.talk());
    exit.check().ask("seal " + exit.talk().crossing() + " KIT0054321");
    Incoming changed = exit.talk().awaitAny(exit.check().patience(), "SEAL_CHANGED");
    if (!changed.body().path("newSeal").asText().equals("KIT0054321")) {
      throw new Broken("their people put seal KIT0054321 on: " + changed.body());
    }
    goOn(exit.check(), exit.talk());
    exit.check().ask("drive " + exit.lane());
    exit.talk().await(accepted(exit), "COMMIT");
  }

  private static void staysThere(Exit exit)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    open(exit.talk());
    exit.talk().tell("JOINT_RESULT", 1, result("broken"));
    theirResult(exit.check(), exit.talk());
    exit.accept(1);
    for (int i = 0; i < 5; i++) {
      exit.talk().statusWithout(Set.of("COMMIT"), 1);
    }
    exit.openings(0);
    exit.check().ask("turn-back " + exit.lane());
    exit.leave();
  }
}
