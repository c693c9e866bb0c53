package org.amitygate.core.crossing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Script;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.junit.jupiter.api.Test;

/** Times come in their order, once each, and waiting for them costs one entry. */
class DeadlinesTest {

  private final Bench bench = new Bench();
  private Instant now = Instant.parse("2026-11-23T02:00:00Z");
  private final List<Runnable> timers = new ArrayList<>();
  private final Timekeeper timekeeper =
      new Timekeeper(
          () -> now,
          (delay, task) -> {
            timers.add(task);
            return () -> timers.remove(task);
          });
  private final List<UUID> woken = new ArrayList<>();
  private final List<CompletableFuture<UUID>> answers = new ArrayList<>();
  private final List<CompletableFuture<UUID>> moreTime = new ArrayList<>();
  private boolean out;

  private final Timekeeper.Woken journal =
      new Timekeeper.Woken() {
        @Override
        public boolean out() {
          return out;
        }

        @Override
        public CompletionStage<?> wake(UUID crossing) {
          woken.add(crossing);
          answers.add(new CompletableFuture<>());
          return answers.get(answers.size() - 1);
        }

        @Override
        public CompletionStage<?> afterOutage() {
          moreTime.add(new CompletableFuture<>());
          return moreTime.get(moreTime.size() - 1);
        }
      };

  private void open() {
    timekeeper.open(journal);
  }

  private void timersCome() {
    List<Runnable> due = List.copyOf(timers);
    timers.clear();
    due.forEach(Runnable::run);
  }

  private static UUID id(int number) {
    return new UUID(1, number);
  }

  @Test
  void wakesInTheOrderOfTimeAndNotOfComing() {
    for (int i : new int[] {2, 0, 3, 1}) {
      timekeeper.set(id(i), Optional.of(now.plusSeconds(i)));
    }
    open();
    assertThat(woken).containsExactly(id(0));
    now = now.plusSeconds(9);
    timersCome();
    assertThat(woken).containsExactly(id(0), id(1), id(2), id(3));
    timersCome();
    assertThat(woken).as("once each").hasSize(4);
  }

  @Test
  void aTimeThatChangesLeavesNothingBehind() {
    open();
    for (int i = 1; i <= 1_000; i++) {
      timekeeper.set(id(1), Optional.of(now.plusSeconds(i)));
      assertThat(timekeeper.size()).isEqualTo(1);
    }
    now = now.plusSeconds(999);
    timersCome();
    assertThat(woken).isEmpty();
    timekeeper.set(id(1), Optional.empty());
    assertThat(timekeeper.size()).isZero();
    assertThat(timers).as("the one that looks").hasSize(1);
  }

  @Test
  void manyAtOnceAreWokenAsTheyAreDone() {
    for (int i = 0; i < 1_000; i++) {
      timekeeper.set(id(i), Optional.of(now));
    }
    open();
    assertThat(woken).hasSize(Timekeeper.AT_ONCE);
    timersCome();
    assertThat(woken).hasSize(Timekeeper.AT_ONCE);
    answers.subList(0, 10).forEach(answer -> answer.complete(id(0)));
    timersCome();
    assertThat(woken).hasSize(Timekeeper.AT_ONCE + 10);
  }

  @Test
  void whatCouldNotBeRecordedIsWokenAgainUnlessItWaitsForSomethingElseByNow() {
    timekeeper.set(id(1), Optional.of(now));
    timekeeper.set(id(2), Optional.of(now));
    open();
    answers.forEach(answer -> answer.completeExceptionally(new IllegalStateException("full")));
    timekeeper.set(id(2), Optional.of(now.plusSeconds(60)));
    timersCome();
    timersCome();
    assertThat(woken).containsExactly(id(1), id(2), id(1));
    assertThat(timekeeper.size()).isEqualTo(1);
  }

