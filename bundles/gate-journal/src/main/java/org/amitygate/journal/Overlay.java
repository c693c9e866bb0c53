package org.amitygate.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.amitygate.core.journal.Archive.Scan;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.View;
import org.amitygate.journal.Changes.CrossingPut;
import org.amitygate.journal.Changes.Erasure;
import org.amitygate.journal.Changes.ItemKey;
import org.amitygate.journal.Changes.Queued;
import org.amitygate.journal.RecordRow.Head;

/**
 * Rows with changes on top; sees changes made after it was built. Answers as the store will after
 * the commit.
 */
final class Overlay implements Rows {

  /** The order of {@code bytea} and {@code BLOB}: UUIDs by unsigned bytes. */
  static final Comparator<UUID> BY_ID =
      Comparator.<UUID>comparingLong(id -> id.getMostSignificantBits() ^ Long.MIN_VALUE)
          .thenComparingLong(id -> id.getLeastSignificantBits() ^ Long.MIN_VALUE);

  static final Comparator<CrossingRow> OLDEST_FIRST =
      Comparator.comparing(CrossingRow::openedAt).thenComparing(CrossingRow::id, BY_ID);

  /** The order of both databases for text: UTF-8 bytes, not UTF-16 units. */
  static final Comparator<String> BY_UTF8 =
      (a, b) ->
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

  private final Rows base;
  private final Changes changes;

  Overlay(Rows base, Changes changes) {
    this.base = base;
    this.changes = changes;
  }

  @Override
  public Optional<CrossingRow> crossing(UUID id) {
    CrossingPut put = changes.crossings.get(id);
    return put == null ? base.crossing(id) : Optional.of(put.row());
  }

  @Override
  public int crossingVersion(UUID id) {
    CrossingPut put = changes.crossings.get(id);
    return put == null ? base.crossingVersion(id) : put.row().version();
  }

  @Override
  public List<CrossingRow> openCrossings() {
    return merged(base.openCrossings(), CrossingRow::open, OLDEST_FIRST);
  }

  @Override
  public List<CrossingRow> openCrossings(String lane) {
    return merged(
        base.openCrossings(lane), row -> row.open() && row.lane().equals(lane), OLDEST_FIRST);
  }

  @Override
  public Map<String, Long> openVersions(String flow) {
    Map<String, Long> counts = new HashMap<>(base.openVersions(flow));
    for (CrossingPut put : changes.crossings.values()) {
      base.crossing(put.row().id()).ifPresent(before -> count(counts, flow, before, -1));
      count(counts, flow, put.row(), 1);
    }
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  private static void count(Map<String, Long> counts, String flow, CrossingRow row, long by) {
    if (row.open() && row.flow().equals(flow)) {
      counts.merge(row.flowVersion(), by, Long::sum);
    }
  }

  @Override
  public List<CrossingRow> openCrossingsCalled(String text) {
    return merged(
        base.openCrossingsCalled(text), row -> row.open() && called(row, text), OLDEST_FIRST);
  }

  @Override
  public List<CrossingRow> find(CrossingQuery query) {
    int changed = changes.crossings.size();
    if (changed == 0) {
      return base.find(query);
    }
    int reach = (int) Math.min((long) query.limit() + changed, Integer.MAX_VALUE);
    List<CrossingRow> all =
        merged(base.find(query.atMost(reach)), query::fits, OLDEST_FIRST.reversed());
    return List.copyOf(all.subList(0, Math.min(query.limit(), all.size())));
  }

  @Override
  public Optional<Body> item(String kind, String id) {
    Optional<Body> put = changes.items.get(new ItemKey(kind, id));
    return put == null ? base.item(kind, id) : put;
  }

  @Override
  public List<Item> items(String kind) {
    TreeMap<String, Item> all = new TreeMap<>(BY_UTF8);
    base.items(kind).forEach(item -> all.put(item.id(), item));
    changes.items.forEach(
        (key, body) -> {
          if (key.kind().equals(kind)) {
            body.ifPresentOrElse(
                b -> all.put(key.id(), new Item(kind, key.id(), b.tree())),
                () -> all.remove(key.id()));
          }
        });
    return List.copyOf(all.values());
  }

  @Override
  public List<RecordRow> records(String stream) {
    return changed(base.records(stream), row -> row.stream().equals(stream));
  }

  @Override
  public List<RecordRow> records(String stream, long fromSeq, int limit) {
    List<RecordRow> all =
        changed(
            base.records(stream, fromSeq, limit),
            row -> row.stream().equals(stream) && row.seq() >= fromSeq);
    return List.copyOf(all.subList(0, Math.min(limit, all.size())));
  }

  /** Stored records with the new ones of these behind them. */
  private List<RecordRow> changed(List<RecordRow> stored, Predicate<RecordRow> wanted) {
    List<RecordRow> all = new ArrayList<>(stored);
    changes.records.stream().filter(wanted).forEach(all::add);
    for (Erasure erasure : changes.erasures) {
      all.replaceAll(row -> erasure.covers(row) ? row.erased() : row);
    }
    return all;
  }

  @Override
  public Head head(String stream) {
    Head head = changes.heads.get(stream);
    return head == null ? base.head(stream) : head;
  }

  @Override
  public List<Outgoing> outbox() {
    List<Outgoing> all = new ArrayList<>(base.outbox());
    changes.queued.values().stream().map(Queued::copy).forEach(all::add);
    all.removeIf(entry -> changes.delivered.contains(entry.id()));
    return all;
  }

  @Override
  public Set<String> waiting(String outgoingId) {
    Set<String> all = new HashSet<>(base.waiting(outgoingId));
    for (String queued : changes.queued.keySet()) {
      if (View.isOrBegins(outgoingId, queued)) {
        all.add(queued);
      }
    }
    all.removeAll(changes.delivered);
    return all;
  }

  @Override
  public boolean enqueued(String outgoingId) {
    return changes.queued.containsKey(outgoingId) || base.enqueued(outgoingId);
  }

  @Override
  public Optional<Seal> lastSeal() {
    return changes.seals.isEmpty()
        ? base.lastSeal()
        : Optional.of(changes.seals.get(changes.seals.size() - 1));
  }

  @Override
  public Heads headsAfter(long position, long records) {
    return base.headsAfter(position, records);
  }

  @Override
  public Optional<Instant> firstAfter(long position) {
    return base.firstAfter(position);
  }

  @Override
  public List<CrossingRow> crossingsAfter(CrossingKey after, Instant before, int limit) {
    return base.crossingsAfter(after, before, limit);
  }

  @Override
  public Scan personalAfter(long position, Instant before, int limit) {
    return base.personalAfter(position, before, limit);
  }

  private List<CrossingRow> merged(
      List<CrossingRow> stored, Predicate<CrossingRow> wanted, Comparator<CrossingRow> order) {
    if (changes.crossings.isEmpty()) {
      return stored;
    }
    List<CrossingRow> all = new ArrayList<>(stored);
    all.removeIf(row -> changes.crossings.containsKey(row.id()));
    changes.crossings.values().stream()
        .filter(put -> wanted.test(put.row()))
        .map(CrossingPut::row)
        .forEach(all::add);
    all.sort(order);
    return all;
  }

  private static boolean called(CrossingRow row, String text) {
    return row.name().equals(text) || row.plate().equals(text) || row.declaration().equals(text);
  }
}
