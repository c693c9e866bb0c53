package org.amitygate.core.barrier;

import static org.amitygate.core.barrier.Movement.AT_STOP_LINE;
import static org.amitygate.core.barrier.Movement.BACKED_OUT;
import static org.amitygate.core.barrier.Movement.GONE;
import static org.amitygate.core.barrier.Movement.PASSAGE_BEGAN;
import static org.amitygate.core.barrier.Movement.PASSAGE_ENDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the loops mean for the one vehicle in the zone. */
class ZoneTest {

  private static final UUID ID = new UUID(1, 1);
  private static final Instant AT = Instant.parse("2026-11-23T02:00:00Z");

  private final Zone zone = new Zone();

  private List<Movement> rise(String loop) {
    return zone.sense(loop, true, false);
  }

  private List<Movement> fall(String loop) {
    return zone.sense(loop, false, false);
  }

  /** All loops are known; this vehicle has driven in. */
  private void there() {
    List.of("entry", "exit", "passage").forEach(loop -> zone.sense(loop, false, true));
    rise("entry");
    zone.occupy(ID, AT);
  }

  @Test
  void itIsUnclaimedAsSoonAsOneLoopSeesAVehicle() {
    assertThat(zone.unclaimed()).isFalse();
    rise("entry");
    assertThat(zone.unclaimed()).isTrue();
    fall("entry");
    assertThat(zone.unclaimed()).isFalse();
    rise("exit");
    assertThat(zone.unclaimed()).isTrue();
    zone.occupy(ID, AT);
    assertThat(zone.unclaimed()).isFalse();
    assertThat(zone.crossing()).contains(ID);
    assertThat(zone.since()).contains(AT);
    assertThat(zone.holds(ID)).isTrue();
    assertThat(zone.holds(new UUID(2, 2))).isFalse();
  }

  @Test
  void theWayThrough() {
    there();
    assertThat(rise("exit")).containsExactly(AT_STOP_LINE);
    assertThat(rise("passage")).containsExactly(PASSAGE_BEGAN);
    assertThat(fall("entry")).isEmpty();
    assertThat(fall("exit")).isEmpty();
    assertThat(fall("passage")).containsExactly(PASSAGE_ENDED);
    assertThat(zone.clear()).isTrue();
  }

  @Test
  void aStateThatIsKnownIsNoMovement() {
    there();
    rise("exit");
    assertThat(rise("exit")).isEmpty();
    fall("exit");
    assertThat(fall("exit")).isEmpty();
  }

  @Test
  void atTheStopLineOnlyWithAVehicle() {
    assertThat(rise("exit")).isEmpty();
  }

  @Test
  void theWayBack() {
    there();
    rise("exit");
    assertThat(fall("exit")).isEmpty();
    assertThat(fall("entry")).containsExactly(BACKED_OUT);
  }

  @Test
  void goneByAnotherWay() {
    there();
    rise("exit");
    fall("entry");
    assertThat(fall("exit")).containsExactly(GONE);
  }

  @Test
  void nobodyLeavesAnEmptyZone() {
    there();
    zone.vacate(AT);
    assertThat(fall("entry")).isEmpty();
  }

  @Test
  void itHasNotLeftWhileALoopIsNotWatched() {
    rise("entry");
    zone.occupy(ID, AT);
    assertThat(fall("entry")).isEmpty();
    zone.sense("exit", false, true);
    assertThat(zone.sense("passage", false, true)).containsExactly(GONE);
  }

  @Test
  void afterABreakWhatIsSeenForTheFirstTimeWasNoMovement() {
    there();
    rise("exit");
    zone.unseen();
    assertThat(zone.exitOccupied()).isFalse();
    assertThat(zone.exitClear()).isFalse();
    assertThat(zone.passageClear()).isFalse();
    assertThat(zone.clear()).isFalse();
    assertThat(zone.sense("passage", true, true)).isEmpty();
    assertThat(zone.sense("entry", false, true)).isEmpty();
    assertThat(zone.sense("exit", false, true)).isEmpty();
    assertThat(zone.sense("passage", false, true)).containsExactly(GONE);
  }

