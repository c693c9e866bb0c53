package org.amitygate.driver.modbusio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.amitygate.device.BarrierState;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Reading;
import org.amitygate.device.Settings;
import org.amitygate.driver.modbusio.ModbusIoFrames.Question;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The register map, its snapshots and the changes between them. */
class RegisterMapTest {

  private static final Instant AT = Instant.parse("2026-11-23T06:00:00Z");

  @Test
  void theDefaultsAreThoseOfTheSite() throws IOException {
    RegisterMap map = map(Map.of());
    assertThat(map.read()).isEqualTo(new Question.ReadRegisters(4, 0, 11));
    assertThat(map.tokens()).isTrue();
    assertThat(map.openRegister()).isZero();
    assertThat(map.cancelRegister()).isEqualTo(2);
    assertThat(map.outputs()).isEmpty();
    assertThat(map.snapshot(new int[] {1, 2, 3, 4, 5, 6, 0xffff, 0xfffe, 3, 0b101, 77}))
        .isEqualTo(snapshot(0x10002, 0x30004, 77, 3, true, false, true, 0x50006, 0xfffffffeL));
  }

  @Test
  void everyAddressIsASetting() throws IOException {
    RegisterMap map =
        map(
            Map.of(
                "table",
                "holding",
                "outputs",
                List.of(3L, 4L),
                "registers",
                Map.of(
                    "acceptedToken",
                    112L,
                    "cancelledToken",
                    110L,
                    "leftClosedCount",
                    108L,
                    "passageCount",
                    106L,
                    "bootCount",
                    105L,
                    "position",
                    104L,
                    "loops",
                    103L,
                    "open",
                    40L,
                    "cancel",
                    44L),
                "loopBits",
                Map.of("entry", 15L, "exit", 0L, "passage", 1L)));
    assertThat(map.read()).isEqualTo(new Question.ReadRegisters(3, 103, 11));
    assertThat(map.openRegister()).isEqualTo(40);
    assertThat(map.cancelRegister()).isEqualTo(44);
    assertThat(map.outputs()).containsExactlyInAnyOrder(3, 4);
    assertThat(map.snapshot(new int[] {0x8002, 1, 9, 0, 6, 0, 4, 0, 2, 0, 1}))
        .isEqualTo(snapshot(1, 2, 9, 1, true, false, true, 4, 6));
  }

  @Test
  void whatTheControllerDoesNotHaveIsZero() throws IOException {
    RegisterMap map =
        map(
            Map.of(
                "tokens",
                false,
                "openCoil",
                5L,
                "registers",
                Map.of("leftClosedCount", -1L, "passageCount", -1L, "bootCount", -1L)));
    assertThat(map.tokens()).isFalse();
    assertThat(map.openCoil()).isEqualTo(5);
    assertThat(map.read()).isEqualTo(new Question.ReadRegisters(4, 8, 2));
    assertThat(map.snapshot(new int[] {1, 2}))
        .isEqualTo(snapshot(0, 0, 0, 1, false, true, false, 0, 0));
  }

