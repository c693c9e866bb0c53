package org.amitygate.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.amitygate.core.journal.Archive.Scan;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.View;
import org.amitygate.journal.Changes.CrossingPut;
import org.amitygate.journal.RecordRow.Head;

/**
 * The disk of a simulated gate, in memory: what was committed and nothing else. It outlives the
 * processes that write to it. Confined to the simulation's thread.
 */
public final class SimulatedDisk implements Rows {

  private final Map<UUID, CrossingRow> crossings = new LinkedHashMap<>();
  private final Map<String, TreeMap<String, Body>> items = new HashMap<>();
  private final Map<String, List<RecordRow>> streams = new LinkedHashMap<>();
  private final Map<String, Outgoing> outbox = new LinkedHashMap<>();
  private final Set<String> everQueued = new HashSet<>();
  private Watcher watcher = (stream, type, body) -> {};
  private long lastAt;
  private long commits;

  /** What is on it now, for those who judge. */
  public View view() {
    return new RowsView(this);
  }

  /** Batches with something in them. */
  public long commits() {
    return commits;
  }

  /** Hears of what is on disk from now on. */
  public interface Watcher {

    void record(String stream, String type, Supplier<ObjectNode> body);

    default void crossing(CrossingRow row) {}
  }

  public void watch(Watcher by) {
    watcher = by;
  }

  /** A new process: what the one before had in memory is gone, only bytes are left. */
  public void reopen() {
    crossings.replaceAll((id, row) -> asBytes(row));
    items.values().forEach(kind -> kind.replaceAll((id, body) -> Body.stored(body.json())));
  }

  private static CrossingRow asBytes(CrossingRow row) {
    return new CrossingRow(
        row.id(),
        row.name(),
        row.role(),
        row.lane(),
        row.flow(),
        row.flowVersion(),
        row.state(),
        row.stage(),
        row.reason(),
        row.plate(),
        row.declaration(),
        row.open(),
        row.openedAt(),
        row.changedAt(),
        row.dueAt(),
        row.version(),
        Body.stored(row.body().json()),
        row.words());
  }

  Instant lastAt() {
    return commits == 0 ? Instant.EPOCH : Micros.instant(lastAt);
  }

  void write(Changes changes) {
    if (changes.isEmpty()) {
      return;
    }
    commits++;
    for (RecordRow row : changes.records) {
      streams.computeIfAbsent(row.stream(), name -> new ArrayList<>()).add(row);
      lastAt = row.at();
    }
    for (CrossingPut put : changes.crossings.values()) {
      put.row().body().json();
      crossings.put(put.row().id(), put.row());
    }
    changes.items.forEach(
        (key, body) -> {
          TreeMap<String, Body> kind =
              items.computeIfAbsent(key.kind(), name -> new TreeMap<>(Overlay.BY_UTF8));
          body.ifPresentOrElse(
              b -> {
                b.json();
                kind.put(key.id(), b);
              },
              () -> kind.remove(key.id()));
        });
    changes.queued.forEach(
        (id, queued) -> {
          everQueued.add(id);
          outbox.put(id, queued.copy());
        });
    outbox.keySet().removeAll(changes.delivered);
    for (RecordRow row : changes.records) {
      watcher.record(row.stream(), row.type(), () -> Json.object(row.body()));
    }
    changes.crossings.values().forEach(put -> watcher.crossing(put.row()));
    if (!changes.seals.isEmpty() || !changes.erasures.isEmpty()) {
      throw new UnsupportedOperationException("no seals and no erasures in the simulation");
    }
  }

  @Override
  public Optional<CrossingRow> crossing(UUID id) {
    return Optional.ofNullable(crossings.get(id));
  }

  @Override
  public int crossingVersion(UUID id) {
    return crossing(id).map(CrossingRow::version).orElse(0);
  }

  @Override
  public List<CrossingRow> openCrossings() {
    return select(CrossingRow::open, Overlay.OLDEST_FIRST);
  }

  @Override
  public List<CrossingRow> openCrossings(String lane) {
    return select(row -> row.open() && row.lane().equals(lane), Overlay.OLDEST_FIRST);
  }

  @Override
  public Map<String, Long> openVersions(String flow) {
    Map<String, Long> counts = new HashMap<>();
    for (CrossingRow row : crossings.values()) {
      if (row.open() && row.flow().equals(flow)) {
        counts.merge(row.flowVersion(), 1L, Long::sum);
      }
    }
    return counts;
  }

  @Override
  public List<CrossingRow> openCrossingsCalled(String text) {
    return select(
        row ->
            row.open()
                && (row.name().equals(text)
                    || row.plate().equals(text)
                    || row.declaration().equals(text)),
        Overlay.OLDEST_FIRST);
  }

  @Override
  public List<CrossingRow> find(CrossingQuery query) {
    return select(query::fits, Overlay.OLDEST_FIRST.reversed()).stream()
        .limit(query.limit())
        .toList();
  }

  private List<CrossingRow> select(Predicate<CrossingRow> wanted, Comparator<CrossingRow> order) {
    List<CrossingRow> found = new ArrayList<>();
    for (CrossingRow row : crossings.values()) {
      if (wanted.test(row)) {
        found.add(row);
      }
    }
    found.sort(order);
    return found;
  }

  @Override
  public Optional<Body> item(String kind, String id) {
    TreeMap<String, Body> all = items.get(kind);
    return all == null ? Optional.empty() : Optional.ofNullable(all.get(id));
  }

  @Override
  public List<Item> items(String kind) {
    TreeMap<String, Body> all = items.get(kind);
    return all == null
        ? List.of()
        : all.entrySet().stream()
            .map(entry -> new Item(kind, entry.getKey(), entry.getValue().tree()))
            .toList();
  }

  @Override
  public List<RecordRow> records(String stream) {
    return List.copyOf(streams.getOrDefault(stream, List.of()));
  }

  @Override
  public List<RecordRow> records(String stream, long fromSeq, int limit) {
    List<RecordRow> all = streams.getOrDefault(stream, List.of());
    int first = (int) Math.min(Math.max(fromSeq - 1, 0), all.size());
    return List.copyOf(all.subList(first, Math.min(first + limit, all.size())));
  }

  @Override
  public Head head(String stream) {
    List<RecordRow> all = streams.get(stream);
    return all == null ? Head.NONE : all.get(all.size() - 1).head();
  }

  @Override
  public List<Outgoing> outbox() {
    return List.copyOf(outbox.values());
  }

  @Override
  public Set<String> waiting(String outgoingId) {
    Set<String> found = new HashSet<>(outbox.keySet());
    found.removeIf(id -> !View.isOrBegins(outgoingId, id));
    return found;
  }

  @Override
  public boolean enqueued(String outgoingId) {
    return everQueued.contains(outgoingId);
  }

  @Override
  public Optional<Seal> lastSeal() {
    return Optional.empty();
  }

  @Override
  public Heads headsAfter(long position, long records) {
    throw new UnsupportedOperationException("no seals in the simulation");
  }

  @Override
  public Optional<Instant> firstAfter(long position) {
    return Optional.empty();
  }

  @Override
  public List<CrossingRow> crossingsAfter(CrossingKey after, Instant before, int limit) {
    throw new UnsupportedOperationException("no retention in the simulation");
  }

  @Override
  public Scan personalAfter(long position, Instant before, int limit) {
    throw new UnsupportedOperationException("no retention in the simulation");
  }
}
