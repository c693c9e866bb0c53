package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.handover.ReconciliationDesk;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.partner.envelope.RouteBodies;
import org.amitygate.partner.reconcile.Leaf;
import org.amitygate.partner.reconcile.Leaves;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the books with the partner. One side says RECONCILE with a count and a Merkle root for
 * each final state; the other answers RECONCILED, or narrows the difference down: RECONCILE_DETAIL
 * with the roots of 256 buckets, answered with the crossings of those that differ. What then
 * differs is named by RECONCILED, and each side looks again at what it has itself. Nothing is kept
 * between the messages: each has the whole question. Crossings are read and compared beside the
 * writer.
 */
final class Reconciliation implements ReconciliationDesk {

  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
  private static final int RUNS = 64;

  /** Answers to one partner that wait or are worked on: more is no reconciliation but a burden. */
  private static final int AT_ONCE = 4;

  private static final int READING_WAITS = 64;

  /** What the gates compare by themselves. */
  private static final Duration BACK = Duration.ofDays(1);

  /** Lanes close one after another, and are compared once. */
  private static final Duration CLOSING = Duration.ofMinutes(1);

  private final ConfigSource config;
  private final Journal journal;
  private final GateClock clock;
  private final Ids ids;
  private final Outbox outbox;
  private final Differences differences;
  private final Instant started;
  private final Map<String, Integer> answering = new ConcurrentHashMap<>();

  /** Crossings are read for one partner after another: the journal has other readers. */
  private final Turnstile reading =
      new Turnstile(
          1,
          READING_WAITS,
          () -> new Refusal("too many comparisons of books wait for their turn; try it later"));

  private final Map<String, Instant> begunAt = new ConcurrentHashMap<>();

