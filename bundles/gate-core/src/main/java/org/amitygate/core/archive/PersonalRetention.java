package org.amitygate.core.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.amitygate.core.barrier.Lanes;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Archive.Personal;
import org.amitygate.core.journal.Archive.Scan;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets personal values whose period is over: of crossings with everything that belongs to them,
 * in the order in which they began, then of all other records by their age. Goes on where it ended
 * last; what cannot be forgotten yet is noted and looked at again each time. Small transactions, so
 * that traffic does not wait for it.
 */
final class PersonalRetention {

  /** Crossings in one transaction: some hundred records. */
  static final int CROSSINGS = 8;

  /** Records that are looked at in one transaction. */
  static final int RECORDS = 500;

  private static final String CURSOR = "retention";

  /**
   * What an earlier look passed over is looked at once more: the first left out what has no row,
   * the second what a crossing went on without later.
   */
  private static final int LOOK = 3;

  private static final String CROSSING = "crossing:";
  private static final String DECLARATION = "declaration:";
  private static final UUID FIRST = new UUID(0, 0);
  private static final Logger LOG = LoggerFactory.getLogger(PersonalRetention.class);

  private final Journal journal;
  private final Archive archive;
  private final Forgetting forgetting;
  private final Lanes lanes;
  private final Steps steps;

  /**
   * Crossings with something to send, as long as a rule is applied: what leaves the gate names
   * persons, too.
   */
  private volatile @Nullable Set<UUID> heard;

  PersonalRetention(
      Journal journal, Archive archive, Forgetting forgetting, Lanes lanes, Steps steps) {
    this.journal = journal;
    this.archive = archive;
    this.forgetting = forgetting;
    this.lanes = lanes;
    this.steps = steps;
    journal.onQueued(
        outgoing -> {
          Set<UUID> busy = heard;
          if (busy != null) {
            addCrossing(busy, outgoing);
          }
        });
  }

  /** The outbox may be long: it is read once, and what is queued from then on is heard of. */
  CompletableFuture<Void> apply(Rule rule) {
    Set<UUID> busy = ConcurrentHashMap.newKeySet();
    heard = busy;
    return journal
        .read(
            view -> {
              view.outbox().forEach(outgoing -> addCrossing(busy, outgoing));
              return busy;
            })
        .thenCompose(read -> again(rule, busy))
        .thenCompose(done -> steps.repeat(() -> crossings(rule, busy)))
        .thenCompose(done -> steps.repeat(() -> records(rule, busy)))
        .thenCompose(done -> left(rule))
        .thenCompose(done -> state(rule))
        .whenComplete((done, failure) -> heard = null);
  }

  private static void addCrossing(Set<UUID> crossings, Outgoing outgoing) {
    String crossing = outgoing.body().path("crossing").asText();
    String stream = outgoing.body().path("stream").asText();
    if (!crossing.isEmpty()) {
      crossings.add(UUID.fromString(crossing));
    } else if (stream.startsWith(CROSSING)) {
      crossings.add(UUID.fromString(stream.substring(CROSSING.length())));
    }
  }

  /** Those that something kept from being forgotten before. */
  private CompletableFuture<Void> again(Rule rule, Set<UUID> busy) {
    return journal
        .read(view -> view.items(Forgetting.LATER).stream().map(Item::id).toList())
        .thenCompose(
            ids ->
                someAtOnce(
                    ids,
                    some ->
                        forget(
                            some.stream().map(UUID::fromString).toList(),
                            rule,
                            busy,
                            Optional.empty())));
  }

  private CompletableFuture<Void> someAtOnce(
      List<String> ids, Function<List<String>, CompletableFuture<Boolean>> act) {
    Deque<String> left = new ArrayDeque<>(ids);
    return steps.repeat(
        () -> {
          List<String> next = new ArrayList<>();
          while (next.size() < CROSSINGS && !left.isEmpty()) {
            next.add(left.poll());
          }
          return next.isEmpty() ? CompletableFuture.completedFuture(false) : act.apply(next);
        });
  }

  /** Declarations that crossings went on without: the look at their records may be over. */
  private CompletableFuture<Void> left(Rule rule) {
    return journal
        .read(
            view ->
                Declarations.left(view).stream()
                    .filter(reference -> forgetting.isAlone(view, reference, rule))
                    .toList())
        .thenCompose(
            references ->
                someAtOnce(references, some -> journal.submit(tx -> forgetLeft(tx, some, rule))));
  }

