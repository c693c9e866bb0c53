package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;

/** They are R, and a vehicle comes out of the strip. */
public final class ArrivalRules {
  private static final String ARRIVAL = "protocol.md, 10. Arrival";
  private static final String OTHER = "protocol.md, 11. Another vehicle";
  private static final String ANNUL = "protocol.md, 8. Annulment";
  private static final String RETURN = "protocol.md, 14. Return";
  private static final String AFTER = "protocol.md, 12. After arrival";

  private ArrivalRules() {}

  public static List<Rule> rules() {
    return List.of(
        Entry.rule(
            "A1",
            ARRIVAL,
            "R's own sensors: RECEIVED, only then its barrier, once",
            ArrivalRules::received),
        Entry.rule("A2", AFTER, "CLEARED when the vehicle is through", ArrivalRules::cleared),
        Entry.rule(
            "A3",
            OTHER,
            "another vehicle: MISMATCH, the barrier stays closed",
            ArrivalRules::other),
        Entry.rule(
            "A4",
            ANNUL,
            "ABORT or NOT_DEPARTED of a vehicle that is here changes nothing",
            ArrivalRules::contradicted),
        Entry.rule(
            "A5", ARRIVAL, "RECEIVED also before DEPARTED was heard", ArrivalRules::beforeDeparted),
        Entry.rule(
            "A7",
            OTHER,
            "DEPARTED after MISMATCH: MISMATCH again",
            ArrivalRules::otherBeforeDeparted),
        Entry.rule(
            "A6", RETURN, "RETURN_REQ of a received vehicle is heard", ArrivalRules::returned));
  }

  private static long openings(Entry entry) throws Vehicles.Unable, InterruptedException {
    return entry.check().vehicles().openings(entry.lane());
  }

  private static void expect(Entry entry, long before, int expected)
      throws Broken, Vehicles.Unable, InterruptedException {
    long now = openings(entry) - before;
    if (now != expected) {
      throw new Broken("its barrier opened " + now + " times, expected " + expected);
    }
  }

  private static void arrive(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.check().vehicles().arrive(entry.lane(), entry.plate());
    entry.talk().awaitWithout(Set.of("MISMATCH"), entry.epoch(), "RECEIVED");
    entry.arrived();
  }

  private static void received(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    long before = openings(entry);
    entry.committed();
    entry.tell("DEPARTED");
    entry.talk().statusWithout(Set.of("RECEIVED"), 1);
    expect(entry, before, 0);
    arrive(entry);
    entry.talk().await(1, "CLEARED");
    expect(entry, before, 1);
  }

  private static void cleared(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    entry.tell("DEPARTED");
    arrive(entry);
    entry.talk().await(1, "CLEARED");
    String state = entry.state();
    if (!state.equals("CLEARED")) {
      throw new Broken("behind CLEARED its STATUS says " + state);
    }
  }

  private static void other(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    long before = openings(entry);
    entry.committed();
    entry.tell("DEPARTED");
    Vehicles vehicles = entry.check().vehicles();
    vehicles.arrive(entry.lane(), entry.check().plate() + " stays");
    Incoming mismatch = entry.talk().awaitWithout(Set.of("RECEIVED", "CLEARED"), 1, "MISMATCH");
    if (!mismatch.body().hasNonNull("seen")) {
      throw new Broken("MISMATCH does not say what was seen: " + mismatch.body());
    }
    entry.talk().statusWithout(Set.of("RECEIVED", "CLEARED"), 1);
    expect(entry, before, 0);
    vehicles.ask("turn-back " + entry.lane());
  }

  private static void otherBeforeDeparted(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    Vehicles vehicles = entry.check().vehicles();
    vehicles.arrive(entry.lane(), entry.check().plate() + " stays");
    entry.talk().awaitWithout(Set.of("RECEIVED"), 1, "MISMATCH");
    entry.tell("DEPARTED");
    entry.talk().awaitWithout(Set.of("RECEIVED"), 1, "MISMATCH");
    vehicles.ask("turn-back " + entry.lane());
  }

  private static void contradicted(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    entry.tell("DEPARTED");
    arrive(entry);
    ObjectNode body = Jws.object().put("reason", "NOT_OPENED");
    entry.talk().say("ABORT", 1, body);
    entry.talk().say("NOT_DEPARTED", 1, Talk.NOTHING);
    String state = entry.talk().statusWithout(Set.of("ANNUL_OK"), 1).body().path("state").asText();
    if (!Set.of("RECEIVED", "CLEARED").contains(state)) {
      throw new Broken("its STATUS says " + state);
    }
  }

  private static void beforeDeparted(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    arrive(entry);
    entry.talk().say("DEPARTED", 1, Talk.NOTHING);
    entry.talk().await(1, "CLEARED");
  }

  private static void returned(Entry entry)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    entry.committed();
    entry.tell("DEPARTED");
    arrive(entry);
    entry.talk().tell("RETURN_REQ", 1, Jws.object().put("reason", "partner-check"));
    entry.talk().await(1, "CLEARED");
  }
}