  /** Who waits for the end of a run that began here. */
  private final Map<UUID, CompletableFuture<Report>> runs =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UUID, CompletableFuture<Report>> eldest) {
              return size() > RUNS;
            }
          });

  Reconciliation(
      ConfigSource config,
      Journal journal,
      GateClock clock,
      Ids ids,
      Outbox outbox,
      Differences differences) {
    this.config = config;
    this.journal = journal;
    this.clock = clock;
    this.ids = ids;
    this.outbox = outbox;
    this.differences = differences;
    this.started = clock.now();
  }

  @Override
  public CompletableFuture<Report> reconcile(String partnerId, Duration back, String by) {
    Optional<Partner> partner = Partner.of(config, partnerId);
    if (partner.isEmpty()) {
      return CompletableFuture.failedFuture(
          new Refusal("there is no partner '" + partnerId + "' in gate.yaml"));
    }
    Instant now = clock.now();
    UUID run = ids.next();
    ObjectNode nothing = Json.object();
    Question question = new Question(partner.get(), run, now.minus(back), now, nothing);
    if (question.isTooLong()) {
      return CompletableFuture.failedFuture(
          new Refusal("at most " + RouteBodies.LONGEST.toDays() + " days are compared at once"));
    }
    CompletableFuture<Report> report = new CompletableFuture<>();
    runs.put(run, report);
    LOG.info("reconciling with partner '{}' for {}", partnerId, by);
    reading
        .pass(partnerId, () -> journal.read(view -> ours(view, question).totals()))
        .thenCompose(
            totals ->
                journal.submit(
                    tx -> {
                      ask(tx, question, by, totals);
                      return partnerId;
                    }))
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                runs.remove(run);
                report.completeExceptionally(failure);
              }
            });
    return report;
  }

  private void ask(Transaction tx, Question question, String by, Map<String, Leaves.Total> totals) {
    Map<String, Object> body = question.head();
    tx.append(
        "partner:" + question.partner().id(),
        "ReconciliationAsked",
        Json.object(body).put("by", by));
    body.put("states", states(totals));
    Runs.asked(tx, question.partner(), question.run());
    outbox.send(tx, question.partner(), RouteBodies.RECONCILE, body);
  }

  /**
   * Begins what is due. Of two gates the one whose id comes first in the alphabet begins. Called
   * every few seconds, on one thread; never blocks.
   */
  void look() {
    GateConfig now = config.current();
    for (String id : now.partners().keySet()) {
      if (now.gate().id().compareTo(id) < 0) {
        Partner.of(config, id)
            .ifPresent(partner -> beginAfter(partner, partner.reconcileEvery(), "the clock"));
      }
    }
  }

  /** The partner closed a lane. */
  void closed(Transaction tx, Partner partner) {
    tx.afterCommit(() -> beginAfter(partner, CLOSING, "a lane that closed"));
  }

  /** One that the partner has not even received is enough. */
  private void beginAfter(Partner partner, Duration pause, String why) {
    Instant now = clock.now();
    Instant last = begunAt.computeIfAbsent(partner.id(), id -> started);
    if (Duration.between(last, now).compareTo(pause) >= 0) {
      begunAt.put(partner.id(), now);
      journal
          .read(view -> Outbox.waits(view, partner, RouteBodies.RECONCILE))
          .thenCompose(
              waits ->
                  waits
                      ? CompletableFuture.<Report>completedFuture(null)
                      : reconcile(partner.id(), BACK, why))
          .exceptionally(
              failure -> {
                LOG.warn("could not reconcile with '{}': {}", partner.id(), failure.toString());
                return null;
              });
    }
  }

  static boolean knows(String type) {
    return switch (type) {
      case RouteBodies.RECONCILE, RouteBodies.RECONCILE_DETAIL, RouteBodies.RECONCILED -> true;
      default -> false;
    };
  }

  /** Of these types, those that are answered. */
  static boolean asks(String type) {
    return type.equals(RouteBodies.RECONCILE) || type.equals(RouteBodies.RECONCILE_DETAIL);
  }

  /**
   * Hears one of these messages: looks at it once it is on disk.
   *
   * @return its period can be compared, and what it ends was asked for
   */
  boolean heard(Transaction tx, Message message) {
    Question question = Question.of(message);
    String type = message.envelope().type();
    boolean asked = asks(type) || Runs.ended(tx, message.partner(), question.run());
    if (!asked || question.isTooLong() || question.isFarFrom(tx.now())) {
      String why = asked ? "its period" : "nobody asked";
      LOG.warn("{} of partner '{}' is not heard: {}", type, message.partner().id(), why);
      return false;
    }
    tx.afterCommit(() -> answer(type, question));
    return true;
  }

  private void answer(String type, Question question) {
    String partner = question.partner().id();
    if (answering.merge(partner, 1, Integer::sum) > AT_ONCE) {
      answering.merge(partner, -1, Integer::sum);
      LOG.warn("{} of partner '{}' is not answered: too many at once", type, partner);
      return;
    }
    reading
        .pass(partner, () -> journal.read(view -> answer(view, type, question)))
        .thenCompose(Next::get)
        .whenComplete(
            (done, failure) -> {
              answering.merge(partner, -1, Integer::sum);
              if (failure != null) {
                LOG.warn("{} of partner '{}' is not answered", type, partner, failure);
              }
            });
  }

  /** What to do next, once the crossings were read. */
  private interface Next {
    CompletableFuture<?> get();
  }

  private Next answer(View view, String type, Question question) {
    Leaves ours = ours(view, question);
    JsonNode body = question.body();
    if (type.equals(RouteBodies.RECONCILED)) {
      List<Leaf> theirs = leaves(body.path("differences"));
      List<Leaves.Difference> confirmed = confirmed(view, question, ours, theirs, Set.of());
      return () -> end(question, ours, confirmed, body.path("whole").asBoolean(true), false);
    }
    if (type.equals(RouteBodies.RECONCILE)) {
      return states(ours.totals()).equals(plain(body.path("states")))
          ? () -> end(question, ours, List.of(), true, true)
          : () -> say(question, RouteBodies.RECONCILE_DETAIL, Map.of("roots", ours.roots()));
    }
    if (body.has("roots")) {
      Map<String, String> roots = new TreeMap<>();
      body.path("roots").properties().forEach(e -> roots.put(e.getKey(), e.getValue().asText()));
      Map<String, Object> detail = detail(ours, rotated(question.run(), ours.differing(roots)));
      return () -> say(question, RouteBodies.RECONCILE_DETAIL, detail);
    }
    Set<String> buckets = new TreeSet<>();
    body.path("buckets").forEach(bucket -> buckets.add(bucket.asText()));
    List<Leaves.Difference> confirmed =
        confirmed(view, question, ours, leaves(body.path("leaves")), buckets);
    return () -> end(question, ours, confirmed, body.path("whole").asBoolean(true), true);
  }

  private Leaves ours(View view, Question question) {
    return SharedCrossings.between(
        view, question.partner(), question.from(), question.until(), clock.now());
  }

  /** Each run begins elsewhere: what is never settled must not hide what comes behind it. */
  private static <T> List<T> rotated(UUID run, Collection<T> all) {
    List<T> rotated = new ArrayList<>(all);
    Collections.rotate(rotated, (int) run.getLeastSignificantBits());
    return rotated;
  }

  /** As many buckets as one message holds; one that is too large for any is passed over. */
  private static Map<String, Object> detail(Leaves ours, List<String> differing) {
    Set<String> buckets = new TreeSet<>();
    List<ObjectNode> leaves = new ArrayList<>();
    for (String bucket : differing) {
      List<Leaf> some = ours.in(bucket);
      if (leaves.size() + some.size() <= RouteBodies.MOST_LEAVES) {
        buckets.add(bucket);
        some.forEach(leaf -> leaves.add(leaf.json()));
      }
    }
    return Map.of(
        "buckets", buckets, "leaves", leaves, "whole", buckets.size() == differing.size());
  }

  private static List<Leaf> leaves(JsonNode list) {
    List<Leaf> leaves = new ArrayList<>();
    list.forEach(leaf -> Leaf.of(leaf).ifPresent(leaves::add));
    return leaves;
  }

  private static Map<String, Object> states(Map<String, Leaves.Total> totals) {
    Map<String, Object> states = new TreeMap<>();
    totals.forEach(
        (state, total) -> states.put(state, Map.of("count", total.count(), "root", total.root())));
    return states;
  }

  private static Map<String, Object> plain(JsonNode states) {
    Map<String, Object> plain = new TreeMap<>();
    states
        .properties()
        .forEach(
            state ->
                plain.put(
                    state.getKey(),
                    Map.of(
                        "count",
                        state.getValue().path("count").asInt(),
                        "root",
                        state.getValue().path("root").asText())));
    return plain;
  }

  /**
   * What differs and is no news: something that came a moment ago explains itself. One more than is
   * dealt with at once shows that there are more.
   */
  private List<Leaves.Difference> confirmed(
      View view, Question question, Leaves ours, List<Leaf> theirs, Set<String> buckets) {
    Instant now = clock.now();
    return rotated(question.run(), ours.compare(theirs, buckets)).stream()
        .filter(
            each -> {
              Instant begun = SharedCrossings.begun(each.crossing());
              return !begun.isBefore(question.from())
                  && begun.isBefore(question.until())
                  && SharedCrossings.settled(view, question.partner(), each.crossing(), now);
            })
        .limit(RouteBodies.MOST_LEAVES + 1L)
        .toList();
  }

  private CompletableFuture<?> say(Question question, String type, Map<String, Object> body) {
    Map<String, Object> whole = question.head();
    whole.putAll(body);
    return journal.submit(
        tx -> {
          outbox.send(tx, question.partner(), type, whole);
          return type;
        });
  }

  /**
   * Says and records as many of the differences as one message holds: a partner whose books are
   * lost differs in all of them, and the writer has other work.
   *
   * @param tell the partner is to hear it, and to look at the differences itself
   */
  private CompletableFuture<?> end(
      Question question, Leaves ours, List<Leaves.Difference> found, boolean whole, boolean tell) {
    List<Leaves.Difference> some = found.stream().limit(RouteBodies.MOST_LEAVES).toList();
    boolean all = whole && some.size() == found.size();
    Report asked =
        new Report(
            question.partner().id(),
            question.from(),
            question.until(),
            ours.totals().values().stream().mapToInt(Leaves.Total::count).sum(),
            List.of(),
            ours.pending(),
            all);
    return journal.submit(
        tx -> {
          Report report =
              differences.record(
                  tx, question.partner(), question.run(), asked, states(ours.totals()), some);
          if (tell) {
            Map<String, Object> body = question.head();
            body.put("differences", some.stream().map(each -> each.ours().json()).toList());
            body.put("whole", all);
            outbox.send(tx, question.partner(), RouteBodies.RECONCILED, body);
          }
          tx.afterCommit(
              () ->
                  Optional.ofNullable(runs.remove(question.run()))
                      .ifPresent(waiting -> waiting.complete(report)));
          return report;
        });
  }
}
