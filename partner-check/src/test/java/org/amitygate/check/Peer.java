package org.amitygate.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.amitygate.check.site.Profile.Limits;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Jws;

/**
 * A small peer that keeps the rules in both roles, but for its faults, and its vehicles. Lanes X…
 * lead out, lanes E… lead in.
 */
final class Peer extends PeerWire implements Vehicles {
  private static final Duration SOON = Duration.ofMillis(20);
  private static final Set<String> TAKEN = Set.of("COMMITTED", "IN_STRIP", "MISMATCH");
  private static final Set<String> HERE = Set.of("RECEIVED", "CLEARED");

  private static final class Leg {
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

  private final Limits limits;
  private final Map<String, Leg> legs = new LinkedHashMap<>();
  private final Map<String, String> gateStates = new HashMap<>();
  private final Map<String, Integer> openings = new HashMap<>();
  private final Set<String> announced = new HashSet<>();
  private final Set<String> stuck = new HashSet<>();
  private final Set<String> stopped = new HashSet<>();

  Peer(Set<Fault> faults, ECKey own, ECKey theirs, Limits limits) throws IOException {
    super(faults, own, theirs);
    this.limits = limits;
  }

  // --- vehicles -----------------------------------------------------------------------------

  @Override
  public synchronized String ask(String line) throws Unable {
    String[] words = line.split(" ");
    String lane = words[1];
    switch (words[0]) {
      case "announce" -> announced.add(plain(words[2]));
      case "arrive" -> {
        if (lane.startsWith("X")) {
          Leg leg = new Leg(UUID.randomUUID().toString(), true, lane, plain(words[2]));
          leg.stays = line.endsWith(" stays");
          legs.put(leg.id, leg);
          offer(leg);
        } else {
          legs.values().stream()
              .filter(leg -> !leg.exit && leg.lane.equals(lane) && TAKEN.contains(leg.state))
              .findFirst()
              .ifPresent(leg -> arrived(leg, plain(words[2])));
        }
      }
      case "openings" -> {
        return Integer.toString(openings.getOrDefault(lane, 0));
      }
      case "stuck" -> stuck.add(lane);
      case "repair" -> stuck.remove(lane);
      case "stop" -> stopped.add(lane);
      case "resume" -> stopped.remove(lane);
      case "drive" -> legs.values().forEach(leg -> leg.stays = false);
      case "turn-back" -> {}
      default -> throw new Unable("what is " + line);
    }
    return "";
  }

  private static String plain(String plate) {
    return plate.replaceAll("[-.]", "");
  }

