package org.amitygate.core.crossing;

import static org.amitygate.core.bench.Bench.GUARD;
import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.amitygate.core.bench.Bench.SUPERVISOR;
import static org.amitygate.core.bench.Script.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch.Kind;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A declaration serves one crossing, and the next one when that crossing came to nothing. */
class DeclarationClaimsTest {

  private static final UUID FIRST = new UUID(3, 1);
  private static final UUID SECOND = new UUID(3, 2);
  private static final StageOutcome.Await FOR_CUSTOMS =
      new StageOutcome.Await(
          List.of("customs"), Duration.ofHours(5), "hold:CUSTOMS_SILENT", "identify");

  private final Bench bench = new Bench();

  @BeforeEach
  void aFlowThatAsksForTheDeclaration() {
    bench.script.stage("identify", DeclarationClaimsTest::identify);
    bench.open();
    announce("DEC-1", "export");
    announce("IM-1", "import");
  }

  private static CompletionStage<StageResult> identify(StageCall call) {
    return call.questions()
        .declaration(1, Bench.PLATE, Optional.empty())
        .thenCompose(
            match -> {
              if (match.kind() != Kind.EXACT) {
                return result(
                    new StageOutcome.Hold(HoldReason.ID_UNDECLARED, match.serves()), call.facts());
              }
              Map<String, Object> facts = new HashMap<>(call.facts());
              facts.put("declaration", match.declaration().get("reference"));
              return result(FOR_CUSTOMS, facts);
            });
  }

  private void announce(String reference, String direction) {
    bench.tx(
        tx ->
            Declarations.announce(
                tx,
                Json.object()
                    .put("reference", reference)
                    .put("plate", Bench.PLATE)
                    .put("direction", direction)));
  }

  private Crossing begin(UUID id, Role role, String lane) {
    bench.tx(tx -> bench.crossings.begin(tx, id, "", role, lane, Map.of("declaration", "DEC-1")));
    bench.settle();
    return bench.crossing(id);
  }

  private void refuse(UUID id) {
    bench.change(
        id,
        (tx, crossing) -> {
          bench.crossings.refuse(tx, crossing, "PERSON");
          return id;
        });
  }

  private String servedBy(String reference) {
    return Declarations.serves(bench.journal.view(), reference)
        .map(serves -> serves.substring(serves.lastIndexOf(' ') + 1))
        .orElse("");
  }

  @Test
  void anImportDeclarationServesOneCrossingAndTheOfferedReferenceIsNotClaimed() {
    Crossing first = begin(FIRST, Role.ENTRY, "M1");
    assertThat(first.fact("declaration")).isEqualTo("IM-1");
    assertThat(servedBy("IM-1")).isEqualTo(first.name());
    assertThat(servedBy("DEC-1")).as("the partner's, by its name only").isEmpty();

    Crossing second = begin(SECOND, Role.ENTRY, "M1");
    assertThat(second.hold().orElseThrow().text())
        .isEqualTo("IM-1 serves crossing " + first.name());
    assertThat(servedBy("DEC-1")).isEmpty();
  }

  @Test
  void aTruckThatWasRefusedComesAgainWithItsDeclaration() {
    begin(FIRST, Role.EXIT, "L1");
    refuse(FIRST);
    assertThat(servedBy("DEC-1")).isEmpty();
    assertThat(bench.timeline(FIRST)).endsWith("DeclarationFreed", "CrossingEnded");
    Crossing second = begin(SECOND, Role.EXIT, "L1");
    assertThat(servedBy("DEC-1")).isEqualTo(second.name());
  }

