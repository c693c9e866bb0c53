package org.amitygate.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.time.GateClock;

/**
 * A journal that keeps the records in memory and knows nothing else, for tests of the device host.
 * Thread-safe.
 */
public final class RecordingJournal implements Journal {

  private final GateClock clock;
  private final List<Entry> entries = new CopyOnWriteArrayList<>();

  public RecordingJournal(GateClock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized <R> CompletableFuture<R> submit(Work<R> work) {
    try {
      return CompletableFuture.completedFuture(work.run(new Recorder()));
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public <R> CompletableFuture<R> read(Function<View, R> question) {
    return CompletableFuture.completedFuture(question.apply(new Recorder()));
  }

  @Override
  public Status status() {
    return new Status(true, "");
  }

  private final class Recorder implements Transaction {
    @Override
    public Instant now() {
      return clock.now();
    }

    @Override
    public void append(
        String stream, String type, int v, ObjectNode body, Optional<ObjectNode> personal) {
      ObjectNode whole = body.deepCopy();
      whole.put("type", type).put("v", v);
      entries.add(
          new Entry(stream, records(stream).size() + 1, UUID.randomUUID(), now(), whole, personal));
    }

    @Override
    public void put(CrossingRow row) {
      throw onlyRecords();
    }

    @Override
    public void put(String kind, String id, ObjectNode body) {
      throw onlyRecords();
    }

    @Override
    public void remove(String kind, String id) {
      throw onlyRecords();
    }

    @Override
    public void enqueue(Outgoing outgoing) {
      throw onlyRecords();
    }

    @Override
    public void delivered(String outgoingId) {
      throw onlyRecords();
    }

    @Override
    public void afterCommit(Runnable task) {
      task.run();
    }

    @Override
    public Optional<CrossingRow> crossing(UUID id) {
      return Optional.empty();
    }

    @Override
    public List<CrossingRow> openCrossings() {
      return List.of();
    }

    @Override
    public List<CrossingRow> recentCrossings(int limit) {
      return List.of();
    }

    @Override
    public Optional<ObjectNode> item(String kind, String id) {
      return Optional.empty();
    }

    @Override
    public List<Item> items(String kind) {
      return List.of();
    }

    @Override
    public List<Entry> records(String stream) {
      return entries.stream().filter(entry -> entry.stream().equals(stream)).toList();
    }

    @Override
    public List<Outgoing> outbox() {
      return List.of();
    }

    private UnsupportedOperationException onlyRecords() {
      return new UnsupportedOperationException("this journal keeps records only");
    }
  }
}
