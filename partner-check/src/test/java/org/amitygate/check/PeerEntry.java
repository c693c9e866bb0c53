package org.amitygate.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.amitygate.check.site.Profile.Limits;
import org.amitygate.check.wire.Jws;

/** R, the side that the vehicle enters. Lanes E… lead in. */
abstract class PeerEntry extends PeerPeople {
  final Set<String> announced = new HashSet<>();

  PeerEntry(Set<Fault> faults, ECKey own, ECKey theirs, Limits limits) throws IOException {
    super(faults, own, theirs, limits);
  }

  void arrived(Leg leg, String plate) {
    if (!plate.equals(leg.plate)) {
      leg.state = "MISMATCH";
      say(leg.id, leg.epoch, "MISMATCH", Jws.object().put("seen", plate), null);
      if (has(Fault.OPENS_FOR_ANYBODY)) {
        opens(leg);
      }
      return;
    }
    leg.state = "RECEIVED";
    fact(leg, "RECEIVED");
    if (!leg.joint) {
      opens(leg);
      leg.state = "CLEARED";
      fact(leg, "CLEARED");
    }
  }

  boolean entry(Leg leg, String type, int epoch, boolean now, ObjectNode body) {
    boolean bound = TAKEN.contains(leg.state);
    switch (type) {
      case "OFFER" -> {
        return offered(leg, epoch, body);
      }
      case "COMMIT" -> {
        return commit(leg, epoch, now);
      }
      case "WITHDRAW", "ABORT" -> {
        if (now && !HERE.contains(leg.state)) {
          leg.state = "LOCAL";
        }
        return now;
      }
      case "NOT_DEPARTED" -> {
        if (now && bound && !has(Fault.NEVER_ANNULS)) {
          fact(leg, "ANNUL_OK");
          leg.state = "LOCAL";
        }
        return now;
      }
      case "DEPARTED" -> {
        if (now && leg.state.equals("MISMATCH")) {
          code(leg, "MISMATCH", "seen", "another");
          return true;
        }
        if (!now || !leg.state.equals("COMMITTED")) {
          return false;
        }
        leg.state = "IN_STRIP";
        if (has(Fault.BELIEVES_DEPARTED)) {
          arrived(leg, leg.plate);
        }
        after(limits.overdueAfter(), () -> askIf(leg, "IN_STRIP"));
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  private boolean offered(Leg leg, int epoch, ObjectNode body) {
    boolean open = Set.of("LOCAL", "OFFERED", "ACCEPTED", "REFUSED").contains(leg.state);
    if (!open || epoch <= leg.epoch) {
      return false;
    }
    leg.epoch = epoch;
    leg.joint &= !has(Fault.FORGETS_THE_INSPECTION);
    leg.plate = body.path("data").path("plate").asText();
    String code =
        !tides.leadsIn(leg.lane) || leavesItsLane(leg, body)
            ? "LANE_UNKNOWN"
            : bringsBack(body.path("data"))
                ? "RETURN_NOT_ACCEPTED"
                : leg.ended
                    ? "CROSSING_ENDED"
                    : announced.contains(leg.plate) ? "" : "NOT_ANNOUNCED";
    leg.state = code.isEmpty() ? "ACCEPTED" : "REFUSED";
    if (code.isEmpty()) {
      code(leg, "ACCEPT", "notAfter", Instant.now().plusSeconds(60).toString());
    } else {
      leg.ended = true;
      code(leg, "REFUSE", "code", code);
      books.ended(leg.id);
    }
    return true;
  }

  private boolean leavesItsLane(Leg leg, ObjectNode body) {
    return !body.path("lane").asText().equals(leg.lane) && !has(Fault.TAKES_ANY_LANE_LATER);
  }

  private boolean bringsBack(JsonNode data) {
    return has(Fault.TAKES_NULL_FOR_A_RETURN) ? data.has("returnOf") : data.hasNonNull("returnOf");
  }

  private boolean commit(Leg leg, int epoch, boolean now) {
    if (leg.committed == epoch && (TAKEN.contains(leg.state) || HERE.contains(leg.state))) {
      fact(leg, "COMMIT_OK");
      return true;
    }
    if (!now || !leg.state.equals("ACCEPTED")) {
      return false;
    }
    String code = cannotTake(leg);
    if (!code.isEmpty()) {
      code(leg, "COMMIT_DENIED", "code", code);
      leg.state = has(Fault.COMMITS_AFTER_DENYING) ? "ACCEPTED" : "LOCAL";
      return true;
    }
    leg.state = "COMMITTED";
    leg.committed = epoch;
    say(leg.id, epoch, "COMMIT_OK", Jws.object(), null);
    after(limits.statusAfter(), () -> askIf(leg, "COMMITTED"));
    return true;
  }

  private String cannotTake(Leg leg) {
    if (leg.joint) {
      return "JOINT_INSPECTION";
    }
    if (tides.changes(leg.lane)) {
      return "LANE_DIRECTION";
    }
    if (closed(leg.lane)) {
      return "PARTNER_CLOSED";
    }
    boolean full =
        legs.values().stream()
            .anyMatch(
                other ->
                    other != leg
                        && !other.exit
                        && other.lane.equals(leg.lane)
                        && TAKEN.contains(other.state));
    return full && !has(Fault.SHARES_THE_STRIP) ? "STRIP_FULL" : "";
  }
}
