package org.amitygate.core.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.MemoryArchive;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.json.Json;
import org.amitygate.device.PlateRead;
import org.junit.jupiter.api.Test;

class EvidenceRetentionTest {

  private static final Duration PERIOD = Duration.ofDays(30);
  private static final Duration OVER = PERIOD.plusSeconds(1);

  private final Bench bench = Bench.atWork();
  private final MemoryArchive archive = new MemoryArchive(bench.journal);
  private Executor disk = Runnable::run;
  private final Retention retention =
      new Retention(
          bench.journal,
          archive,
          bench.config(),
          bench.barriers.lanes(),
          () -> bench.desk,
          task -> disk.execute(task));

  EvidenceRetentionTest() {
    bench.archive = new ArchiveConfig("key", Optional.empty(), Optional.of(PERIOD));
  }

  /** A crossing that ends as refused; its vehicle leaves. */
  private UUID ended(String lane, String plate) {
    UUID id = bench.arrive(lane, plate).id();
    bench.tx(
        tx -> {
          Crossing now = bench.crossings.find(tx, id).orElseThrow();
          bench.crossings.hold(tx, now, HoldReason.ID_MISMATCH, plate + " is not it");
          bench.crossings.put(tx, now);
          return 0;
        });
    bench.told(bench.operations.refuse(Bench.OPERATOR, id.toString(), "turned back"));
    bench.loop(lane, "exit", false);
    bench.loop(lane, "entry", false);
    return id;
  }

  /** Applies the rules as if this long had passed: the bench's own timers would make it long. */
  private void apply(Duration passed) {
    CompletableFuture<?> applied = retention.apply(bench.now().plus(passed));
    bench.settle();
    assertThat(applied).isCompleted();
  }

  @Test
  void evidenceGoesByItsAgeButForOpenAndLegallyHeldCrossings() {
    UUID ended = ended("L1", "29C-111.11");
    UUID held = ended("L1", "29C-222.22");
    UUID open = bench.arrive("L1", "29C-333.33").id();
    names(ended, "ended");
    names(held, "held");
    names(open, "open");
    archive.evidence.put("orphan", bench.now());
    bench.told(bench.operations.holdLegally(Bench.GUARD, held.toString(), "court"));
    apply(PERIOD);
    assertThat(archive.evidence).hasSize(4);
    assertThat(bench.journal.types("gate"))
        .as("nothing to delete")
        .doesNotContain("EvidenceErased");

    archive.evidence.put("young", bench.now().plusSeconds(1));
    apply(OVER);
    assertThat(archive.evidence.keySet()).containsExactlyInAnyOrder("held", "open", "young");
    List<Entry> gate = bench.journal.view().records("gate");
    assertThat(gate.get(gate.size() - 1).body())
        .hasToString(
            "{\"type\":\"EvidenceErased\",\"v\":1,\"rule\":\"retention.evidence\",\"days\":30,"
                + "\"configuration\":\"digest\",\"keptBefore\":\""
                + bench.now().plusSeconds(1)
                + "\"}");
  }

  @Test
  void evidenceOfACrossingThatIsPutUnderLegalHoldMeanwhileStays() {
    UUID before = ended("L1", "29C-111.11");
    UUID during = ended("L1", "29C-222.22");
    names(before, "before");
    names(during, "during");
    List<Runnable> waiting = new ArrayList<>();
    disk = waiting::add;
    CompletableFuture<?> applied = retention.apply(bench.now().plus(OVER));
    bench.settle();

    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, before.toString(), "court")))
        .contains("is under legal hold: nothing of it is erased");
    waiting.remove(0).run(); // looked for files to delete
    bench.settle();
    assertThat(bench.journal.types("gate")).as("begins again").doesNotContain("EvidenceErased");
    waiting.remove(0).run();
    bench.settle();
    assertThat(bench.journal.types("gate")).contains("EvidenceErased");
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, during.toString(), "court")))
        .startsWith("refused: ")
        .contains(
            "cannot be put under legal hold yet: evidence of its time is being deleted by retention.evidence just now");
    waiting.remove(0).run(); // deletes
    bench.settle();

    assertThat(applied).isCompleted();
    assertThat(archive.evidence.keySet()).containsExactly("before");
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, open("L2"), "court")))
        .contains("is under legal hold");
  }

  /** A camera may tell before the loops do. */
  @Test
  void evidenceThatWasKeptBeforeItsCrossingBeganBelongsToIt() {
    UUID ended = ended("L1", "29C-111.11");
    names(ended, "ended");
    names(bench.arrive("L2", "29C-222.22").id(), "open");
    Instant before = bench.now().minus(Duration.ofHours(1));
    List.of("ended", "open")
        .forEach(name -> archive.evidence.put(name, before.minus(Duration.ofMinutes(1))));
    List<Runnable> waiting = new ArrayList<>();
    disk = waiting::add;
    CompletableFuture<?> applied = retention.apply(before.plus(PERIOD));
    bench.settle();
    waiting.remove(0).run(); // looked for files to delete
    bench.settle();
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, ended.toString(), "court")))
        .startsWith("refused: ")
        .contains("evidence of its time is being deleted");
    waiting.remove(0).run(); // deletes
    bench.settle();

    assertThat(applied).isCompleted();
    assertThat(archive.evidence.keySet()).containsExactly("open");
  }

  private String open(String lane) {
    return bench.arrive(lane, "29C-333.33").id().toString();
  }

  @Test
  void aDeletionThatACrashCutShortKeepsNoLegalHoldAway() {
    String which = open("L1");
    bench.tx(
        tx -> {
          ObjectNode since = Json.object().put("keptBefore", tx.now().plusSeconds(1).toString());
          tx.put("retention", "evidence-deleting", since);
          return 0;
        });
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, which, "court")))
        .startsWith("refused: ");
    apply(Duration.ZERO);
    assertThat(bench.told(bench.operations.holdLegally(Bench.GUARD, which, "court")))
        .contains("is under legal hold");
  }

  /** A picture of this crossing. */
  private void names(UUID crossing, String evidence) {
    archive.evidence.put(evidence, bench.now());
    bench.tx(
        tx -> {
          ObjectNode body = Json.object();
          body.putArray("pictures").addObject().put("digest", evidence);
          tx.append("crossing:" + crossing, "PlateRead", body);
          return 0;
        });
  }

  @Test
  void anEarlyReadThatJoinsItsCrossingBringsItsPicturesAlong() {
    bench.accept(
        "L1.plate-camera.entry",
        new PlateRead(
            bench.now(),
            Optional.of(Bench.PLATE),
            Optional.of(95),
            "e1",
            List.of(new PlateRead.Picture("front.jpg", "image/jpeg", new byte[3])),
            Map.of()));
    bench.settle();
    bench.loop("L1", "entry", true);
    UUID id = bench.inZone("L1").id();
    Entry joined =
        bench.journal.view().records("crossing:" + id).stream()
            .filter(entry -> entry.type().equals("EarlyReadJoined"))
            .findFirst()
            .orElseThrow();
    assertThat(EvidenceNames.of(joined.body())).containsExactly("digest3");
  }
}
