package org.amitygate.demo.report;

import static org.amitygate.demo.report.Run.EXPORT;
import static org.amitygate.demo.report.Run.IMPORT;
import static org.amitygate.demo.report.Run.body;
import static org.amitygate.demo.report.Run.id;
import static org.amitygate.demo.report.Run.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every key: right in a good run, and not 0 when its fault is planted. */
class ReportTest {

  private static Run good() {
    Run run = new Run();
    for (int i = 1; i <= 8; i++) {
      run.through("T00" + i, "29C-100.0" + i);
    }
    return run;
  }

  /** The fault shows in exactly these keys. */
  private static void shows(Run run, String... keys) {
    Report report = run.report();
    assertThat(
            report.counts().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey))
        .as(report.findings().toString())
        .containsExactlyInAnyOrder(keys);
    assertThat(Verdict.of(report).good()).isFalse();
  }

  private static void isGood(Run run) {
    Report report = run.report();
    assertThat(report.findings()).isEmpty();
    assertThat(Verdict.of(report).complaints()).isEmpty();
  }

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

  // unexpected

  @Test
  void anotherReasonIsUnexpected() {
    Run run = good().held("T009", "29C-100.09", "overweight", "WEIGHT");
    run.row(
        EXPORT, id("T009"), "EXIT", "HOLD_X", "SYSTEM", body("29C-100.09", "DEC-T009", "LOCAL", 0));
    shows(run, "unexpected");
  }

  @Test
  void aTruckHeldThatWasToBeDoneIsUnexpected() {
    Run run = good().held("T009", "29C-100.09", "ordinary", "WEIGHT");
    run.unseen(event -> event.name().equals("plan") && event.text("truck").equals("T009"));
    run.plan("T009", "29C-100.09", "ordinary", "done", null);
    shows(run, "unexpected");
  }

  @Test
  void aTruckThatTurnedAroundThoughItsCrossingIsDoneIsUnexpected() {
    Run run = good();
    run.unseen(event -> event.name().equals("ended") && event.text("truck").equals("T003"));
    run.world("ended", "gate", IMPORT, "lane", "L1", "truck", "T003", "how", "parked-import");
    shows(run, "unexpected");
  }

  @Test
  void aTruckDoneAsAnotherOneIsUnexpected() {
    Run run = good();
    run.row(EXPORT, id("T003"), "EXIT", "DONE", "", body("30C-999.99", "DEC-T003", "CLEARED", 1));
    shows(run, "unexpected");
  }

  @Test
  void aTailgaterThatNobodyNoticedIsUnexpected() {
    Run run = good();
    run.tailgater("T008", "15C-777.77", 15);
    isGood(run);
    run.unwritten(record -> record.is("LaneAlarm"));
    assertThat(run.report().counts()).containsEntry("unexpected", 1);
  }

  // disagreements

  @Test
  void doneHereAndUnderWayThereIsADisagreement() {
    Run run = good();
    run.row(
        IMPORT, id("T003"), "ENTRY", "UNDER_WAY", "", body("29C-100.03", "NK-T003", "RECEIVED", 1));
    shows(run, "disagreements");
  }

  @Test
  void anotherCommittedEpochIsADisagreement() {
    Run run = good();
    run.row(IMPORT, id("T003"), "ENTRY", "DONE", "", body("29C-100.03", "NK-T003", "CLEARED", 2));
    shows(run, "disagreements");
  }

  @Test
  void heldHereAndBoundThereIsADisagreement() {
    Run run = good().held("T009", "29C-100.09", "barrier-stuck", "BARRIER_STUCK");
    run.row(
        IMPORT, id("T009"), "ENTRY", "UNDER_WAY", "", body("29C-100.09", "NK-T009", "LOCAL", 0));
    isGood(run);
    run.row(
        IMPORT,
        id("T009"),
        "ENTRY",
        "UNDER_WAY",
        "",
        body("29C-100.09", "NK-T009", "COMMITTED", 1));
    shows(run, "disagreements");
  }

  @Test
  void refusedHereOnlyIsADisagreement() {
    Run run = good().refused("T009", "29C-100.09");
    run.row(IMPORT, id("T009"), "ENTRY", "UNDER_WAY", "", body("29C-100.09", "", "ACCEPTED", 0));
    shows(run, "disagreements");
  }

  @Test
  void aCrossingThatOnlyTheImportGateHasIsADisagreement() {
    Run run = good();
    run.row(IMPORT, id("X"), "ENTRY", "HOLD_ID", "STRIP_MISMATCH", body("X", "", "LOCAL", 0));
    shows(run, "disagreements");
  }

  // lost

  @Test
  void anAcknowledgedDeclarationWithoutRecordIsLost() {
    Run run = good();
    run.world("acknowledged", "gate", IMPORT, "truck", "T001", "reference", "NK-9", "status", 201);
    shows(run, "lost");
  }

  @Test
  void anAcknowledgedReadWithoutRecordIsLost() {
    Run run = good();
    run.world("readAcknowledged", "gate", EXPORT, "eventId", "read-9", "plate", "X");
    shows(run, "lost");
  }

  @Test
  void anAcknowledgedAnswerOfCustomsWithoutRecordIsLost() {
    Run run = good();
    run.world("customsAnswered", "gate", EXPORT, "asked", "D", "id", "a9", "acknowledged", false);
    isGood(run);
    run.world("customsAnswered", "gate", EXPORT, "asked", "D", "id", "a9", "acknowledged", true);
    shows(run, "lost");
  }

  @Test
  void aMessageThatWasReceiptedAndIsNotThereIsLost() {
    Run run = good();
    run.record(EXPORT, "partner:x", "PartnerMessageSent", "messageId", "m9");
    run.outbox.get(EXPORT).add("m9");
    isGood(run);
    run.outbox.get(EXPORT).clear();
    shows(run, "lost");
  }

  @Test
  void anOrderThatWasConfirmedAndIsNotThereIsLost() {
    Run run = good();
    run.guard("hoa", "gate:lane open L1 --reason \"boom moved\"");
    shows(run, "lost");
    run.record(EXPORT, "lane:L1", "LaneOpenedByPerson", "by", "hoa");
    isGood(run);
    run.guard("minh", "gate:lane open L1 --reason \"boom moved\"");
    shows(run, "lost");
  }

  @Test
  void everyKindOfOrderIsFound() {
    Run run = good();
    run.guard("hoa", "gate:stop L1 --reason \"person\"");
    run.record(EXPORT, "gate", "GateStopped", "lane", "L1", "by", "hoa");
    run.guard("hoa", "gate:resume L1 --reason \"clear\"");
    run.record(EXPORT, "gate", "GateStopLiftAsked", "lane", "L1", "by", "hoa");
    run.guard("minh", "gate:resume L1 --reason \"clear\"");
    run.record(EXPORT, "gate", "GateStopLifted", "lane", "L1", "by", "minh");
    run.guard("hoa", "gate:crossing resolve \"29C-100.01\" not-departed --reason \"x\"");
    run.record(
        EXPORT,
        "crossing:" + id("T001"),
        "BarrierDecidedByPerson",
        "what",
        "NOT_DEPARTED",
        "by",
        "hoa");
    run.tailgater("T008", "15C-777.77", 15);
    run.guard("hoa", "gate:crossing record --plate \"15C-777.77\" --lane L1 --reason \"x\"");
    run.guard("minh", "gate:crossing record --plate \"15C-777.77\" --lane L1 --reason \"x\"");
    isGood(run);
    run.unwritten(record -> record.is("GateStopLifted"));
    assertThat(run.report().counts()).containsEntry("lost", 1);
  }

  @Test
  void aTruckWithoutCrossingIsLost() {
    Run run = good();
    run.rows.get(EXPORT).removeIf(row -> row.id().equals(id("T003")));
    run.rows.get(IMPORT).removeIf(row -> row.id().equals(id("T003")));
    shows(run, "lost", "unexpected", "passedWithoutCommitOk");
  }

  @Test
  void aTruckWithoutAnEndIsLost() {
    Run run = good().held("T009", "29C-100.09", "overweight", "WEIGHT");
    run.row(
        EXPORT, id("T009"), "EXIT", "UNDER_WAY", "", body("29C-100.09", "DEC-T009", "LOCAL", 0));
    shows(run, "lost", "unexpected");
  }

  @Test
  void aGapInTheRecordsIsLost() {
    Run run = good();
    run.unwritten(record -> record.is("CrossingBegun") && record.crossing().equals(id("T003")));
    shows(run, "lost");
  }

  // duplicated

  @Test
  void twoCrossingsOfOneTruckAreADuplicate() {
    Run run = good().held("T009", "29C-100.09", "overweight", "WEIGHT");
    run.record(EXPORT, "crossing:" + id("again"), "VehicleArrived", "lane", "L1");
    run.row(EXPORT, id("again"), "EXIT", "HOLD_X", "WEIGHT", body("29C-100.09", "", "LOCAL", 0));
    shows(run, "duplicated");
  }

  @Test
  void aManualEntryOfNobodyIsADuplicate() {
    Run run = good();
    run.row(
        EXPORT,
        id("nobody"),
        "EXIT",
        "DONE",
        "MANUAL",
        object("facts", Map.of("plate", "X"), "manual", true));
    shows(run, "duplicated");
  }

  @Test
  void oneDeclarationForTwoCrossingsIsADuplicate() {
    Run run = good().held("T009", "29C-100.09", "overweight", "WEIGHT");
    run.row(
        EXPORT, id("T009"), "EXIT", "HOLD_X", "WEIGHT", body("29C-100.09", "DEC-T001", "LOCAL", 0));
    shows(run, "duplicated");
  }

  @Test
  void effectsTwiceAreDuplicates() {
    Run ended = good();
    ended.record(EXPORT, "crossing:" + id("T001"), "CrossingEnded", "state", "DONE");
    shows(ended, "duplicated");
    Run announced = good();
    announced.record(EXPORT, "declarations", "DeclarationAnnounced", "reference", "DEC-T001");
    shows(announced, "duplicated");
    Run applied = good();
    applied.record(
        EXPORT,
        "crossing:" + id("T001"),
        "PartnerReceiptSent",
        "messageId",
        "COMMIT_OK-T001-1",
        "verdict",
        "APPLIED");
    shows(applied, "duplicated");
    Run intended = good();
    intended.intends(EXPORT, "T001", 1, 1);
    shows(intended, "duplicated");
    Run accepted = good();
    accepted.world("tokenAccepted", "gate", EXPORT, "lane", "L1", "token", 1);
    shows(accepted, "duplicated");
  }

  // passages and openings

  @Test
  void doneWithoutAPassageShowsAtEitherGate() {
    Run exports = good();
    exports.unseen(event -> event.name().equals("passed") && event.text("truck").equals("T003"));
    assertThat(exports.report().counts()).containsEntry("doneWithoutPassage", 1);
    shows(exports, "doneWithoutPassage", "openedNotDone");
    Run imports = good();
    imports.unseen(
        event -> event.name().equals("passedImport") && event.text("truck").equals("T003"));
    shows(imports, "doneWithoutPassage", "openedNotDone");
  }

  @Test
  void aPassageNeedsCommitOkOfItsEpoch() {
    Run run = good();
    run.unwritten(
        record ->
            record.crossing().equals(id("T003"))
                && record.text("messageType").equals("COMMIT_OK")
                && record.is("PartnerMessageReceived"));
    assertThat(run.report().counts()).containsEntry("passedWithoutCommitOk", 1);
  }

  @Test
  void aCommitOkThatTheOtherGateNeverSentIsNone() {
    Run run = good();
    run.unwritten(
        record ->
            record.crossing().equals(id("T003"))
                && record.text("messageType").equals("COMMIT_OK")
                && record.is("PartnerMessageSent"));
    assertThat(run.report().counts()).containsEntry("passedWithoutCommitOk", 1);
  }

  @Test
  void aPassageOnTheOpeningOfAnotherTruckIsNotPromised() {
    Run run = good().held("T009", "29C-100.09", "overweight", "WEIGHT");
    run.world(
        "passed", "gate", EXPORT, "lane", "L1", "truck", "T009", "cause", "command", "token", 15);
    shows(run, "passedWithoutCommitOk");
  }

  @Test
  void aTailgaterNeedsAManualEntry() {
    Run run = good().tailgater("T008", "15C-777.77", 15);
    run.rows.get(EXPORT).removeIf(row -> row.manual());
    shows(run, "passedWithoutCommitOk");
  }

  @Test
  void aPassageByHandNeedsAManualEntry() {
    Run run = good();
    run.unseen(event -> event.name().equals("passed") && event.text("truck").equals("T003"));
    run.world("passed", "gate", EXPORT, "lane", "L1", "truck", "T003", "cause", "hand");
    assertThat(run.report().counts()).containsEntry("passedWithoutCommitOk", 1);
    run.record(
        EXPORT, "crossing:" + id("T003"), "BarrierDecidedByPerson", "what", "DEPARTED", "by", "h");
    assertThat(run.report().counts()).containsEntry("passedWithoutCommitOk", 0);
  }

  @Test
  void anOpeningThatNothingExplainsShows() {
    Run run = good().held("T009", "29C-100.09", "overweight", "WEIGHT");
    run.row(
        EXPORT,
        id("T009"),
        "EXIT",
        "REFUSED",
        "WEIGHT",
        body("29C-100.09", "DEC-T009", "LOCAL", 0));
    long opened = run.opens(EXPORT, "T009", 1);
    assertThat(run.report().counts()).containsEntry("openedNotDone", 1);
    run.ends(EXPORT, "T009", opened, "NotOpened[cause=STUCK]");
    assertThat(run.report().counts()).containsEntry("openedNotDone", 1);
  }

  @Test
  void anAnnulmentAndAHoldExplainAnOpening() {
    Run annulled = good();
    annulled.ends(EXPORT, "T008", annulled.opens(EXPORT, "T008", 2), "NotDeparted[]");
    assertThat(annulled.report().counts()).containsEntry("openedNotDone", 0);
    Run held = good().held("T009", "29C-100.09", "overweight", "WEIGHT");
    held.opens(EXPORT, "T009", 1);
    isGood(held);
  }

  @Test
  void anOpeningWithoutIntentShows() {
    Run run = good();
    run.leavesClosed(EXPORT, "T008", 99);
    shows(run, "openedNotDone");
  }

  @Test
  void aSecondOpeningInOneEpochShows() {
    Run run = good();
    run.ends(EXPORT, "T008", run.opens(EXPORT, "T008", 1), "NotDeparted[]");
    Report report = run.report();
    assertThat(report.maxOpenings()).isEqualTo(2);
    assertThat(report.findings()).isEmpty();
    assertThat(Verdict.of(report).complaints()).singleElement().asString().contains("2 times");
  }

  @Test
  void eachOpeningByHandNeedsAnAlarmOfItsOwn() {
    Run run = good().byHand(EXPORT).byHand(IMPORT).byHand(EXPORT);
    isGood(run);
    run.world("boomLeftClosed", "gate", EXPORT, "lane", "L1", "cause", "hand", "token", null);
    shows(run, "uncommandedOpeningsMissed");
  }

  @Test
  void anAlarmBeforeTheOpeningOrOfAnotherLaneIsNone() {
    Run before = good();
    before.record(EXPORT, "lane:L1", "LaneAlarm", "kind", "UNCOMMANDED_OPENING");
    before.now += 2_000_000;
    before.world("boomLeftClosed", "gate", EXPORT, "lane", "L1", "cause", "hand", "token", null);
    before.record(EXPORT, "lane:L2", "LaneAlarm", "kind", "UNCOMMANDED_OPENING");
    before.record(EXPORT, "lane:L1", "LaneAlarm", "kind", "TAILGATE");
    shows(before, "uncommandedOpeningsMissed");
  }

  // figures

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
