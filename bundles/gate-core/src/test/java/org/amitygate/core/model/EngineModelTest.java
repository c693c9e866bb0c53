package org.amitygate.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.amitygate.core.bench.MemoryJournal;

/**
 * The crossing engine against the model, whatever comes in whatever order, and with the process
 * dying anywhere. {@code -Djqwik.tries.default=10000} plays longer.
 */
class EngineModelTest {

  private static final Map<String, Integer> RECORDS = new TreeMap<>();
  private static int plays;
  private static int diedAtCommit;

  @Provide
  Arbitrary<List<Move>> plays() {
    return Moves.plays(60);
  }

  @Property(seed = "20261123", edgeCases = EdgeCasesMode.NONE)
  void theEngineDoesWhatTheModelDoes(@ForAll("plays") List<Move> moves, @ForAll long threads) {
    Play play = new Play(new MemoryJournal.Disk(), threads);
    play.play(moves);
    plays++;
    diedAtCommit += play.diedAtCommit() ? 1 : 0;
    play.bench.journal.records().forEach(it -> RECORDS.merge(it.type(), 1, Integer::sum));
  }

  /** A play in which little happens proves little. */
  @AfterContainer
  static void thePlaysWentEverywhere() {
    System.out.printf("%d plays, %d died at a commit: %s%n", plays, diedAtCommit, RECORDS);
    if (plays >= 200) {
      assertThat(diedAtCommit).as("plays that died at a commit").isPositive();
      assertThat(RECORDS.keySet())
          .contains(
              "StageCompleted",
              "StageFailed",
              "StageOvertaken",
              "QuestionAnswered",
              "EffectAnswered",
              "WaitedTooLong",
              "Held",
              "HoldEnded",
              "HoldReleased",
              "RefusedByPerson",
              "OpeningIntended",
              "OpeningRepeated",
              "BarrierOpened",
              "VehicleLeftZone",
              "GateStopLifted",
              "LoopsUnwatched");
    }
  }
}
