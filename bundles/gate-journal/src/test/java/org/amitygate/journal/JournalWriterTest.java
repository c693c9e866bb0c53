package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.amitygate.journal.Fixture.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.journal.Journal.WorkRejected;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

abstract class JournalWriterTest {

  @TempDir Path folder;
  final TestStore database;
  private WatchedStore store;
  private Fixture gate;

  JournalWriterTest(TestStore database) {
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
  void aWorkSeesWhatEarlierWorksOfItsBatchWroteAndCommitsOnceWithThem() {
    List<CompletableFuture<Integer>> results = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      results.add(gate.journal.submit(JournalWriterTest::count));
    }
    gate.settle();
    assertThat(results)
        .extracting(CompletableFuture::join)
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(store.commits).isEqualTo(1);
    assertThat(gate.journal.counts()).isEqualTo(new Completions.Counts(1, 10, 10));
    assertThat(records("gate"))
        .extracting(Entry::seq)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
  }

  @Test
  void aBatchHoldsAtMost256WorksAndTheRestFollows() {
    for (int i = 0; i < 600; i++) {
      gate.journal.submit(JournalWriterTest::count);
    }
    List<Long> sizes = new ArrayList<>();
    store.beforeCommit = () -> sizes.add(gate.journal.counts().works());
    gate.settle();
    assertThat(sizes).as("works on disk before each commit").containsExactly(0L, 256L, 512L);
    assertThat(gate.journal.counts().works()).isEqualTo(600);
  }

  @Test
  void nobodyIsToldBeforeTheCommitReturned() {
    List<String> order = new ArrayList<>();
    CompletableFuture<Integer> first =
        gate.journal.submit(
            tx -> {
              tx.afterCommit(() -> order.add("first task"));
              tx.afterCommit(() -> order.add("second task"));
              return count(tx);
            });
    CompletableFuture<Integer> refused =
        gate.journal.submit(
            tx -> {
              throw new Refusal("no");
            });
    first.thenRun(() -> order.add("told"));
    store.beforeCommit =
        () -> {
          assertThat(first).isNotDone();
          assertThat(refused).as("a refusal may rest on what is not stored yet").isNotDone();
          assertThat(order).isEmpty();
          order.add("commit");
        };
    gate.settle();
    assertThat(order).containsExactly("commit", "first task", "second task", "told");
    assertThat(failure(refused)).isInstanceOf(Refusal.class);
  }

  @Test
  void aRefusingOrThrowingWorkLeavesNothingAndNeighboursStay() {
    CompletableFuture<Integer> before = gate.journal.submit(JournalWriterTest::count);
    List<String> ran = new ArrayList<>();
    CompletableFuture<Object> refusing =
        gate.journal.submit(
            tx -> {
              writeEverything(tx);
              tx.afterCommit(() -> ran.add("refused"));
              throw new Refusal("lane L3 is closed");
            });
    CompletableFuture<Object> throwing =
        gate.journal.submit(
            tx -> {
              writeEverything(tx);
              throw new IllegalArgumentException("a defect");
            });
    CompletableFuture<Object> erring =
        gate.journal.submit(
            tx -> {
              throw new NoClassDefFoundError("gone");
            });
    CompletableFuture<Integer> after = gate.journal.submit(JournalWriterTest::count);
    gate.settle();
    assertThat(before.join()).isEqualTo(1);
    assertThat(after.join()).isEqualTo(2);
    assertThat(failure(refusing)).isInstanceOf(Refusal.class).hasMessage("lane L3 is closed");
    assertThat(failure(throwing)).isInstanceOf(IllegalArgumentException.class);
    assertThat(failure(erring)).isInstanceOf(NoClassDefFoundError.class);
    assertThat(ran).isEmpty();
    assertThat(store.commits).isEqualTo(1);
    read(
        view -> {
          assertThat(view.records("gate")).hasSize(2);
          assertThat(view.records("crossing:1")).isEmpty();
          assertThat(view.openCrossings()).isEmpty();
          assertThat(view.outbox()).isEmpty();
          assertThat(view.items("lane")).isEmpty();
          return null;
        });
    assertThat(gate.<Boolean>done(tx -> !tx.outbox().isEmpty())).isFalse();
    gate.<Void>done(
        tx -> {
          tx.enqueue(Fixture.outgoing("once"));
          return null;
        });
  }

