package org.amitygate.core.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;

/** What was queued leaves in order, again and again until it is delivered, and then never more. */
class OutboxTest {

  private final Bench bench = new Bench();
  private final List<String> sent = new ArrayList<>();
  private final List<Instant> times = new ArrayList<>();
  private boolean lineUp = true;

  private CompletionStage<Journal.Work<?>> send(Outgoing outgoing) {
    sent.add(outgoing.id());
    times.add(bench.now());
    return lineUp
        ? CompletableFuture.completedFuture(
            tx -> {
              tx.put("answer", outgoing.id(), Json.object());
              return 0;
            })
        : CompletableFuture.failedFuture(new IllegalStateException("the line is down"));
  }

  private void open() {
    bench.senders.put("mail", this::send);
    bench.script.stage("first", call -> new CompletableFuture<>());
    bench.open();
  }

  private void queue(String id, String queue) {
    bench.tx(
        tx -> {
          tx.enqueue(new Outgoing(id, queue, "mail", tx.now(), Json.object()));
          return id;
        });
  }

  @Test
  void whatIsQueuedIsDeliveredOnceWithItsAnswerInOneTransaction() {
    open();
    queue("a", "q");
    assertThat(sent).containsExactly("a");
    assertThat(bench.journal.view().outbox()).isEmpty();
    assertThat(bench.journal.view().item("answer", "a")).isPresent();
    assertThat(bench.outbox.size()).isZero();
    bench.restart();
    assertThat(sent).containsExactly("a");
  }

  @Test
  void aQueueIsFirstInFirstOutAndWaitsForNoOther() {
    open();
    bench.senders.put(
        "mail", outgoing -> outgoing.queue().equals("slow") ? never(outgoing) : send(outgoing));
    queue("s1", "slow");
    queue("s2", "slow");
    queue("a", "q");
    queue("b", "q");
    assertThat(sent).containsExactly("s1", "a", "b");
    assertThat(bench.outbox.size()).isEqualTo(2);
  }

  private CompletionStage<Journal.Work<?>> never(Outgoing outgoing) {
    sent.add(outgoing.id());
    return new CompletableFuture<>();
  }

  @Test
  void itIsRepeatedWithBackOffAndNeverGivenUp() {
    open();
    lineUp = false;
    queue("a", "q");
    queue("b", "q");
    bench.pass(Duration.ofHours(1));
    assertThat(sent).doesNotContain("b");
    List<Duration> pauses = new ArrayList<>();
    for (int i = 1; i < times.size(); i++) {
      pauses.add(Duration.between(times.get(i - 1), times.get(i)));
    }
    assertThat(pauses)
        .startsWith(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(pauses.equals(pauses.stream().sorted().toList())).as("longer and longer").isTrue();
    Duration longest = pauses.get(pauses.size() - 1);
    assertThat(longest)
        .isEqualTo(pauses.get(pauses.size() - 2))
        .isLessThanOrEqualTo(Duration.ofMinutes(5));
    lineUp = true;
    bench.pass(Duration.ofMinutes(6));
    assertThat(sent).endsWith("a", "b");
    assertThat(bench.journal.view().outbox()).isEmpty();
  }

  @Test
  void anAnswerThatCannotBeWrittenIsNoDelivery() {
    open();
    bench.senders.put(
        "mail",
        outgoing -> {
          sent.add(outgoing.id());
          bench.journal.down(sent.size() == 1);
          return CompletableFuture.completedFuture(tx -> 0);
        });
    queue("a", "q");
    assertThat(bench.journal.view().outbox()).hasSize(1);
    bench.pass(Duration.ofSeconds(1));
    assertThat(sent).containsExactly("a", "a");
    assertThat(bench.journal.view().outbox()).isEmpty();
  }

  @Test
  void whatWasLeftIsDeliveredAfterARestartInOrder() {
    open();
    lineUp = false;
    queue("a", "q");
    queue("b", "q");
    queue("c", "r");
    sent.clear();
    lineUp = true;
    bench.restart();
    bench.pass(Duration.ofSeconds(1));
    assertThat(sent).containsExactlyInAnyOrder("a", "b", "c").containsSubsequence("a", "b");
  }

  @Test
  void whatIsQueuedWhileTheGateOpensIsDeliveredBehindWhatWasLeft() {
    bench.senders.put("mail", this::send);
    queue("early", "q");
    assertThat(sent).isEmpty();
    Outgoing left = new Outgoing("left", "q", "mail", bench.now(), Json.object());
    bench.outbox.open(List.of(left));
    bench.settle();
    assertThat(sent).containsExactly("left", "early");
  }

  @Test
  void withoutASenderOrWithABrokenOneItWaits() {
    open();
    bench.senders.clear();
    queue("a", "q");
    bench.pass(Duration.ofSeconds(2));
    bench.senders.put(
        "mail",
        outgoing -> {
          throw new NoClassDefFoundError("its bundle is being updated");
        });
    bench.pass(Duration.ofSeconds(3));
    bench.senders.put("mail", this::send);
    bench.pass(Duration.ofSeconds(20));
    assertThat(sent).containsExactly("a");
  }

  @Test
  void aClosedOutboxSendsNothing() {
    open();
    lineUp = false;
    queue("a", "q");
    bench.outbox.close();
    queue("b", "r");
    bench.pass(Duration.ofMinutes(1));
    assertThat(sent).containsExactly("a");
  }
}
