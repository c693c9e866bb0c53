package org.amitygate.authority.wco;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The times of a response: {@code DateTimeString} with a format code of UN/EDIFACT 2379, or ISO
 * 8601. A time that names no zone is taken as UTC. One that cannot be read is empty: no decision
 * rests on it.
 */
final class WcoTimes {

  /** Digits of each format code of UN/EDIFACT 2379 that has a date with a four-digit year. */
  private static final Map<String, Integer> DIGITS =
      Map.of(
          "102", 8, // CCYYMMDD
          "203", 12, // CCYYMMDDHHMM
          "204", 14, // CCYYMMDDHHMMSS
          "205", 12, // CCYYMMDDHHMMZHHMM
          "208", 14, // CCYYMMDDHHMMSSZHHMM
          "303", 12, // CCYYMMDDHHMMZZZ
          "304", 14); // CCYYMMDDHHMMSSZZZ

  private static final Pattern BASIC = Pattern.compile("([0-9]{8})([0-9]{4}|[0-9]{6})?(\\D.*)?");

  private static final Pattern ZONE = Pattern.compile("([+-])([0-9]{2})(?::?([0-9]{2}))?");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);

  private WcoTimes() {}

  /**
   * @param formatCode empty if the element has none
   */
  static Optional<Instant> parse(String text, String formatCode) {
    try {
      Matcher basic = BASIC.matcher(text);
      return basic.matches() && (formatCode.isEmpty() || DIGITS.containsKey(formatCode))
          ? basic(basic, DIGITS.get(formatCode))
          : Optional.of(iso(text));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> basic(Matcher basic, @Nullable Integer digits) {
    String time = basic.group(2) == null ? "" : basic.group(2);
    if (digits != null && digits != 8 + time.length()) {
      return Optional.empty();
    }
    LocalDate date = LocalDate.parse(basic.group(1), DATE);
    LocalTime clock =
        time.isEmpty()
            ? LocalTime.MIDNIGHT
            : LocalTime.of(
                number(time, 0), number(time, 2), time.length() == 6 ? number(time, 4) : 0);
    return zone(basic.group(3)).map(offset -> date.atTime(clock).toInstant(offset));
  }

  private static Optional<ZoneOffset> zone(@Nullable String zone) {
    if (zone == null || zone.equals("Z") || zone.equals("UTC") || zone.equals("GMT")) {
      return Optional.of(ZoneOffset.UTC);
    }
    Matcher offset = ZONE.matcher(zone);
    if (!offset.matches()) {
      return Optional.empty(); // a name such as EST, which is not one zone
    }
    int minutes =
        60 * number(offset.group(2), 0)
            + (offset.group(3) == null ? 0 : number(offset.group(3), 0));
    return Optional.of(
        ZoneOffset.ofTotalSeconds((offset.group(1).equals("-") ? -60 : 60) * minutes));
  }

  private static int number(String digits, int at) {
    return Integer.parseInt(digits.substring(at, at + 2));
  }

  private static Instant iso(String text) {
    if (text.indexOf('T') < 0) {
      return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
    }
    Object parsed =
        DateTimeFormatter.ISO_DATE_TIME.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
    return parsed instanceof OffsetDateTime time
        ? time.toInstant()
        : ((LocalDateTime) parsed).toInstant(ZoneOffset.UTC);
  }
}
