package org.amitygate.core.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.MemoryJournal;
import org.amitygate.core.bench.Script;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.StageOutcome.Await;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Words;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;

class RetentionTest extends ForgetfulGate {

  @Test
  void anEndedCrossingIsForgottenAfterItsPeriodAndItsNumbersStay() {
    UUID id = cross("L1", "DEC-1", Bench.PLATE);
    apply(PERIOD);
    assertThat(types(id)).as("a moment too early").doesNotContain("Erased");
    assertThat(everything()).contains(PLATE, "123.45", "Thanh Phong");

    long before = bench.timeline(id).size();
    CrossingRow ended = bench.journal.view().crossing(id).orElseThrow();
    apply(OVER);
    assertThat(everything()).doesNotContain(PLATE, "123.45", "Thanh Phong");
    Entry erased = last("crossing:" + id);
    assertThat(erased.body())
        .hasToString(
            "{\"type\":\"PersonalValuesErased\",\"v\":1,\"rule\":\"retention.personal\",\"days\":30,"
                + "\"configuration\":\"digest\",\"from\":1,\"through\":"
                + before
                + "}");
    assertThat(last("declaration:DEC-1").type()).isEqualTo("PersonalValuesErased");
    CrossingRow row = bench.journal.view().crossing(id).orElseThrow();
    assertThat(row.plate()).isEmpty();
    assertThat(row.words().stored()).isEqualTo("||dec1|" + Words.fold(row.name()));
    assertThat(row.declaration()).isEqualTo("DEC-1");
    assertThat(row.changedAt()).isEqualTo(ended.changedAt());
    assertThat(bench.crossing(id).facts()).isEqualTo(Map.of("kg", 7));
    assertThat(bench.crossing(id).forgottenAt()).hasValue(bench.now());
    assertThat(bench.desk.forgotten).containsExactly(row.name());

    long records = bench.journal.records().size();
    apply(OVER);
    assertThat(bench.journal.records()).as("once").hasSize((int) records);
  }

  @Test
  void whatCouldNotBeForgottenYetIsLookedAtEachTime() {
    UUID late = cross("L1", "DEC-1", Bench.PLATE);
    UUID open = bench.arrive("L2", "51D-888.88").id();
    bench.pass(Duration.ofSeconds(60));
    bench.tx(
        tx -> {
          Crossing ended = bench.crossings.find(tx, late).orElseThrow();
          bench.crossings.put(tx, ended); // it began a minute before it last changed
          return 0;
        });
    apply(OVER.minusSeconds(30));
    assertThat(types(late)).doesNotContain("Erased");
    UUID later = cross("L1", "DEC-2", "29C-999.99");
    apply(OVER);
    assertThat(types(late)).contains("Erased");
    assertThat(types(later)).contains("Erased");
    bench.told(bench.operations.holdLegally(Bench.GUARD, open.toString(), "not yet"));
    assertThat(everything()).doesNotContain("999.99", "123.45").contains("888.88");
  }

  @Test
  void whatIsRecordedOfAForgottenCrossingIsForgottenToo() {
    UUID id = cross("L1", "DEC-1", Bench.PLATE);
    apply(OVER);
    bench.tx(
        tx -> {
          tx.append(
              Crossings.stream(id),
              "AuthorityAnswered",
              2,
              Json.object(),
              Optional.of(Json.object().put("text", "late words of 123.45")));
          return 0;
        });
    assertThat(everything()).contains("123.45");
    apply(OVER.plusSeconds(1));
    assertThat(everything()).doesNotContain("123.45");
  }

  @Test
  void anOpenCrossingIsNotForgottenHoweverOldItIs() {
    bench.arrive("L1", Bench.PLATE);
    apply(Duration.ofDays(400));
    assertThat(bench.inZone("L1").fact("plate")).isEqualTo(Bench.PLATE);
    assertThat(bench.journal.records().toString()).contains("123.45");
  }

  @Test
  void manyCrossingsAreForgottenInManySmallTransactions() {
    for (int n = 10; n < 30; n++) {
      cross("L1", "DEC-" + n, "29C-123." + n);
    }
    int commits = bench.journal.commits();
    apply(OVER);
    assertThat(bench.journal.commits() - commits).isBetween(20 / PersonalRetention.CROSSINGS, 20);
    assertThat(everything()).doesNotContain("123.1", "1231", "123.2", "1232");
  }

  @Test
  void aCrossingThatStillHasSomethingToSendWaits() {
    UUID id = cross("L1", "DEC-1", Bench.PLATE);
    bench.tx(
        tx -> {
          ObjectNode body = Json.object().put("crossing", id.toString()).put("plate", Bench.PLATE);
          tx.enqueue(new Outgoing("o-1", "q", "authority", tx.now(), body));
          return 0;
        });
    apply(OVER);
    assertThat(types(id)).doesNotContain("Erased");
    bench.tx(
        tx -> {
          tx.delivered("o-1");
          return 0;
        });
    apply(OVER);
    assertThat(everything()).doesNotContain(PLATE, "123.45", "Thanh Phong");
  }

