package org.amitygate.check;

import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.amitygate.check.site.Profile.Limits;
import org.amitygate.check.wire.Jws;

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

    Leg(String id, boolean exit, String lane, String plate) {
      this.id = id;
      this.exit = exit;
      this.lane = lane;
      this.plate = plate;
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

  boolean both(Leg leg, String type) {
    switch (type) {
      case "JOINT_OPEN" -> leg.joint = !has(Fault.HEARS_NO_JOINT_OPEN);
      case "JOINT_RESULT" -> {}
      case "RETURN_REQ" -> {
        return HERE.contains(leg.state);
      }
      default -> {
        return false;
      }
    }
    return true;
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
