package org.amitygate.core.operations;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.amitygate.core.bench.Bench.SUPERVISOR;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.handover.HandoverEvent.PersonDecided;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.handover.LaneDirection;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people may do, how often, with whom, and what they are told. */
class OperationsTest {

  private static final Actor VIEWER = new Actor("visitor", Set.of(Role.VIEWER));
  private static final Actor CUSTOMS = new Actor("customs", Set.of(Role.CUSTOMS));
  private static final Actor SECOND = new Actor("guard-2", Set.of(Role.BORDER_GUARD));

  private final Bench bench = Bench.atWork();
  private final Operations operations = bench.operations;

  private void handover(UUID id, HandoverState state) {
    bench.change(
        id,
        (tx, c) -> {
          Desk.to(c, state);
          return 0;
        });
  }

  // Holds

  @ParameterizedTest
  @EnumSource(HoldReason.class)
  void onlyTheRoleOfTheHoldMayReleaseIt(HoldReason reason) {
    Crossing crossing = bench.held(reason);
    for (Role role : Role.values()) {
      if (role != reason.clearedBy() && role != Role.SUPERVISOR) {
        Actor wrong = new Actor("someone", Set.of(role));
        assertThat(bench.told(operations.release(wrong, crossing.name(), "why not")))
            .isEqualTo(
                "refused: account 'someone' may not do this: it needs the role "
                    + reason.clearedBy().groupName());
      }
    }
    assertThat(bench.crossing(crossing.id()).state()).isEqualTo(Crossing.State.HELD);
    Actor right = new Actor("someone", Set.of(reason.clearedBy()));
    assertThat(bench.told(operations.release(right, crossing.name(), "seen")))
        .isEqualTo(
            "%s is not held for %s any more, and goes back to stage 'first' and is checked again"
                .formatted(crossing.name(), reason));
  }

  @Test
  void releaseNeedsAReasonAndAHold() {
    Crossing crossing = bench.held(HoldReason.WEIGHT);
    assertThat(bench.told(operations.release(OPERATOR, crossing.name(), " ")))
        .isEqualTo("refused: a reason is needed: --reason '…'");
    bench.told(operations.release(OPERATOR, crossing.name(), "reweighed"));
    assertThat(bench.told(operations.release(OPERATOR, crossing.name(), "another time")))
        .isEqualTo("refused: " + crossing.name() + " is not held; it is UNDER_WAY");
  }

  @Test
  void aRepeatedReleaseIsAnsweredAsBeforeAndDoneOnce() {
    Crossing crossing = bench.held(HoldReason.WEIGHT);
    String first = bench.told(operations.release(OPERATOR, crossing.name(), "reweighed"));
    assertThat(bench.told(operations.release(OPERATOR, crossing.name(), "reweighed")))
        .isEqualTo(first);
    assertThat(bench.timeline(crossing.id())).containsOnlyOnce("HoldReleased");
    assertThat(bench.told(operations.release(SUPERVISOR, crossing.name(), "reweighed")))
        .startsWith("refused: ");
    bench.hold(crossing.id(), HoldReason.WEIGHT);
    bench.told(operations.release(OPERATOR, crossing.name(), "WEIGHT", "reweighed"));
    assertThat(bench.timeline(crossing.id()).stream().filter("HoldReleased"::equals)).hasSize(2);
  }

  /** Whoever releases it finds it held for its seal, as whoever else was about to. */
  private Crossing releasedAndHeldForItsSeal() {
    Crossing crossing = bench.held(HoldReason.ID_MISMATCH);
    bench.script.stage("first", new StageOutcome.Hold(HoldReason.SEAL, ""));
    bench.told(operations.release(OPERATOR, crossing.name(), "the same truck"));
    assertThat(bench.crossing(crossing.id()).reason()).isEqualTo("SEAL");
    return crossing;
  }

  @Test
  void aReleaseThatWasTypedForTheHoldBeforeEndsNoOther() {
    Crossing crossing = releasedAndHeldForItsSeal();
    String name = crossing.name();
    assertThat(bench.told(operations.release(SUPERVISOR, name, "id-mismatch", "seen")))
        .isEqualTo("refused: " + name + " is held for SEAL, not for id-mismatch: look at it anew");
    assertThat(bench.told(operations.refuse(SUPERVISOR, name, "ID_MISMATCH", "seen")))
        .startsWith("refused: " + name + " is held for SEAL");
    assertThat(bench.told(operations.release(SUPERVISOR, name, "seen")))
        .isEqualTo(
            "refused: %s was released from ID_MISMATCH just now, by operator; it is held for SEAL: look at it, and say --of SEAL"
                .formatted(name));
    assertThat(bench.crossing(crossing.id()).reason()).isEqualTo("SEAL");
    assertThat(bench.told(operations.release(SUPERVISOR, name, "seal", "it is whole")))
        .contains("is not held for SEAL any more");
  }

