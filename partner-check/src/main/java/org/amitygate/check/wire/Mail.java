package org.amitygate.check.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.amitygate.check.site.Profile;

/**
 * Everything that the other side said, stream by stream in order, and what is wrong with it.
 * Thread-safe.
 */
public final class Mail {
  private static final byte[] NOTHING = {};

  private record Known(byte[] bytes, byte[] receipt) {}

  private final Profile profile;
  private final Parties parties;
  private final Map<String, List<Incoming>> streams = new LinkedHashMap<>();
  private final Map<String, Known> known = new HashMap<>();
  private final Map<String, Long> said = new HashMap<>();
  private final Set<String> formComplaints = new LinkedHashSet<>();
  private final Set<String> orderComplaints = new LinkedHashSet<>();
  private final Set<String> repeatComplaints = new LinkedHashSet<>();
  private final List<Incoming> turnedAway = new ArrayList<>();
  private int count;
  private final Map<String, Integer> repeats = new HashMap<>();
  private Predicate<Incoming> away = message -> false;
  private Predicate<Incoming> spoil = message -> false;

  public Mail(Profile profile, Duration longestDelay) {
    this.profile = profile;
    this.parties =
        new Parties(
            profile.us(),
            profile.them(),
            profile.route(),
            profile.profile(),
            longestDelay,
            formComplaints::add);
  }

  /** The stream of a crossing; an empty id is the route. */
  private List<Incoming> stream(String crossing) {
    return streams.computeIfAbsent(crossing, id -> new ArrayList<>());
  }

  /** Takes what came and says what is answered: the receipt, once it is kept. */
  synchronized Caller.Answer take(byte[] message) {
    Incoming incoming;
    try {
      ObjectNode payload = Jws.verify(message, Jws.MESSAGE, profile.keys());
      incoming = Incoming.read(payload, message, parties);
    } catch (Jws.Wrong e) {
      formComplaints.add(e.getMessage());
      return new Caller.Answer(400, NOTHING);
    }
    if (away.test(incoming)) {
      turnedAway.add(incoming);
      notifyAll();
      return new Caller.Answer(503, NOTHING);
    }
    Known before = known.get(incoming.id());
    if (before == null) {
      count++;
      inOrder(incoming);
      before = new Known(message, receipt(incoming));
      known.put(incoming.id(), before);
      stream(incoming.crossingId()).add(incoming);
    } else {
      repeats.merge(incoming.crossingId(), 1, Integer::sum);
      if (!Arrays.equals(before.bytes, message)) {
        repeatComplaints.add(incoming + " came again with other bytes");
      }
    }
    notifyAll();
    if (spoil.test(incoming)) {
      byte[] foreign =
          Receipt.make(
              profile.us(),
              profile.them(),
              incoming.id(),
              Jws.sha256(NOTHING),
              "APPLIED",
              profile.key());
      return new Caller.Answer(200, foreign);
    }
    return new Caller.Answer(200, before.receipt);
  }

  private void inOrder(Incoming incoming) {
    List<Incoming> stream = stream(incoming.crossingId());
    long expected = stream.isEmpty() ? 1 : stream.get(stream.size() - 1).seq() + 1;
    boolean firstOfRoute = incoming.crossingId().isEmpty() && stream.isEmpty();
    if (incoming.seq() != expected && !firstOfRoute) {
      orderComplaints.add(
          incoming + " has seq " + incoming.seq() + " where " + expected + " is next");
    }
    long most = said.getOrDefault(incoming.crossingId(), 0L);
    if (incoming.ack() > most && !incoming.crossingId().isEmpty()) {
      orderComplaints.add(
          incoming + " acknowledges seq " + incoming.ack() + ", of which only " + most + " exist");
    }
  }

  private byte[] receipt(Incoming incoming) {
    return Receipt.make(
        profile.us(),
        profile.them(),
        incoming.id(),
        Jws.sha256(incoming.bytes()),
        "APPLIED",
        profile.key());
  }

  /** Reads what was answered to a message of this side. */
  public Receipt receipt(byte[] answer) throws Jws.Wrong {
    return Receipt.read(answer, profile.us(), profile.them(), profile.keys());
  }

  /** This side has said so much on a stream. */
  public synchronized void said(String crossing, long seq) {
    said.merge(crossing, seq, Math::max);
  }

  /** Seq of the last message of a stream, 0 when there is none. */
  public synchronized long last(String crossing) {
    List<Incoming> stream = stream(crossing);
    return stream.isEmpty() ? 0 : stream.get(stream.size() - 1).seq();
  }

  /** Everything said on a stream so far. */
  public synchronized List<Incoming> all(String crossing) {
    return List.copyOf(stream(crossing));
  }

  /** Waits until a stream has more messages than these, or the time is over. */
  public synchronized List<Incoming> more(String crossing, int than, Duration within)
      throws InterruptedException {
    long until = System.nanoTime() + within.toNanos();
    while (stream(crossing).size() <= than && waitUntil(until)) {
      // looks again
    }
    return all(crossing);
  }

  /** Waits for a crossing's first message. @return empty list when none came in time */
  public synchronized List<Incoming> firstOf(Predicate<Incoming> which, Duration within)
      throws InterruptedException {
    long until = System.nanoTime() + within.toNanos();
    while (true) {
      for (List<Incoming> stream : streams.values()) {
        if (!stream.isEmpty() && which.test(stream.get(0))) {
          return List.copyOf(stream);
        }
      }
      if (!waitUntil(until)) {
        return List.of();
      }
    }
  }

  private boolean waitUntil(long until) throws InterruptedException {
    long left = until - System.nanoTime();
    if (left <= 0) {
      return false;
    }
    TimeUnit.NANOSECONDS.timedWait(this, left);
    return true;
  }

  /** Messages that are from now on not taken (503); none any more: never. */
  public synchronized void turnAway(Predicate<Incoming> which) {
    away = which;
    turnedAway.clear();
  }

  /**
   * Waits until so many calls were turned away.
   *
   * @return those that were
   */
  public synchronized List<Incoming> turnedAway(int atLeast, Duration within)
      throws InterruptedException {
    long until = System.nanoTime() + within.toNanos();
    while (turnedAway.size() < atLeast && waitUntil(until)) {
      // looks again
    }
    return List.copyOf(turnedAway);
  }

  /** Messages that are answered with a signed receipt of other bytes; none any more: never. */
  public synchronized void spoil(Predicate<Incoming> which) {
    spoil = which;
  }

  /**
   * Waits for repeats of what was known already.
   *
   * @param crossing of these messages only
   * @return how many there were so far
   */
  public synchronized int repeats(String crossing, int atLeast, Duration within)
      throws InterruptedException {
    long until = System.nanoTime() + within.toNanos();
    while (repeats.getOrDefault(crossing, 0) < atLeast && waitUntil(until)) {
      // looks again
    }
    return repeats.getOrDefault(crossing, 0);
  }

  /** How many different messages came. */
  public synchronized int count() {
    return count;
  }

  /** What is wrong with the form of messages. */
  public synchronized List<String> formComplaints() {
    return List.copyOf(formComplaints);
  }

  /** What is wrong with their numbers. */
  public synchronized List<String> orderComplaints() {
    return List.copyOf(orderComplaints);
  }

  /** What is wrong with repeats. */
  public synchronized List<String> repeatComplaints() {
    return List.copyOf(repeatComplaints);
  }
}
