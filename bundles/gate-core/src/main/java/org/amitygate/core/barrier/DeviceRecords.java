package org.amitygate.core.barrier;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.journal.Evidence.Kept;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.GateClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one device told, and what became of its connection, on its way into the journal, in order:
 * those that wait when the writer comes are one transaction. What the journal cannot take is
 * offered again until it can, and all that the device told later waits behind it. If a transaction
 * fails by one of them, they are tried one by one, and only that one is lost. {@link #behind} and
 * {@link #unwritten} say that the journal is behind the device. Thread-safe.
 */
final class DeviceRecords {

  /** Records what a device told, and all that follows from it. */
  @FunctionalInterface
  interface Recorder {
    void record(Transaction tx, List<Kept> pictures);
  }

  private static final Logger LOG = LoggerFactory.getLogger(DeviceRecords.class);

  /** After this, what the journal could not take is offered again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /**
   * So old may be what is known of a lane when its barrier is told to open: no vehicle leaves the
   * stop line and lets another come there in less. A commit takes some milliseconds.
   */
  static final Duration FRESH = Duration.ofSeconds(1);

  /** Told at this gate time. Recorded once its pictures are kept, or are known not to be. */
  private record Waiting(
      Instant at,
      Recorder recorder,
      CompletableFuture<List<Kept>> pictures,
      Runnable durable,
      Runnable dropped) {

    boolean ready() {
      return pictures.isDone() && !pictures.isCompletedExceptionally();
    }
  }

  private final String device;
  private final Journal journal;
  private final GateClock clock;
  private final Scheduler scheduler;
  private final BooleanSupplier closed;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private boolean underWay;

  /** So many of the next ones are tried one by one. */
  private int apart;

  /** So many of the next ones the writer has recorded, and they are not on disk yet. */
  private int onTheirWay;

  private volatile boolean behind;

  /**
   * @param closed nothing is offered again
   */
  DeviceRecords(
      String device,
      Journal journal,
      GateClock clock,
      Scheduler scheduler,
      BooleanSupplier closed) {
    this.closed = closed;
    this.device = device;
    this.journal = journal;
    this.clock = clock;
    this.scheduler = scheduler;
  }

  /**
   * @param pictures completes with what became of them, before anything is recorded
   * @param durable run once it is on disk
   * @param dropped run instead when it can never be
   */
  void add(
      Recorder recorder,
      CompletableFuture<List<Kept>> pictures,
      Runnable durable,
      Runnable dropped) {
    synchronized (this) {
      waiting.add(new Waiting(clock.now(), recorder, pictures, durable, dropped));
    }
    if (pictures.isDone()) {
      next();
    } else {
      pictures.whenComplete((kept, failure) -> next());
    }
  }

  /**
   * Asked inside a transaction: it overtakes what the device told. The journal did not take that,
   * and has not been given it again; or it waits, for a commit or for its pictures, and is no
   * longer {@link #FRESH}.
   */
  synchronized boolean behind() {
    return behind || waits(onTheirWay);
  }

  /** The same of what is on disk, for what is done after a commit. */
  synchronized boolean unwritten() {
    return behind || waits(0);
  }

  /** What comes after so many others was told too long ago. */
  private boolean waits(int others) {
    return waiting.stream().skip(others).limit(1).anyMatch(next -> stale(next.at(), clock));
  }

  /** It is not {@link #FRESH} any more. */
  static boolean stale(Instant at, GateClock clock) {
    return !at.plus(FRESH).isAfter(clock.now());
  }

  private void next() {
    synchronized (this) {
      while (!underWay
          && !waiting.isEmpty()
          && waiting.peek().pictures.isCompletedExceptionally()) {
        Waiting first = waiting.remove();
        first.pictures.whenComplete((kept, failure) -> lost(first, failure));
      }
      if (underWay || waiting.isEmpty() || !waiting.peek().ready()) {
        return;
      }
      underWay = true;
    }
    submit();
  }

  private void submit() {
    List<Waiting> taken = new ArrayList<>();
    journal
        .submit(
            tx -> {
              taken.clear();
              taken.addAll(taken());
              behind = apart() > 1;
              for (Waiting each : taken) {
                each.recorder.record(tx, each.pictures.join());
              }
              return device;
            })
        .whenComplete((done, failure) -> ended(taken, failure));
  }

  private synchronized List<Waiting> taken() {
    List<Waiting> ready = new ArrayList<>();
    for (Waiting each : waiting) {
      if (!each.ready() || (apart > 0 && !ready.isEmpty())) {
        break;
      }
      ready.add(each);
    }
    onTheirWay = ready.size();
    return ready;
  }

  private void ended(List<Waiting> taken, @Nullable Throwable failure) {
    if (failure == null) {
      settle(taken.size());
      taken.forEach(each -> each.durable.run());
      next();
    } else if (failure instanceof Journal.JournalUnavailable) {
      again();
    } else if (taken.size() > 1) {
      behind = true;
      synchronized (this) {
        apart = taken.size();
        onTheirWay = 0;
        underWay = false;
      }
      next();
    } else {
      settle(1);
      taken.forEach(each -> lost(each, failure));
      next();
    }
  }

  private synchronized int apart() {
    return apart;
  }

  /** These are done with. */
  private synchronized void settle(int count) {
    for (int i = 0; i < count; i++) {
      waiting.remove();
    }
    apart = Math.max(0, apart - count);
    onTheirWay = 0;
    underWay = false;
  }

  private synchronized void again() {
    behind = true;
    onTheirWay = 0;
    if (!closed.getAsBoolean()) {
      scheduler.after(AGAIN, this::submit);
    }
  }

  private void lost(Waiting what, Throwable failure) {
    LOG.error("{}: a reading could not be recorded and is not acknowledged", device, failure);
    what.dropped.run();
  }
}
