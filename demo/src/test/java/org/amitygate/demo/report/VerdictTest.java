package org.amitygate.demo.report;

import static org.amitygate.demo.report.Run.EXPORT;
import static org.amitygate.demo.report.Run.IMPORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final String[] ENOUGH = {
    EXPORT + " weigh", EXPORT + " customs", EXPORT + " OPENING", EXPORT + " OPENED",
    EXPORT + " IN_STRIP", IMPORT + " ACCEPTED", IMPORT + " COMMITTED", IMPORT + " IN_STRIP",
    IMPORT + " RECEIVED/opening", IMPORT + " RECEIVED/opened", "both OPENED", "both COMMITTED"
  };

  private static Run run(int trucks) {
    Run run = new Run();
    for (int i = 1; i <= trucks; i++) {
      run.through("T" + i, "29C-" + (10_000 + i));
    }
    return run;
  }

  @Test
  void tooFewDoneIsNotGood() {
    Run run = run(5).held("T9", "29C-9", "overweight", "WEIGHT");
    Report report = run.report();
    assertThat(report.findings()).isEmpty();
    assertThat(Verdict.of(report).complaints()).containsExactly("only 5 of 6 trucks are done");
  }

  @Test
  void nothingPlannedIsNotGood() {
    assertThat(Verdict.of(new Run().report()).good()).isFalse();
  }

  @Test
  void trucksWithoutAnEndAreNotGood() {
    Run run = run(8);
    run.rows.get(EXPORT).removeIf(row -> row.id().equals(Run.id("T1")));
    assertThat(Verdict.of(run.report()).complaints()).contains("7 of 8 trucks have an end");
  }

  @Test
  void whatWentWrongWithTheRunItselfCounts() {
    RunFacts facts =
        new RunFacts(
            1,
            1,
            false,
            1,
            0,
            Map.of(),
            Map.of(),
            Optional.empty(),
            List.of("gate x ended by itself"));
    assertThat(Verdict.of(run(1).report(facts)).complaints())
        .containsExactly("gate x ended by itself");
  }

  @Test
  void everyPointOfTheListMustBeHit() {
    assertThat(crashed(new CrashPoints(List.of("a x:before"), List.of(), List.of(), List.of())))
        .isEmpty();
    assertThat(crashed(new CrashPoints(List.of(), List.of(), List.of(), List.of())))
        .containsExactly("no gate was killed at any point");
    assertThat(
            crashed(
                new CrashPoints(
                    List.of("a x:before"), List.of("b y:after"), List.of("a z"), List.of())))
        .containsExactly("the point was not hit: b y:after", "the point is in no list: a z");
  }

  @Test
  void aLinkThatWasToBeHarmedMustHaveBeenCut() {
    assertThat(faults(run(1), null)).containsExactly("the link between the gates was never cut");
    Run cut = run(1);
    cut.world("linkFault", "fault", "slow", "millis", 1);
    assertThat(faults(cut, null)).hasSize(1);
    cut.world("linkFault", "fault", "half-open", "millis", 1);
    assertThat(faults(cut, null)).isEmpty();
  }

  @Test
  void whatWasPlantedAndNothingElseMustBeFound() {
    Run run = run(1);
    run.world("linkFault", "fault", "cut", "millis", 1);
    assertThat(faults(run, new Reconciled(1, 1, List.of("HN-1")))).isEmpty();
    assertThat(faults(run, new Reconciled(1, 0, List.of()))).hasSize(1);
    assertThat(faults(run, new Reconciled(1, 1, List.of("HN-1", "HN-2")))).hasSize(1);
    assertThat(faults(run, new Reconciled(0, 0, List.of()))).hasSize(1);
  }

  private static List<String> faults(Run run, Reconciled reconciled) {
    RunFacts facts =
        new RunFacts(
            1,
            1,
            false,
            1,
            0,
            Map.of(),
            Map.of(),
            Optional.empty(),
            true,
            Optional.ofNullable(reconciled),
            Optional.empty(),
            List.of());
    return Verdict.of(run.report(facts)).complaints();
  }

  @Test
  void aRunThatIsToLastNeedsItsMinutesItsKillsAndItsRenewal() {
    Run run = run(1);
    run.world("begun", "seed", 1);
    run.world("linkFault", "fault", "cut", "millis", 1);
    run.now += 600_000_000;
    run.world("done");
    assertThat(ordeal(run, 10, 3, 1)).isEmpty();
    assertThat(ordeal(run, 11, 3, 1)).containsExactly("trucks came for 10.0 minutes, not 11");
    assertThat(ordeal(run, 10, 0, 1)).containsExactly("no gate was killed");
    assertThat(ordeal(run, 10, 3, 0)).containsExactly("the gates did not get new keys");
  }

  private static List<String> ordeal(Run run, int minutes, int kills, int renewals) {
    RunFacts facts =
        new RunFacts(
            1,
            1,
            false,
            1,
            kills,
            Map.of(),
            Map.of(),
            Optional.empty(),
            true,
            Optional.empty(),
            Optional.of(new RunFacts.Ordeal(minutes, renewals)),
            List.of());
    Report report = run.report(facts);
    assertThat(report.json()).contains("\"proxy\"", "\"disagreements\"");
    return Verdict.of(report).complaints();
  }

  @Test
  void fewMayBeHeldBecauseTheirGateWasKilledAndNotMany() {
    assertThat(heldUnwatched(34, 2)).isEmpty();
    assertThat(heldUnwatched(34, 3)).hasSize(1);
  }

  private static List<String> heldUnwatched(int trucks, int held) {
    Report report = run(trucks).report();
    Map<String, Integer> counts = new HashMap<>(report.counts());
    counts.put("heldUnwatched", held);
    return Verdict.of(
            new Report(
                report.trucks(),
                report.done(),
                report.held(),
                report.refused(),
                report.planned(),
                counts,
                report.maxOpenings(),
                report.decisionMs(),
                report.lagMs(),
                report.linkFaults(),
                report.minutes(),
                report.findings(),
                report.run()))
        .complaints();
  }

  private static List<String> crashed(CrashPoints points) {
    RunFacts facts =
        new RunFacts(1, 1, false, 1, 0, Map.of(), Map.of(), Optional.of(points), List.of());
    Report report = run(1).report(facts);
    assertThat(report.json()).contains("crashPoints", "notReached");
    return Verdict.of(report).complaints();
  }

  @Test
  void aLongRunWithKillsNeedsThemAtFiveStagesEachAndBothAtOnce() {
    Run run = run(100);
    assertThat(Verdict.of(run.report(Run.facts(true, ENOUGH))).good()).isTrue();
    String[] few = ENOUGH.clone();
    few[0] = EXPORT + " customs";
    few[10] = EXPORT + " customs";
    few[11] = EXPORT + " customs";
    assertThat(Verdict.of(run.report(Run.facts(true, few))).complaints())
        .containsExactly(
            EXPORT + " was killed at 4 stages, not 5", "the gates were never killed both at once");
    assertThat(Verdict.of(run(20).report(Run.facts(true))).good()).isTrue();
  }

  @Test
  void itSaysWhatIsWrong() {
    Report report = run(5).held("T9", "29C-9", "overweight", "WEIGHT").report();
    assertThat(Verdict.of(report).text()).contains("\n  - only 5 of 6 trucks are done");
    assertThat(Verdict.of(run(6).report()).text()).isEqualTo("Everything it promised was true.");
  }
}
