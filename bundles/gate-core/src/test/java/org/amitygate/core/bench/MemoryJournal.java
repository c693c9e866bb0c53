package org.amitygate.core.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;

/**
 * A journal in memory, deterministic and on the caller's thread. What is on its {@link Disk}
 * outlives a crash; a journal that crashed takes nothing, tells nothing and completes nothing any
 * more.
 */
public final class MemoryJournal implements Journal {

  /** What a crash leaves. */
  public static final class Disk {
    private Map<String, ObjectNode> items = new TreeMap<>();
    private Map<UUID, CrossingRow> crossings = new LinkedHashMap<>();
    private List<Entry> records = new ArrayList<>();
    private Map<String, Outgoing> outbox = new LinkedHashMap<>();
    private Set<String> everQueued = new HashSet<>();
    private int commits;

    private Disk copy() {
      Disk copy = new Disk();
      copy.items = new TreeMap<>(items);
      copy.crossings = new LinkedHashMap<>(crossings);
      copy.records = new ArrayList<>(records);
      copy.outbox = new LinkedHashMap<>(outbox);
      copy.everQueued = new HashSet<>(everQueued);
      copy.commits = commits;
      return copy;
    }

    private void become(Disk other) {
      items = other.items;
      crossings = other.crossings;
      records = other.records;
      outbox = other.outbox;
      everQueued = other.everQueued;
      commits = other.commits;
    }

    /** Commits so far that wrote anything. */
    public int commits() {
      return commits;
    }
  }

  private final Disk disk;
  private final Supplier<Instant> clock;
  private final Deque<Runnable> works = new ArrayDeque<>();
  private final List<Consumer<Outgoing>> listeners = new ArrayList<>();
  private boolean draining;
  private boolean down;
  private boolean crashed;
  private int crashAt = -1;
  private boolean crashAfter;

  public MemoryJournal(Disk disk, Supplier<Instant> clock) {
    this.disk = disk;
    this.clock = clock;
  }

  /** While it is down, nothing can be written. */
  public void down(boolean is) {
    down = is;
  }

  /** Crashes at a commit: before it is on disk, or after it and before anybody hears of it. */
  public void crashAt(int commit, boolean after) {
    crashAt = commit;
    crashAfter = after;
  }

  public boolean crashed() {
    return crashed;
  }

  public void crash() {
    crashed = true;
  }

  @Override
  public <R> CompletableFuture<R> submit(Work<R> work) {
    CompletableFuture<R> result = new CompletableFuture<>();
    if (down && !crashed) {
      result.completeExceptionally(
          new JournalUnavailable("the disk is full", new IllegalStateException()));
    } else if (!crashed) {
      works.add(() -> run(work, result));
      drain();
    }
    return result;
  }

  private void drain() {
    if (draining) {
      return;
    }
    draining = true;
    try {
      for (Runnable work = works.poll(); work != null; work = works.poll()) {
        work.run();
      }
    } finally {
      draining = false;
    }
  }

  private <R> void run(Work<R> work, CompletableFuture<R> result) {
    if (crashed) {
      return;
    }
    Tx tx = new Tx(disk.copy());
    R value;
    try {
      value = work.run(tx);
    } catch (Refusal | RuntimeException e) {
      result.completeExceptionally(e);
      return;
    }
    if (tx.wrote) {
      tx.state.commits++;
      if (tx.state.commits == crashAt) {
        if (crashAfter) {
          disk.become(tx.state);
        }
        crashed = true;
        return;
      }
    }
    disk.become(tx.state);
    tx.tasks.forEach(Runnable::run);
    result.complete(value);
    tx.queued.forEach(outgoing -> listeners.forEach(listener -> listener.accept(outgoing)));
  }

  @Override
  public <R> CompletableFuture<R> read(Function<View, R> question) {
    return CompletableFuture.completedFuture(question.apply(new Tx(disk.copy())));
  }

  /** Looks at what is on disk. */
  public View view() {
    return new Tx(disk.copy());
  }

