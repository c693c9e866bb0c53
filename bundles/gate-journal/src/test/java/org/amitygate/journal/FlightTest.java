package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.amitygate.journal.Fixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.journal.Journal.WorkRejected;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.UuidV7;
import org.amitygate.journal.Store.StoreRejected;
import org.amitygate.journal.Store.StoreUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Works that run while the batch before them is on its way to the disk, step by step. */
abstract class FlightTest {

  @TempDir Path folder;
  final TestStore database;
  private WatchedStore store;
  private Fixture gate;

  FlightTest(TestStore database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = new WatchedStore(database.open(folder));
    gate = new Fixture(store);
  }

  @AfterEach
  void close() {
    gate.close();
  }

  @Test
  void worksRunOnTopOfABatchOnItsWayAndAreToldAfterTheirOwnCommit() {
    List<String> order = new ArrayList<>();
    CompletableFuture<Integer> below = submit("below", order);
    List<CompletableFuture<Integer>> above = new ArrayList<>();
    duringTheFirstCommit(() -> above.add(submit("above", order)));
    gate.settle();
    assertThat(below.join()).isEqualTo(1);
    assertThat(above.get(0).join()).as("it saw what was on its way").isEqualTo(2);
    assertThat(order).containsExactly("below runs", "above runs", "below told", "above told");
    assertThat(store.commits).isEqualTo(2);
  }

  @Test
  void aRefusalThatRestsOnABatchOnItsWayIsToldAfterIt() {
    CompletableFuture<Integer> below = gate.journal.submit(FlightTest::count);
    List<CompletableFuture<Object>> above = new ArrayList<>();
    duringTheFirstCommit(
        () ->
            above.add(
                gate.journal.submit(
                    tx -> {
                      throw new Refusal("there are " + stored(tx) + " already");
                    })));
    Runnable first = store.beforeCommit;
    store.beforeCommit =
        () -> {
          first.run();
          assertThat(above).noneMatch(CompletableFuture::isDone);
        };
    gate.settle();
    assertThat(below.join()).isEqualTo(1);
    assertThat(failure(above.get(0))).isInstanceOf(Refusal.class).hasMessageContaining("1");
  }

  @Test
  void whatRanOnTopOfABatchThatCannotBeWrittenFailsWithIt() {
    CompletableFuture<Integer> below = gate.journal.submit(FlightTest::count);
    List<CompletableFuture<Integer>> above = new ArrayList<>();
    duringTheFirstCommit(
        () -> {
          above.add(gate.journal.submit(FlightTest::count));
          store.unavailable = "the disk is full";
        });
    gate.settle();
    assertThat(failure(below)).isInstanceOf(JournalUnavailable.class);
    assertThat(failure(above.get(0)))
        .isInstanceOf(JournalUnavailable.class)
        .hasMessage("the disk is full");
    assertThat(store.commits).as("it was not tried").isEqualTo(1);

    store.unavailable = "";
    gate.timePasses();
    assertThat(gate.<Integer>done(FlightTest::count)).isEqualTo(1);
  }

  @Test
  void whatRanOnTopOfARejectedBatchRunsAgainOnWhatIsLeftOfIt() {
    CompletableFuture<Integer> poisonous =
        gate.journal.submit(
            tx -> {
              tx.append("poison", "Poison", body("n", 1));
              return count(tx);
            });
    CompletableFuture<Integer> good = gate.journal.submit(FlightTest::count);
    List<Integer> seen = new ArrayList<>();
    List<CompletableFuture<Integer>> above = new ArrayList<>();
    duringTheFirstCommit(
        () ->
            above.add(
                gate.journal.submit(
                    tx -> {
                      seen.add(stored(tx));
                      return count(tx);
                    })));
    gate.settle();
    assertThat(failure(poisonous)).isInstanceOf(WorkRejected.class);
    assertThat(good.join()).isEqualTo(1);
    assertThat(above.get(0).join()).isEqualTo(2);
    assertThat(seen).as("with the poisonous work, and without").containsExactly(2, 1);
  }

  @Test
  void whoseTablesCannotBeOpenedAnewIsToldSo() {
    store.closed = new StoreUnavailable("somebody has locked the file", new IOException());
    CompletableFuture<Integer> first = gate.journal.submit(FlightTest::count);
    gate.settle();
    assertThat(failure(first)).hasMessage("somebody has locked the file");
    store.closed = null;
    gate.timePasses();
    assertThat(gate.<Integer>done(FlightTest::count)).isEqualTo(1);
  }

  @Test
  void whatWasBesideARejectedWorkIsToldThatTheTablesCannotBeOpenedAnew() {
    CompletableFuture<Integer> good = gate.journal.submit(FlightTest::count);
    CompletableFuture<Integer> poisonous =
        gate.journal.submit(
            tx -> {
              tx.append("poison", "Poison", body("n", 1));
              return count(tx);
            });
    List<CompletableFuture<Integer>> above = new ArrayList<>();
    duringTheFirstCommit(
        () -> {
          above.add(gate.journal.submit(FlightTest::count));
          store.closed = new StoreRejected("no such table", new IOException());
        });
    gate.settle();
    assertThat(List.of(good, poisonous, above.get(0)))
        .as("none of them is what the store does not take")
        .allSatisfy(each -> assertThat(failure(each)).isInstanceOf(JournalUnavailable.class));
  }

