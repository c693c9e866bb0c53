package org.amitygate.check.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.amitygate.check.rules.Rule.Broken;
import org.amitygate.check.site.Vehicles;
import org.amitygate.check.wire.Incoming;
import org.amitygate.check.wire.Jws;
import org.amitygate.check.wire.Merkle;

/**
 * A few crossings that ended at R without a handover, alone in a period of their own: the time in
 * their ids is one at which nothing else began. For one thread.
 */
final class Books {
  private static final Duration LONG_AGO = Duration.ofDays(400);
  private static final long LOOK_MILLIS = 250;

  /** What one side has of a crossing. */
  record Leaf(String crossing, String state, int committedEpoch) {
    /** The first byte of the SHA-256 of the id's text. */
    String bucket() {
      return Jws.sha256(crossing.getBytes(StandardCharsets.US_ASCII)).substring(0, 2);
    }

    /** RFC 8785. */
    byte[] canonical() {
      ObjectNode leaf = Jws.object().put("committedEpoch", committedEpoch);
      return Jws.bytes(leaf.put("crossingId", crossing).put("state", state));
    }

    ObjectNode json() {
      ObjectNode leaf = Jws.object().put("crossingId", crossing).put("state", state);
      return leaf.put("committedEpoch", committedEpoch).put("final", true).put("pending", false);
    }
  }

  private final Check check;
  private final Instant from;
  private final Route.Ear ear;
  private final List<Talk> talks = new ArrayList<>();
  private String run = "";

  private Books(Check check, Instant from) {
    this.check = check;
    this.from = from;
    this.ear = check.route().ear();
  }

  /** What is done with them. */
  @FunctionalInterface
  interface Story {
    void tell(Books books) throws Broken, Vehicles.Unable, IOException, InterruptedException;
  }

  /**
   * @param crossings how many have ended
   */
  static Rule rule(String id, String clause, String name, int crossings, Story story) {
    return new Rule(
        id,
        clause,
        name,
        check -> {
          long back = ThreadLocalRandom.current().nextLong(LONG_AGO.toMillis());
          Instant from = Instant.ofEpochMilli(System.currentTimeMillis() - back).minus(LONG_AGO);
          story.tell(of(check, from, crossings));
        });
  }

  /** Crossings that end now, and of which the ids say that they began then. */
  static Books of(Check check, Instant from, int crossings)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Books books = new Books(check, from.truncatedTo(ChronoUnit.MILLIS));
    String lane = check.entries().take();
    try {
      for (int i = 0; i < crossings; i++) {
        books.talks.add(ended(check, lane, books.from));
      }
    } finally {
      check.entries().give(lane);
    }
    books.talks.sort(Comparator.comparing(Talk::crossing));
    return books;
  }

  /** A vehicle that nobody announced is offered and refused. */
  static Talk ended(Check check, String lane, Instant begun)
      throws Broken, Vehicles.Unable, IOException, InterruptedException {
    Entry nobody = new Entry(check, lane, check.talk(begun));
    nobody.offer();
    if (nobody.talk().await(1, "ACCEPT", "REFUSE").type().equals("ACCEPT")) {
      nobody.withdraw();
      throw new Vehicles.Unable("a vehicle that nobody announced was accepted");
    }
    return nobody.talk();
  }

  Check check() {
    return check;
  }

  /** What is heard about the route since these crossings began. */
  Route.Ear ear() {
    return ear;
  }

  Talk talk(int which) {
    return talks.get(which);
  }

  /** What really became of them. */
  List<Leaf> actual() {
    return talks.stream().map(talk -> new Leaf(talk.crossing(), "REFUSED", 0)).toList();
  }

  /** The same, but for one of which this side claims a handover. */
  List<Leaf> planted() {
    List<Leaf> leaves = new ArrayList<>(actual());
    leaves.set(0, new Leaf(leaves.get(0).crossing(), "CLEARED", 1));
    return leaves;
  }

  /** RECONCILE, and the answer. */
  Incoming reconcile(List<Leaf> leaves) throws Broken, IOException, InterruptedException {
    run = check.uuid().toString();
    ObjectNode states = Jws.object();
    for (String state : new TreeSet<>(leaves.stream().map(Leaf::state).toList())) {
      List<Leaf> some = leaves.stream().filter(leaf -> leaf.state().equals(state)).toList();
      states.putObject(state).put("count", some.size()).put("root", root(some));
    }
    check.route().tell("RECONCILE", head().set("states", states));
    return answer(Set.of("RECONCILED", "RECONCILE_DETAIL"));
  }

  private ObjectNode head() {
    ObjectNode head = Jws.object().put("run", run).put("from", from.toString());
    return head.put("until", from.plusMillis(1).toString());
  }

  private static String root(List<Leaf> leaves) {
    return Merkle.root(leaves.stream().map(Leaf::canonical).toList());
  }

  /** The answer in this run, about this period. */
  private Incoming answer(Set<String> types) throws Broken, InterruptedException {
    Incoming answer =
        ear.await(
            String.join(" or ", new TreeSet<>(types)),
            check.patience(),
            message ->
                types.contains(message.type()) && message.body().path("run").asText().equals(run));
    if (!Instant.parse(answer.body().path("from").asText()).equals(from)
        || !Instant.parse(answer.body().path("until").asText()).equals(from.plusMillis(1))) {
      throw new Broken("the answer is about another period: " + answer.body());
    }
    return answer;
  }

  /** Roots by bucket, as they are to say them. */
  ObjectNode roots() {
    TreeMap<String, List<Leaf>> buckets = new TreeMap<>();
    actual()
        .forEach(leaf -> buckets.computeIfAbsent(leaf.bucket(), b -> new ArrayList<>()).add(leaf));
    ObjectNode roots = Jws.object();
    buckets.forEach((bucket, leaves) -> roots.put(bucket, root(leaves)));
    return roots;
  }

  /**
   * They name the buckets of these crossings, whatever this side claims.
   *
   * @param claimed what this side says it has: not what they have
   */
  JsonNode differing(List<Leaf> claimed) throws Broken, IOException, InterruptedException {
    Duration within = check.profile().limits().settledAfter().multipliedBy(2);
    long until = System.nanoTime() + within.plus(check.patience()).toNanos();
    Incoming answer = reconcile(claimed);
    while (answer.type().equals("RECONCILED") || missing(answer.body())) {
      if (System.nanoTime() > until) {
        throw new Broken(
            "this side has %s of crossings that ended there; it says %s %s"
                .formatted(claimed, answer.type(), answer.body()));
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      answer = reconcile(claimed);
    }
    return answer.body().path("roots");
  }

  private boolean missing(JsonNode detail) {
    return actual().stream().anyMatch(leaf -> !detail.path("roots").has(leaf.bucket()));
  }

  /** This side's leaves of the bucket of the first crossing; the answer names what differs. */
  JsonNode compare(List<Leaf> claimed, boolean whole)
      throws Broken, IOException, InterruptedException {
    String bucket = claimed.get(0).bucket();
    ObjectNode body = head();
    body.putArray("buckets").add(bucket);
    ArrayNode leaves = body.putArray("leaves");
    claimed.stream()
        .filter(leaf -> leaf.bucket().equals(bucket))
        .forEach(leaf -> leaves.add(leaf.json()));
    check.route().tell("RECONCILE_DETAIL", body.put("whole", whole));
    return answer(Set.of("RECONCILED")).body();
  }
}
