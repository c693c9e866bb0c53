package org.amitygate.core.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.amitygate.core.journal.Body;
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
 * A journal in memory: items, records and open crossings; a piece of work that refuses or fails
 * leaves nothing.
 */
public final class MemoryJournal implements Journal {

  private Map<String, ObjectNode> items = new TreeMap<>();
  private List<Entry> records = new ArrayList<>();
  private final List<CrossingRow> crossings = new ArrayList<>();
  private boolean broken;
  private String unwritable = "";
  private int refused;
  private Consumer<String> watcher = step -> {};
  private String losing = "";
  private final CompletableFuture<Lost> lost = new CompletableFuture<>();

  /** Hears of every piece of work, before and after it is written. */
  synchronized void watch(Consumer<String> steps) {
    watcher = steps;
  }

  /** What a process finds that starts now. */
  synchronized MemoryJournal copy() {
    MemoryJournal copy = new MemoryJournal();
    copy.items.putAll(items);
    copy.records.addAll(records);
    copy.crossings.addAll(crossings);
    return copy;
  }

  /** From now on, and until mended, nothing can be written. */
  public synchronized void breakDown(boolean down) {
    broken = down;
  }

  /** From now on records of this type cannot be written, and all others can. */
  public synchronized void refuse(String type) {
    unwritable = type;
  }

  /**
   * The answer to the next work that writes a record of this type is lost. Whoever waits for it for
   * some time only has waited in vain at once.
   *
   * @return that work, once it is on its way
   */
  synchronized CompletableFuture<Lost> loseTheAnswerTo(String type) {
    losing = type;
    return lost;
  }

  /** A work of which nobody knows whether it was written. */
  interface Lost {
    /** It is found out. */
    void turnsOutToBe(boolean written);
  }

  /** How many of those could not be written so far. */
  public synchronized int refused() {
    return refused;
  }

  synchronized void open(String flow, String version) {
    Instant now = Instant.EPOCH;
    crossings.add(
        new CrossingRow(
            UUID.randomUUID(),
            "X-1",
            "EXIT",
            "L1",
            flow,
            version,
            "UNDER_WAY",
            "",
            "",
            "",
            "",
            true,
            now,
            now,
            Optional.empty(),
            1,
            Body.of(Json.object())));
  }

  synchronized void endCrossings() {
    crossings.clear();
  }

  synchronized List<String> types(String stream) {
    return records.stream()
        .filter(entry -> entry.stream().equals(stream))
        .map(Entry::type)
        .toList();
  }

  synchronized List<String> types() {
    return records.stream().map(Entry::type).toList();
  }

  synchronized ObjectNode last(String stream) {
    return records.stream()
        .filter(entry -> entry.stream().equals(stream))
        .reduce((a, b) -> b)
        .orElseThrow()
        .body();
  }

  @Override
  public synchronized <R> CompletableFuture<R> submit(Work<R> work) {
    if (broken) {
      return CompletableFuture.failedFuture(
          new JournalUnavailable("the disk is full", new IllegalStateException()));
    }
    Map<String, ObjectNode> itemsBefore = new TreeMap<>(items);
    List<Entry> recordsBefore = new ArrayList<>(records);
    try {
      watcher.accept("before a write");
      R result = work.run(new Tx());
      watcher.accept("after a write");
      boolean unanswered =
          records.stream().skip(recordsBefore.size()).anyMatch(one -> one.type().equals(losing));
      return unanswered
          ? lose(result, itemsBefore, recordsBefore)
          : CompletableFuture.completedFuture(result);
    } catch (Refusal | RuntimeException e) {
      items = itemsBefore;
      records = recordsBefore;
      return CompletableFuture.failedFuture(e);
    }
  }

  private <R> CompletableFuture<R> lose(
      R result, Map<String, ObjectNode> itemsBefore, List<Entry> recordsBefore) {
    losing = "";
    Map<String, ObjectNode> itemsAfter = items;
    List<Entry> recordsAfter = records;
    items = itemsBefore;
    records = recordsBefore;
    CompletableFuture<R> answer =
        new CompletableFuture<>() {
          @Override
          public R get(long timeout, TimeUnit unit) throws TimeoutException {
            throw new TimeoutException();
          }
        };
    lost.complete(
        written -> {
          synchronized (this) {
            items = written ? itemsAfter : items;
            records = written ? recordsAfter : records;
          }
          if (written) {
            answer.complete(result);
          } else {
            answer.completeExceptionally(
                new JournalUnavailable("the answer was lost", new IllegalStateException()));
          }
        });
    return answer;
  }

  @Override
  public synchronized <R> CompletableFuture<R> read(Function<View, R> question) {
    return CompletableFuture.completedFuture(question.apply(new Tx()));
  }

  @Override
  public Status status() {
    return new Status(true, "");
  }

  private final class Tx implements Transaction {
    @Override
    public Instant now() {
      return Instant.parse("2026-01-02T03:04:05Z");
    }

    @Override
    public void append(
        String stream, String type, int v, ObjectNode body, Optional<ObjectNode> personal) {
      if (type.equals(unwritable)) {
        refused++;
        throw new JournalUnavailable("the disk is full", new IllegalStateException());
      }
      ObjectNode whole = Json.object().put("type", type).put("v", v);
      whole.setAll(body);
      records.add(
          new Entry(
              stream, records(stream).size() + 1L, UUID.randomUUID(), now(), whole, personal));
    }

    @Override
    public void put(CrossingRow row) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void put(String kind, String id, ObjectNode body) {
      items.put(kind + "/" + id, body.deepCopy());
    }

    @Override
    public void remove(String kind, String id) {
      items.remove(kind + "/" + id);
    }

    @Override
    public void enqueue(Outgoing outgoing) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void delivered(String outgoingId) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void afterCommit(Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<CrossingRow> crossing(UUID id) {
      return Optional.empty();
    }

    @Override
    public List<CrossingRow> openCrossings() {
      return List.copyOf(crossings);
    }

    @Override
    public List<CrossingRow> recentCrossings(int limit) {
      return List.of();
    }

    @Override
    public Optional<ObjectNode> item(String kind, String id) {
      return Optional.ofNullable(items.get(kind + "/" + id)).map(ObjectNode::deepCopy);
    }

    @Override
    public List<Item> items(String kind) {
      return items.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(kind + "/"))
          .map(
              entry ->
                  new Item(
                      kind,
                      entry.getKey().substring(kind.length() + 1),
                      entry.getValue().deepCopy()))
          .toList();
    }

    @Override
    public List<Entry> records(String stream) {
      return records.stream()
          .filter(entry -> entry.stream().equals(stream))
          .map(
              e ->
                  new Entry(e.stream(), e.seq(), e.id(), e.at(), e.body().deepCopy(), e.personal()))
          .toList();
    }

    @Override
    public List<Outgoing> outbox() {
      return List.of();
    }
  }
}
