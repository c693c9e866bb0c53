package org.amitygate.journal;

import static org.amitygate.journal.Fixture.failure;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.UuidV7;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The writer's two threads, each held where the test is about what the other does. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class FlightOnThreadsTest {

  @TempDir Path folder;
  final TestStore database;

  /**
   * The first commit has begun, or for a list is on disk; it goes on when the work above has run.
   */
  private final CountDownLatch committing = new CountDownLatch(1);

  private final CountDownLatch above = new CountDownLatch(1);
  private WatchedStore store;

  FlightOnThreadsTest(TestStore database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    store = new WatchedStore(database.open(folder));
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatRanOnTopOfABatchThatTheDatabaseRejectsRunsAgain() throws Exception {
    new Fixture(store).write(tx -> tx.enqueue(Fixture.outgoing("once")));
    store.beforeCommit = this::letTheWorkAboveRun;
    List<Integer> seen = new ArrayList<>();
    try (JournalThreads threads = new JournalThreads(2)) {
      JournalWriter journal = journal(store, threads);
      CompletableFuture<Integer> twice =
          journal.submit(
              tx -> {
                tx.enqueue(Fixture.outgoing("once"));
                return FlightTest.count(tx);
              });
      await(committing);
      CompletableFuture<Integer> told =
          journal.submit(
              tx -> {
                seen.add(FlightTest.stored(tx));
                tx.item("never", "used"); // asks the database, whose session is closed meanwhile
                above.countDown();
                tx.item("never", "used either");
                return FlightTest.count(tx);
              });
      assertThat(told.get()).isEqualTo(1);
      assertThat(twice).isCompletedExceptionally();
      assertThat(seen).containsExactly(1, 0);
    }
  }

  @Test
  void aListOnTopOfABatchThatFailsFailsWithIt() throws Exception {
    store.beforeCommit =
        () -> {
          letTheWorkAboveRun();
          store.unavailable = "the disk is full";
        };
    try (JournalThreads threads = new JournalThreads(2)) {
      JournalWriter journal = journal(store, threads);
      CompletableFuture<Integer> below = journal.submit(FlightTest::count);
      await(committing);
      CompletableFuture<Integer> told =
          journal.submit(
              tx -> {
                above.countDown();
                return tx.records("gate").size();
              });
      assertThat(below).failsWithin(Duration.ofMinutes(1));
      assertThat(told).failsWithin(Duration.ofMinutes(1));
      assertThat(failure(told)).hasMessage("the disk is full");
    }
  }

  @Test
  void aListIsOfOneMomentThoughTheTablesChangeMeanwhile() throws Exception {
    ForwardingStore slow =
        new ForwardingStore(store) {
          @Override
          public void commit(Changes changes) {
            super.commit(changes);
            letTheWorkAboveRun();
          }
        };
    try (JournalThreads threads = new JournalThreads(2)) {
      JournalWriter journal = journal(slow, threads);
      CompletableFuture<Integer> below = journal.submit(FlightTest::count);
      await(committing);
      CompletableFuture<Integer> told =
          journal.submit(
              tx -> {
                int byKey = FlightTest.stored(tx);
                above.countDown();
                assertThat(byKey).isEqualTo(1);
                return tx.records("gate").size();
              });
      assertThat(told.get()).as("neither none of it nor twice").isEqualTo(1);
      assertThat(below.get()).isEqualTo(1);
    }
  }

  @Test
  void aWorkRunsWhileTheDiskIsAtTheOneBefore() throws Exception {
    store.beforeCommit = this::letTheWorkAboveRun;
    try (JournalThreads threads = new JournalThreads(2)) {
      JournalWriter journal = journal(store, threads);
      CompletableFuture<Integer> below = journal.submit(FlightTest::count);
      await(committing);
      CompletableFuture<Integer> told =
          journal.submit(
              tx -> {
                above.countDown();
                return FlightTest.count(tx);
              });
      assertThat(below.get()).isEqualTo(1);
      assertThat(told.get()).isEqualTo(2);
    }
  }

  @Test
  void whatIsOnItsWayAtTheEndIsStillWritten() throws Exception {
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    try (JournalThreads threads = new JournalThreads(2)) {
      JournalWriter journal = journal(store, threads);
      for (int i = 0; i < 1_000; i++) {
        all.add(journal.submit(FlightTest::count));
      }
      journal.close();
    }
    assertThat(all.get(999).get()).isEqualTo(1_000);
  }

  private void letTheWorkAboveRun() {
    committing.countDown();
    await(above);
  }

  private static JournalWriter journal(Store store, JournalThreads threads) {
    SplittableRandom random = new SplittableRandom(7);
    GateClock clock = () -> Fixture.START;
    return new JournalWriter(
        store, clock, new UuidV7(clock::now, random), random, threads.strands());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
