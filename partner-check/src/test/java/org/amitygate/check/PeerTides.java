package org.amitygate.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.amitygate.check.wire.Jws;

/** The directions of the lanes of a small peer. Lanes X… lead out of it at first. */
final class PeerTides {
  private static final class Tide {
    int laneEpoch;
    boolean in;
    boolean wanted;
    boolean proposed;
    boolean asked;
  }

  private final PeerWire peer;
  private final Predicate<String> drained;
  private final Consumer<String> turned;
  private final Map<String, Tide> tides = new HashMap<>();

  /**
   * @param drained no vehicle is on this lane
   * @param turned told of a lane that goes the other way now
   */
  PeerTides(PeerWire peer, Predicate<String> drained, Consumer<String> turned) {
    this.peer = peer;
    this.drained = drained;
    this.turned = turned;
  }

  private Tide tide(String lane) {
    return tides.computeIfAbsent(lane, id -> new Tide());
  }

  boolean leadsIn(String lane) {
    return lane.startsWith("E") || lane.startsWith("X") && tide(lane).in;
  }

  /** This side has signed a change, or lets nothing in before one. */
  boolean changes(String lane) {
    return tide(lane).proposed && !peer.has(Fault.COMMITS_WHILE_IT_TURNS);
  }

  /** People want it turned, or agree. */
  void want(String lane) {
    tide(lane).wanted = true;
    look();
  }

  /** People refuse. */
  void keep(String lane) {
    Tide tide = tide(lane);
    if (tide.asked) {
      tide.asked = false;
      tide.laneEpoch++;
      say(lane, "REFUSED", tide.laneEpoch);
    }
  }

  /** Signs what is wanted where the last vehicle has left. */
  void look() {
    tides.forEach(
        (lane, tide) -> {
          if (!tide.wanted || !drained.test(lane) && !peer.has(Fault.DOES_NOT_DRAIN)) {
            return;
          }
          tide.wanted = false;
          tide.laneEpoch++;
          say(lane, tide.asked ? "AGREED" : "PROPOSED", tide.laneEpoch);
          tide.proposed = !tide.asked;
          if (tide.asked) {
            tide.asked = false;
            turn(lane, tide);
          }
        });
  }

  private void say(String lane, String answer, int number) {
    ObjectNode body = Jws.object().put("lane", lane).put("laneEpoch", number);
    body.put("answer", answer).put("towards", tide(lane).in ? "a" : "b");
    peer.say("", 0, "LANE_DIRECTION", body, null);
  }

  private void turn(String lane, Tide tide) {
    tide.in = !tide.in;
    turned.accept(lane);
  }

  /** LANE_DIRECTION of the other side. @return it has an effect */
  boolean heard(ObjectNode body) {
    String lane = body.path("lane").asText();
    Tide tide = tide(lane);
    String answer = body.path("answer").asText();
    int number = body.path("laneEpoch").asInt();
    boolean any = peer.has(Fault.TAKES_ANY_LANE_EPOCH);
    if (!tide.proposed) {
      boolean asked = answer.equals("PROPOSED") && (number == tide.laneEpoch + 1 || any);
      if (asked && peer.has(Fault.TURNS_WHEN_ASKED)) {
        tide.laneEpoch++;
        turn(lane, tide);
      } else if (asked) {
        tide.asked = true;
      }
      return asked;
    }
    boolean only = answer.equals("PROPOSED") && peer.has(Fault.WANTS_AGREED);
    if (only || number != tide.laneEpoch && !any) {
      return false;
    }
    tide.proposed = false;
    if (!answer.equals("REFUSED") || peer.has(Fault.HEARS_NO_REFUSAL)) {
      turn(lane, tide);
    }
    return true;
  }
}
