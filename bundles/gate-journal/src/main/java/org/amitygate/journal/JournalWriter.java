package org.amitygate.journal;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
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
 * timer), runs one work after another, each seeing what those before it wrote, has all of them
 * committed at once, and only then lets anybody know. While a batch is on its way to the disk, the
 * works of the next one are run on top of it.
 *
 * <p>If a batch cannot be stored because of something in it, it is rolled back and its works are
 * run again one by one, so that one bad work fails alone, and then those that were run on top of
 * it: a work may therefore run twice and must have no effect but through its transaction. If the
 * store does not work, both fail. If the answer to a commit is lost, its works wait until the store
 * can say whether they are there.
 *
 * <p>{@link #submit}, {@link #read} and {@link #status} are thread-safe and do not block.
 * Everything else is done on {@link Strands#writer}, by one thread after another; "writer only"
 * means whoever is in {@link #turn}. Whoever has a batch to commit lets another have the turn
 * meanwhile.
 */
final class JournalWriter implements Journal {

  /** Works in one commit at most. */
  static final int BATCH = 256;

  /** Works that may wait; some seconds' worth at the rate of a commit per batch. */
  static final int QUEUE = 8_192;

  private static final Logger log = LoggerFactory.getLogger(JournalWriter.class);

  private final Store store;
  private final GateClock clock;
  private final Ids ids;
  private final RandomGenerator salts;
  private final Strands strands;
  private final Waiting queue;
  private final Questions questions;
  private final Completions completions;
  private final Outage outage;
  private final FlightRows rows;

  /** What was to be looked at since the writer was last idle. */
  private final AtomicInteger signals = new AtomicInteger();

  /** Works that have run and wait for the disk. Writer only. */
  private Batch open = new Batch();

  /** The batch on its way to the disk. Writer only. */
  private @Nullable Flight flight;

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
    this.queue = new Waiting(capacity);
    this.questions = new Questions(store, strands.readers());
    this.completions = new Completions(strands.completions());
    this.outage = new Outage(store, strands.timer(), this::schedule);
    this.rows = new FlightRows(store);
    this.lastAt = Micros.of(store.lastAt());
  }

  @Override
  public <R> CompletableFuture<R> submit(Work<R> work) {
    Status now = outage.status();
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
    schedule();
    return pending.waiter();
  }

  @Override
  public <R> CompletableFuture<R> read(Function<View, R> question) {
    return questions.ask(question);
  }

  @Override
  public void onQueued(Consumer<Outgoing> listener) {
    completions.onQueued(listener);
  }

  @Override
  public Status status() {
    return closed ? new Status(false, "the journal is closed") : outage.status();
  }

  /** A sentence for the operator while works are refused because too many wait. Any thread. */
  Optional<String> trouble() {
    return queue.trouble();
  }

  /** What was committed since the start. */
  Completions.Counts counts() {
    return completions.counts();
  }

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
    schedule();
  }

  private void schedule() {
    if (signals.getAndIncrement() == 0 && !passedOn()) {
      turns(); // closed meanwhile: whoever has the turn must take it
    }
  }

  /** Runs works and has them committed, in turn with others that do the same. */
  private void turns() {
    @Nullable Flight next = turn();
    while (next != null) {
      next.run();
      next = signals.getAndIncrement() == 0 ? turn() : null;
    }
  }

  /**
   * Does what is to be done, as the only one who does. Ends when there is nothing more, or with a
   * batch that the caller has to commit; if there is more to be done then, somebody else does it.
   */
  private @Nullable Flight turn() {
    while (true) {
      int seen = signals.get();
      boolean landed = land();
      if (closed) {
        outage.giveUp().ifPresent(batch -> fail(batch.works(), "the journal is closed"));
      } else {
        outage.probeIfDue(this::decided);
      }
      boolean ran = runQueued();
      Flight next = send();
      boolean nothingLeft = queue.isEmpty() || next == null && !landed && !ran;
      if (nothingLeft && signals.compareAndSet(seen, 0)) {
        return next;
      }
      if (next != null) {
        if (passedOn()) {
          return next;
        }
        next.run();
      }
    }
  }

  /** Somebody else goes on; false: everybody is to end. */
  private boolean passedOn() {
    try {
      strands.writer().execute(this::turns);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Looks at what became of the batch that was on its way, if that is known. */
  private boolean land() {
    Flight landed = flight;
    if (landed == null || !landed.ended()) {
      return false;
    }
    flight = null;
    Batch batch = landed.batch();
    Optional<Throwable> failure = landed.failure();
    if (failure.isEmpty()) {
      stored(batch, rows::land);
      return true;
    }
    Batch onTop = open;
    open = new Batch();
    rows.drop();
    notStored(batch, failure.get());
    run(onTop.works());
    return true;
  }

  /** Runs what is queued, as far as it has room in the next batch. */
  private boolean runQueued() {
    List<Pending<?>> next = new ArrayList<>();
    queue.drainTo(next, BATCH - open.size());
    run(next);
    return !next.isEmpty();
  }

  /** Runs works on top of everything before them. */
  private void run(List<Pending<?>> next) {
    if (next.isEmpty()) {
      return;
    }
    if (!outage.status().writable()) {
      fail(next, outage.status().cause());
      return;
    }
    Batch batch = open;
    boolean onTheTables = flight == null && batch.size() == 0;
    batch.add(next);
    try {
      if (onTheTables) {
        rows.refresh();
      }
      batch.run(next, this::begin);
    } catch (RuntimeException | Error e) {
      if (flight != null) {
        flight.failure();
        land();
      }
      if (open == batch) { // what was on its way is stored: it is these that cannot be run
        open = new Batch();
        stop(batch, e);
      }
      return;
    }
    completions.beside(next);
  }

  private WorkTransaction begin(Changes before) {
    lastAt = Math.max(lastAt, Micros.of(clock.now()));
    return WorkTransaction.on(new Overlay(rows, before), lastAt, ids, salts);
  }

  /** The works that have run, to be committed, if no others are on their way. */
  private @Nullable Flight send() {
    if (flight != null || open.size() == 0) {
      return null;
    }
    Flight next = new Flight(store, open);
    open = new Batch();
    flight = next;
    rows.takeOff(next);
    return next;
  }

  private void notStored(Batch batch, Throwable failure) {
    if (failure instanceof StoreRejected) {
      log.warn(
          "a batch of {} works is run again one by one: {}", batch.size(), failure.getMessage());
      batch.works().forEach(this::writeAlone);
    } else {
      stop(batch, failure);
    }
  }

  private void writeAlone(Pending<?> one) {
    if (!outage.status().writable()) {
      fail(List.of(one), outage.status().cause());
      return;
    }
    Batch alone = new Batch();
    alone.add(List.of(one));
    try {
      rows.refresh();
      alone.run(alone.works(), this::begin);
    } catch (RuntimeException | Error e) {
      stop(alone, e);
      return;
    }
    completions.beside(alone.works());
    try {
      store.commit(alone.changes());
      stored(alone, () -> store.committed(alone.changes()));
    } catch (StoreRejected e) {
      one.fail(new WorkRejected("the store does not take this work: " + e.getMessage(), e));
      completions.failed(alone.works());
    } catch (RuntimeException | Error e) {
      stop(alone, e);
    }
  }

  /** These works are not on disk, or nobody knows; nothing is taken until the store works again. */
  private void stop(Batch batch, Throwable failure) {
    if (failure instanceof CommitUnknown e) {
      outage.begin(e, batch);
    } else if (failure instanceof StoreUnavailable e) {
      outage.begin(e);
      fail(batch.works(), String.valueOf(e.getMessage()));
    } else {
      log.error("a batch of {} works failed by a defect", batch.size(), failure);
      StoreUnavailable cause = new StoreUnavailable("the journal failed: " + failure, failure);
      outage.begin(cause);
      fail(batch.works(), String.valueOf(cause.getMessage()));
    }
  }

  private void fail(List<Pending<?>> works, String sentence) {
    works.forEach(pending -> pending.fail(failure(sentence, null)));
    completions.failed(works);
  }

  /**
   * A batch is on disk, whatever becomes of anything else.
   *
   * @param known lets the works that follow know of it; if that fails, the tables are to be opened
   *     anew
   */
  private void stored(Batch batch, Runnable known) {
    try {
      known.run();
    } catch (RuntimeException | Error e) {
      Batch onTop = open;
      open = new Batch();
      stop(onTop, e);
    }
    completions.stored(batch);
  }

  /** What became of the commit whose answer was lost. */
  private void decided(Batch asked, boolean committed) {
    if (committed) {
      stored(asked, () -> {});
    } else {
      fail(asked.works(), outage.status().cause());
    }
  }

  private static <R> CompletableFuture<R> unavailable(String cause) {
    return CompletableFuture.failedFuture(failure(cause, null));
  }

  static JournalUnavailable failure(String sentence, @Nullable Throwable cause) {
    return new JournalUnavailable(
        sentence, cause == null ? new IllegalStateException(sentence) : cause);
  }
}