  @Test
  void soDoesOneWhoseOfferWasRefusedHere() {
    begin(FIRST, Role.ENTRY, "M1");
    refuse(FIRST);
    assertThat(begin(SECOND, Role.ENTRY, "M1").fact("declaration")).isEqualTo("IM-1");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"LOCAL", "OFFERED", "ACCEPTED", "REFUSED"})
  void onceABarrierMayHaveOpenedItStaysUsed(HandoverState state) {
    Crossing first = begin(FIRST, Role.EXIT, "L1");
    bench.change(
        FIRST,
        (tx, crossing) -> {
          crossing.handover(new Handover(state, 1, 1, null, Map.of()));
          return state;
        });
    refuse(FIRST);
    assertThat(servedBy("DEC-1")).isEqualTo(first.name());
  }

  @ParameterizedTest
  @EnumSource(names = {"TAILGATE", "BARRIER_UNKNOWN", "STRIP_MISMATCH"})
  void whileNobodyKnowsWhereTheVehicleIsItStaysUsed(HoldReason reason) {
    Crossing first = begin(FIRST, Role.EXIT, "L1");
    bench.change(
        FIRST,
        (tx, crossing) -> {
          bench.crossings.hold(tx, crossing, reason, "");
          return reason;
        });
    refuse(FIRST);
    assertThat(servedBy("DEC-1")).isEqualTo(first.name());
  }

  @Test
  void oneThatIsDoneStaysUsed() {
    Crossing first = begin(FIRST, Role.EXIT, "L1");
    bench.change(
        FIRST,
        (tx, crossing) -> {
          bench.crossings.done(tx, crossing);
          return FIRST;
        });
    assertThat(servedBy("DEC-1")).isEqualTo(first.name());
  }

  @Test
  void aCrossingThatTakesAnotherDeclarationFreesTheOneBefore() {
    bench.script.stage(
        "identify",
        call -> result(FOR_CUSTOMS, Map.of("declaration", "DEC-" + Math.min(call.visit(), 2))));
    announce("DEC-2", "export");
    Crossing crossing = begin(FIRST, Role.EXIT, "L1");
    assertThat(servedBy("DEC-1")).isEqualTo(crossing.name());
    bench.change(
        FIRST,
        (tx, now) -> {
          bench.crossings.signal(tx, now, "customs", Map.of());
          return FIRST;
        });
    assertThat(servedBy("DEC-1")).isEmpty();
    assertThat(servedBy("DEC-2")).isEqualTo(crossing.name());
  }

  private Crossing passedByHand(String lane, String direction) {
    bench.told(bench.operations.record(GUARD, Bench.PLATE, lane, direction, "server down"));
    bench.told(bench.operations.record(SUPERVISOR, Bench.PLATE, lane, direction, "server down"));
    return bench.crossing(bench.all().get(0).id());
  }

  @ParameterizedTest
  @CsvSource({"L1, export, DEC-1", "M1, import, IM-1"})
  void aVehicleThatWasPassedByHandHasUsedItsDeclaration(
      String lane, String direction, String reference) {
    Crossing byHand = passedByHand(lane, direction);
    assertThat(byHand.fact("declaration")).isEqualTo(reference);
    assertThat(
            Declarations.match(
                bench.journal.view(), direction, Bench.PLATE, Optional.empty(), SECOND.toString()))
        .isEqualTo(
            new DeclarationMatch(
                Kind.NONE, Map.of(), reference + " serves crossing " + byHand.name()));
    assertThat(bench.journal.view().records(Crossings.stream(byHand.id())))
        .filteredOn(entry -> entry.type().equals("PassedByHand"))
        .singleElement()
        .satisfies(
            entry -> assertThat(entry.body().path("declaration").asText()).isEqualTo(reference));
  }

  @Test
  void ofSeveralNoneIsUsedByHand() {
    announce("DEC-2", "export");
    assertThat(passedByHand("L1", "export").fact("declaration")).isEmpty();
    assertThat(servedBy("DEC-1") + servedBy("DEC-2")).isEmpty();
  }

  @Test
  void aTruckThatBackedOutComesAgain() {
    bench.loop("L1", "entry", true);
    Crossing first = bench.inZone("L1");
    assertThat(servedBy("DEC-1")).isEqualTo(first.name());
    bench.loop("L1", "entry", false);
    assertThat(bench.crossing(first.id()).reason()).isEqualTo("VEHICLE_LEFT");
    bench.told(bench.operations.refuse(OPERATOR, first.name(), "its truck has left"));
    assertThat(servedBy("DEC-1")).isEmpty();
  }

  @Test
  void aHeldOneThatDroveOnUnderABarrierThatStoodOpenHasUsedItsDeclaration() {
    bench.loop("L1", "entry", true);
    Crossing first = bench.inZone("L1");
    bench.change(
        first.id(),
        (tx, crossing) -> {
          bench.crossings.hold(tx, crossing, HoldReason.WEIGHT, "3 % over");
          return first;
        });
    bench.loop("L1", "exit", true);
    bench.drivesThrough("L1");
    assertThat(bench.timeline(first.id())).contains("VehicleLeftZone");
    assertThat(bench.crossing(first.id()).reason()).isEqualTo("WEIGHT");
    bench.told(bench.operations.refuse(OPERATOR, first.name(), "its truck is gone"));
    assertThat(bench.crossing(first.id()).state()).isEqualTo(Crossing.State.REFUSED);
    assertThat(servedBy("DEC-1")).isEqualTo(first.name());
  }

  @Test
  void norIsThatForgottenByAGuardWhoReleasesIt() {
    bench.loop("L1", "entry", true);
    Crossing first = bench.inZone("L1");
    bench.loop("L1", "exit", true);
    bench.drivesThrough("L1");
    assertThat(bench.crossing(first.id()).reason()).isEqualTo("TAILGATE");
    bench.told(bench.operations.release(GUARD, first.name(), "a mistake"));
    refuse(first.id());
    assertThat(bench.crossing(first.id()).state()).isEqualTo(Crossing.State.REFUSED);
    assertThat(servedBy("DEC-1")).isEqualTo(first.name());
  }
}
