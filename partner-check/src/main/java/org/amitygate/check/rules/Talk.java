package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Receipt;

/** One stream, both directions: what the kit says on it, and what it hears. For one thread. */
final class Talk {
  static final ObjectNode NOTHING = Jws.object();

  private static final int ANY_EPOCH = -1;

  private final Check check;
  private final String crossing;
  private long next = 1;
  private int heard;

  /**
   * @param crossing empty: about the route
   */
  Talk(Check check, String crossing) {
    this.check = check;
    this.crossing = crossing;
  }

  String crossing() {
    return crossing;
  }

  /** The seq of the next message of the kit. */
  long next() {
    return next;
  }

  void next(long seq) {
    next = seq;
  }

  /** The payload of the next message; its number is not used up. */
  ObjectNode draft(String type, int epoch, ObjectNode body, Duration valid) {
    String until = valid.isZero() ? "" : Instant.now().plus(valid).toString();
    return check.payload(crossing, epoch, next, type, until, body);
  }

  /** Says a fact. */
  Receipt say(String type, int epoch, ObjectNode body)
      throws Broken, IOException, InterruptedException {
    return say(draft(type, epoch, body, Duration.ZERO));
  }

  /** Says something that may be acted on for so long. */
  Receipt say(String type, int epoch, ObjectNode body, Duration valid)
      throws Broken, IOException, InterruptedException {
    return say(draft(type, epoch, body, valid));
  }

  /** Says what was drafted; its number is used up. */
  Receipt say(ObjectNode payload) throws Broken, IOException, InterruptedException {
    check.mail().said(crossing, next);
    Receipt receipt = check.deliver(check.signed(payload), payload.path("id").asText());
    next++;
    return receipt;
  }

  /** Says something that must have its effect. */
  void tell(String type, int epoch, ObjectNode body)
      throws Broken, IOException, InterruptedException {
    Receipt receipt = say(type, epoch, body);
    if (!receipt.verdict().equals("APPLIED")) {
      throw new Broken(type + "(" + epoch + ") was " + receipt.verdict() + ", not APPLIED");
    }
  }

  /** Waits for the next message that is one of these, of an epoch. */
  Incoming await(int epoch, String... types) throws Broken, InterruptedException {
    return await(check.patience(), Set.of(), epoch, types);
  }

  /** The same; none of the forbidden types may come before it, whatever the epoch. */
  Incoming awaitWithout(Set<String> forbidden, int epoch, String... types)
      throws Broken, InterruptedException {
    return await(check.patience(), forbidden, epoch, types);
  }

  /** The same, of any epoch and with another patience. */
  Incoming awaitAny(Duration within, String... types) throws Broken, InterruptedException {
    return await(within, Set.of(), ANY_EPOCH, types);
  }

  /** The same with another patience. */
  Incoming await(Duration within, Set<String> forbidden, int epoch, String... types)
      throws Broken, InterruptedException {
    List<String> wanted = Arrays.asList(types);
    long until = System.nanoTime() + within.toNanos();
    while (true) {
      Duration left = Duration.ofNanos(until - System.nanoTime());
      List<Incoming> all = check.mail().more(crossing, heard, left);
      if (all.size() <= heard) {
        String of = epoch == ANY_EPOCH ? "" : " of epoch " + epoch;
        throw new Broken(
            "no %s%s within %d s; heard %s"
                .formatted(String.join(" or ", types), of, within.toSeconds(), all));
      }
      Incoming message = all.get(heard);
      heard++;
      boolean right = epoch == ANY_EPOCH || message.epoch() == epoch;
      if (right && wanted.contains(message.type())) {
        return message;
      }
      if (forbidden.contains(message.type())) {
        throw new Broken("heard " + message + " before " + String.join(" or ", types));
      }
    }
  }

  /** None of these may be said for so long. */
  void without(Set<String> forbidden, Duration time) throws Broken, InterruptedException {
    long until = System.nanoTime() + time.toNanos();
    List<Incoming> all = check.mail().more(crossing, heard, time);
    while (all.size() > heard) {
      Incoming message = all.get(heard);
      heard++;
      notNow(forbidden, message);
      all = check.mail().more(crossing, heard, Duration.ofNanos(until - System.nanoTime()));
    }
  }

  private static void notNow(Set<String> forbidden, Incoming message) throws Broken {
    if (forbidden.contains(message.type())) {
      throw new Broken("heard " + message + ", which must not be said now");
    }
  }

  /** What was said so far counts as heard. */
  void skip() {
    heard = all().size();
  }

  /** Everything heard so far, also what was waited for. */
  List<Incoming> all() {
    return check.mail().all(crossing);
  }

  /** What they say their state is, after everything that they said before. */
  Incoming status(int epoch) throws Broken, IOException, InterruptedException {
    return statusWithout(Set.of(), epoch);
  }

  /** The same; none of these may have been said before. */
  Incoming statusWithout(Set<String> forbidden, int epoch)
      throws Broken, IOException, InterruptedException {
    tell("STATUS_REQ", epoch, NOTHING);
    long asked = next - 1;
    while (true) {
      List<Incoming> all = check.mail().more(crossing, heard, check.patience());
      if (all.size() <= heard) {
        throw new Broken("STATUS_REQ was not answered with STATUS; heard " + all);
      }
      Incoming message = all.get(heard);
      heard++;
      notNow(forbidden, message);
      if (message.type().equals("STATUS") && message.body().path("received").asLong() >= asked) {
        return message;
      }
    }
  }
}
