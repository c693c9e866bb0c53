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
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.GateClock;

/**
 * A journal in memory, on the strands of virtual time: works that wait together are committed
 * together.
 */
public final class MemoryJournal implements CrashingJournal {

  /** What a crash leaves. */
  public static final class Disk implements Storage {
    private Map<String, ObjectNode> items = new TreeMap<>();
    private Map<UUID, CrossingRow> crossings = new LinkedHashMap<>();
    private List<Entry> records = new ArrayList<>();
    private Map<String, Outgoing> outbox = new LinkedHashMap<>();
    private Set<String> everQueued = new HashSet<>();
    private int commits;

    private Disk copy() {
      Disk copy = new Disk();
      copy.become(this);
      copy.items = new TreeMap<>(items);
      copy.crossings = new LinkedHashMap<>(crossings);
      copy.records = new ArrayList<>(records);
      copy.outbox = new LinkedHashMap<>(outbox);
      copy.everQueued = new HashSet<>(everQueued);
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

    @Override
    public Instant lastAt() {
      return records.isEmpty() ? Instant.EPOCH : records.get(records.size() - 1).at();
    }

    @Override
    public CrashingJournal start(VirtualTime time, GateClock clock) {
      return new MemoryJournal(this, time, clock);
    }
  }

  private record Pending<R>(Work<R> work, CompletableFuture<R> result) {}

  private final Disk disk;
  private final VirtualTime time;
  private final GateClock clock;
  private final Executor writer;
  private final Executor completions;
  private final Deque<Pending<?>> queue = new ArrayDeque<>();
  private final List<Consumer<Outgoing>> listeners = new ArrayList<>();
  private final List<Runnable> onTheirWay = new ArrayList<>();
  private boolean down;
  private boolean held;
  private boolean crashed;
  private int crashAt = -1;
  private boolean crashAfter;

  /** How often somebody read the whole outbox. */
  public int outboxReads;

  private MemoryJournal(Disk disk, VirtualTime time, GateClock clock) {
    this.disk = disk;
    this.time = time;
    this.clock = clock;
    this.writer = time.strand();
    this.completions = time.strand();
  }

  @Override
  public void down(boolean is) {
    down = is;
  }

  /**
   * While it is held, the disk is slow: works run on top of what is on its way there, and nobody is
   * told what became of it.
   */
  public void hold(boolean is) {
    held = is;
    if (!is) {
      onTheirWay.forEach(completions::execute);
      onTheirWay.clear();
    }
  }

  @Override
  public void crashAt(int commit, boolean after) {
    crashAt = commit;
    crashAfter = after;
  }

  @Override
  public int commits() {
    return disk.commits;
  }

  @Override
  public boolean crashed() {
    return crashed;
  }

  @Override
  public void crash() {
    crashed = true;
    time.stop();
  }

  @Override
  public <R> CompletableFuture<R> submit(Work<R> work) {
    CompletableFuture<R> result = new CompletableFuture<>();
    if (crashed) {
      return result;
    }
    if (down) {
      result.completeExceptionally(unavailable());
      return result;
    }
    queue.add(new Pending<>(work, result));
    writer.execute(this::writeBatch);
    return result;
  }

  private static JournalUnavailable unavailable() {
    return new JournalUnavailable("the disk is full", new IllegalStateException());
  }

  private void writeBatch() {
    List<Pending<?>> batch = List.copyOf(queue);
    queue.clear();
    if (batch.isEmpty()) {
      return;
    }
    if (down) {
      completions.execute(
          () -> batch.forEach(one -> one.result().completeExceptionally(unavailable())));
      return;
    }
    Disk state = disk.copy();
    List<Runnable> told = new ArrayList<>();
    List<Outgoing> queued = new ArrayList<>();
    int before = state.commits;
    for (Pending<?> pending : batch) {
      state = run(pending, state, told, queued);
    }
    if (state.commits != before) {
      state.commits = before + 1;
    }
    boolean dies = state.commits != before && state.commits == crashAt;
    if (!dies || crashAfter) {
      disk.become(state);
    }
    if (dies) {
      crash();
      return;
    }
    Runnable stored =
        () -> {
          told.forEach(Runnable::run);
          queued.forEach(outgoing -> listeners.forEach(listener -> listener.accept(outgoing)));
        };
    if (held) {
      onTheirWay.add(stored);
    } else {
      completions.execute(stored);
    }
  }

  /** Runs one work on a state; returns the state after it. */
  private <R> Disk run(
      Pending<R> pending, Disk before, List<Runnable> told, List<Outgoing> queued) {
    Tx tx = new Tx(before.copy());
    R value;
    try {
      value = pending.work().run(tx);
    } catch (Refusal | RuntimeException e) {
      told.add(() -> pending.result().completeExceptionally(e));
      return before;
    }
    told.addAll(tx.tasks);
    told.add(() -> pending.result().complete(value));
    queued.addAll(tx.queued);
    if (tx.wrote) {
      tx.state.commits++;
    }
    return tx.state;
  }

  @Override
  public <R> CompletableFuture<R> read(Function<View, R> question) {
    return CompletableFuture.completedFuture(question.apply(view()));
  }

  @Override
  public View view() {
    return new Tx(disk.copy());
  }

  @Override
  public List<Entry> recordsAfter(int count) {
    return List.copyOf(disk.records.subList(count, disk.records.size()));
  }

  @Override
  public Status status() {
    return new Status(!down, "");
  }

  @Override
  public void onQueued(Consumer<Outgoing> listener) {
    listeners.add(listener);
  }

  /** Takes personal values away from a part of a stream. */
  static void forget(Transaction tx, String stream, long from, long through) {
    ((Tx) tx)
        .state.records.replaceAll(
            e ->
                e.stream().equals(stream) && e.seq() >= from && e.seq() <= through
                    ? new Entry(e.stream(), e.seq(), e.id(), e.at(), e.body(), Optional.empty())
                    : e);
  }

  private final class Tx implements Transaction {
    private final Disk state;
    private final Instant now = clock.now();
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
    public List<CrossingRow> recentCrossings(int limit) {
      List<CrossingRow> all = new ArrayList<>(state.crossings.values());
      java.util.Collections.reverse(all);
      return all.stream().limit(limit).toList();
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
      outboxReads++;
      return List.copyOf(state.outbox.values());
    }
  }
}
