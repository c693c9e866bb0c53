package org.amitygate.config;

import static org.amitygate.config.ConfigLoaderTest.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpeningHoursTest {

  private static final String CALENDARS =
      """
      calendars:
        trucks:
          timeZone: Asia/Shanghai
          week:
            mon-thu: [07:00-12:00, 12:00-22:00]
            fri: [22:00-02:00]
          dates: {2026-11-24: [], 2026-11-28: [08:00-24:00]}
        always: {week: {mon-sun: [00:00-24:00]}}
        never: {week: {}}
      """;

  @TempDir Path folder;

  private GateConfig load(String calendars, String calendar) throws Exception {
    Files.createDirectories(folder.resolve("keys"));
    Files.writeString(folder.resolve("keys/camera.password"), "secret");
    String text =
        GOOD.replace("lanes:\n", calendars + "lanes:\n")
            .replace("    direction: export", "    direction: export\n    calendar: " + calendar);
    return new ConfigLoader(Map.of("TLS_PASSWORD", "secret")::get)
        .load(folder.resolve("gate.yaml"), text.getBytes(StandardCharsets.UTF_8))
        .config();
  }

  private OpeningHours hours(String calendar) throws Exception {
    return load(CALENDARS, calendar).lane("L1").orElseThrow().hours().orElseThrow();
  }

  /** 2026-11-23 is a Monday; Shanghai is eight hours ahead. */
  private static Instant at(String localInShanghai) {
    return Instant.parse(localInShanghai + ":00+08:00");
  }

  @Test
  void isOpenFromTheFirstMinuteToTheLast() throws Exception {
    OpeningHours hours = hours("trucks");
    assertThat(hours.isOpen(at("2026-11-23T06:59"))).isFalse();
    assertThat(hours.isOpen(at("2026-11-23T07:00"))).isTrue();
    assertThat(hours.isOpen(at("2026-11-23T12:00"))).isTrue();
    assertThat(hours.isOpen(at("2026-11-23T21:59"))).isTrue();
    assertThat(hours.isOpen(at("2026-11-23T22:00"))).isFalse();
  }

  @Test
  void goesOnAfterMidnightOnTheDayThatItBegan() throws Exception {
    OpeningHours hours = hours("trucks");
    assertThat(hours.isOpen(at("2026-11-27T01:00"))).as("the night before Friday").isFalse();
    assertThat(hours.isOpen(at("2026-11-27T22:30"))).isTrue();
    assertThat(hours.isOpen(at("2026-11-28T01:59"))).isTrue();
    assertThat(hours.isOpen(at("2026-11-28T02:00"))).isFalse();
  }

  @Test
  void aDateHasItsOwnHours() throws Exception {
    OpeningHours hours = hours("trucks");
    assertThat(hours.isOpen(at("2026-11-24T10:00"))).as("a Tuesday").isFalse();
    assertThat(hours.isOpen(at("2026-11-28T23:59"))).as("a Saturday").isTrue();
    assertThat(hours.isOpen(at("2026-11-29T00:00"))).isFalse();
  }

  @Test
  void knowsWhenItChangesNext() throws Exception {
    OpeningHours hours = hours("trucks");
    assertThat(hours.nextChange(at("2026-11-23T06:00"))).contains(at("2026-11-23T07:00"));
    assertThat(hours.nextChange(at("2026-11-23T07:00"))).contains(at("2026-11-23T22:00"));
    assertThat(hours.nextChange(at("2026-11-23T23:00"))).contains(at("2026-11-25T07:00"));
    assertThat(hours.nextChange(at("2026-11-28T00:30"))).contains(at("2026-11-28T02:00"));
    assertThat(hours("always").isOpen(at("2026-11-29T00:00"))).isTrue();
    assertThat(hours("always").nextChange(at("2026-11-29T00:00"))).isEmpty();
    assertThat(hours("never").isOpen(at("2026-11-29T00:00"))).isFalse();
    assertThat(hours("never").nextChange(at("2026-11-29T00:00"))).isEmpty();
  }

  @Test
  void aCalendarWithoutAZoneHasTheGates() throws Exception {
    assertThat(hours("always").zone().getId()).isEqualTo("Asia/Ho_Chi_Minh");
  }

  @Test
  void whatIsWrongIsNamed() {
    wrong(
        "calendars: {x: {week: {mon-tue: [], tue: []}}}\n",
        "x",
        "calendars.x.week.tue: found tue a second time, expected each day once");
    wrong(
        "calendars: {x: {week: {mon: [7-22]}}}\n",
        "x",
        "calendars.x.week.mon[0]: found '7-22', expected hours such as 07:00-22:00");
    wrong(
        "calendars: {x: {week: {monday: []}}}\n",
        "x",
        "calendars.x.week.monday: found the name 'monday', expected a day such as mon or days such"
            + " as mon-fri");
    wrong(
        "calendars: {x: {week: {}, dates: {2026-02-30: []}}}\n",
        "x",
        "calendars.x.dates.2026-02-30: found no such day, expected a date like 2027-02-06");
    wrong(
        "calendars: {x: {week: {}, timeZone: Asia/Hanoi}}\n",
        "x",
        "calendars.x.timeZone: found 'Asia/Hanoi', expected a time zone such as Asia/Shanghai");
    wrong(
        CALENDARS,
        "buses",
        "lanes.L1.calendar: found 'buses', expected one of the calendars always, never, trucks");
    wrong("", "buses", "lanes.L1.calendar: found 'buses', expected a calendar under 'calendars'");
  }

  private void wrong(String calendars, String calendar, String expected) {
    assertThatThrownBy(() -> load(calendars, calendar))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(expected);
  }
}
