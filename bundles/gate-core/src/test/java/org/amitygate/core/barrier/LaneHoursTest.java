package org.amitygate.core.barrier;

import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.config.OpeningHours;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.device.Command;
import org.junit.jupiter.api.Test;

/** The bench's time begins on a Monday at nine, local time. */
class LaneHoursTest {

  private final Bench bench = Bench.atWork();

  private static OpeningHours from(int from, int until) {
    OpeningHours.Hours hours =
        new OpeningHours.Hours(LocalTime.of(from, 0), LocalTime.of(until, 0));
    return new OpeningHours(
        "trucks",
        ZoneId.of("Asia/Ho_Chi_Minh"),
        Map.of(DayOfWeek.MONDAY, List.of(hours), DayOfWeek.TUESDAY, List.of(hours)),
        Map.of());
  }

  private ObjectNode shown(String lane) {
    return Bench.get(bench.operations.lanes()).stream()
        .filter(line -> line.path("lane").asText().equals(lane))
        .findFirst()
        .orElseThrow();
  }

  private Optional<String> notReady(UUID id) {
    return bench.change(id, (tx, crossing) -> bench.desk.interlock().notReady(tx, crossing));
  }

  private Optional<String> cannotTake(UUID id) {
    return bench.change(id, (tx, crossing) -> bench.desk.interlock().cannotTake(tx, crossing));
  }

  @Test
  void noVehicleBeginsToPassOutsideOfTheHours() {
    UUID id = bench.arrive("L1", PLATE).id();
    bench.hours.put("L1", from(10, 22));

    assertThat(notReady(id)).contains("calendar 'trucks' is closed until 2026-11-23T10:00+07:00");
    bench.pass(Duration.ofHours(1));
    assertThat(notReady(id)).isEmpty();
    assertThat(notReady(bench.arrive("L2", "36C-212.75").id())).as("another lane").isEmpty();
  }

  @Test
  void whatTheOtherSideWasPromisedPassesAllTheSame() {
    UUID id = bench.arrive("L1", PLATE).id();
    bench.hours.put("L1", from(10, 22));
    assertThat(bench.commitOk(id)).isEmpty();
    assertThat(bench.controller().sent(Command.OPEN)).isEqualTo(1);
  }

  @Test
  void theyAreOnRecordAndThePartnerIsTold() {
    bench.hours.put("L1", from(10, 22));
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.desk.laneStates).containsExactly("L1 CLOSED");
    assertThat(shown("L1").path("state").asText()).isEqualTo("CLOSED");
    assertThat(shown("L1").path("why").asText())
        .isEqualTo("calendar 'trucks' is closed until 2026-11-23T10:00+07:00");

    bench.pass(Duration.ofHours(1));
    assertThat(bench.desk.laneStates).containsExactly("L1 CLOSED", "L1 OPEN");
    assertThat(bench.desk.laneReasons).containsOnly("HOURS");
    assertThat(shown("L1").path("state").asText()).isEqualTo("OPEN");
    bench.pass(Duration.ofHours(12));
    assertThat(bench.desk.laneStates).endsWith("L1 CLOSED").hasSize(3);
    assertThat(bench.journal.types("lane:L1")).filteredOn("LaneHours"::equals).hasSize(3);
  }

  @Test
  void anotherCalendarCountsAtOnce() {
    bench.hours.put("L1", from(10, 22));
    bench.pass(Duration.ofSeconds(2));
    bench.hours.put("L1", from(8, 22));
    bench.pass(Duration.ofSeconds(2));
    bench.hours.put("L1", from(10, 22));
    bench.pass(Duration.ofSeconds(2));
    bench.hours.remove("L1");
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.desk.laneStates)
        .containsExactly("L1 CLOSED", "L1 OPEN", "L1 CLOSED", "L1 OPEN");
  }

  @Test
  void aVehicleThatWaitedGoesOnWhenTheyBegin() {
    UUID id = bench.arrive("L1", PLATE).id();
    bench.hours.put("L1", from(10, 22));
    bench.pass(Duration.ofSeconds(2));
    bench.change(
        id,
        (tx, crossing) -> {
          crossing.handover(Desk.with(crossing, HandoverState.ACCEPTED, 0));
          return Optional.<String>empty();
        });
    int before = bench.desk.laneChanges;
    bench.pass(Duration.ofMinutes(30));
    assertThat(bench.desk.laneChanges).isEqualTo(before);
    bench.pass(Duration.ofMinutes(31));
    assertThat(bench.desk.laneChanges).isGreaterThan(before);
  }

  @Test
  void whatEndedWhileTheGateWasDownIsToldWhenItStarts() {
    bench.hours.put("L1", from(8, 10));
    bench.downFor(Duration.ofHours(2));
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.desk.laneStates).containsExactly("L1 CLOSED");
    bench.restart();
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.desk.laneStates).as("once").isEmpty();
  }

  @Test
  void closedByAPersonStaysClosedWhenTheHoursBegin() {
    bench.hours.put("L1", from(10, 22));
    bench.pass(Duration.ofSeconds(2));
    bench.operations.closeLane(Bench.SUPERVISOR, "L1", "roadworks");
    bench.settle();
    bench.pass(Duration.ofHours(1));
    assertThat(bench.desk.laneStates).endsWith("L1 CLOSED").doesNotContain("L1 OPEN");
  }

  @Test
  void noneIsTakenFromTheOtherSideButWhatIsInTheStripIsLetIn() {
    bench.hours.put("M1", from(10, 22));
    UUID id = EntryBench.sent(bench, PLATE);
    assertThat(cannotTake(id)).contains("LANE_CLOSED");
    EntryBench.arrives(bench, PLATE);
    assertThat(bench.desk.count(HandoverEvent.ArrivalMatched.class)).isEqualTo(1);
    bench.hours.remove("M1");
    assertThat(cannotTake(id)).isEmpty();
  }
}
