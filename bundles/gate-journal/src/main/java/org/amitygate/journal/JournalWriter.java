package org.amitygate.journal;

import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.SealKey;
import org.amitygate.core.journal.View;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.journal.Store.CommitUnknown;
import org.amitygate.journal.Store.StoreRejected;
import org.amitygate.journal.Store.StoreUnavailable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal by group commit: the writer takes what is queued (at most {@value #BATCH} works, no
 * timer), runs one work after another, each seeing what those before it wrote, commits once, and
 * only then lets anybody know. If a batch cannot be stored because of something in it, it is rolled
 * back and its works are run again one by one, so that one bad work fails alone: a work may
 * therefore run twice and must have no effect but through its transaction. If the answer to a
 * commit is lost, its works wait until the store can say whether they are there.
 *
 * <p>{@link #submit}, {@link #read} and {@link #status} are thread-safe and do not block. {@link
 * #runBatch} is the writer's step; it runs on {@link Strands#writer} by itself, a simulator may
 * also call it.
 */
final class JournalWriter implements Journal {

  /** Works in one commit at most. */
  static final int BATCH = 256;

  /** Works that may wait; some seconds' worth at the rate of a commit per batch. */
  static final int QUEUE = 8_192;

  private static final Duration PROBE_EVERY = Duration.ofSeconds(1);
  private static final Status WRITABLE = new Status(true, "");
  private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);

  private final Store store;
  private final GateClock clock;
  private final Ids ids;
  private final RandomGenerator salts;
  private final Strands strands;
  private final BlockingQueue<Pending<?>> queue;
  private final Questions questions;
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private final LongAdder commits = new LongAdder();
  private final LongAdder works = new LongAdder();
  private final LongAdder records = new LongAdder();
  private final List<Consumer<Outgoing>> queuedListeners = new CopyOnWriteArrayList<>();

  /** Outgoing entries of the batch that is being written, once they are on disk. Writer only. */
  private List<Outgoing> queuedNow = new ArrayList<>();

  /** The batch whose commit was not answered; its works wait until it is known. Writer only. */
  private Undecided undecided = Undecided.NONE;

  private volatile Status status = WRITABLE;
  private volatile boolean closed;

  /** µs of the last work: gate time never goes back, whatever the clock does. Writer only. */
  private long lastAt;

  JournalWriter(Store store, GateClock clock, Ids ids, RandomGenerator salts, Strands strands) {
    this(store, clock, ids, salts, strands, QUEUE);
  }

  /**
   * {@code salts} must be unpredictable outside a simulator; {@code capacity}: works that may wait.
   */
  JournalWriter(
      Store store, GateClock clock, Ids ids, RandomGenerator salts, Strands strands, int capacity) {
    this.store = store;
    this.clock = clock;
    this.ids = ids;
    this.salts = salts;
    this.strands = strands;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.questions = new Questions(store, strands.readers());
    this.lastAt = Micros.of(store.lastAt());
  }

  private record Undecided(List<Pending<?>> works, Changes changes) {
    static final Undecided NONE = new Undecided(List.of(), new Changes());
  }

  @Override
  public <R> CompletableFuture<R> submit(Work<R> work) {
    Status now = status;
    if (closed) {
      return unavailable("the journal is closed");
    }
    if (!now.writable()) {
      return unavailable(now.cause());
    }
    Pending<R> pending = new Pending<>(work);
    if (!queue.offer(pending)) {
      return unavailable("the journal is overloaded: its queue is full");
    }
    try {
      schedule();
    } catch (RejectedExecutionException e) {
      queue.remove(pending);
      return unavailable("the journal is closed");
    }
    return pending.waiter();
  }

  @Override
  public <R> CompletableFuture<R> read(Function<View, R> question) {
    return questions.ask(question);
  }

  @Override
  public void onQueued(Consumer<Outgoing> listener) {
    queuedListeners.add(listener);
  }

  @Override
  public Status status() {
    return closed ? new Status(false, "the journal is closed") : status;
  }

  /** What was committed since the start. */
  Counts counts() {
    return new Counts(commits.sum(), works.sum(), records.sum());
  }

  /**
   * @param commits batches with something to write; each is one sync of the disk
   * @param works that were part of those batches, refused ones included
   */
  record Counts(long commits, long works, long records) {}

  /** Asks the stored rows, beside the writer. */
  <R> CompletableFuture<R> inquire(Function<Rows, R> question) {
    return questions.inquire(question);
  }

  /**
   * Seals every stream that grew since the last seal, and records that in the stream of the gate.
   * The heads are collected and signed beside the writer.
   */
  CompletableFuture<Seal> seal(LocalDate day, SealKey key) {
    CompletableFuture<Seal> computed =
        inquire(
            rows -> {
              Optional<Seal> last = rows.lastSeal();
              Seal seal = Seal.of(day, last, rows.headsAfter(last.map(Seal::position).orElse(0L)));
              return seal.signed(key.sign(seal.digest()));
            });
    return computed.thenCompose(
        seal ->
            submit(
                tx -> {
                  ((WorkTransaction) tx).seal(seal);
                  tx.append("gate", "DaySealed", seal.record(key.fingerprint()));
                  return seal;
                }));
  }

  /** Takes no more work; what is queued is still written if the strands run. */
  void close() {
    closed = true;
  }

  /**
   * Takes what is queued, at most {@value #BATCH}, runs and commits it. Not to be called while
   * another call is running.
   *
   * @return how many works it took
   */
  int runBatch() {
    List<Pending<?>> batch = new ArrayList<>();
    queue.drainTo(batch, BATCH);
    if (batch.isEmpty()) {
      return 0;
    }
    if (status.writable()) {
      write(batch);
    } else {
      Status now = status;
      batch.forEach(pending -> pending.fail(failure(now.cause(), null)));
    }
    int taken = batch.size();
    batch.removeAll(undecided.works());
    complete(batch);
    return taken;
  }

  private void complete(List<Pending<?>> decided) {
    List<Outgoing> outgoing = queuedNow;
    queuedNow = new ArrayList<>();
    Runnable completion =
        () -> {
          decided.forEach(pending -> pending.complete(JournalWriter::logTask));
          outgoing.forEach(this::tellQueued);
        };
    try {
      strands.completions().execute(completion);
    } catch (RejectedExecutionException e) {
      completion.run();
    }
  }

  private void tellQueued(Outgoing outgoing) {
    for (Consumer<Outgoing> listener : queuedListeners) {
      try {
        listener.accept(outgoing);
      } catch (RuntimeException | Error e) {
        logTask(e);
      }
    }
  }

  private void write(List<Pending<?>> batch) {
    try {
      attempt(batch);
    } catch (StoreRejected e) {
      log.warn("a batch of {} works is run again one by one: {}", batch.size(), e.getMessage());
      batch.forEach(pending -> writeAlone(List.of(pending)));
    } catch (RuntimeException | Error e) {
      stop(batch, e);
    }
  }

  private void writeAlone(List<Pending<?>> one) {
    try {
      attempt(one);
    } catch (StoreRejected e) {
      one.get(0).fail(failure("the store does not take this work: " + e.getMessage(), e));
    } catch (RuntimeException | Error e) {
      stop(one, e);
    }
  }

  /** These works are not on disk, or nobody knows; nothing is taken until the store works again. */
  private void stop(List<Pending<?>> batch, Throwable failure) {
    if (failure instanceof CommitUnknown e) {
      suspend(new StoreUnavailable(String.valueOf(e.getMessage()), e));
    } else if (failure instanceof StoreUnavailable e) {
      suspend(e);
      batch.forEach(pending -> pending.fail(failure(String.valueOf(e.getMessage()), e)));
    } else {
      log.error("a batch of {} works failed by a defect", batch.size(), failure);
      StoreUnavailable cause = new StoreUnavailable("the journal failed: " + failure, failure);
      suspend(cause);
      batch.forEach(pending -> pending.fail(failure(String.valueOf(cause.getMessage()), failure)));
    }
  }

  private void attempt(List<Pending<?>> batch) {
    if (!status.writable()) {
      throw new StoreUnavailable(status.cause(), new IllegalStateException(status.cause()));
    }
    Changes changes = new Changes();
    Rows before = new Overlay(store.rows(), changes);
    for (Pending<?> pending : batch) {
      lastAt = Math.max(lastAt, Micros.of(clock.now()));
      pending.run(WorkTransaction.on(before, lastAt, ids, salts), changes);
    }
    beside(batch);
    try {
      store.commit(changes);
    } catch (CommitUnknown e) {
      undecided = new Undecided(List.copyOf(batch), changes);
      throw e;
    }
    committed(batch, changes);
  }

  /** Stages start while the disk is at it; what they come to is written after this batch. */
  private void beside(List<Pending<?>> batch) {
    List<Runnable> tasks = batch.stream().flatMap(one -> one.besides().stream()).toList();
    if (!tasks.isEmpty()) {
      try {
        strands.completions().execute(() -> tasks.forEach(JournalWriter::run));
      } catch (RejectedExecutionException e) {
        log.debug("closed: nothing is started beside the last batch");
      }
    }
  }

  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      logTask(e);
    }
  }

  private void committed(List<Pending<?>> batch, Changes changes) {
    if (!queuedListeners.isEmpty()) {
      noteQueued(changes);
    }
    if (!changes.isEmpty()) {
      commits.increment();
      works.add(batch.size());
      records.add(changes.records.size());
    }
  }

  private void noteQueued(Changes changes) {
    changes.queued.values().stream()
        .filter(queued -> !changes.delivered.contains(queued.outgoing().id()))
        .map(Changes.Queued::copy)
        .forEach(queuedNow::add);
  }

  private void suspend(StoreUnavailable cause) {
    if (status.writable()) {
      status = new Status(false, cause.getMessage());
      log.error("the journal cannot be written: {}", cause.getMessage());
      log.debug("the journal cannot be written", cause);
      probeLater();
    }
  }

  private void probeLater() {
    strands.timer().after(PROBE_EVERY, () -> strands.writer().execute(this::probe));
  }

  private void probe() {
    if (closed || status.writable()) {
      return;
    }
    try {
      if (!undecided.works().isEmpty()) {
        decide(store.wasCommitted());
      }
      store.probe();
      status = WRITABLE;
      log.info("the journal can be written again");
    } catch (RuntimeException e) {
      status = new Status(false, String.valueOf(e.getMessage()));
      probeLater();
    }
  }

  /** What happened to the commit whose answer was lost is known now. */
  private void decide(boolean committed) {
    Undecided asked = undecided;
    undecided = Undecided.NONE;
    log.info(
        "the {} works of the commit whose answer was lost are {}",
        asked.works().size(),
        committed ? "on disk" : "not on disk");
    if (committed) {
      committed(asked.works(), asked.changes());
    } else {
      String sentence = status.cause();
      asked.works().forEach(pending -> pending.fail(failure(sentence, null)));
    }
    complete(asked.works());
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      strands.writer().execute(this::turn);
    }
  }

  private void turn() {
    do {
      while (runBatch() > 0) {
        // The next batch is what was queued meanwhile.
      }
      scheduled.set(false);
    } while (!queue.isEmpty() && scheduled.compareAndSet(false, true));
  }

  private static <R> CompletableFuture<R> unavailable(String cause) {
    return CompletableFuture.failedFuture(failure(cause, null));
  }

  static JournalUnavailable failure(String sentence, @Nullable Throwable cause) {
    return new JournalUnavailable(
        sentence, cause == null ? new IllegalStateException(sentence) : cause);
  }

  private static void logTask(Throwable e) {
    log.error("a task after a commit failed", e);
  }
}
