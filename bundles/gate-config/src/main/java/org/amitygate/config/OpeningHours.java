package org.amitygate.config;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * When a lane takes vehicles, by local time: the hours of a date, if it is named, else those of its
 * day of the week. A day that is not named at all is closed.
 *
 * @param calendar name of the calendar, for people
 */
public record OpeningHours(
    String calendar,
    ZoneId zone,
    Map<DayOfWeek, List<Hours>> week,
    Map<LocalDate, List<Hours>> dates) {

  /**
   * How far a next change is looked for; a calendar that changes later changes when that is near.
   */
  private static final int DAYS_AHEAD = 400;

  /**
   * From a time of the day until another; until the same or an earlier time means that of the next
   * day.
   */
  public record Hours(LocalTime from, LocalTime until) {

    Instant begin(LocalDate day, ZoneId zone) {
      return day.atTime(from).atZone(zone).toInstant();
    }

    Instant end(LocalDate day, ZoneId zone) {
      LocalDate last = until.isAfter(from) ? day : day.plusDays(1);
      return last.atTime(until).atZone(zone).toInstant();
    }
  }

  /** Whether it is open at a moment; the moment of closing is closed. */
  public boolean isOpen(Instant moment) {
    LocalDate today = moment.atZone(zone).toLocalDate();
    return isWithin(today.minusDays(1), moment) || isWithin(today, moment);
  }

  private boolean isWithin(LocalDate day, Instant moment) {
    return on(day).stream()
        .anyMatch(
            hours ->
                !moment.isBefore(hours.begin(day, zone)) && moment.isBefore(hours.end(day, zone)));
  }

  private List<Hours> on(LocalDate day) {
    return dates.getOrDefault(day, week.getOrDefault(day.getDayOfWeek(), List.of()));
  }

  /** When it opens or closes next; empty: not within a year. */
  public Optional<Instant> nextChange(Instant moment) {
    boolean open = isOpen(moment);
    LocalDate today = moment.atZone(zone).toLocalDate();
    for (int i = -1; i < DAYS_AHEAD; i++) {
      LocalDate day = today.plusDays(i);
      TreeSet<Instant> changes = new TreeSet<>();
      for (Hours hours : on(day)) {
        changes.add(hours.begin(day, zone));
        changes.add(hours.end(day, zone));
      }
      Optional<Instant> next =
          changes.tailSet(moment, false).stream().filter(at -> isOpen(at) != open).findFirst();
      if (next.isPresent()) {
        return next;
      }
    }
    return Optional.empty();
  }
}