  @Test
  void aHoldThatStandsForAWhileNeedsNoName() {
    Crossing crossing = releasedAndHeldForItsSeal();
    bench.pass(Duration.ofSeconds(10));
    assertThat(bench.told(operations.release(SUPERVISOR, crossing.name(), "it is whole")))
        .contains("is not held for SEAL any more");
  }

  @Test
  void aRefusalEndsTheCrossingOnce() {
    Crossing crossing = bench.held(HoldReason.WEIGHT);
    String first = bench.told(operations.refuse(OPERATOR, crossing.name(), "too heavy"));
    assertThat(first).isEqualTo(crossing.name() + " is refused");
    assertThat(bench.crossing(crossing.id()).state()).isEqualTo(Crossing.State.REFUSED);
    assertThat(bench.told(operations.refuse(OPERATOR, crossing.name(), "too heavy")))
        .isEqualTo(first);
    assertThat(bench.timeline(crossing.id())).containsOnlyOnce("RefusedByPerson");
  }

  @Test
  void theQuestionOfTheBarrierComesBeforeARelease() {
    Crossing crossing = bench.held(HoldReason.BARRIER_UNKNOWN);
    handover(crossing.id(), HandoverState.HOLD_BARRIER);
    assertThat(bench.told(operations.release(GUARD, crossing.name(), "gone")))
        .contains("gate:crossing resolve");
    assertThat(bench.told(operations.refuse(GUARD, crossing.name(), "gone")))
        .contains("gate:crossing resolve");
    bench.hold(crossing.id(), HoldReason.SYSTEM);
    assertThat(bench.told(operations.release(SUPERVISOR, crossing.name(), "gone")))
        .contains("gate:crossing resolve");
  }

  @Test
  void theQuestionOfTheBarrierIsAskedUnderAnotherHold() {
    UUID id = sent(HandoverState.RECEIVED);
    bench.hold(id, HoldReason.BARRIER_UNKNOWN);
    bench.hold(id, HoldReason.JOINT_INSPECTION);
    assertThat(bench.told(operations.release(CUSTOMS, id.toString(), "sound")))
        .contains("gate:crossing resolve");
    assertThat(bench.told(operations.resolve(GUARD, id.toString(), "departed", "seen")))
        .endsWith(": departed, by guard");
    assertThat(bench.crossing(id).shownState()).isEqualTo("JOINT_OPEN");
    assertThat(bench.told(operations.release(CUSTOMS, id.toString(), "sound")))
        .endsWith("is checked again");
  }

  @Test
  void aBarriersHoldWhoseQuestionIsSettledCanBeReleased() {
    Crossing crossing = bench.held(HoldReason.BARRIER_UNKNOWN);
    handover(crossing.id(), HandoverState.IN_STRIP);
    assertThat(bench.told(operations.resolve(GUARD, crossing.name(), "departed", "seen")))
        .startsWith("refused: " + crossing.name() + " has no open question of its barrier");
    assertThat(bench.told(operations.release(GUARD, crossing.name(), "it waits in the strip")))
        .contains("goes back to stage");
  }

  /** An entry crossing of lane M1, as the partner sent it. */
  private UUID sent(HandoverState state) {
    UUID id = new UUID(7, 7);
    bench.tx(
        tx ->
            bench.crossings.begin(
                tx, id, "", org.amitygate.core.crossing.Role.ENTRY, "M1", Map.of("plate", PLATE)));
    handover(id, state);
    return id;
  }

  // Deciding what happened

  @ParameterizedTest
  @CsvSource({"departed,DEPARTED", "not-departed,NOT_DEPARTED", "NOT-OPENED,NOT_OPENED"})
  void aGuardDecidesOnceWhatHappened(String said, String meant) {
    Crossing crossing = bench.held(HoldReason.BARRIER_UNKNOWN);
    handover(crossing.id(), HandoverState.HOLD_BARRIER);
    assertThat(bench.told(operations.resolve(OPERATOR, crossing.name(), said, "seen")))
        .contains("border-guard");
    assertThat(bench.told(operations.resolve(GUARD, crossing.name(), said, "")))
        .contains("a reason is needed");
    assertThat(bench.told(operations.resolve(GUARD, crossing.name(), said, "seen")))
        .isEqualTo(crossing.name() + ": " + said + ", by guard");
    assertThat(bench.desk.last(PersonDecided.class))
        .isEqualTo(new PersonDecided(meant, "guard", "seen"));
    assertThat(bench.told(operations.resolve(GUARD, crossing.name(), said, "seen")))
        .contains("a person has decided");
    assertThat(bench.desk.count(PersonDecided.class)).isEqualTo(1);
  }

