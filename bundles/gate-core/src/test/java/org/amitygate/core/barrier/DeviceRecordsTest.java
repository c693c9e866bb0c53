package org.amitygate.core.barrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.MemoryJournal;
import org.amitygate.core.journal.Evidence.Kept;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;

class DeviceRecordsTest {

  private static final long POISON = 13;

  private final Bench bench = new Bench();
  private final List<Runnable> later = new ArrayList<>();
  private final List<Long> durable = new ArrayList<>();
  private final List<Long> dropped = new ArrayList<>();
  private boolean closed;

  private final DeviceRecords told =
      new DeviceRecords(
          "L1.scale",
          bench.journal,
          bench::now,
          (delay, task) -> {
            later.add(task);
            return () -> {};
          },
          () -> closed);

  private static void record(Transaction tx, long kg) {
    if (kg == POISON) {
      throw new IllegalArgumentException("nobody weighs " + kg);
    }
    tx.append("lane:L1", "Weighed", Json.object().put("kg", kg));
  }

  private void add(long... all) {
    for (long kg : all) {
      add(kg, CompletableFuture.completedFuture(List.of()));
    }
  }

  private void add(long kg, CompletableFuture<List<Kept>> pictures) {
    told.add((tx, kept) -> record(tx, kg), pictures, () -> durable.add(kg), () -> dropped.add(kg));
  }

  private List<Long> recorded() {
    bench.settle();
    return bench.journal.view().records("lane:L1").stream()
        .map(entry -> entry.body().path("kg").asLong())
        .toList();
  }

  private void timePasses() {
    List<Runnable> due = List.copyOf(later);
    later.clear();
    due.forEach(Runnable::run);
  }

  @Test
  void whatWaitsWhenTheWriterComesIsOneCommitInItsOrder() {
    add(1, 2, 3);

    assertThat(recorded()).containsExactly(1L, 2L, 3L);
    assertThat(durable).containsExactly(1L, 2L, 3L);
    assertThat(bench.journal.commits()).isEqualTo(1);
  }

  @Test
  void whatTheJournalCannotTakeIsOfferedAgainAndWhatComesLaterWaitsBehindIt() {
    bench.journal.down(true);
    add(1, 2);
    bench.settle();
    bench.journal.down(false);
    add(3);
    assertThat(recorded()).isEmpty();
    assertThat(durable).isEmpty();

    timePasses();

    assertThat(recorded()).containsExactly(1L, 2L, 3L);
    assertThat(durable).containsExactly(1L, 2L, 3L);
  }

  @Test
  void theJournalIsBehindUntilItIsGivenAgainWhatItDidNotTake() {
    List<Boolean> within = new ArrayList<>();
    CompletableFuture<List<Kept>> none = CompletableFuture.completedFuture(List.of());
    bench.journal.down(true);
    told.add((tx, kept) -> within.add(told.behind()), none, () -> {}, () -> {});
    add(POISON, 1);
    assertThat(told.behind()).isTrue();
    bench.journal.down(false);
    assertThat(told.behind()).isTrue();

    timePasses();
    bench.settle();

    assertThat(told.behind()).isFalse();
    assertThat(within).as("with the bad one; then apart, before it").containsExactly(false, true);
    assertThat(recorded()).containsExactly(1L);
  }

  @Test
  void whatIsOnItsWayForLongIsKnownToTransactionsAndNotWritten() {
    MemoryJournal journal = (MemoryJournal) bench.journal;
    journal.hold(true);
    add(1);
    bench.settle();
    add(2);
    bench.pass(DeviceRecords.FRESH.minusMillis(1));
    assertThat(told.behind()).isFalse();
    assertThat(told.unwritten()).isFalse();
    bench.pass(Duration.ofMillis(1));
    assertThat(told.behind()).as("the second waits").isTrue();
    assertThat(told.unwritten()).isTrue();

    journal.hold(false);
    bench.settle();

    assertThat(told.behind()).isFalse();
    assertThat(told.unwritten()).isFalse();

    journal.hold(true);
    add(3);
    bench.pass(DeviceRecords.FRESH);
    assertThat(told.behind()).as("the next work runs on top of it").isFalse();
    assertThat(told.unwritten()).isTrue();
  }

  @Test
  void soIsWhatWaitsForItsPictures() {
    add(1, new CompletableFuture<>());
    assertThat(told.behind()).isFalse();
    bench.pass(DeviceRecords.FRESH);
    assertThat(told.behind()).isTrue();
  }

  @Test
  void whatCannotBeRecordedIsLostAloneAndNotAcknowledged() {
    add(1, POISON, 2, 3);
    bench.settle();
    add(4);

    assertThat(recorded()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(durable).containsExactly(1L, 2L, 3L, 4L);
    assertThat(dropped).containsExactly(POISON);
  }

  @Test
  void aReadingWaitsForItsPicturesAndWhatComesLaterBehindIt() {
    CompletableFuture<List<Kept>> pictures = new CompletableFuture<>();
    add(1, pictures);
    add(2);
    assertThat(recorded()).isEmpty();

    pictures.complete(List.of());

    assertThat(recorded()).containsExactly(1L, 2L);
  }

  @Test
  void aReadingWhosePicturesFailIsLostAlone() {
    CompletableFuture<List<Kept>> pictures = new CompletableFuture<>();
    add(1, pictures);
    add(2);

    pictures.completeExceptionally(new IllegalStateException("the disk is full"));

    assertThat(recorded()).containsExactly(2L);
    assertThat(durable).containsExactly(2L);
    assertThat(dropped).containsExactly(1L);
  }

  @Test
  void nothingIsOfferedAgainOnceTheGateIsClosed() {
    closed = true;
    bench.journal.down(true);
    add(1);
    bench.settle();
    bench.journal.down(false);

    add(2);

    assertThat(later).isEmpty();
    assertThat(recorded()).isEmpty();
  }
}