  @Test
  void onePoisonousWorkOfABatchFailsAloneAndTheOthersRunAgainOnFreshState() {
    List<CompletableFuture<Integer>> good = new ArrayList<>();
    good.add(gate.journal.submit(JournalWriterTest::count));
    CompletableFuture<Integer> poisonous =
        gate.journal.submit(
            tx -> {
              tx.append("poison", "Poison", body("n", 1));
              return count(tx);
            });
    good.add(gate.journal.submit(JournalWriterTest::count));
    good.add(gate.journal.submit(JournalWriterTest::count));
    gate.settle();
    assertThat(good).extracting(CompletableFuture::join).containsExactly(1, 2, 3);
    assertThat(failure(poisonous)).isInstanceOf(WorkRejected.class).hasMessageContaining("poison");
    assertThat(gate.journal.status().writable()).isTrue();
    assertThat(records("gate")).hasSize(3);
    assertThat(records("poison")).isEmpty();
  }

  @Test
  void listenersHearOfWhatWasQueuedAfterItsCommitAndOnce() {
    List<String> heard = new ArrayList<>();
    gate.journal.onQueued(
        outgoing -> {
          throw new IllegalStateException("a listener's defect");
        });
    gate.journal.onQueued(outgoing -> heard.add(outgoing.id()));
    store.beforeCommit = () -> assertThat(heard).isEmpty();
    for (String id : List.of("a", "poison", "b", "c", "a")) {
      gate.journal.submit(
          tx -> {
            tx.enqueue(Fixture.outgoing(id));
            if (id.equals("poison")) {
              tx.append("poison", "Poison", body("n", 1));
            }
            if (id.equals("b")) {
              tx.delivered("b");
            }
            return null;
          });
    }
    gate.settle();
    assertThat(heard).containsExactly("a", "c");
    store.beforeCommit = () -> {};
    gate.<Integer>done(JournalWriterTest::count);
    assertThat(heard).hasSize(2);
  }

  @Test
  void aDefectOfTheStoreStopsTheJournalToo() {
    store.beforeCommit =
        () -> {
          throw new UnsupportedOperationException("a defect");
        };
    CompletableFuture<Integer> failed = gate.journal.submit(JournalWriterTest::count);
    gate.settle();
    assertThat(failure(failed)).isInstanceOf(JournalUnavailable.class);
    assertThat(gate.journal.status().writable()).isFalse();
    store.beforeCommit = () -> {};
    gate.timePasses();
    assertThat(gate.<Integer>done(JournalWriterTest::count)).isEqualTo(1);
  }

  @Test
  void aFailingTaskAfterTheCommitHarmsNobody() {
    List<String> ran = new ArrayList<>();
    CompletableFuture<Integer> first =
        gate.journal.submit(
            tx -> {
              tx.afterCommit(
                  () -> {
                    throw new IllegalStateException("a listener's defect");
                  });
              tx.afterCommit(() -> ran.add("next"));
              return count(tx);
            });
    CompletableFuture<Integer> second = gate.journal.submit(JournalWriterTest::count);
    gate.settle();
    assertThat(ran).containsExactly("next");
    assertThat(first.join()).isEqualTo(1);
    assertThat(second.join()).isEqualTo(2);
  }

  @Test
  void aBatchWithoutWritesCommitsNothing() {
    assertThat(gate.<Integer>done(tx -> tx.records("gate").size())).isZero();
    assertThat(gate.journal.counts().commits()).isZero();
  }

  @Test
  void aFullQueueRefusesAtOnceAndRecovers() {
    Fixture small = new Fixture(store, 2);
    small.journal.submit(JournalWriterTest::count);
    small.journal.submit(JournalWriterTest::count);
    CompletableFuture<Integer> third = small.journal.submit(JournalWriterTest::count);
    assertThat(failure(third))
        .isInstanceOf(JournalUnavailable.class)
        .hasMessageContaining("queue is full");
    assertThat(small.journal.trouble().orElseThrow())
        .contains("the journal is overloaded: 2 works wait");
    assertThat(small.journal.status().writable()).as("it takes work as soon as it can").isTrue();
    small.settle();
    assertThat(small.journal.trouble()).isEmpty();
    assertThat(small.<Integer>done(JournalWriterTest::count)).isEqualTo(3);
  }

