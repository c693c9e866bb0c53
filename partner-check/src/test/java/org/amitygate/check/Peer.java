package org.amitygate.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
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
final class Peer extends PeerEntry implements Vehicles {
  private static final Duration SOON = Duration.ofMillis(20);

  private final Map<String, Quota> quotas = new HashMap<>();
  private final Set<String> stuck = new HashSet<>();
  private final Set<String> stopped = new HashSet<>();

  Peer(Set<Fault> faults, ECKey own, ECKey theirs, Limits limits) throws IOException {
    super(faults, own, theirs, limits);
  }

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
          advise(leg);
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
      default -> {
        if (!asked(words)) {
          throw new Unable("what is " + line);
        }
      }
    }
    return "";
  }

  private static String plain(String plate) {
    return plate.replaceAll("[-.]", "");
  }

  @Override
  String apply(ObjectNode message) {
    String verdict = applied(message);
    tides.look();
    return verdict;
  }

  private String applied(ObjectNode message) {
    String type = message.path("type").asText();
    String crossing = crossing(message);
    int epoch = message.path("epoch").asInt();
    ObjectNode body = (ObjectNode) message.path("body");
    Leg leg = legs.get(crossing);
    switch (type) {
      case "STATUS_REQ" -> {
        String unknown =
            isAdvised(crossing) && has(Fault.BEGINS_WITH_AN_ADVICE) ? "OFFERED" : "UNKNOWN";
        ObjectNode status = Jws.object().put("state", leg == null ? unknown : leg.state);
        status.put("committedEpoch", leg == null ? 0 : leg.committed);
        status.put("sent", sent(crossing) + 1).put("received", received(crossing));
        say(crossing, leg == null ? epoch : leg.epoch, "STATUS", status, null);
        return "APPLIED";
      }
      case "STATUS" -> {
        return "APPLIED";
      }
      case "INCIDENT" -> {
        incident(message);
        return "APPLIED";
      }
      case "INCIDENT_ACK" -> {
        return acknowledged(body) ? "APPLIED" : "RECORDED";
      }
      case "EVIDENCE_HEAD" -> {
        return books.head(body) ? "APPLIED" : "RECORDED";
      }
      case "RECONCILE", "RECONCILE_DETAIL", "RECONCILED" -> {
        books.heard(type, body);
        return "APPLIED";
      }
      case "LANE_DIRECTION" -> {
        return tides.heard(body) ? "APPLIED" : "RECORDED";
      }
      case "QUOTA" -> {
        return quota(body) ? "APPLIED" : "RECORDED";
      }
      case "ADVISE" -> {
        advise(crossing, body.path("lane").asText());
        return "APPLIED";
      }
      case "GATE_STATE" -> {
        boolean now =
            Instant.parse(body.path("from").asText("2000-01-01T00:00:00Z")).isBefore(Instant.now())
                && Instant.parse(body.path("until").asText("2999-01-01T00:00:00Z"))
                    .isAfter(Instant.now());
        gateStates.put(body.path("lane").asText(), now ? body.path("state").asText() : "not now");
        if (body.path("state").asText().equals("CLOSED")) {
          books.compare();
        }
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
        both(leg, type, body)
            || (leg.exit ? exit(leg, type, now) : entry(leg, type, epoch, now, body));
    return done ? "APPLIED" : "RECORDED";
  }

  /** It came. */
  private void advise(Leg leg) {
    if (has(Fault.NEVER_ADVISES)) {
      offerIfItMay(leg);
      return;
    }
    leg.unacknowledged = true;
    ObjectNode body = Jws.object().put("lane", leg.lane).put("name", "V");
    body.putObject("data").put("plate", leg.plate);
    say(leg.id, 1, "ADVISE", body, null);
    if (has(Fault.OFFERS_BEFORE_ADVISE_ACK)) {
      offer(leg);
    }
  }

  private boolean quota(ObjectNode body) {
    String lane = body.path("lane").asText();
    if (!lane.matches("[XE]\\d") && !has(Fault.TAKES_ANY_QUOTA)) {
      return false;
    }
    Instant until = Instant.parse(body.path("until").asText());
    quotas.put(lane, new Quota(body.path("count").asInt(), until));
    legs.values().stream()
        .filter(leg -> leg.exit && leg.state.equals("LOCAL"))
        .toList()
        .forEach(this::offerIfItMay);
    return true;
  }

  private boolean usedUp(String lane) {
    Quota quota = quotas.get(lane);
    if (quota == null || has(Fault.HEARS_NO_QUOTA)) {
      return false;
    }
    boolean over = quota.until.isBefore(Instant.now()) && !has(Fault.KEEPS_A_QUOTA_FOR_EVER);
    return !over && quota.used >= quota.count;
  }

  private void giveBack(Leg leg) {
    if (leg.place != null && !has(Fault.KEEPS_PLACES)) {
      leg.place.used--;
      leg.place = null;
    }
  }

  private void offerIfItMay(Leg leg) {
    if (leg.state.equals("LOCAL") && !leg.unacknowledged && !usedUp(leg.lane)) {
      leg.place = quotas.get(leg.lane);
      if (leg.place != null && !has(Fault.COUNTS_NO_PLACES)) {
        leg.place.used++;
      }
      offer(leg);
    }
  }

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
    giveBack(leg);
    after(SOON, () -> offerIfItMay(leg));
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
      case "ADVISE_ACK" -> {
        leg.unacknowledged = false;
        offerIfItMay(leg);
        return true;
      }
      case "ADVISE_HOLD" -> {
        if (has(Fault.HEARS_NO_ADVISE_HOLD)) {
          leg.unacknowledged = false;
          offerIfItMay(leg);
          return true;
        }
        leg.unacknowledged = true;
        if (Set.of("OFFERED", "ACCEPTED").contains(leg.state)) {
          code(leg, "WITHDRAW", "reason", "ADVISE_HOLD");
          again(leg);
        }
        return true;
      }
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
        if (refused) {
          giveBack(leg);
        }
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
      case "MISMATCH" -> {
        boolean heard = now && leg.state.equals("IN_STRIP") && !has(Fault.HEARS_NO_MISMATCH);
        leg.state = heard ? "MISMATCH" : leg.state;
        return heard;
      }
      case "RECEIVED", "HELD", "SAMPLE_PENDING", "CLEARED" -> {
        boolean heard = now && Set.of("IN_STRIP", "MISMATCH", "RECEIVED").contains(leg.state);
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
