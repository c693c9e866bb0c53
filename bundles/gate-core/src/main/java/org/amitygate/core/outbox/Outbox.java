package org.amitygate.core.outbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what was queued in transactions: first in, first out in each queue, queues side by side,
 * repeated with back-off and never given up. An entry leaves the outbox in the same transaction as
 * what its delivery was answered with.
 */
public final class Outbox {

  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

  /**
   * Within the partner protocol's back-off of 1 s … 5 min, but for the first repeat, which comes
   * sooner.
   */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Journal journal;
  private final Function<String, Optional<Sender>> senders;
  private final Scheduler scheduler;

  /** Entries by queue; the first of each is being delivered or waits to be repeated. */
  private final Map<String, Deque<Outgoing>> queues = new HashMap<>();

  private boolean open;
  private boolean closed;

  public Outbox(Journal journal, Function<String, Optional<Sender>> senders, Scheduler scheduler) {
    this.journal = journal;
    this.senders = senders;
    this.scheduler = scheduler;
    journal.onQueued(this::add);
  }

  /**
   * Begins to deliver.
   *
   * @param left what the last run left undelivered, oldest first; what was queued meanwhile comes
   *     behind it
   */
  public void open(List<Outgoing> left) {
    List<Outgoing> first;
    synchronized (this) {
      List<Outgoing> early = queues.values().stream().flatMap(Deque::stream).toList();
      queues.clear();
      open = true;
      left.forEach(this::append);
      early.forEach(this::append);
      first = queues.values().stream().map(Deque::getFirst).toList();
    }
    first.forEach(outgoing -> deliver(outgoing, FIRST_PAUSE));
  }

  public synchronized void close() {
    closed = true;
  }

  /** How many entries wait. */
  public synchronized int size() {
    return queues.values().stream().mapToInt(Deque::size).sum();
  }

  private void add(Outgoing outgoing) {
    synchronized (this) {
      if (closed || !append(outgoing) || !open) {
        return;
      }
    }
    deliver(outgoing, FIRST_PAUSE);
  }

  /** Returns whether it is the first of its queue now. */
  private boolean append(Outgoing outgoing) {
    Deque<Outgoing> queue = queues.computeIfAbsent(outgoing.queue(), name -> new ArrayDeque<>());
    if (queue.stream().noneMatch(known -> known.id().equals(outgoing.id()))) {
      queue.add(outgoing);
      return queue.size() == 1;
    }
    return false;
  }

  private void deliver(Outgoing outgoing, Duration pause) {
    synchronized (this) {
      if (closed) {
        return;
      }
    }
    CompletionStage<Journal.Work<?>> sent;
    try {
      sent =
          senders
              .apply(outgoing.kind())
              .map(sender -> sender.send(outgoing))
              .orElseGet(
                  () ->
                      CompletableFuture.failedFuture(
                          new IllegalStateException("no sender for " + outgoing.kind())));
    } catch (RuntimeException | LinkageError e) { // a sender's bundle may just be going
      sent = CompletableFuture.failedFuture(e);
    }
    sent.thenCompose(
            answer ->
                journal.submit(
                    tx -> {
                      tx.delivered(outgoing.id());
                      return Optional.ofNullable(answer.run(tx));
                    }))
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                next(outgoing);
              } else {
                repeat(outgoing, pause, failure);
              }
            });
  }

  private void repeat(Outgoing outgoing, Duration pause, Throwable failure) {
    LOG.info(
        "{} {} was not delivered, next try in {} ms: {}",
        outgoing.kind(),
        outgoing.id(),
        pause.toMillis(),
        cause(failure));
    Duration longer = pause.multipliedBy(2);
    scheduler.after(
        pause,
        () -> deliver(outgoing, longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer));
  }

  private static String cause(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }

  private void next(Outgoing delivered) {
    Outgoing following;
    synchronized (this) {
      Deque<Outgoing> queue = queues.get(delivered.queue());
      queue.removeFirst();
      following = queue.peekFirst();
      if (following == null) {
        queues.remove(delivered.queue());
      }
    }
    if (following != null) {
      deliver(following, FIRST_PAUSE);
    }
  }
}
