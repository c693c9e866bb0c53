package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Receipt;

/** Incidents, and that people have acknowledged them. */
public final class IncidentRules {
  private static final String INCIDENTS = "protocol.md, 17. Incidents";
  private static final String ACK = "messages.md, A message (INCIDENT_ACK)";
  private static final Set<String> KINDS_LANES_AND_TIMES = Set.of("kind", "lane", "at", "ackBy");

  private IncidentRules() {}

  public static List<Rule> rules() {
    return List.of(
        new Rule(
            "I1",
            INCIDENTS,
            "INCIDENT_ACK when its people know, not when it was received",
            IncidentRules::aboutACrossing),
        new Rule(
            "I2",
            ACK,
            "INCIDENT_ACK names the INCIDENT that people have acknowledged, on the route's stream",
            IncidentRules::aboutTheRoute),
        new Rule(
            "I3",
            INCIDENTS,
            "its people tell one: INCIDENT with a time for the acknowledgement, and no persons",
            IncidentRules::theirs),
        new Rule(
            "I4",
            ACK,
            "INCIDENT_ACK of what it never told is RECORDED; of what it told, APPLIED",
            IncidentRules::unknown));
  }

  private static ObjectNode fire() {
    String until = Instant.now().plus(Duration.ofMinutes(15)).toString();
    return Jws.object().put("kind", "FIRE").put("ackBy", until);
  }

  private static Predicate<Incoming> acknowledges(String incident) {
    return message ->
        message.type().equals("INCIDENT_ACK")
            && message.body().path("incident").asText().equals(incident);
  }

  private static void aboutACrossing(Check check)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Talk talk = check.talk();
    ObjectNode incident = talk.draft("INCIDENT", 1, fire(), Duration.ZERO);
    talk.say(incident);
    talk.statusWithout(Set.of("INCIDENT_ACK"), 1);
    check.ask("acknowledge " + incident.path("id").asText());
    Incoming ack = talk.awaitAny(check.patience(), "INCIDENT_ACK");
    if (!acknowledges(incident.path("id").asText()).test(ack)) {
      throw new Broken("INCIDENT_ACK names another one: " + ack.body());
    }
  }

  private static void aboutTheRoute(Check check)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Route.Ear ear = check.route().ear();
    String first = check.route().tell("INCIDENT", fire());
    String second = check.route().tell("INCIDENT", fire());
    ear.statusWithout(acknowledges(first).or(acknowledges(second)));
    check.ask("acknowledge " + second);
    ear.awaitWithout(
        acknowledges(first), "INCIDENT_ACK of " + second, check.patience(), acknowledges(second));
    ear.statusWithout(acknowledges(first));
  }

  /** What their people tell of a lane. */
  private static Incoming told(Check check, String kind)
      throws Broken, Vehicles.Unable, InterruptedException {
    List<String> lanes = check.profile().exitLanes();
    if (lanes.isEmpty()) {
      throw new Vehicles.Unable("the profile names no lane in lanes.exit");
    }
    Route.Ear ear = check.route().ear();
    check.ask("incident " + lanes.get(0) + " " + kind);
    return ear.await(
        "INCIDENT " + kind,
        check.patience(),
        message ->
            message.type().equals("INCIDENT") && message.body().path("kind").asText().equals(kind));
  }

  private static void theirs(Check check)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    ObjectNode body = told(check, "SMOKE").body();
    if (!Instant.parse(body.path("ackBy").asText()).isAfter(Instant.now())) {
      throw new Broken("the time for the acknowledgement is over: " + body);
    }
    Set<String> others = new HashSet<>();
    body.fieldNames().forEachRemaining(others::add);
    others.removeAll(KINDS_LANES_AND_TIMES);
    if (!others.isEmpty()) {
      throw new Broken("it tells of more than kind, lane and times: " + others);
    }
  }

  private static void unknown(Check check)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Incoming incident = told(check, "SPILL");
    nothing(check.route().say("INCIDENT_ACK", ack(check.uuid().toString())));
    String ours = check.route().tell("INCIDENT", fire());
    nothing(check.route().say("INCIDENT_ACK", ack(ours)));
    check.route().tell("INCIDENT_ACK", ack(incident.id()));
  }

  private static ObjectNode ack(String incident) {
    return Jws.object().put("incident", incident);
  }

  private static void nothing(Receipt receipt) throws Broken {
    if (!receipt.verdict().equals("RECORDED")) {
      throw new Broken("of what it never told, INCIDENT_ACK was " + receipt.verdict());
    }
  }
}
