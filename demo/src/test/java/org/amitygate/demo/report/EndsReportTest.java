package org.amitygate.demo.report;

import static org.amitygate.demo.report.Faults.good;
import static org.amitygate.demo.report.Faults.isGood;
import static org.amitygate.demo.report.Faults.shows;
import static org.amitygate.demo.report.Run.EXPORT;
import static org.amitygate.demo.report.Run.IMPORT;
import static org.amitygate.demo.report.Run.body;
import static org.amitygate.demo.report.Run.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A truck that ends otherwise than planned, and gates that do not agree, are shown. */
class EndsReportTest {

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
  void aTruckHeldAfterItsGateWasDeadUnderItIsCountedApart() {
    Run run = good();
    long before = run.now;
    run.held("T009", "29C-100.09", "ordinary", "WEIGHT");
    run.unseen(event -> event.name().equals("plan") && event.text("truck").equals("T009"));
    run.plan("T009", "29C-100.09", "ordinary", "done", null);
    assertThat(killed(run, new Outage(EXPORT, before, before + 1)))
        .containsEntry("heldUnwatched", 1)
        .containsEntry("unexpected", 0);
    assertThat(killed(run, new Outage(EXPORT, run.now + 1, run.now + 2)))
        .as("after it was held")
        .containsEntry("heldUnwatched", 0)
        .containsEntry("unexpected", 1);
    assertThat(killed(run, new Outage(EXPORT, before - 9_000_000, before - 8_000_000)))
        .as("before it came")
        .containsEntry("unexpected", 1);
    assertThat(killed(run, new Outage(IMPORT, before, run.now)))
        .as("of the gate at which it was not")
        .containsEntry("unexpected", 1);
  }

  private static Map<String, Integer> killed(Run run, Outage outage) {
    CrashPoints points =
        new CrashPoints(List.of(EXPORT + " x"), List.of(), List.of(), List.of(outage));
    RunFacts facts =
        new RunFacts(1, 1, false, 1, 1, Map.of(), Map.of(), Optional.of(points), List.of());
    return run.report(facts).counts();
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
}
