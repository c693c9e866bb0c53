package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.partner.reconcile.MerkleRoot;
import org.jspecify.annotations.Nullable;

/** A journal in memory, on the caller's thread: work that throws leaves nothing behind. */
final class MemoryJournal implements Journal {

  private final TestClock clock;
  private final Map<UUID, CrossingRow> crossings = new LinkedHashMap<>();
  private final Map<String, TreeMap<String, ObjectNode>> items = new TreeMap<>();
  private final Map<String, List<Entry>> records = new TreeMap<>();

  /** The stream of each record, in the order of all. */
  private final List<String> places = new ArrayList<>();

  /** Everything that was ever queued, by id, in its order. */
  private final Map<String, Integer> queued = new HashMap<>();

  /** What is not delivered yet. */
  private final Map<Integer, Outgoing> outbox = new TreeMap<>();

  private boolean writable = true;

  /** Works that were submitted. */
  int works;

  /** The process ends with the next commit: nothing is done after it. */
  boolean ends;

  /** A question may read a stream of at most so many records whole. */
  int whole = Integer.MAX_VALUE;

  /** Records that were read from their place in a stream. */
  int read;

  MemoryJournal(TestClock clock) {
    this.clock = clock;
  }

  /** Questions that wait for their answers. */
  final Deque<Runnable> asked = new ArrayDeque<>();

  private boolean slow;

  /** From now on works run, and their commits fail. */
  void full(boolean full) {
    writable = !full;
  }

  @Override
  public <R> CompletableFuture<R> submit(Work<R> work) {
    works++;
    Tx tx = new Tx(clock.now(), true);
    R result;
    try {
      result = work.run(tx);
    } catch (Exception e) {
      tx.undo();
      return CompletableFuture.failedFuture(e);
    }
    if (!writable) {
      tx.undo();
      return CompletableFuture.failedFuture(
          new JournalUnavailable("full", new java.io.IOException("full")));
    }
    if (!ends) {
      tx.after.forEach(Runnable::run);
    }
    return CompletableFuture.completedFuture(result);
  }

  /** From now on questions wait in {@link #asked} until the test answers them. */
  void slow() {
    slow = true;
  }