  @Test
  void deadlinesThatPassedWhileTheGateWasDownEndOnceEachAndInTheirOrder() {
    bench.script.stage(
        "wait",
        call ->
            Script.result(
                new StageOutcome.Await(
                    List.of("x"),
                    Duration.ofSeconds(100 - Long.parseLong(call.facts().get("n").toString())),
                    "hold:CUSTOMS_SILENT",
                    "wait"),
                call.facts()));
    bench.open();
    for (int n = 0; n < 50; n++) {
      UUID id = id(n);
      int number = n;
      bench.tx(tx -> bench.crossings.begin(tx, id, "", Role.EXIT, "L1", Map.of("n", number)));
    }
    bench.downFor(Duration.ofDays(1));
    bench.pass(Crossings.GRACE.minusMillis(1));
    assertThat(ended()).as("what could not come gets time to come").isEmpty();
    bench.pass(Duration.ofSeconds(1));
    List<String> inTheirOrder = new ArrayList<>();
    for (int n = 49; n >= 0; n--) {
      inTheirOrder.add("crossing:" + id(n));
    }
    assertThat(ended()).containsExactlyElementsOf(inTheirOrder);
  }

  @Test
  void afterAnOutageNobodyIsWokenBeforeThereWasMoreTime() {
    open();
    timekeeper.set(id(1), Optional.of(now.plusSeconds(2)));
    out = true;
    timersCome();
    now = now.plusSeconds(3);
    timersCome();
    assertThat(moreTime).as("while it is out").isEmpty();
    out = false;
    timersCome();
    timersCome();
    assertThat(moreTime).as("once").hasSize(1);
    moreTime.get(0).completeExceptionally(new JournalUnavailable("full", null));
    timersCome();
    assertThat(moreTime).as("again, for it was out again").hasSize(2);
    assertThat(woken).isEmpty();
    moreTime.get(1).complete(id(0));
    timersCome();
    assertThat(woken).containsExactly(id(1));
  }

  @Test
  void whatTheJournalDidNotTakeMeansMoreTimeForAll() {
    timekeeper.set(id(1), Optional.of(now));
    timekeeper.set(id(2), Optional.of(now.plusSeconds(1)));
    open();
    answers.get(0).completeExceptionally(new JournalUnavailable("overloaded", null));
    now = now.plusSeconds(1);
    timersCome();
    assertThat(woken).containsExactly(id(1));
    moreTime.get(0).completeExceptionally(new IllegalStateException("a defect"));
    timersCome();
    assertThat(woken).as("a defect stops no clock").contains(id(2));
  }

  /** The journal is out over the deadline of one that waits for a plate. */
  private void outOverADeadline() {
    bench
        .script
        .stage(
            "wait",
            new StageOutcome.Await(
                List.of("plate.entry", "customs"),
                Duration.ofSeconds(30),
                "hold:ID_UNREADABLE",
                "then"))
        .stage("then", new StageOutcome.Done());
    bench.open();
    bench.loop("L1", "entry", true);
    assertThat(bench.script.ran()).containsExactly("wait");
    bench.journal.down(true);
  }

  private void outageEnds() {
    bench.pass(Duration.ofMillis(40_100));
    bench.journal.down(false);
  }

  @Test
  void whatCameWhileTheJournalWasOutIsNotTooLate() {
    outOverADeadline();
    bench.plate("L1", "entry", Bench.PLATE);
    outageEnds();
    bench.pass(Duration.ofSeconds(3));
    assertThat(bench.script.ran()).containsExactly("wait", "then");
  }

  @Test
  void whatIsRepeatedAfterTheJournalWasOutIsNotTooLate() {
    outOverADeadline();
    outageEnds();
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.journal.types("gate")).containsExactly("GateStarted", "WaitsExtended");
    assertThat(ended()).isEmpty();
    bench.change(
        bench.all().get(0).id(),
        (tx, crossing) -> {
          bench.crossings.signal(tx, crossing, "customs", Map.of());
          return 0;
        });
    assertThat(bench.script.ran()).containsExactly("wait", "then");
  }

  @Test
  void whatDoesNotComeAfterTheJournalWasOutIsTooLateThen() {
    outOverADeadline();
    outageEnds();
    bench.pass(Crossings.GRACE.plusSeconds(1));
    assertThat(ended()).hasSize(1);
    assertThat(bench.all().get(0).reason()).isEqualTo("ID_UNREADABLE");
  }

  private List<String> ended() {
    return bench.journal.records().stream()
        .filter(entry -> entry.type().equals("WaitedTooLong"))
        .map(Entry::stream)
        .toList();
  }
}