  @Test
  void whenTheStoreFailsEverythingFailsUntilAProbeSucceeds() {
    store.unavailable = "the disk is full";
    CompletableFuture<Integer> inBatch = gate.journal.submit(JournalWriterTest::count);
    gate.settle();
    assertThat(failure(inBatch))
        .isInstanceOf(JournalUnavailable.class)
        .hasMessage("the disk is full");
    assertThat(gate.journal.status().writable()).isFalse();
    assertThat(gate.journal.status().cause()).isEqualTo("the disk is full");
    CompletableFuture<Integer> later = gate.journal.submit(JournalWriterTest::count);
    assertThat(failure(later))
        .isInstanceOf(JournalUnavailable.class)
        .hasMessage("the disk is full");

    store.unavailable = "the disk is still full";
    gate.timePasses();
    assertThat(gate.journal.status().cause()).isEqualTo("the disk is still full");
    store.unavailable = "";
    assertThat(gate.journal.status().writable()).isFalse();
    gate.timePasses();
    assertThat(gate.journal.status().writable()).isTrue();
    assertThat(gate.timers).isEmpty();
    assertThat(gate.<Integer>done(JournalWriterTest::count)).isEqualTo(1);
  }

  @Test
  void worksQueuedBehindTheFailureFailToo() {
    store.unavailable = "the disk is full";
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(gate.journal.submit(JournalWriterTest::count));
    }
    gate.settle();
    assertThat(all).allMatch(CompletableFuture::isCompletedExceptionally);
    assertThat(store.commits).as("one failure is enough").isEqualTo(1);
  }

  @Test
  void aTransactionEndsWithItsWork() {
    List<Transaction> kept = new ArrayList<>();
    gate.<Boolean>done(kept::add);
    Transaction tx = kept.get(0);
    assertThatThrownBy(() -> tx.append("gate", "Late", body("n", 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.put("lane", "L3", body("n", 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.records("gate")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.remove("lane", "L3")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.delivered("x")).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tx.afterCommit(() -> {})).isInstanceOf(IllegalStateException.class);
    List<View> views = new ArrayList<>();
    read(views::add);
    assertThatThrownBy(() -> views.get(0).outbox()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void recordsOfOneWorkCarryItsTimeAndTimeNeverGoesBack() {
    gate.<Void>done(
        tx -> {
          assertThat(tx.now()).isEqualTo(Fixture.START);
          tx.append("gate", "First", body("n", 1));
          gate.now = gate.now.plusSeconds(1);
          tx.append("gate", "Second", body("n", 2));
          return null;
        });
    gate.now = Fixture.START.minusSeconds(3600);
    gate.<Void>done(
        tx -> {
          tx.append("gate", "Third", body("n", 3));
          return null;
        });
    assertThat(records("gate"))
        .extracting(Entry::at)
        .containsExactly(Fixture.START, Fixture.START, Fixture.START);
  }

  @Test
  void aClosedJournalTakesNothing() {
    CompletableFuture<Integer> queued = gate.journal.submit(JournalWriterTest::count);
    gate.journal.close();
    assertThat(failure(gate.journal.submit(JournalWriterTest::count)))
        .isInstanceOf(JournalUnavailable.class);
    assertThat(gate.journal.status().writable()).isFalse();
    gate.settle();
    assertThat(queued.join()).as("what was queued is still written").isEqualTo(1);
  }

  @Test
  void aQuestionThatFailsFailsItsAskerOnly() {
    CompletableFuture<Object> asked =
        gate.journal.read(
            view -> {
              throw new IllegalStateException("a defect");
            });
    assertThatThrownBy(asked::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThat(records("gate")).isEmpty();
  }

  /** Appends to {@code gate} and gives how many records it has now. */
  private static int count(Transaction tx) {
    int n = tx.item("count", "n").map(body -> body.path("n").asInt()).orElse(0) + 1;
    tx.append("gate", "Counted", body("n", n));
    tx.put("count", "n", body("n", n));
    assertThat(tx.records("gate")).hasSize(n);
    return n;
  }

  private static void writeEverything(Transaction tx) {
    tx.append("crossing:1", "Arrived", 1, body("n", 1), Optional.of(body("plate", 1)));
    tx.put(Fixture.crossing(1, 1));
    tx.put("lane", "L3", body("n", 1));
    tx.enqueue(Fixture.outgoing("once"));
    tx.delivered("other");
  }

  private List<Entry> records(String stream) {
    return read(view -> view.records(stream));
  }

  private <R> R read(java.util.function.Function<View, R> question) {
    return gate.journal.read(question).join();
  }
}