  @Test
  void thereIsNothingToDecideOtherwise() {
    Crossing crossing = bench.held(HoldReason.WEIGHT);
    assertThat(bench.told(operations.resolve(GUARD, crossing.name(), "departed", "seen")))
        .isEqualTo(
            "refused: "
                + crossing.name()
                + " has no open question of its barrier; it is HOLD_WEIGHT, and LOCAL with the"
                + " partner");
    assertThat(bench.told(operations.resolve(GUARD, crossing.name(), "flown", "seen")))
        .isEqualTo("refused: 'flown' is none of departed, not-departed, not-opened");
    assertThat(bench.desk.events).isEmpty();
  }

  // Stops

  @ParameterizedTest
  @ValueSource(strings = {"L1", "all"})
  void twoPeopleLiftAStop(String what) {
    assertThat(bench.told(operations.stop(VIEWER, what, "fire")))
        .contains("operator or border-guard");
    assertThat(bench.told(operations.stop(GUARD, what, ""))).contains("a reason is needed");
    assertThat(bench.told(operations.stop(GUARD, what, "fire")))
        .isEqualTo("GATE_STOP is in force for " + what);
    assertThat(bench.told(operations.resume(GUARD, what, "out")))
        .isEqualTo("noted; a second person must lift the GATE_STOP of " + what);
    assertThat(bench.told(operations.resume(GUARD, what, "out"))).startsWith("noted before");
    assertThat(state("L1")).isEqualTo("STOP");
    assertThat(bench.told(operations.resume(VIEWER, what, "out"))).startsWith("refused");
    assertThat(bench.told(operations.resume(OPERATOR, what, "out")))
        .isEqualTo("the GATE_STOP of " + what + " is lifted");
    assertThat(bench.told(operations.resume(OPERATOR, what, "out")))
        .isEqualTo("there is no GATE_STOP of " + what);
    assertThat(state("L1")).isEqualTo("OPEN");
    assertThat(bench.desk.laneStates).contains("L1 STOP", "L1 OPEN");
    assertThat(bench.desk.laneReasons).as("what they wrote is not told").containsOnly("PERSON");
    assertThat(bench.told(operations.stop(GUARD, "L9", "x"))).contains("no lane 'L9'");
  }

  @Test
  void aRepeatedStopIsToldOnceAndEndsAnAskedLifting() {
    bench.told(operations.stop(GUARD, "all", "fire"));
    int told = bench.desk.laneStates.size();
    assertThat(bench.told(operations.stop(GUARD, "all", "fire")))
        .isEqualTo("GATE_STOP is in force for all");
    assertThat(bench.desk.laneStates).hasSize(told);
    bench.told(operations.resume(GUARD, "all", "out"));
    bench.told(operations.stop(OPERATOR, "all", "again"));
    assertThat(bench.told(operations.resume(OPERATOR, "all", "out"))).startsWith("noted;");
    assertThat(state("L1")).isEqualTo("STOP");
  }

  // Lanes

  @Test
  void aLaneIsClosedAndOpenedOnceAndThePartnerHearsTheNewState() {
    assertThat(bench.told(operations.closeLane(VIEWER, "L1", "x"))).startsWith("refused");
    assertThat(bench.told(operations.closeLane(OPERATOR, "L1", "paint")))
        .isEqualTo("lane L1 is closed");
    assertThat(bench.told(operations.closeLane(OPERATOR, "L1", "paint")))
        .isEqualTo("lane L1 is closed");
    assertThat(bench.desk.laneStates).containsExactly("L1 CLOSED");
    assertThat(bench.told(operations.openLane(OPERATOR, "L1", "dry"))).isEqualTo("lane L1 is open");
    assertThat(bench.told(operations.openLane(OPERATOR, "L1", "dry"))).isEqualTo("lane L1 is open");
    assertThat(bench.desk.laneStates).containsExactly("L1 CLOSED", "L1 OPEN");
    assertThat(bench.desk.laneReasons).as("what they wrote is not told").containsOnly("PERSON");
    assertThat(bench.journal.types("lane:L1"))
        .containsOnlyOnce("LaneClosedByPerson", "LaneOpenedByPerson");
    assertThat(bench.told(operations.openLane(OPERATOR, "L9", "x")))
        .isEqualTo("refused: this gate has no lane 'L9'; 'gate:lanes' shows them");
  }

  // By hand