  @Test
  void aFallOfUnknownBeginningEndsNoPassage() {
    there();
    zone.unseen();
    zone.sense("entry", false, true);
    zone.sense("exit", false, true);
    assertThat(fall("passage")).containsExactly(GONE);
  }

  @Test
  void aFallBehindAnOccupiedOrUnknownExitEndsNoPassage() {
    there();
    rise("exit");
    rise("passage");
    assertThat(fall("passage")).isEmpty();
    Zone fresh = new Zone();
    fresh.sense("passage", true, false);
    assertThat(fresh.sense("passage", false, false)).isEmpty();
  }

  @Test
  void itIsWatchedWhenEveryLoopWasTold() {
    for (String last : List.of("entry", "exit", "passage")) {
      Zone fresh = new Zone();
      List.of("entry", "exit", "passage").stream()
          .filter(loop -> !loop.equals(last))
          .forEach(loop -> fresh.sense(loop, true, true));
      assertThat(fresh.watched()).isFalse();
      fresh.sense(last, false, true);
      assertThat(fresh.watched()).isTrue();
    }
  }

  @Test
  void loopsHaveThreeNames() {
    assertThatThrownBy(() -> rise("middle"))
        .hasMessage("no loop 'middle'; there are entry, exit and passage");
  }

  @Test
  void platesAreOfThisVehicleOnly() {
    there();
    assertThat(zone.plate(false)).isEmpty();
    zone.readPlate(false, "29C-123.45", true);
    zone.readPlate(true, "29C-123.46", true);
    zone.match();
    assertThat(zone.plate(false)).contains("29C12345");
    assertThat(zone.plate(true)).contains("29C12346");
    assertThat(zone.matched()).isTrue();
    zone.vacate(AT);
    assertThat(zone.plate(false)).isEmpty();
    assertThat(zone.plate(true)).isEmpty();
    assertThat(zone.matched()).isFalse();
    assertThat(zone.crossing()).isEmpty();
    assertThat(zone.since()).isEmpty();
    zone.readPlate(true, "X", true);
    zone.readPlate(false, "X", true);
    zone.match();
    zone.occupy(ID, AT);
    assertThat(zone.plate(false)).isEmpty();
    assertThat(zone.plate(true)).isEmpty();
    assertThat(zone.matched()).isFalse();
  }

  @Test
  void aVehicleThatWasNotWatchedIsDoubtedUntilAnotherComes() {
    zone.unseen();
    assertThat(zone.doubted()).isFalse();
    there();
    assertThat(zone.doubted()).isFalse();
    zone.unseen();
    assertThat(zone.doubted()).isTrue();
    zone.vacate(AT);
    assertThat(zone.doubted()).isFalse();
    there();
    zone.unseen();
    zone.occupy(ID, AT);
    assertThat(zone.doubted()).isFalse();
  }

  @Test
  void anEarlyReadIsTakenOnceAndInTime() {
    zone.early(false, read("A1", false));
    zone.early(true, read("B2", false));
    assertThat(zone.takeEarly(false, AT.plus(Zone.EARLY))).map(Unattached::plate).contains("A1");
    assertThat(zone.takeEarly(false, AT)).isEmpty();
    assertThat(zone.takeEarly(true, AT.plus(Zone.EARLY))).map(Unattached::plate).contains("B2");
    assertThat(zone.takeEarly(true, AT)).isEmpty();
    zone.early(false, read("A1", false));
    assertThat(zone.takeEarly(false, AT.plus(Zone.EARLY).plusMillis(1))).isEmpty();
    zone.early(false, read("A1", true));
    assertThat(zone.takeEarly(false, AT.plus(Zone.QUEUED))).isPresent();
    zone.early(false, read("A1", true));
    assertThat(zone.takeEarly(false, AT.plus(Zone.QUEUED).plusMillis(1))).isEmpty();
  }

