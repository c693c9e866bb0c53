package org.amitygate.demo.report;

import static org.amitygate.demo.report.Faults.good;
import static org.amitygate.demo.report.Faults.isGood;
import static org.amitygate.demo.report.Faults.shows;
import static org.amitygate.demo.report.Run.EXPORT;
import static org.amitygate.demo.report.Run.IMPORT;
import static org.amitygate.demo.report.Run.body;
import static org.amitygate.demo.report.Run.id;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Every opening and every passage needs its explanation. */
class OpeningsReportTest {

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
}
