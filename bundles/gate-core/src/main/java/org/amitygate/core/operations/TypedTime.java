package org.amitygate.core.operations;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.amitygate.core.journal.Refusal;

/** Times as people type them. */
public final class TypedTime {

  private static final String FORMS =
      "2026-11-23, 2026-11-23T08:30 (of the gate's zone) or 2026-11-23T01:30:00Z";

  private TypedTime() {}

  /**
   * @param option how the refusal names it, such as {@code --from}
   * @param zone of dates and times without one
   * @param laterDays what a date alone means: 0 its beginning, 1 its end
   * @throws Refusal what would be right
   */
  static Instant parse(String option, String typed, ZoneId zone, int laterDays) throws Refusal {
    return parse(option, typed.strip(), zone, laterDays, FORMS);
  }

  private static Instant parse(String option, String text, ZoneId zone, int laterDays, String forms)
      throws Refusal {
    try {
      if (text.length() == "2026-11-23".length()) {
        return LocalDate.parse(text).plusDays(laterDays).atStartOfDay(zone).toInstant();
      }
      return storable(
          text.endsWith("Z")
              ? Instant.parse(text)
              : LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant());
    } catch (DateTimeException e) {
      throw new Refusal("%s '%s' is no time: write %s".formatted(option, text, forms));
    }
  }

  /**
   * A time of the years 0 to 9999: the journal has no room for all that can be written.
   *
   * @throws DateTimeException it is none
   */
  private static Instant storable(Instant time) {
    int year = time.atOffset(ZoneOffset.UTC).getYear();
    if (year < 0 || year > 9_999) {
      throw new DateTimeException("the year " + year);
    }
    return time;
  }

  /**
   * A time in the past: also {@code today}, {@code yesterday} (their beginning) and how long ago
   * ({@code P1D}, {@code PT6H}).
   *
   * @throws Refusal it is none, or is not past
   */
  public static Instant past(String option, String typed, ZoneId zone, Instant now) throws Refusal {
    String text = typed.strip();
    Instant time;
    if (text.equals("today") || text.equals("yesterday")) {
      LocalDate today = LocalDate.ofInstant(now, zone);
      time = today.minusDays(text.equals("today") ? 0 : 1).atStartOfDay(zone).toInstant();
    } else if (text.startsWith("P")) {
      time = ago(option, text, zone, now);
    } else {
      time = parse(option, text, zone, 0, "yesterday, P1D, " + FORMS);
    }
    if (!time.isBefore(now)) {
      throw new Refusal("%s '%s' is not past: name an earlier time".formatted(option, text));
    }
    return time;
  }

  private static Instant ago(String option, String text, ZoneId zone, Instant now) throws Refusal {
    try {
      return storable(
          text.contains("T")
              ? now.minus(Duration.parse(text))
              : now.atZone(zone).minus(Period.parse(text)).toInstant());
    } catch (DateTimeException | ArithmeticException e) {
      throw new Refusal(
          "%s '%s' is no time ago: write P1D for a day or PT6H for six hours"
              .formatted(option, text));
    }
  }
}