  private void arrived(Leg leg, String plate) {
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

  private void opens(Leg leg) {
    openings.merge(leg.lane, 1, Integer::sum);
  }

  // --- messages -----------------------------------------------------------------------------

  private void fact(Leg leg, String type) {
    say(leg.id, leg.epoch, type, Jws.object(), null);
  }

  private void code(Leg leg, String type, String member, String value) {
    say(leg.id, leg.epoch, type, Jws.object().put(member, value), null);
  }

  @Override
  String apply(ObjectNode message) {
    String type = message.path("type").asText();
    String crossing = crossing(message);
    int epoch = message.path("epoch").asInt();
    ObjectNode body = (ObjectNode) message.path("body");
    Leg leg = legs.get(crossing);
    switch (type) {
      case "STATUS_REQ" -> {
        ObjectNode status = Jws.object().put("state", leg == null ? "UNKNOWN" : leg.state);
        status.put("committedEpoch", leg == null ? 0 : leg.committed);
        status.put("sent", sent(crossing) + 1).put("received", received(crossing));
        say(crossing, leg == null ? epoch : leg.epoch, "STATUS", status, null);
        return "APPLIED";
      }
      case "STATUS", "INCIDENT" -> {
        return "APPLIED";
      }
      case "GATE_STATE" -> {
        boolean now =
            Instant.parse(body.path("from").asText("2000-01-01T00:00:00Z")).isBefore(Instant.now())
                && Instant.parse(body.path("until").asText("2999-01-01T00:00:00Z"))
                    .isAfter(Instant.now());
        gateStates.put(body.path("lane").asText(), now ? body.path("state").asText() : "not now");
        legs.values().forEach(this::tryCommit);
        return "APPLIED";
      }
      default -> {}
    }
    if (leg == null && type.equals("OFFER")) {
      leg = new Leg(crossing, false, body.path("lane").asText(), "");
      legs.put(crossing, leg);
    }
    if (leg == null) {
      return "RECORDED";
    }
    boolean now = epoch == leg.epoch || has(Fault.TAKES_OLD_EPOCHS);
    boolean done =
        both(leg, type) || (leg.exit ? exit(leg, type, now) : entry(leg, type, epoch, now, body));
    return done ? "APPLIED" : "RECORDED";
  }

  private boolean both(Leg leg, String type) {
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

  // --- R ------------------------------------------------------------------------------------

  private boolean entry(Leg leg, String type, int epoch, boolean now, ObjectNode body) {
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
    leg.plate = body.path("data").path("plate").asText();
    String code =
        !leg.lane.startsWith("E")
            ? "LANE_UNKNOWN"
            : body.path("data").has("returnOf")
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
    }
    return true;
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

  private void askIf(Leg leg, String state) {
    if (leg.state.equals(state)) {
      fact(leg, "STATUS_REQ");
    }
  }

  private String cannotTake(Leg leg) {
    if (leg.joint) {
      return "JOINT_INSPECTION";
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

  private boolean closed(String lane) {
    return !gateStates.getOrDefault(lane, "").equals("OPEN") && !has(Fault.HEARS_NO_GATE_STATE);
  }

  // --- S ------------------------------------------------------------------------------------

  private void offer(Leg leg) {
    leg.epoch++;
    leg.state = "OFFERED";
    int epoch = leg.epoch;
    ObjectNode body = Jws.object().put("lane", leg.lane).put("name", "V");
    ObjectNode data = body.putObject("data").put("plate", leg.plate);
    if (has(Fault.TELLS_THE_GOODS)) {
      data.put("goods", "durian");
    }
    say(leg.id, epoch, "OFFER", body, limits.offerValid());
    if (has(Fault.COMMITS_WITHOUT_ACCEPT)) {
      say(leg.id, epoch, "COMMIT", Jws.object(), limits.commitWithin());
    }
    after(
        limits.offerValid(),
        () -> {
          if (leg.epoch == epoch && leg.state.equals("OFFERED") && !has(Fault.OFFERS_WITHOUT_END)) {
            code(leg, "WITHDRAW", "reason", "OFFER_TIMEOUT");
            again(leg);
          }
        });
  }

  /** The epoch is closed; the vehicle is offered again. */
  private void again(Leg leg) {
    leg.state = "LOCAL";
    after(SOON, () -> offer(leg));
  }

  private void tryCommit(Leg leg) {
    if (!leg.exit || !leg.state.equals("ACCEPTED")) {
      return;
    }
    if (closed(leg.lane) || leg.joint || linkLost(limits.linkLost())) {
      after(SOON, () -> tryCommit(leg));
      return;
    }
    leg.state = "COMMITTING";
    int epoch = leg.epoch;
    say(leg.id, epoch, "COMMIT", Jws.object(), limits.commitWithin());
    after(
        limits.commitWithin(),
        () -> {
          if (leg.epoch == epoch
              && leg.state.equals("COMMITTING")
              && !has(Fault.KEEPS_WAITING_FOR_COMMIT_OK)) {
            code(leg, "ABORT", "reason", "COMMIT_TIMEOUT");
            again(leg);
          }
        });
  }

  private boolean exit(Leg leg, String type, boolean now) {
    switch (type) {
      case "ACCEPT" -> {
        boolean accepted = now && leg.state.equals("OFFERED");
        if (accepted) {
          leg.state = "ACCEPTED";
          if (has(Fault.OPENS_ON_ACCEPT)) {
            opens(leg);
          }
          tryCommit(leg);
        }
        return accepted;
      }
      case "REFUSE" -> {
        boolean refused = now && Set.of("OFFERED", "ACCEPTED", "COMMITTING").contains(leg.state);
        leg.state = refused ? "REFUSED" : leg.state;
        return refused;
      }
      case "COMMIT_OK" -> {
        if (has(Fault.OPENS_TWICE) && leg.state.equals("IN_STRIP")) {
          opens(leg);
        }
        boolean committed = now && leg.state.equals("COMMITTING");
        if (committed) {
          open(leg);
        }
        return committed;
      }
      case "COMMIT_DENIED" -> {
        boolean denied = now && leg.state.equals("COMMITTING");
        if (denied) {
          again(leg);
        }
        return denied;
      }
      case "ANNUL_OK" -> {
        boolean annulled = now && leg.state.equals("NOT_DEPARTED");
        if (annulled) {
          again(leg);
        }
        return annulled;
      }
      case "RECEIVED", "HELD", "SAMPLE_PENDING", "CLEARED" -> {
        boolean heard = now && Set.of("IN_STRIP", "RECEIVED").contains(leg.state);
        if (heard) {
          leg.state = type.equals("CLEARED") ? "CLEARED" : "RECEIVED";
        }
        return heard;
      }
      default -> {
        return false;
      }
    }
  }

  private void open(Leg leg) {
    leg.committed = leg.epoch;
    boolean stop = stopped.contains(leg.lane) && !has(Fault.HEARS_NO_STOP);
    if (stop || closed(leg.lane) || leg.joint || stuck.contains(leg.lane)) {
      code(leg, "ABORT", "reason", "NOT_OPENED");
      again(leg);
      return;
    }
    opens(leg);
    leg.state = "OPENING";
    after(SOON, () -> leave(leg));
  }

  private void leave(Leg leg) {
    if (leg.stays) {
      leg.state = "NOT_DEPARTED";
      fact(leg, "NOT_DEPARTED");
      if (has(Fault.OFFERS_BEFORE_ANNUL_OK)) {
        offer(leg);
      }
      return;
    }
    leg.state = "IN_STRIP";
    fact(leg, "DEPARTED");
    after(limits.overdueAfter(), () -> askIf(leg, "IN_STRIP"));
  }
}
