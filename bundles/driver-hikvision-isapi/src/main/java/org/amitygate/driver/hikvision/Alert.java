package org.amitygate.driver.hikvision;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code EventNotificationAlert}. XML and JSON have the same names.
 *
 * @param eventType in lower case
 * @param uuid the camera's id of the event
 * @param dateTime when it happened by the camera's clock; empty if that cannot be said
 * @param plate as the camera wrote it; empty if it says that it read none
 * @param confidencePercent 0…100
 * @param attributes everything else that is worth keeping, by the camera's names, and {@link
 *     #NOT_READ}
 */
record Alert(
    String eventType,
    Optional<String> uuid,
    Optional<Instant> dateTime,
    Optional<String> plate,
    Optional<Integer> confidencePercent,
    Map<String, String> attributes) {

  /** Characters of a value. */
  static final int MAX_VALUE = 256;

  /** Attribute: what of the event could not be read, and why. */
  static final String NOT_READ = "notRead";

  /** The camera kept the event while it was cut off. */
  static final String SENT_AGAIN = "isDataRetransmission";

  static final String EVENT_TYPE = "eventType";

  private static final String ANPR = "anpr";
  private static final String UUID = "UUID";
  private static final String DATE_TIME = "dateTime";
  private static final String PLATE = "licensePlate";
  private static final String CONFIDENCE = "confidenceLevel";

  /** What becomes an attribute, by the camera's name. */
  private static final Set<String> ATTRIBUTES =
      Set.of(
          UUID,
          DATE_TIME,
          "eventState",
          "channelID",
          "macAddress",
          "country",
          "region",
          "province",
          "direction",
          "laneNo",
          "line",
          "plateType",
          "plateColor",
          "vehicleType",
          "color",
          "originalLicensePlate",
          SENT_AGAIN);

  private static final Set<String> READ = Set.of(EVENT_TYPE, PLATE, CONFIDENCE);

  /** Zones as some firmwares write them: {@code -6:00}, {@code +0700}, {@code +7}. */
  private static final Pattern ZONE =
      Pattern.compile("(.*T[0-9:.]+)([+-])([0-9]{1,2}?)(?::?([0-9]{2}))?");

  /** {@code 11:46:3100:00}: the sign is missing, which does not matter for zero alone. */
  private static final Pattern ZERO_WITHOUT_SIGN =
      Pattern.compile("(.*T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?)00:00");

  /** What stands in a text for bytes that its encoding does not know. */
  private static final String NO_CHARACTER = "\ufffd";

  /** Whether {@link #of} looks at the value of that name. */
  static boolean wants(String name) {
    return ATTRIBUTES.contains(name) || READ.contains(name);
  }

  /**
   * @param values by name, none of them blank
   * @return empty without an event type
   */
  static Optional<Alert> of(Map<String, String> values) {
    String eventType = values.get(EVENT_TYPE);
    if (eventType == null) {
      return Optional.empty();
    }
    Map<String, String> attributes = new TreeMap<>(values);
    attributes.keySet().retainAll(ATTRIBUTES);
    String written = values.get(DATE_TIME);
    Optional<Instant> dateTime = Optional.ofNullable(written).flatMap(Alert::time);
    if (written != null && dateTime.isEmpty()) {
      attributes.put(NOT_READ, "dateTime: expected a time with a zone such as +07:00");
    }
    return Optional.of(
        new Alert(
            eventType.toLowerCase(Locale.ROOT),
            Optional.ofNullable(values.get(UUID)),
            dateTime,
            Optional.ofNullable(values.get(PLATE)).filter(NoPlate::isPlate),
            percent(values.getOrDefault(CONFIDENCE, "")),
            attributes));
  }

  /**
   * A plate read of which nothing can be read.
   *
   * @param id the same for the same bytes
   */
  static Alert unreadable(String id, String why) {
    return new Alert(
        ANPR,
        Optional.of(id),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of(NOT_READ, why));
  }

  /**
   * Read from bytes of which some are no characters: a plate among which there were such is none,
   * because what is left of it may be the plate of another vehicle.
   */
  Alert readInPart(String why) {
    Map<String, String> more = new TreeMap<>(attributes);
    more.merge(NOT_READ, why, (before, also) -> before + "; " + also);
    plate.filter(text -> text.contains(NO_CHARACTER)).ifPresent(text -> more.put(PLATE, text));
    return new Alert(
        eventType,
        uuid,
        dateTime,
        plate.filter(text -> !text.contains(NO_CHARACTER)),
        confidencePercent,
        more);
  }

  /**
   * A plate was read, or the camera says that it could not; everything else only shows that the
   * camera lives.
   */
  boolean isPlateRead() {
    return eventType.equals(ANPR);
  }

  private static Optional<Instant> time(String written) {
    String text = written;
    Matcher zone = ZONE.matcher(written);
    Matcher zero = ZERO_WITHOUT_SIGN.matcher(written);
    if (zone.matches()) {
      String hours = zone.group(3).length() == 1 ? "0" + zone.group(3) : zone.group(3);
      String minutes = zone.group(4) == null ? "00" : zone.group(4);
      text = zone.group(1) + zone.group(2) + hours + ":" + minutes;
    } else if (zero.matches()) {
      text = zero.group(1) + "Z";
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Some firmwares write decimals; they are cut. */
  private static Optional<Integer> percent(String written) {
    return written.matches("(?:100|[0-9]{1,2})(?:\\.[0-9]*)?")
        ? Optional.of(Integer.valueOf(written.replaceFirst("\\..*", "")))
        : Optional.empty();
  }
}
