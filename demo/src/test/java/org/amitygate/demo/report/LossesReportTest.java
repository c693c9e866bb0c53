package org.amitygate.demo.report;

import static org.amitygate.demo.report.Faults.good;
import static org.amitygate.demo.report.Faults.isGood;
import static org.amitygate.demo.report.Faults.shows;
import static org.amitygate.demo.report.Run.EXPORT;
import static org.amitygate.demo.report.Run.IMPORT;
import static org.amitygate.demo.report.Run.body;
import static org.amitygate.demo.report.Run.id;
import static org.amitygate.demo.report.Run.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was acknowledged and is gone, and what happened twice, is shown. */
class LossesReportTest {

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
    run.receipted.get(EXPORT).put("m9", "OFFER");
    shows(run, "lost");
    run.record(IMPORT, "partner:x", "PartnerMessageReceived", "messageId", "m9");
    isGood(run);
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
    announced.record(
        EXPORT, "declaration:DEC-T001", "DeclarationAnnounced", "reference", "DEC-T001");
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
}
