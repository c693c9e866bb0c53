package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Receipt;

/** The stream about the route, on which many rules speak and hear. Thread-safe. */
final class Route {
  private static final int UNKNOWN_SEQS = 10_000;

  private final Check check;
  private final Talk talk;

  Route(Check check) {
    this.check = check;
    this.talk = new Talk(check, "");
  }

  /** Says a fact about the route. */
  synchronized Receipt say(String type, ObjectNode body)
      throws Broken, IOException, InterruptedException {
    return talk.say(type, 0, body);
  }

  /**
   * Says a fact whose id is needed later.
   *
   * @return the id of the message
   */
  synchronized String tell(String type, ObjectNode body)
      throws Broken, IOException, InterruptedException {
    ObjectNode payload = talk.draft(type, 0, body, Duration.ZERO);
    applied(type, talk.say(payload));
    return payload.path("id").asText();
  }

  private static void applied(String what, Receipt receipt) throws Broken {
    if (!receipt.verdict().equals("APPLIED")) {
      throw new Broken(what + " was " + receipt.verdict() + ", not APPLIED");
    }
  }

  void gateState(String lane, String state, ObjectNode times)
      throws Broken, IOException, InterruptedException {
    ObjectNode body = Jws.object().put("lane", lane).put("state", state).setAll(times);
    tell("GATE_STATE", body.put("reason", "partner-check"));
  }

  synchronized void greet(Set<String> lanes) throws Broken, IOException, InterruptedException {
    for (String lane : lanes) {
      ObjectNode body = Jws.object().put("lane", lane).put("state", "OPEN");
      String verdict = "DUPLICATE";
      for (int i = 0; i < UNKNOWN_SEQS && verdict.equals("DUPLICATE"); i++) {
        verdict = talk.say("GATE_STATE", 0, body).verdict();
      }
      if (!verdict.equals("APPLIED")) {
        throw new Broken("GATE_STATE OPEN of lane " + lane + " was " + verdict);
      }
    }
  }

  /** Somebody who hears what is said about the route from now on. */
  Ear ear() {
    return new Ear(check.mail().all("").size());
  }

  /** For one thread. */
  final class Ear {
    private int heard;

    private Ear(int heard) {
      this.heard = heard;
    }

    /** The next message that is wanted; others are passed over. */
    Incoming await(String what, Duration within, Predicate<Incoming> wanted)
        throws Broken, InterruptedException {
      return awaitWithout(message -> false, what, within, wanted);
    }

    /** The next message that is wanted, if one comes in time. */
    Optional<Incoming> within(Duration time, Predicate<Incoming> wanted)
        throws InterruptedException {
      long until = System.nanoTime() + time.toNanos();
      while (true) {
        List<Incoming> all =
            check.mail().more("", heard, Duration.ofNanos(until - System.nanoTime()));
        if (all.size() <= heard) {
          return Optional.empty();
        }
        Incoming message = all.get(heard);
        heard++;
        if (wanted.test(message)) {
          return Optional.of(message);
        }
      }
    }

    /** The same; none of the forbidden ones may come before it. */
    Incoming awaitWithout(
        Predicate<Incoming> forbidden, String what, Duration within, Predicate<Incoming> wanted)
        throws Broken, InterruptedException {
      long until = System.nanoTime() + within.toNanos();
      while (true) {
        List<Incoming> all =
            check.mail().more("", heard, Duration.ofNanos(until - System.nanoTime()));
        if (all.size() <= heard) {
          throw new Broken("no " + what + " within " + within.toSeconds() + " s");
        }
        Incoming message = all.get(heard);
        heard++;
        if (wanted.test(message)) {
          return message;
        }
        if (forbidden.test(message)) {
          throw new Broken("heard " + message.type() + " " + message.body() + " before " + what);
        }
      }
    }

    /** None of these was said so far: STATUS comes behind whatever was. */
    void statusWithout(Predicate<Incoming> forbidden)
        throws Broken, IOException, InterruptedException {
      long asked;
      synchronized (Route.this) {
        asked = talk.next();
        tell("STATUS_REQ", Talk.NOTHING);
      }
      awaitWithout(
          forbidden,
          "STATUS about the route",
          check.patience(),
          message ->
              message.type().equals("STATUS") && message.body().path("received").asLong() >= asked);
    }
  }
}