  @Override
  public <R> CompletableFuture<R> read(Function<View, R> question) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    Runnable ask = () -> answer.complete(question.apply(view()));
    if (slow) {
      asked.add(ask);
    } else {
      ask.run();
    }
    return answer;
  }

  @Override
  public Status status() {
    return new Status(writable, writable ? "" : "full");
  }

  /** What is there now. */
  View view() {
    return new Tx(clock.now(), false);
  }

  /** An archive that tells the ends of streams and nothing else. */
  Archive ends() {
    return (Archive)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Archive.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("grown")) {
                throw new UnsupportedOperationException(method.getName());
              }
              int from = (int) ((OptionalLong) arguments[0]).orElse(0);
              int through = Math.min(from + (int) arguments[1], places.size());
              List<Archive.Head> heads = new ArrayList<>();
              for (String stream : new TreeSet<>(places.subList(from, through))) {
                int seq = Collections.frequency(places.subList(0, through), stream);
                List<Entry> all = records.getOrDefault(stream, List.of()).subList(0, seq);
                heads.add(new Archive.Head(stream, seq, hash(all)));
              }
              boolean all = through == places.size();
              return CompletableFuture.completedFuture(new Archive.Grown(through, all, heads));
            });
  }

  private static byte[] hash(List<Entry> records) {
    byte[] hash = new byte[32];
    for (Entry record : records) {
      hash = MerkleRoot.sha256(hash, record.body().toString().getBytes(StandardCharsets.UTF_8));
    }
    return hash;
  }

  private final class Tx implements Transaction {
    private final Instant now;
    private final boolean onWriter;
    private final List<Runnable> after = new ArrayList<>();

    /** How to take back what was done, the last thing first. */
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /**
     * @param onWriter what grows for years is not read whole
     */
    Tx(Instant now, boolean onWriter) {
      this.now = now;
      this.onWriter = onWriter;
    }

    void undo() {
      undo.forEach(Runnable::run);
    }

    private <K, V> void change(Map<K, V> map, K key, @Nullable V value) {
      V before = value == null ? map.remove(key) : map.put(key, value);
      undo.push(() -> restore(map, key, before));
    }

    private static <K, V> void restore(Map<K, V> map, K key, @Nullable V before) {
      if (before == null) {
        map.remove(key);
      } else {
        map.put(key, before);
      }
    }

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public void append(
        String stream, String type, int v, ObjectNode body, Optional<ObjectNode> personal) {
      List<Entry> all = records.computeIfAbsent(stream, s -> new ArrayList<>());
      ObjectNode whole = body.deepCopy().put("type", type).put("v", v);
      all.add(new Entry(stream, all.size() + 1L, new UUID(7, all.size()), now, whole, personal));
      places.add(stream);
      undo.push(
          () -> {
            all.remove(all.size() - 1);
            places.remove(places.size() - 1);
          });
    }

    @Override
    public void put(CrossingRow row) {
      CrossingRow before = crossings.get(row.id());
      if (row.version() != (before == null ? 1 : before.version() + 1)) {
        throw new IllegalStateException("version " + row.version() + " after " + before);
      }
      change(crossings, row.id(), row);
    }

    @Override
    public void put(String kind, String id, ObjectNode body) {
      change(items.computeIfAbsent(kind, k -> new TreeMap<>()), id, body.deepCopy());
    }

    @Override
    public void remove(String kind, String id) {
      change(items.computeIfAbsent(kind, k -> new TreeMap<>()), id, null);
    }

    @Override
    public void enqueue(Outgoing outgoing) {
      if (queued.containsKey(outgoing.id())) {
        throw new IllegalStateException(outgoing.id() + " was queued before");
      }
      int number = queued.size();
      change(queued, outgoing.id(), number);
      change(outbox, number, outgoing);
    }

    @Override
    public void delivered(String outgoingId) {
      Integer number = queued.get(outgoingId);
      if (number != null) {
        change(outbox, number, null);
      }
    }

    @Override
    public void afterCommit(Runnable task) {
      after.add(task);
    }

    @Override
    public Optional<CrossingRow> crossing(UUID id) {
      return Optional.ofNullable(crossings.get(id));
    }

    @Override
    public List<CrossingRow> openCrossings() {
      return crossings.values().stream().filter(CrossingRow::open).toList();
    }

    @Override
    public List<CrossingRow> recentCrossings(int limit) {
      return crossings.values().stream()
          .sorted(
              Comparator.comparing(CrossingRow::openedAt).thenComparing(CrossingRow::id).reversed())
          .limit(limit)
          .toList();
    }

    @Override
    public Optional<ObjectNode> item(String kind, String id) {
      return Optional.ofNullable(items.getOrDefault(kind, new TreeMap<>()).get(id))
          .map(ObjectNode::deepCopy);
    }

    @Override
    public List<Item> items(String kind) {
      return items.getOrDefault(kind, new TreeMap<>()).entrySet().stream()
          .map(item -> new Item(kind, item.getKey(), item.getValue().deepCopy()))
          .toList();
    }

    @Override
    public List<Entry> records(String stream) {
      if (onWriter && stream.startsWith("partner:")) {
        throw new AssertionError("the writer reads all records of " + stream);
      }
      List<Entry> all = records.getOrDefault(stream, List.of());
      if (all.size() > whole) {
        throw new AssertionError("all records of " + stream + " are read");
      }
      return List.copyOf(all);
    }

    @Override
    public List<Entry> records(String stream, long fromSeq, int limit) {
      List<Entry> all = records.getOrDefault(stream, List.of());
      int from = (int) Math.min(fromSeq - 1, all.size());
      List<Entry> some = List.copyOf(all.subList(from, Math.min(from + limit, all.size())));
      read += some.size();
      return some;
    }

    @Override
    public long lastSeq(String stream) {
      return records.getOrDefault(stream, List.of()).size();
    }

    @Override
    public List<Outgoing> outbox() {
      if (onWriter) {
        throw new AssertionError("the writer reads the whole outbox");
      }
      return List.copyOf(outbox.values());
    }

    @Override
    public boolean waits(String outgoingId) {
      return outbox.values().stream().anyMatch(one -> View.isOrBegins(outgoingId, one.id()));
    }
  }
}