  @Test
  void settingsThatContradictEachOtherAreRefused() {
    assertThatThrownBy(() -> map(Map.of("tokens", false)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("openCoil");
    assertThatThrownBy(
            () -> map(Map.of("tokens", false, "openCoil", 5L, "outputs", List.of(4L, 5L))))
        .isInstanceOf(IOException.class)
        .hasMessage("coil 5 opens the barrier and must not be among the 'outputs'");
    assertThatThrownBy(() -> map(Map.of("registers", Map.of("bootCount", 125L))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("got 126 from 0");
    assertThatThrownBy(
            () -> map(Map.of("registers", Map.of("acceptedToken", -1L, "cancelledToken", 65_535L))))
        .isInstanceOf(IOException.class);
    for (Map<String, Object> overlapping :
        List.<Map<String, Object>>of(
            Map.of("registers", Map.of("open", 2L)),
            Map.of("registers", Map.of("cancel", 1L)),
            Map.of("registers", Map.of("cancelledToken", 0L)),
            Map.of("registers", Map.of("passageCount", 7L)),
            Map.of("registers", Map.of("loops", 8L)),
            Map.of("table", "holding"),
            Map.of("table", "holding", "registers", Map.of("open", 20L)),
            Map.of("table", "holding", "registers", Map.of("open", 20L, "cancel", 10L)))) {
      assertThatThrownBy(() -> map(overlapping))
          .as("%s", overlapping)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("expected 'registers' that do not overlap, got '");
    }
  }

  @Test
  void whatIsWrittenAndWhatIsReadMayShareAnAddressInTablesOfTheirOwn() throws IOException {
    assertThat(map(Map.of("registers", Map.of("open", 8L, "cancel", 10L))).openRegister())
        .isEqualTo(8);
    assertThat(map(Map.of("tokens", false, "openCoil", 5L, "table", "holding")).read())
        .isEqualTo(new Question.ReadRegisters(3, 4, 7));
  }

  @Test
  void theWidestSpanIsTaken() throws IOException {
    assertThat(map(Map.of("registers", Map.of("bootCount", 124L))).read())
        .isEqualTo(new Question.ReadRegisters(4, 0, 125));
    Map<String, Object> last =
        Map.of(
            "acceptedToken",
            65_534L,
            "cancelledToken",
            -1L,
            "leftClosedCount",
            -1L,
            "passageCount",
            -1L,
            "bootCount",
            -1L,
            "position",
            65_533L,
            "loops",
            65_532L);
    assertThat(map(Map.of("registers", last)).read())
        .isEqualTo(new Question.ReadRegisters(4, 65_532, 4));
  }

  @ParameterizedTest
  @CsvSource({"0, UNKNOWN", "1, CLOSED", "2, MOVING", "3, OPEN", "4, FAULT"})
  void positions(int number, Position position) {
    BarrierState state = snapshot(9, 8, 5, number, false, true, false, 7, 6).state(AT);
    assertThat(state)
        .isEqualTo(new BarrierState(AT, position, 9, 8, 7, 6, 5, false, true, false, Map.of()));
  }

  @Test
  void aPositionThatIsNotOnTheListIsUnknown() {
    BarrierState state = snapshot(0, 0, 0, 5, true, false, true, 0, 0).state(AT);
    assertThat(state.position()).isEqualTo(Position.UNKNOWN);
    assertThat(state.attributes()).containsExactly(Map.entry("position", "5"));
    assertThat(state.entryOccupied()).isTrue();
    assertThat(state.passageOccupied()).isTrue();
  }

  @Test
  void theFirstSnapshotTellsEverything() {
    ChangeWatch watch = new ChangeWatch(null);
    Snapshot first = snapshot(0, 0, 0, 1, false, true, false, 0, 0);
    assertThat(watch.changes(first, AT))
        .containsExactly(
            loop("exit", true, true),
            loop("entry", false, true),
            loop("passage", false, true),
            first.state(AT));
    assertThat(watch.last()).isEqualTo(first);
    assertThat(watch.changes(first, AT)).isEmpty();
  }

  @Test
  void loopsAreToldWhenTheyChangeRisesFirst() {
    ChangeWatch watch = new ChangeWatch(loops(true, true, false));
    assertThat(watch.changes(loops(false, true, true), AT))
        .containsExactly(loop("passage", true, false), loop("entry", false, false));
    assertThat(watch.changes(loops(false, false, false), AT))
        .containsExactly(loop("exit", false, false), loop("passage", false, false));
    assertThat(watch.changes(loops(true, true, true), AT))
        .containsExactly(
            loop("entry", true, false), loop("exit", true, false), loop("passage", true, false));
    assertThat(watch.changes(loops(true, true, true), AT)).isEmpty();
  }

  @Test
  void theBarrierIsToldWhenAnythingOfItChanges() {
    Snapshot still = snapshot(1, 2, 3, 4, true, true, true, 5, 6);
    for (Snapshot changed :
        List.of(
            snapshot(9, 2, 3, 4, true, true, true, 5, 6),
            snapshot(1, 9, 3, 4, true, true, true, 5, 6),
            snapshot(1, 2, 9, 4, true, true, true, 5, 6),
            snapshot(1, 2, 3, 1, true, true, true, 5, 6),
            snapshot(1, 2, 3, 4, true, true, true, 9, 6),
            snapshot(1, 2, 3, 4, true, true, true, 5, 9))) {
      ChangeWatch watch = new ChangeWatch(still);
      assertThat(watch.changes(still, AT)).isEmpty();
      assertThat(watch.changes(changed, AT)).containsExactly(changed.state(AT));
    }
  }

  /** In the order of the tests above. */
  private static Snapshot snapshot(
      long accepted,
      long cancelled,
      long boots,
      int position,
      boolean entry,
      boolean exit,
      boolean passage,
      long leftClosed,
      long passages) {
    return new Snapshot(
        accepted, cancelled, leftClosed, passages, boots, position, entry, exit, passage);
  }

  private static Snapshot loops(boolean entry, boolean exit, boolean passage) {
    return snapshot(1, 2, 3, 4, entry, exit, passage, 5, 6);
  }

  private static Reading loop(String loop, boolean occupied, boolean sinceStart) {
    return new PresenceSensed(AT, loop, occupied, sinceStart, Map.of());
  }

  private static RegisterMap map(Map<String, Object> values) throws IOException {
    return RegisterMap.of(new Settings("L3.io", values));
  }
}
