package org.amitygate.config;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads {@code calendars}; the schema has checked the forms of days and hours. */
final class CalendarReader {

  private static final String MIDNIGHT = "24:00";

  private final ZoneId gate;
  private final List<ConfigProblem> problems;

  /** {@code gate}: the zone of a calendar that names none. */
  CalendarReader(ZoneId gate, List<ConfigProblem> problems) {
    this.gate = gate;
    this.problems = problems;
  }

  Map<String, OpeningHours> read(Located calendars) {
    Map<String, OpeningHours> read = new LinkedHashMap<>();
    calendars.fields().forEach((name, calendar) -> read.put(name, calendar(name, calendar)));
    return read;
  }

  private OpeningHours calendar(String name, Located calendar) {
    String where = "calendars." + name;
    Map<DayOfWeek, List<OpeningHours.Hours>> week = new EnumMap<>(DayOfWeek.class);
    calendar
        .field("week")
        .fields()
        .forEach(
            (days, hours) -> {
              for (DayOfWeek day : days(days)) {
                if (week.putIfAbsent(day, hours(hours)) != null) {
                  String found = "found " + shortName(day) + " a second time";
                  wrong(hours, where + ".week." + days, found, "each day once");
                }
              }
            });
    Map<LocalDate, List<OpeningHours.Hours>> dates = new LinkedHashMap<>();
    calendar
        .field("dates")
        .fields()
        .forEach(
            (date, hours) -> {
              try {
                dates.put(LocalDate.parse(date), hours(hours));
              } catch (DateTimeException e) {
                wrong(
                    hours, where + ".dates." + date, "found no such day", "a date like 2027-02-06");
              }
            });
    return new OpeningHours(
        name, zone(where, calendar.field("timeZone")), Map.copyOf(week), Map.copyOf(dates));
  }

  private ZoneId zone(String where, Located zone) {
    try {
      return zone.isMissing() ? gate : ZoneId.of(zone.text());
    } catch (DateTimeException e) {
      String found = "found '" + zone.text() + "'";
      wrong(zone, where + ".timeZone", found, "a time zone such as Asia/Shanghai");
      return gate;
    }
  }

  /** {@code fri-mon} is four days. */
  private static List<DayOfWeek> days(String text) {
    String[] ends = text.split("-");
    DayOfWeek day = day(ends[0]);
    DayOfWeek last = day(ends[ends.length - 1]);
    List<DayOfWeek> days = new ArrayList<>(List.of(day));
    while (day != last) {
      day = day.plus(1);
      days.add(day);
    }
    return days;
  }

  private static DayOfWeek day(String shortName) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (shortName(day).equals(shortName)) {
        return day;
      }
    }
    throw new IllegalArgumentException("no day of the week: " + shortName);
  }

  private static String shortName(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  private static List<OpeningHours.Hours> hours(Located hours) {
    return hours.items().stream()
        .map(Located::text)
        .map(text -> new OpeningHours.Hours(time(text.split("-")[0]), time(text.split("-")[1])))
        .toList();
  }

  private static LocalTime time(String text) {
    return text.equals(MIDNIGHT) ? LocalTime.MIDNIGHT : LocalTime.parse(text);
  }

  private void wrong(Located at, String where, String found, String expected) {
    problems.add(new ConfigProblem(at.line(), where, found + ", expected " + expected));
  }
}