  @Test
  void theOutboxIsReadOnceAndWhatIsQueuedMeanwhileIsHeardOf() {
    UUID last = null;
    for (int n = 10; n < 30; n++) {
      last = cross("L1", "DEC-" + n, "29C-123." + n);
    }
    UUID busy = last;
    MemoryJournal journal = (MemoryJournal) bench.journal;
    int reads = journal.outboxReads;
    CompletableFuture<?> applied = retention.apply(bench.now().plus(OVER));
    bench.tx(
        tx -> {
          ObjectNode body = Json.object().put("stream", "crossing:" + busy);
          tx.enqueue(new Outgoing("o-1", "q", "partner", tx.now(), body));
          return 0;
        });
    bench.settle();
    assertThat(applied).isCompleted();
    assertThat(journal.outboxReads - reads).isEqualTo(1);
    assertThat(types(busy)).doesNotContain("Erased");
    assertThat(everything()).doesNotContain("123.28", "12328");
  }

  @Test
  void whatBelongsToNoCrossingIsForgottenByItsAge() {
    announce("DEC-9", Bench.PLATE);
    bench.plate("L1", "entry", Bench.PLATE);
    bench.told(bench.operations.record(Bench.GUARD, Bench.PLATE, "L2", "", "by hand"));
    bench.pass(Duration.ofSeconds(2));
    bench.plate("L2", "exit", "51C-888.88");
    apply(PERIOD);
    assertThat(everything()).doesNotContain(PLATE, "123.45", "Thanh Phong").contains("888.88");
    assertThat(last("lane:L1").body().path("from").asLong()).isPositive();
    announce("DEC-10", Bench.PLATE);
    assertThat(everything()).as("announced anew").contains("123.45");
  }

  /** The first declaration serves it until it is told to take the second. */
  private static CompletionStage<StageResult> declared(StageCall call) {
    Map<String, Object> facts = new HashMap<>(call.facts());
    facts.put("declaration", facts.containsKey("declaration") ? "DEC-2" : "DEC-1");
    Await told = new Await(List.of("told"), Duration.ofDays(1), "hold:CUSTOMS_SILENT", "first");
    return Script.result(told, facts);
  }

  @Test
  void aDeclarationThatItsCrossingLeftWhenTheLookHadPassedItIsForgotten() {
    bench.script.stage("first", RetentionTest::declared);
    announce("DEC-1", "51D-777.77");
    UUID id = bench.arrive("L1", Bench.PLATE).id();
    apply(OVER);
    assertThat(everything()).as("it waits for the crossing").contains("777.77");
    announce("DEC-2", "51D-666.66");
    bench.change(
        id,
        (tx, crossing) -> {
          bench.crossings.signal(tx, crossing, "told", Map.of());
          return 0;
        });
    assertThat(types(id)).contains("DeclarationFreed");
    bench.change(
        id,
        (tx, crossing) -> {
          bench.crossings.refuse(tx, crossing, "PERSON");
          return 0;
        });
    apply(OVER);
    assertThat(everything()).doesNotContain("777.77", "666.66");
    assertThat(Declarations.left(bench.journal.view())).isEmpty();
    int records = bench.journal.records().size();
    apply(OVER);
    assertThat(bench.journal.records()).as("once").hasSize(records);
  }

  /** An offer that was refused: its stream has no crossing. */
  private UUID offer() {
    UUID offered = UUID.randomUUID();
    bench.tx(
        tx -> {
          tx.append(
              Crossings.stream(offered),
              "HandoverRefused",
              1,
              Json.object(),
              Optional.of(Json.object().put("plate", Bench.PLATE)));
          return 0;
        });
    return offered;
  }

  @Test
  void whatWasOfferedAndNeverBecameACrossingIsForgottenByItsAge() {
    UUID offered = offer();
    apply(PERIOD);
    assertThat(everything()).as("a moment too early").contains("123.45");
    apply(OVER);
    assertThat(everything()).doesNotContain(PLATE, "123.45");
    Entry erased = last(Crossings.stream(offered));
    assertThat(erased.type()).isEqualTo("PersonalValuesErased");
    assertThat(erased.body().path("through").asLong()).isEqualTo(1);
  }

  @Test
  void whatAnEarlierVersionPassedOverIsLookedAtOnceMore() {
    offer();
    int position = bench.journal.records().size();
    bench.tx(
        tx -> {
          tx.put("retention", "records", Json.object().put("position", position));
          return 0;
        });
    apply(OVER);
    assertThat(everything()).doesNotContain(PLATE, "123.45");
    int looks = archive.looks;
    apply(OVER);
    assertThat(archive.looks - looks).as("once").isEqualTo(1);
  }

  @Test
  void aReferenceThatWasForgottenStaysTaken() {
    announce("DEC-9", Bench.PLATE);
    apply(OVER);
    assertThat(
            bench.told(
                bench.journal.submit(
                    tx ->
                        Declarations.announce(
                            tx,
                            Json.object()
                                .put("reference", "DEC-9")
                                .put("plate", Bench.PLATE)
                                .put("direction", "export")))))
        .contains("use a new reference");
  }

  @Test
  void withoutARuleNothingIsErased() {
    bench.archive = new ArchiveConfig("key", Optional.empty(), Optional.empty());
    cross("L1", "DEC-1", Bench.PLATE);
    archive.evidence.put("e1", Instant.EPOCH);
    int records = bench.journal.records().size();
    apply(OVER);
    assertThat(bench.journal.records()).hasSize(records);
    assertThat(archive.evidence).hasSize(1);
  }
}
