package org.amitygate.demo.report;

import static org.amitygate.demo.report.Faults.good;
import static org.amitygate.demo.report.Faults.isGood;
import static org.amitygate.demo.report.Run.EXPORT;
import static org.amitygate.demo.report.Run.IMPORT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every key of a good run, and the figures. */
class ReportTest {

  @Test
  void aGoodRunIsGood() {
    Run run =
        good()
            .held("T009", "29C-100.09", "overweight", "WEIGHT")
            .byHand(EXPORT)
            .through("T010", "桂F12345");
    Report report = run.report();
    isGood(run);
    assertThat(report.trucks()).isEqualTo(10);
    assertThat(report.done()).isEqualTo(9);
    assertThat(report.held()).isEqualTo(Map.of("WEIGHT", 1));
    assertThat(report.refused()).isZero();
    assertThat(report.planned()).isEqualTo(Map.of("ordinary", 9, "overweight", 1));
    assertThat(report.maxOpenings()).isEqualTo(1);
  }

  @Test
  void whoWasSentAwayIsNoTruckOfTheRun() {
    Run run = good().plan("T011", "29C-100.11", "ordinary", "done", null);
    run.world("sentAway", "gate", EXPORT, "lane", "L1", "truck", "T011");
    isGood(run);
  }

  @Test
  void aRefusalIsCountedAndAgreed() {
    Run run = good().refused("T009", "29C-100.09");
    isGood(run);
    assertThat(run.report().refused()).isEqualTo(1);
  }

  @Test
  void theFileHasEveryKeyOfTheIssue() throws Exception {
    JsonNode json = new ObjectMapper().readTree(good().report().json());
    assertThat(json.fieldNames())
        .toIterable()
        .contains(
            "trucks",
            "done",
            "held",
            "refused",
            "planned",
            "unexpected",
            "disagreements",
            "lost",
            "duplicated",
            "doneWithoutPassage",
            "passedWithoutCommitOk",
            "openedNotDone",
            "uncommandedOpeningsMissed",
            "maxOpenings",
            "decisionMs",
            "wallSeconds",
            "kills",
            "killsAtStage",
            "gates");
    assertThat(json.path("decisionMs").fieldNames())
        .toIterable()
        .containsExactly("p50", "p95", "p99");
    assertThat(json.path("gates").path(EXPORT).path("startSeconds").asDouble()).isEqualTo(7.5);
    assertThat(json.path("gates").path(IMPORT).path("rssMb").asInt()).isEqualTo(290);
    assertThat(json.path("wallSeconds").asDouble()).isEqualTo(61.5);
    assertThat(json.path("good").asBoolean()).isTrue();
  }

  @Test
  void aDecisionIsMeasuredFromTheLastThingItNeeded() {
    Run run = good();
    assertThat(run.report().decisionMs().p50()).isEqualTo(20.0);
    Run slow = new Run();
    slow.record(EXPORT, "crossing:a", "PlateRead");
    slow.now += 90_000;
    slow.record(EXPORT, "crossing:a", "StageCompleted");
    slow.record(EXPORT, "crossing:a", "Held", "reason", "WEIGHT");
    assertThat(slow.report().decisionMs().p99()).isEqualTo(110.0);
  }

  @Test
  void aHoldForSilenceIsNoDecision() {
    Run run = new Run();
    run.record(EXPORT, "crossing:a", "PlateRead");
    run.now += 6_000_000;
    run.record(EXPORT, "crossing:a", "WaitedTooLong");
    run.record(EXPORT, "crossing:a", "Held", "reason", "CUSTOMS_SILENT");
    assertThat(run.report().decisionMs().p99()).isZero();
  }
}
