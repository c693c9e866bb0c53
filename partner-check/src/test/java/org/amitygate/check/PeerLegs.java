package org.amitygate.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.amitygate.check.site.Profile.Limits;
import org.amitygate.check.wire.Jws;
import org.jspecify.annotations.Nullable;

/** What both roles of a small peer have in common: its crossings, its lanes, its barriers. */
abstract class PeerLegs extends PeerWire {
  static final Set<String> TAKEN = Set.of("COMMITTED", "IN_STRIP", "MISMATCH");
  static final Set<String> HERE = Set.of("RECEIVED", "CLEARED");

  static final class Leg {
    final String id;
    final boolean exit;
    final String lane;
    String plate;
    String state = "LOCAL";
    int epoch;
    int committed;
    boolean ended;
    boolean joint;
    boolean stays;

    /** Results of a joint inspection; empty: none yet. */
    String ours = "";

    String theirs = "";
    boolean agreed;
    boolean sealed;

    /** It was told of before it is offered, and may not be offered yet. */
    boolean unacknowledged;

    /** The quota in which it has a place. */
    @Nullable Quota place;

    Leg(String id, boolean exit, String lane, String plate) {
      this.id = id;
      this.exit = exit;
      this.lane = lane;
      this.plate = plate;
    }

    /** A joint inspection begins. */
    void opened() {
      joint = true;
      ours = "";
      theirs = "";
      agreed = false;
      sealed = false;
    }
  }

  /** How many more vehicles the other side takes. */
  static final class Quota {
    final int count;
    final Instant until;
    int used;

    Quota(int count, Instant until) {
      this.count = count;
      this.until = until;
    }
  }

  final Limits limits;
  final Map<String, Leg> legs = new LinkedHashMap<>();
  final Map<String, String> gateStates = new HashMap<>();
  final Map<String, Integer> openings = new HashMap<>();

  PeerLegs(Set<Fault> faults, ECKey own, ECKey theirs, Limits limits) throws IOException {
    super(faults, own, theirs);
    this.limits = limits;
  }

  void opens(Leg leg) {
    openings.merge(leg.lane, 1, Integer::sum);
  }

  void fact(Leg leg, String type) {
    say(leg.id, leg.epoch, type, Jws.object(), null);
  }

  void code(Leg leg, String type, String member, String value) {
    say(leg.id, leg.epoch, type, Jws.object().put(member, value), null);
  }

  boolean both(Leg leg, String type, ObjectNode body) {
    switch (type) {
      case "JOINT_OPEN" -> {
        leg.opened();
        leg.joint = !has(Fault.HEARS_NO_JOINT_OPEN);
      }
      case "JOINT_RESULT" -> {
        if (!leg.theirs.isEmpty() && !has(Fault.TAKES_A_LATER_RESULT)) {
          return false;
        }
        leg.theirs = body.path("result").toString();
        compare(leg);
      }
      case "SEAL_CHANGED" -> {
        boolean may = leg.agreed && !leg.sealed || has(Fault.TAKES_ANY_SEAL);
        leg.sealed |= may;
        return may;
      }
      case "RETURN_REQ" -> {
        return HERE.contains(leg.state);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Both results, if both are there. */
  void compare(Leg leg) {
    boolean both = !leg.ours.isEmpty() && !leg.theirs.isEmpty();
    boolean equal = leg.ours.equals(leg.theirs) || has(Fault.TAKES_ANY_RESULT_FOR_EQUAL);
    leg.agreed = both && equal && !has(Fault.NEVER_AGREES);
    if (has(Fault.TAKES_ANY_RESULT_FOR_EQUAL) && both) {
      leg.joint = false;
    }
  }

  void askIf(Leg leg, String state) {
    if (leg.state.equals(state)) {
      fact(leg, "STATUS_REQ");
    }
  }

  boolean closed(String lane) {
    String state = gateStates.getOrDefault(lane, "");
    boolean open =
        state.equals("OPEN") || state.equals("DEGRADED") && has(Fault.TAKES_DEGRADED_FOR_OPEN);
    return !open && !has(Fault.HEARS_NO_GATE_STATE);
  }
}