  @Test
  void whatRanOnTopOfACommitWithoutAnswerFailsAndTheOthersWaitForIt() {
    Unanswering unanswering = new Unanswering(store);
    try (Fixture other = new Fixture(unanswering)) {
      CompletableFuture<Integer> below = other.journal.submit(FlightTest::count);
      List<CompletableFuture<Integer>> above = new ArrayList<>();
      Runnable submit = () -> above.add(other.journal.submit(FlightTest::count));
      store.beforeCommit =
          () -> {
            if (above.isEmpty()) {
              submit.run();
              Fixture.run(other.writer);
            }
          };
      other.settle();
      assertThat(below).as("nobody knows yet").isNotDone();
      assertThat(failure(above.get(0)))
          .isInstanceOf(JournalUnavailable.class)
          .hasMessage("the answer was lost");
      other.timePasses();
      assertThat(below.join()).isEqualTo(1);
      assertThat(other.<Integer>done(FlightTest::count)).as("once, and no other").isEqualTo(2);
    }
  }

  @Test
  void whatRanOnTopOfABatchAfterWhichTheStoreCannotBeReadFailsAndTheBatchDoesNot() {
    Store failing =
        new ForwardingStore(store) {
          private boolean failed;

          @Override
          public void committed(Changes changes) {
            super.committed(changes);
            if (!failed) {
              failed = true;
              throw new StoreUnavailable("the network is gone", new IOException());
            }
          }
        };
    try (Fixture other = new Fixture(failing)) {
      CompletableFuture<Integer> below = other.journal.submit(FlightTest::count);
      List<CompletableFuture<Integer>> above = new ArrayList<>();
      store.beforeCommit =
          () -> {
            if (above.isEmpty()) {
              above.add(other.journal.submit(FlightTest::count));
              Fixture.run(other.writer);
            }
          };
      other.settle();
      assertThat(below.join()).isEqualTo(1);
      assertThat(failure(above.get(0)))
          .isInstanceOf(JournalUnavailable.class)
          .hasMessage("the network is gone");
      other.timePasses();
      assertThat(other.<Integer>done(FlightTest::count)).isEqualTo(2);
    }
  }

  @Test
  void whatRanOnTopOfACommitThatDidNotArriveFailsToo() {
    Unanswering unanswering = new Unanswering(store);
    unanswering.arrives = false;
    try (Fixture other = new Fixture(unanswering)) {
      CompletableFuture<Integer> below = other.journal.submit(FlightTest::count);
      other.settle();
      assertThat(below).isNotDone();
      other.timePasses();
      assertThat(failure(below)).hasMessage("the answer was lost");
      assertThat(other.<Integer>done(FlightTest::count)).isEqualTo(1);
    }
  }

  @Test
  void whoseCommitWasNotAnsweredIsToldAtTheEndThatNobodyWillAsk() {
    try (Fixture other = new Fixture(new Unanswering(store))) {
      CompletableFuture<Integer> below = other.journal.submit(FlightTest::count);
      other.settle();
      assertThat(below).isNotDone();
      other.journal.close();
      other.settle();
      assertThat(failure(below)).hasMessage("the journal is closed");
    }
  }

  @Test
  void whoFindsTheThreadsEndedWritesHimself() {
    SplittableRandom random = new SplittableRandom(7);
    GateClock clock = () -> Fixture.START;
    Executor ended =
        task -> {
          throw new RejectedExecutionException("ended");
        };
    Strands strands =
        new Strands(
            ended,
            ended,
            ended,
            (delay, task) -> {
              throw new RejectedExecutionException("ended");
            });
    JournalWriter journal =
        new JournalWriter(store, clock, new UuidV7(clock::now, random), random, strands);
    assertThat(journal.submit(FlightTest::count).join()).isEqualTo(1);
    assertThat(journal.submit(FlightTest::count).join()).isEqualTo(2);
    store.unavailable = "the disk is full";
    assertThat(failure(journal.submit(FlightTest::count))).hasMessage("the disk is full");
  }

  private CompletableFuture<Integer> submit(String name, List<String> order) {
    CompletableFuture<Integer> told =
        gate.journal.submit(
            tx -> {
              order.add(name + " runs");
              return count(tx);
            });
    told.thenRun(() -> order.add(name + " told"));
    return told;
  }

  /** The writer's other thread takes its turn meanwhile. */
  private void duringTheFirstCommit(Runnable task) {
    store.beforeCommit =
        () -> {
          if (store.commits == 1) {
            task.run();
            Fixture.run(gate.writer);
            Fixture.run(gate.completions);
          }
        };
  }

  /** Counts, by what is asked by key only. */
  static int count(Transaction tx) {
    int n = stored(tx) + 1;
    tx.append("gate", "Counted", body("n", n));
    tx.put("count", "n", body("n", n));
    return n;
  }

  static int stored(Transaction tx) {
    return tx.item("count", "n").map(body -> body.path("n").asInt()).orElse(0);
  }

  /** Loses the answer to the first commit. */
  private static final class Unanswering extends ForwardingStore {
    private boolean lost;
    private boolean arrives = true;

    Unanswering(Store real) {
      super(real);
    }

    @Override
    public void commit(Changes changes) {
      if (lost) {
        super.commit(changes);
        return;
      }
      lost = true;
      if (arrives) {
        super.commit(changes);
        super.committed(changes); // a real one opens its tables anew
      }
      throw new CommitUnknown("the answer was lost", new IllegalStateException("lost"));
    }

    @Override
    public boolean wasCommitted() {
      return arrives;
    }
  }
}
