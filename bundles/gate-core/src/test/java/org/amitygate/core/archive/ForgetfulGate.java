package org.amitygate.core.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.amitygate.config.ArchiveConfig;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.MemoryArchive;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.json.Json;

/** A gate whose rules forget after {@link #PERIOD}, and what people do there. */
abstract class ForgetfulGate {

  static final Duration PERIOD = Duration.ofDays(30);
  static final Duration OVER = PERIOD.plusSeconds(1);
  static final String PLATE = "12345"; // in whatever way it is written

  final Bench bench = Bench.atWork();
  final MemoryArchive archive = new MemoryArchive(bench.journal);
  final Retention retention =
      new Retention(
          bench.journal,
          archive,
          bench.config(),
          bench.barriers.lanes(),
          () -> bench.desk,
          Runnable::run);

  ForgetfulGate() {
    bench.archive = new ArchiveConfig("key", Optional.of(PERIOD), Optional.of(PERIOD));
  }

  final void announce(String reference, String plate) {
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
  final UUID cross(String lane, String reference, String plate) {
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
  final void apply(Duration passed) {
    CompletableFuture<?> applied = retention.apply(bench.now().plus(passed));
    bench.settle();
    assertThat(applied).isCompleted();
  }

  final String types(UUID crossing) {
    return String.join(" ", bench.timeline(crossing));
  }

  final Entry last(String stream) {
    List<Entry> records = bench.journal.view().records(stream);
    return records.get(records.size() - 1);
  }

  /** Everything that the gate keeps, as text. */
  final String everything() {
    StringBuilder all = new StringBuilder();
    bench.journal.records().forEach(all::append);
    bench.all().forEach(all::append);
    for (String kind : List.of("declaration", "declared", "lane", "passed-by-hand")) {
      bench.journal.view().items(kind).forEach(all::append);
    }
    return all.append(bench.journal.view().outbox()).toString();
  }
}