  private boolean forgetLeft(Transaction tx, List<String> references, Rule rule) {
    Set<String> held = LegalHolds.declarations(tx);
    references.stream()
        .filter(reference -> !held.contains(reference))
        .filter(reference -> forgetting.isAlone(tx, reference, rule))
        .forEach(reference -> forgetting.declaration(tx, reference, rule));
    return true;
  }

  private CompletableFuture<Boolean> crossings(Rule rule, Set<UUID> busy) {
    return journal
        .read(view -> view.item(CURSOR, "crossings").orElseGet(Json::object))
        .thenCompose(
            cursor ->
                archive.begun(
                    new Place(
                        Instant.parse(cursor.path("openedAt").asText(Instant.EPOCH.toString())),
                        UUID.fromString(cursor.path("id").asText(FIRST.toString()))),
                    rule.before(),
                    CROSSINGS))
        .thenCompose(
            page ->
                forget(
                    page.stream().map(CrossingRow::id).toList(),
                    rule,
                    busy,
                    page.stream().reduce((first, last) -> last).map(PersonalRetention::cursor)));
  }

  private static ObjectNode cursor(CrossingRow last) {
    return Json.object()
        .put("openedAt", last.openedAt().toString())
        .put("id", last.id().toString());
  }

  /**
   * @return whether there were any
   */
  private CompletableFuture<Boolean> forget(
      List<UUID> crossings, Rule rule, Set<UUID> busy, Optional<ObjectNode> cursor) {
    if (crossings.isEmpty()) {
      return CompletableFuture.completedFuture(false);
    }
    return journal.submit(
        tx -> {
          long forgotten =
              crossings.stream().filter(id -> forgetting.crossing(tx, id, busy, rule)).count();
          cursor.ifPresent(now -> tx.put(CURSOR, "crossings", now));
          LOG.debug("{} of {} crossings forgotten", forgotten, crossings.size());
          return true;
        });
  }

  private CompletableFuture<Boolean> records(Rule rule, Set<UUID> busy) {
    return journal
        .read(PersonalRetention::lookedThrough)
        .thenCompose(
            position ->
                archive
                    .scan(position, rule.before(), RECORDS)
                    .thenCompose(
                        scan ->
                            scan.through() == position
                                ? CompletableFuture.completedFuture(false)
                                : journal.submit(tx -> forget(tx, scan, busy, rule))));
  }

  private static long lookedThrough(View view) {
    return view.item(CURSOR, "records")
        .filter(cursor -> cursor.path("v").asInt() == LOOK)
        .map(cursor -> cursor.path("position").asLong())
        .orElse(0L);
  }

  private boolean forget(Transaction tx, Scan scan, Set<UUID> busy, Rule rule) {
    Map<String, TreeSet<Long>> parts = new LinkedHashMap<>();
    Set<UUID> again = new LinkedHashSet<>();
    Set<String> held = LegalHolds.declarations(tx);
    for (Personal record : scan.found()) {
      String stream = record.stream();
      if (stream.startsWith(DECLARATION)) {
        String reference = stream.substring(DECLARATION.length());
        if (!forgetting.followsCrossing(tx, reference) && !held.contains(reference)) {
          forgetting.declaration(tx, reference, rule);
        }
      } else if (hasRow(tx, stream)) {
        again.add(UUID.fromString(stream.substring(CROSSING.length())));
      } else {
        parts.computeIfAbsent(stream, key -> new TreeSet<>()).add(record.seq());
      }
    }
    again.forEach(crossing -> forgetting.crossing(tx, crossing, busy, rule));
    parts.forEach((stream, seqs) -> forgetting.part(tx, stream, seqs.first(), seqs.last(), rule));
    tx.put(CURSOR, "records", Json.object().put("position", scan.through()).put("v", LOOK));
    return !scan.over();
  }

  /** What was offered and never taken has a stream, and never becomes a crossing. */
  private static boolean hasRow(View view, String stream) {
    return stream.startsWith(CROSSING)
        && view.crossing(UUID.fromString(stream.substring(CROSSING.length()))).isPresent();
  }

  /** What is kept beside records. */
  private CompletableFuture<Void> state(Rule rule) {
    return journal.submit(
        tx -> {
          lanes.forget(tx, rule.before());
          for (Item proposed : tx.items("passed-by-hand")) {
            if (Instant.parse(proposed.body().path("at").asText()).isBefore(rule.before())) {
              tx.remove("passed-by-hand", proposed.id());
            }
          }
          return null;
        });
  }
}