  @Test
  void whoWasReadJustBeforeNobodyWatchedMayHaveComeMeanwhile() {
    zone.early(false, read("A1", false));
    zone.early(true, read("A1", false));
    zone.unseen();
    Instant later = AT.plus(Zone.QUEUED);
    assertThat(zone.takeEarly(false, later)).map(Unattached::plate).contains("A1");
    assertThat(zone.takeEarly(true, later)).map(Unattached::plate).contains("A1");
    zone.early(false, read("A1", false));
    zone.unseen();
    assertThat(zone.takeEarly(false, later.plusMillis(1))).isEmpty();
  }

  @Test
  void ofTwoVehiclesReadAtTheEntryItIsTheOneAtTheStopLine() {
    zone.early(false, read("A1", true));
    zone.early(false, read("a 1", true));
    zone.early(true, read("A1", true));
    zone.early(false, read("B2", true));
    assertThat(zone.takeEarly(false, AT)).map(Unattached::plate).contains("a 1");
    assertThat(zone.takeEarly(true, AT)).map(Unattached::plate).contains("A1");
    assertThat(zone.takeEarly(false, AT)).as("of the one behind").isPresent();
    assertThat(zone.takeEarly(false, AT)).isEmpty();
  }

  @Test
  void ofTwoVehiclesReadAtTheEntryItIsTheLastIfNoneWasAtTheStopLine() {
    zone.early(false, read("A1", true));
    zone.early(true, read("A1", true));
    zone.early(false, read("B2", true));
    zone.forgetEarly(true);
    assertThat(zone.takeEarly(false, AT)).map(Unattached::plate).contains("B2");
    assertThat(zone.takeEarly(false, AT)).isEmpty();
    zone.early(false, read("A1", true));
    zone.early(false, read("B2", true));
    assertThat(zone.forget(AT.plusSeconds(1))).isTrue();
    zone.early(true, read("A1", true));
    assertThat(zone.takeEarly(false, AT)).as("forgotten with the others").isEmpty();
  }

  @Test
  void theVehicleThatHasJustLeftIsNotTheNext() {
    there();
    zone.readPlate(false, "29C-123.45", true);
    zone.vacate(AT);
    zone.early(false, read("29c 12345", false));
    assertThat(zone.takeEarly(false, AT)).isEmpty();
    there();
    zone.readPlate(true, "51C-999.99", true);
    zone.vacate(AT);
    zone.early(true, read("51C99999", false));
    assertThat(zone.takeEarly(true, AT)).isEmpty();
    zone.early(true, read("29C-123.45", false));
    assertThat(zone.takeEarly(true, AT)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"true, 3000", "false, 120000"})
  void itMayComeAgain(boolean watched, long afterMs) {
    leaves(AT.minusMillis(afterMs), watched);
    assertThat(zone.takeEarly(false, AT)).isEmpty();
    leaves(AT.minusMillis(afterMs + 1), watched);
    assertThat(zone.takeEarly(false, AT)).isPresent();
  }

  /** And is read at {@link #AT} once more. */
  private void leaves(Instant at, boolean watched) {
    there();
    zone.readPlate(false, "29C-123.45", true);
    zone.vacate(at);
    if (!watched) {
      zone.unseen();
    }
    zone.early(false, read("29C-123.45", !watched));
  }

  @Test
  void platesOfLongAgoAreForgottenAndThoseOfNowAreNot() {
    there();
    zone.readPlate(false, "29C-123.45", true);
    zone.vacate(AT);
    zone.early(true, read("51C-999.99", false));
    assertThat(zone.forget(AT)).isFalse();
    zone.early(false, read("29C-123.45", false));
    assertThat(zone.takeEarly(false, AT)).as("still known as the last").isEmpty();

    assertThat(zone.forget(AT.plusSeconds(1))).isTrue();
    assertThat(zone.takeEarly(true, AT)).isEmpty();
    zone.early(false, read("29C-123.45", false));
    assertThat(zone.takeEarly(false, AT)).as("no longer known").isPresent();
    assertThat(zone.forget(AT.plusSeconds(1))).isFalse();
  }

  private static Unattached read(String plate, boolean occupied) {
    return Unattached.of(plate, 90, "e", AT, occupied);
  }
}
