package org.amitygate.core.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.journal.Entry;
import org.amitygate.device.PlateRead;
import org.junit.jupiter.api.Test;

/** Bodies of records are hashed and stay for ever, so nobody's plate or name may stand in one. */
class PersonalValuesTest {

  private static final String TRADER = "Thanh Phong Logistics";

  private final Bench bench = new Bench();

  /** A crossing that is read, matched with a declaration, fails, is held, and ends. */
  private void cross() {
    bench
        .script
        .stage(
            "arrive",
            new StageOutcome.Await(
                List.of("plate.entry"), Duration.ofDays(1), "hold:ID_UNREADABLE", "identify"))
        .stage(
            "identify",
            call ->
                call.questions()
                    .declaration(1, Bench.PLATE, Optional.of(95))
                    .thenCompose(
                        match -> {
                          Map<String, Object> facts = new HashMap<>(call.facts());
                          facts.putAll(match.declaration());
                          facts.put("confidence", 95);
                          facts.put("declaration", "DEC-1");
                          return Script.result(new StageOutcome.Next("fail"), facts);
                        }))
        .stage(
            "fail",
            call -> {
              if (bench.script.runs.size() < 4) {
                throw new IllegalStateException("cannot read " + Bench.PLATE);
              }
              return Script.result(
                  new StageOutcome.Hold(HoldReason.ID_MISMATCH, Bench.PLATE + " came in"),
                  call.facts());
            });
    bench.open();
    Announced.by(bench, TRADER);
    bench.loop("L1", "entry", true);
    bench.accept(
        "L1.plate-camera.entry",
        new PlateRead(
            bench.now(),
            Optional.of(Bench.PLATE),
            Optional.of(95),
            "e1",
            List.of(),
            Map.of("originalLicensePlate", Bench.PLATE)));
    bench.settle();
    bench.plate("L2", "entry", Bench.PLATE); // of nobody yet
    Crossing held = bench.inZone("L1");
    assertThat(held.hold()).isPresent();
    bench.told(bench.operations.refuse(Bench.OPERATOR, held.id().toString(), "turned back"));
    bench.told(bench.operations.record(Bench.GUARD, Bench.PLATE, "L2", "", "by hand"));
    bench.told(bench.operations.record(Bench.SUPERVISOR, Bench.PLATE, "L2", "", "by hand"));
  }

  @Test
  void noBodyOfARecordNamesAPlateOrATrader() {
    cross();
    TreeSet<String> withPersonal = new TreeSet<>();
    for (Entry entry : bench.journal.records()) {
      assertThat(entry.body().toString()).as(entry.type()).doesNotContain("29C", TRADER);
      entry.personal().ifPresent(personal -> withPersonal.add(entry.type()));
    }
    assertThat(withPersonal)
        .containsExactly(
            "CrossingBegun",
            "DeclarationAnnounced",
            "Held",
            "PassedByHand",
            "PassedByHandProposed",
            "PlateRead",
            "QuestionAnswered",
            "StageCompleted",
            "StageFailed");
  }

  @Test
  void numbersAndTheGatesOwnWordsStayAndTheRestIsBesideThem() {
    cross();
    Entry announced = bench.journal.view().records("declaration:DEC-1").get(0);
    assertThat(announced.body())
        .hasToString(
            "{\"type\":\"DeclarationAnnounced\",\"v\":3,\"declaredGrossKg\":31000,"
                + "\"reference\":\"DEC-1\",\"direction\":\"export\"}");
    assertThat(announced.personal().orElseThrow().path("trader").asText()).isEqualTo(TRADER);

    Entry identified =
        bench.journal.records().stream()
            .filter(entry -> entry.body().path("stage").asText().equals("identify"))
            .filter(entry -> entry.type().equals("StageCompleted"))
            .findFirst()
            .orElseThrow();
    assertThat(identified.body().path("facts").toString())
        .contains("\"confidence\":95", "\"declaredGrossKg\":31000");
    assertThat(identified.personal().orElseThrow().path("facts").path("plate").asText())
        .isEqualTo(Bench.PLATE);
  }
}
