package org.amitygate.core.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.MemoryArchive;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Words;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;

class RetentionTest {

  private static final Duration PERIOD = Duration.ofDays(30);
  private static final Duration OVER = PERIOD.plusSeconds(1);
  private static final String PLATE = "12345"; // in whatever way it is written

  private final Bench bench = Bench.atWork();
  private final MemoryArchive archive = new MemoryArchive(bench.journal);
  private final Retention retention =
      new Retention(
          bench.journal,
          archive,
          bench.config(),
          bench.barriers.lanes(),
          () -> bench.desk,
          Runnable::run);

  RetentionTest() {
    bench.archive = new ArchiveConfig("key", Optional.of(PERIOD), Optional.of(PERIOD));
  }

  private void announce(String reference, String plate) {
    bench.tx(
        tx ->
            Declarations.announce(
                tx,
                Json.object()
                    .put("reference", reference)
                    .put("plate", plate)
                    .put("direction", "export")
                    .put("trader", "Thanh Phong of " + plate)));
  }

  /** A declared crossing of a lane, read, that ends as refused; its vehicle leaves. */
  private UUID cross(String lane, String reference, String plate) {
    announce(reference, plate);
    Crossing crossing = bench.arrive(lane, plate);
    bench.tx(
        tx -> {
          ObjectNode declaration = tx.item("declaration", reference).orElseThrow();
          tx.put("declaration", reference, declaration.put("crossing", crossing.id().toString()));
          Crossing now = bench.crossings.find(tx, crossing.id()).orElseThrow();
          now.facts().putAll(Map.of("declaration", reference, "declaredPlate", plate, "kg", 7));
          bench.crossings.hold(tx, now, HoldReason.ID_MISMATCH, plate + " is not it");
          bench.crossings.put(tx, now);
          return 0;
        });
    bench.told(bench.operations.refuse(Bench.OPERATOR, crossing.id().toString(), "turned back"));
    bench.loop(lane, "exit", false);
    bench.loop(lane, "entry", false);
    return crossing.id();
  }

  /** Applies the rules as if this long had passed: the bench's own timers would make it long. */
  private void apply(Duration passed) {
    CompletableFuture<?> applied = retention.apply(bench.now().plus(passed));
    bench.settle();
    assertThat(applied).isCompleted();
  }

  private String types(UUID crossing) {
    return String.join(" ", bench.timeline(crossing));
  }

  private Entry last(String stream) {
    List<Entry> records = bench.journal.view().records(stream);
    return records.get(records.size() - 1);
  }

  /** Everything that the gate keeps, as text. */
  private String everything() {
    StringBuilder all = new StringBuilder();
    bench.journal.records().forEach(all::append);
    bench.all().forEach(all::append);
    for (String kind : List.of("declaration", "declared", "lane", "passed-by-hand")) {
      bench.journal.view().items(kind).forEach(all::append);
    }
    return all.append(bench.journal.view().outbox()).toString();
  }

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
  void aCrossingUnderLegalHoldIsKeptUntilTwoPeopleLiftIt() {
    UUID id = cross("L1", "DEC-1", Bench.PLATE);
    String which = id.toString();
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, which, "court 7/2026")))
        .contains("is under legal hold");
    apply(OVER);
    apply(OVER);
    assertThat(types(id)).doesNotContain("Erased");
    assertThat(everything()).contains("123.45", "Thanh Phong");

    assertThat(bench.told(bench.operations.liftLegalHold(Bench.GUARD, which, "over")))
        .startsWith("noted; a second person");
    assertThat(bench.told(bench.operations.liftLegalHold(Bench.GUARD, which, "over")))
        .startsWith("noted before; a second person");
    apply(OVER);
    assertThat(everything()).as("one person is not two").contains("123.45");
    assertThat(bench.told(bench.operations.liftLegalHold(Bench.SUPERVISOR, which, "over")))
        .endsWith("is lifted");
    apply(OVER);
    assertThat(types(id))
        .contains("LegalHoldPlaced LegalHoldLiftAsked LegalHoldLifted PersonalValuesErased");
    assertThat(everything()).doesNotContain(PLATE, "123.45", "Thanh Phong");
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, which, "again")))
        .startsWith("refused: ")
        .contains("its personal values were erased on");
  }

  @Test
  void aLegalHoldNeedsARoleAndAReasonAndIsPlacedOnce() {
    String which = cross("L1", "DEC-1", Bench.PLATE).toString();
    assertThat(bench.told(bench.operations.holdLegally(Bench.OPERATOR, which, "why")))
        .isEqualTo(
            "refused: account 'operator' may not do this: it needs the role border-guard or customs");
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, which, " ")))
        .startsWith("refused: a reason is needed");
    assertThat(bench.told(bench.operations.liftLegalHold(Bench.GUARD, which, "why")))
        .contains("is not under legal hold");
    bench.told(bench.operations.holdLegally(Bench.GUARD, which, "court"));
    assertThat(bench.told(bench.operations.holdLegally(Bench.SUPERVISOR, which, "court")))
        .contains("is under legal hold already, placed by guard");
    assertThat(bench.told(bench.operations.crossing(which))).contains("\"legalHold\":\"court\"");

    bench.told(bench.operations.liftLegalHold(Bench.GUARD, which, "over"));
    bench.told(bench.operations.holdLegally(Bench.GUARD, which, "not over"));
    assertThat(bench.told(bench.operations.liftLegalHold(Bench.SUPERVISOR, which, "over")))
        .as("what was asked before the hold was confirmed does not count")
        .startsWith("noted; a second person");
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
