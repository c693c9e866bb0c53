package org.amitygate.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.amitygate.check.site.Profile.Limits;
import org.amitygate.check.wire.Jws;

/** What the people of a small peer agree with those of the other side. */
abstract class PeerPeople extends PeerLegs {
  private static final Set<String> GONE = Set.of("RECEIVED", "CLEARED", "REFUSED", "LOCAL");

  final PeerBooks books = new PeerBooks(this);
  final PeerTides tides = new PeerTides(this, this::drained, this::turned);

  /** Vehicles that the other side told of, by crossing, and their lanes. */
  private final Map<String, String> advised = new LinkedHashMap<>();

  /** Crossings of incidents of the other side, by their ids. */
  private final Map<String, String> incidents = new HashMap<>();

  private final Set<String> told = new HashSet<>();

  PeerPeople(Set<Fault> faults, ECKey own, ECKey theirs, Limits limits) throws IOException {
    super(faults, own, theirs, limits);
  }

  private boolean drained(String lane) {
    return legs.values().stream()
        .filter(leg -> leg.lane.equals(lane))
        .allMatch(leg -> leg.exit ? GONE.contains(leg.state) : !TAKEN.contains(leg.state));
  }

  private void turned(String lane) {
    advised.forEach(
        (crossing, where) -> {
          if (where.equals(lane) && tides.leadsIn(lane) && !has(Fault.FORGETS_THE_ADVISED)) {
            say(crossing, 1, "ADVISE_ACK", Jws.object(), null);
          }
        });
  }

  /** Something that people were asked to do. @return they know what it is */
  boolean asked(String[] words) {
    String which = words[1];
    switch (words[0]) {
      case "inspect" -> {
        legs.get(which).opened();
        if (!has(Fault.INSPECTS_IN_SILENCE)) {
          code(legs.get(which), "JOINT_OPEN", "reason", "asked for");
        }
      }
      case "result" -> result(legs.get(which), words[2]);
      case "go-on" -> legs.get(which).joint &= !legs.get(which).agreed;
      case "seal" -> seal(legs.get(which), words[2]);
      case "hold-advised", "release-advised" -> {
        boolean held = words[0].startsWith("hold") && !has(Fault.HOLDS_IN_SILENCE);
        ObjectNode reason = held ? Jws.object().put("reason", "asked for") : Jws.object();
        say(which, 1, held ? "ADVISE_HOLD" : "ADVISE_ACK", reason, null);
      }
      case "quota" -> {
        int count = Integer.parseInt(words[2]) + (has(Fault.GIVES_ANOTHER_QUOTA) ? 1 : 0);
        ObjectNode body = Jws.object().put("lane", which).put("count", count);
        body.put("until", Instant.now().plusSeconds(60).toString());
        say("", 0, "QUOTA", body, null);
      }
      case "incident" -> {
        ObjectNode body = Jws.object().put("lane", which).put("kind", words[2]);
        body.put("ackBy", Instant.now().plusSeconds(60).toString());
        if (has(Fault.TELLS_WHO)) {
          body.put("driver", "somebody");
        }
        told.add(say("", 0, "INCIDENT", body, null));
      }
      case "acknowledge" -> acknowledge(which);
      case "turn" -> tides.want(which);
      case "keep" -> tides.keep(which);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void result(Leg leg, String finding) {
    String[] pair = finding.split("=");
    ObjectNode body = Jws.object();
    body.putObject("result").put(pair[0], pair[1]);
    say(leg.id, leg.epoch, "JOINT_RESULT", body, null);
    leg.ours = body.path("result").toString();
    compare(leg);
  }

  private void seal(Leg leg, String seal) {
    if (!has(Fault.SEALS_IN_SILENCE)) {
      ObjectNode body = Jws.object().put("oldSeal", "none").put("newSeal", seal);
      say(leg.id, leg.epoch, "SEAL_CHANGED", body, null);
    }
  }

  private void acknowledge(String incident) {
    String crossing = incidents.getOrDefault(incident, "");
    ObjectNode body = Jws.object().put("incident", incident);
    say(crossing, crossing.isEmpty() ? 0 : 1, "INCIDENT_ACK", body, null);
  }

  /** INCIDENT. */
  void incident(ObjectNode message) {
    String id = message.path("id").asText();
    incidents.put(id, crossing(message));
    if (has(Fault.ACKNOWLEDGES_WHAT_NOBODY_KNOWS)) {
      acknowledge(id);
    }
  }

  /** INCIDENT_ACK. @return of one that was told */
  boolean acknowledged(ObjectNode body) {
    return told.contains(body.path("incident").asText()) || has(Fault.TAKES_ANY_ACKNOWLEDGEMENT);
  }

  /** ADVISE of a vehicle. */
  void advise(String crossing, String lane) {
    advised.put(crossing, lane);
    if (tides.leadsIn(lane) || has(Fault.TAKES_ADVICE_FOR_ANY_LANE)) {
      say(crossing, 1, "ADVISE_ACK", Jws.object(), null);
    } else {
      say(crossing, 1, "ADVISE_HOLD", Jws.object().put("reason", "LANE_UNKNOWN"), null);
    }
  }

  boolean isAdvised(String crossing) {
    return advised.containsKey(crossing);
  }
}