  /** The types of a stream's records, in order. */
  public List<String> types(String stream) {
    return view().records(stream).stream().map(Entry::type).toList();
  }

  /** Every record, in order. */
  public List<Entry> records() {
    return List.copyOf(disk.records);
  }

  @Override
  public Status status() {
    return new Status(!down, "");
  }

  @Override
  public void onQueued(Consumer<Outgoing> listener) {
    listeners.add(listener);
  }

  private final class Tx implements Transaction {
    private final Disk state;
    private final Instant now = clock.get();
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Outgoing> queued = new ArrayList<>();
    private boolean wrote;

    Tx(Disk state) {
      this.state = state;
    }

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public void append(
        String stream, String type, int v, ObjectNode body, Optional<ObjectNode> personal) {
      wrote = true;
      ObjectNode whole = Json.object().put("type", type).put("v", v);
      whole.setAll(body.deepCopy());
      long seq = state.records.stream().filter(e -> e.stream().equals(stream)).count() + 1;
      UUID id = new UUID(7, state.records.size());
      state.records.add(new Entry(stream, seq, id, now, whole, personal));
    }

    @Override
    public void put(CrossingRow row) {
      wrote = true;
      int stored =
          Optional.ofNullable(state.crossings.get(row.id())).map(CrossingRow::version).orElse(0);
      if (row.version() != stored + 1) {
        throw new IllegalStateException(
            row.name() + " is at version " + stored + ", not " + row.version());
      }
      state.crossings.put(row.id(), row);
    }

    @Override
    public void put(String kind, String id, ObjectNode body) {
      wrote = true;
      state.items.put(kind + "/" + id, body.deepCopy());
    }

    @Override
    public void remove(String kind, String id) {
      wrote = true;
      state.items.remove(kind + "/" + id);
    }

    @Override
    public void enqueue(Outgoing outgoing) {
      wrote = true;
      if (!state.everQueued.add(outgoing.id())) {
        throw new IllegalStateException("outgoing " + outgoing.id() + " was queued before");
      }
      state.outbox.put(outgoing.id(), outgoing);
      queued.add(outgoing);
    }

    @Override
    public void delivered(String outgoingId) {
      wrote = true;
      state.outbox.remove(outgoingId);
    }

    @Override
    public void afterCommit(Runnable task) {
      tasks.add(task);
    }

    @Override
    public Optional<CrossingRow> crossing(UUID id) {
      return Optional.ofNullable(state.crossings.get(id)).map(row -> row);
    }

    @Override
    public List<CrossingRow> openCrossings() {
      return state.crossings.values().stream()
          .filter(CrossingRow::open)
          .sorted(Comparator.comparing(CrossingRow::openedAt))
          .toList();
    }

    @Override
    public List<CrossingRow> findCrossings(String text) {
      List<CrossingRow> found =
          new ArrayList<>(
              state.crossings.values().stream()
                  .filter(r -> List.of(r.name(), r.plate(), r.declaration()).contains(text))
                  .toList());
      java.util.Collections.reverse(found);
      return found;
    }

    @Override
    public List<CrossingRow> recentCrossings(int offset, int limit) {
      List<CrossingRow> all = new ArrayList<>(state.crossings.values());
      java.util.Collections.reverse(all);
      return all.stream().skip(offset).limit(limit).toList();
    }

    @Override
    public Optional<ObjectNode> item(String kind, String id) {
      return Optional.ofNullable(state.items.get(kind + "/" + id)).map(ObjectNode::deepCopy);
    }

    @Override
    public List<Item> items(String kind) {
      String prefix = kind + "/";
      return state.items.entrySet().stream()
          .filter(e -> e.getKey().startsWith(prefix))
          .map(e -> new Item(kind, e.getKey().substring(prefix.length()), e.getValue().deepCopy()))
          .toList();
    }

    @Override
    public List<Entry> records(String stream) {
      return state.records.stream().filter(entry -> entry.stream().equals(stream)).toList();
    }

    @Override
    public List<Outgoing> outbox() {
      return List.copyOf(state.outbox.values());
    }
  }
}