  @Test
  void theDirectionOfARecordIsThatOfTheLaneNow() {
    bench.tidal.add("L1");
    assertThat(bench.told(operations.record(GUARD, PLATE, "L1", "import", "server down")))
        .contains("lane L1 is an export lane now, not import");
    bench.tx(
        tx -> {
          tx.put(LaneDirection.ITEM, "L1", Json.object().put("out", false));
          return "turned";
        });
    assertThat(bench.told(operations.record(GUARD, PLATE, "L1", "export", "server down")))
        .contains("lane L1 is an import lane now, not export");
    assertThat(bench.told(operations.record(GUARD, PLATE, "L1", "IMPORT", "server down")))
        .startsWith("noted;");
    assertThat(bench.told(operations.record(SECOND, PLATE, "L1", "", "server down")))
        .contains("is recorded");
    assertThat(bench.crossing(bench.all().get(0).id()).role())
        .isEqualTo(org.amitygate.core.crossing.Role.ENTRY);
  }

  @Test
  void twoPeopleRecordWhatPassedByHandOnce() {
    assertThat(bench.told(operations.record(OPERATOR, PLATE, "L1", "export", "server down")))
        .contains("border-guard");
    assertThat(bench.told(operations.record(GUARD, "--", "L1", "export", "server down")))
        .contains("no letter or digit");
    assertThat(bench.told(operations.record(GUARD, PLATE, "L1", "export", "server down")))
        .startsWith("noted;");
    assertThat(bench.told(operations.record(GUARD, PLATE, "L1", "export", "server down")))
        .startsWith("noted before");
    assertThat(bench.all()).isEmpty();
    String done = bench.told(operations.record(SECOND, "29c12345", "L1", "export", "server down"));
    assertThat(done).contains("is recorded as passed by hand; the partner is told");
    assertThat(bench.told(operations.record(SECOND, PLATE, "L1", "export", "server down")))
        .contains("is recorded");
    assertThat(bench.desk.byHand).hasSize(1);
    assertThat(bench.all())
        .singleElement()
        .satisfies(row -> assertThat(row.state()).isEqualTo("DONE"));
    assertThat(bench.crossing(bench.all().get(0).id()).manual()).isTrue();
  }

  @Test
  void theSecondPersonMustComeInTime() {
    assertThat(bench.told(operations.record(GUARD, PLATE, "L1", "export", "server down")))
        .isEqualTo("noted; a second person must record the same vehicle within 30 min");
    bench.pass(Duration.ofMinutes(29));
    assertThat(bench.told(operations.record(GUARD, PLATE, "L1", "export", "server down")))
        .isEqualTo("noted before; a second person must record the same vehicle within 1 min");
    bench.pass(Duration.ofMinutes(1));
    assertThat(bench.told(operations.record(SECOND, PLATE, "L1", "export", "server down")))
        .startsWith("noted;");
  }

  @Test
  void aTailgatersOwnCrossingIsTheOneThatIsRecorded() {
    Crossing other = bench.arrive("L1", "51C-999.99");
    bench.hold(other.id(), HoldReason.TAILGATE);
    bench.hold(other.id(), HoldReason.CUSTOMS_CONTROL);
    bench.told(operations.record(GUARD, PLATE, "L1", "", "followed"));
    bench.told(operations.record(SECOND, PLATE, "L1", "", "followed"));
    assertThat(bench.crossing(other.id()).state())
        .as("another plate")
        .isEqualTo(Crossing.State.HELD);
    bench.told(operations.record(GUARD, "51c99999", "L1", "", "followed"));
    bench.told(operations.record(SECOND, "51c99999", "L1", "", "followed"));
    assertThat(bench.crossing(other.id()).state()).isEqualTo(Crossing.State.DONE);
  }

  @Test
  void ofTwoTailgatersTheOneWithThePlateIsRecorded() {
    Crossing unread = tailgated("");
    Crossing read = tailgated(PLATE);
    bench.told(operations.record(GUARD, PLATE, "L1", "", "followed"));
    bench.told(operations.record(SECOND, PLATE, "L1", "", "followed"));
    assertThat(bench.crossing(read.id()).state()).isEqualTo(Crossing.State.DONE);
    assertThat(bench.crossing(unread.id()).state()).isEqualTo(Crossing.State.HELD);
    bench.told(operations.record(GUARD, "51C-999.99", "L1", "", "followed"));
    bench.told(operations.record(SECOND, "51C-999.99", "L1", "", "followed"));
    assertThat(bench.crossing(unread.id()).state()).isEqualTo(Crossing.State.DONE);
  }

  private Crossing tailgated(String plate) {
    Crossing crossing = bench.arrive("L1", plate);
    bench.hold(crossing.id(), HoldReason.TAILGATE);
    bench.loop("L1", "exit", false);
    bench.loop("L1", "entry", false);
    return crossing;
  }

  private String state(String lane) {
    return operations.lanes().join().stream()
        .filter(line -> line.path("lane").asText().equals(lane))
        .map(line -> line.path("state").asText())
        .findFirst()
        .orElseThrow();
  }
}
