package org.amitygate.camel.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

/**
 * A journal that forgets: one writer, everything in memory, and a switch that makes the disk full.
 */
final class MemoryJournal implements Journal, AutoCloseable {

  private final ExecutorService writer = Executors.newSingleThreadExecutor();
  private final Map<UUID, CrossingRow> crossings = new LinkedHashMap<>();
  private final Map<String, Map<String, ObjectNode>> items = new LinkedHashMap<>();
  private final List<Entry> records = new ArrayList<>();
  private final List<Outgoing> outbox = new ArrayList<>();
  private final List<Consumer<Outgoing>> listeners = new CopyOnWriteArrayList<>();
  private final Supplier<Instant> clock;
  volatile boolean full;

  /** The disk fails after the work has run, when its commit would return. */
  volatile boolean commitFails;

  MemoryJournal() {
    this(() -> Instant.parse("2026-03-01T04:00:00Z"));
  }

  MemoryJournal(Supplier<Instant> clock) {
    this.clock = clock;
  }

  @Override
  public <R> CompletableFuture<R> submit(Work<R> work) {
    CompletableFuture<R> result = new CompletableFuture<>();
    writer.execute(
        () -> {
          if (full) {
            result.completeExceptionally(
                new JournalUnavailable("the disk is full", new Exception()));
            return;
          }
          try {
            Tx tx = new Tx();
            R done = work.run(tx);
            if (commitFails) {
              throw new JournalUnavailable("the disk fails", new Exception());
            }
            tx.after.forEach(Runnable::run);
            result.complete(done);
          } catch (Refusal | RuntimeException | Error e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  /** Runs work and waits for it. */
  <R> R now(Work<R> work) {
    return submit(work).join();
  }

  @Override
  public <R> CompletableFuture<R> read(Function<View, R> question) {
    return submit(question::apply);
  }

  @Override
  public void onQueued(Consumer<Outgoing> listener) {
    listeners.add(listener);
  }

  @Override
  public Status status() {
    return new Status(!full, full ? "the disk is full" : "");
  }

  /** Types of the records of a stream, in order. */
  List<String> types(String stream) {
    return now(tx -> tx.records(stream).stream().map(Entry::type).toList());
  }

  /** The last record of a stream. */
  ObjectNode last(String stream) {
    return lastEntry(stream).body();
  }

  Entry lastEntry(String stream) {
    List<Entry> all = now(tx -> tx.records(stream));
    return all.get(all.size() - 1);
  }

  @Override
  public void close() {
    writer.shutdownNow();
  }

  private final class Tx implements Transaction {

    private final List<Runnable> after = new ArrayList<>();
    private final Instant now = clock.get();

    @Override
    public Instant now() {
      return now;
    }

    @Override
    public void append(
        String stream, String type, int v, ObjectNode body, Optional<ObjectNode> personal) {
      ObjectNode whole = body.deepCopy().put("type", type).put("v", v);
      records.add(
          new Entry(
              stream, records(stream).size() + 1L, UUID.randomUUID(), now(), whole, personal));
    }

    @Override
    public void put(CrossingRow row) {
      CrossingRow before = crossings.put(row.id(), row);
      if (row.version() != (before == null ? 0 : before.version()) + 1) {
        throw new IllegalStateException("version " + row.version());
      }
    }

    @Override
    public void put(String kind, String id, ObjectNode body) {
      items.computeIfAbsent(kind, k -> new TreeMap<>()).put(id, body.deepCopy());
    }

    @Override
    public void remove(String kind, String id) {
      items.getOrDefault(kind, new TreeMap<>()).remove(id);
    }

    @Override
    public void enqueue(Outgoing outgoing) {
      if (outbox.stream().anyMatch(o -> o.id().equals(outgoing.id()))) {
        throw new IllegalStateException(outgoing.id() + " was queued before");
      }
      outbox.add(outgoing);
      after.add(() -> listeners.forEach(listener -> listener.accept(outgoing)));
    }

    @Override
    public void delivered(String outgoingId) {
      outbox.removeIf(o -> o.id().equals(outgoingId));
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
      return List.of();
    }

    @Override
    public Optional<ObjectNode> item(String kind, String id) {
      return Optional.ofNullable(items.getOrDefault(kind, Map.of()).get(id))
          .map(ObjectNode::deepCopy);
    }

    @Override
    public List<Item> items(String kind) {
      List<Item> all = new ArrayList<>();
      items
          .getOrDefault(kind, Map.of())
          .forEach((id, body) -> all.add(new Item(kind, id, body.deepCopy())));
      return all;
    }

    @Override
    public List<Entry> records(String stream) {
      return records.stream().filter(entry -> entry.stream().equals(stream)).toList();
    }

    @Override
    public List<Outgoing> outbox() {
      return List.copyOf(outbox);
    }
  }
}
