package org.amitygate.driver.hikvision;

import java.net.ProtocolException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an {@code EventNotificationAlert} says of one plate. XML and JSON have the same names.
 *
 * @param eventType in lower case
 * @param uuid the camera's id of the event
 * @param dateTime when it happened by the camera's clock; empty if that cannot be said
 * @param plate as the camera wrote it; empty if it says that it read none
 * @param confidencePercent 0…100; empty if the camera says none, 0 if it says what is none
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

  /** Different plates of one alert. */
  static final int MAX_PLATES = 16;

  static final String EVENT_TYPE = "eventType";

  private static final String ANPR = "anpr";
  private static final String UUID = "UUID";
  private static final String DATE_TIME = "dateTime";
  private static final String PLATE = "licensePlate";
  private static final String CONFIDENCE = "confidenceLevel";

  /** Of the type {@code xs:boolean}. */
  private static final String SENT_AGAIN = "isDataRetransmission";

  /** 0: real-time, 1: historical. */
  private static final String DATA_TYPE = "alarmDataType";

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
          SENT_AGAIN,
          DATA_TYPE);

  private static final Set<String> READ = Set.of(EVENT_TYPE, PLATE, CONFIDENCE);

  /** Zones as some firmwares write them: {@code -6:00}, {@code +0700}, {@code +7}. */
  private static final Pattern ZONE =
      Pattern.compile("(.*T[0-9:.]+)([+-])([0-9]{1,2}?)(?::?([0-9]{2}))?");

  /** {@code 11:46:3100:00}: the sign is missing, which does not matter for zero alone. */
  private static final Pattern ZERO_WITHOUT_SIGN =
      Pattern.compile("(.*T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?)00:00");

  private static final Pattern PERCENT = Pattern.compile("(100|[0-9]{1,2})(?:[.,][0-9]*)?\\s*%?");

  /** What stands in a text for bytes that its encoding does not know. */
  private static final String NO_CHARACTER = "\ufffd";

  /** Whether {@link #of} looks at the value of that name. */
  static boolean wants(String name) {
    return ATTRIBUTES.contains(name) || READ.contains(name);
  }

  /**
   * @param values by name in the order in which they came, none of them blank; of other names than
   *     that of the plate and its confidence the first counts
   * @return one for each different plate, the first first, and at least one; none at all without an
   *     event type
   * @throws ProtocolException more than {@value #MAX_PLATES} plates
   */
  static List<Alert> of(Map<String, List<String>> values) throws ProtocolException {
    if (!values.containsKey(EVENT_TYPE)) {
      return List.of();
    }
    Map<String, String> first = new TreeMap<>();
    values.forEach((name, all) -> first.put(name, all.get(0)));
    Optional<String> written = Optional.ofNullable(first.get(DATE_TIME));
    Optional<Instant> dateTime = written.flatMap(Alert::time);
    List<String> notRead = new ArrayList<>();
    if (written.isPresent() && dateTime.isEmpty()) {
      notRead.add("dateTime: expected a time with a zone such as +07:00");
    }
    Map<Optional<String>, Optional<Integer>> plates = plates(values, notRead);
    Map<String, String> attributes = new TreeMap<>(first);
    attributes.keySet().retainAll(ATTRIBUTES);
    if (!notRead.isEmpty()) {
      attributes.put(NOT_READ, String.join("; ", notRead));
    }
    List<Alert> alerts = new ArrayList<>();
    plates.forEach(
        (plate, confidence) ->
            alerts.add(
                new Alert(
                    first.getOrDefault(EVENT_TYPE, "").toLowerCase(Locale.ROOT),
                    Optional.ofNullable(first.get(UUID)),
                    dateTime,
                    plate,
                    confidence,
                    attributes)));
    return alerts;
  }

  /**
   * Each plate and how sure the camera is of it. Of several it is sure of none if it cannot be said
   * which confidence belongs to which; of one that stands there more often the lowest counts.
   */
  private static Map<Optional<String>, Optional<Integer>> plates(
      Map<String, List<String>> values, List<String> notRead) throws ProtocolException {
    List<String> written = values.getOrDefault(PLATE, List.of());
    List<Integer> percents = new ArrayList<>();
    for (String text : values.getOrDefault(CONFIDENCE, List.of())) {
      Optional<Integer> percent = percent(text);
      if (percent.isEmpty()) {
        notRead.add(CONFIDENCE + ": expected 0 to 100, got '" + text + "'");
      }
      percents.add(percent.orElse(0));
    }
    Map<Optional<String>, Optional<Integer>> plates = new LinkedHashMap<>();
    for (int i = 0; i < written.size(); i++) {
      plates.merge(
          Optional.of(written.get(i)).filter(NoPlate::isPlate),
          percents.size() == written.size() ? Optional.of(percents.get(i)) : Optional.empty(),
          (one, other) -> one.flatMap(a -> other.map(b -> Math.min(a, b))));
    }
    if (plates.size() > MAX_PLATES) {
      throw new ProtocolException(
          "expected at most " + MAX_PLATES + " plates, got " + plates.size());
    }
    Optional<Integer> lowest = percents.stream().min(Integer::compare);
    if (plates.isEmpty()) {
      plates.put(Optional.empty(), lowest);
    } else if (plates.size() == 1) {
      plates.replaceAll((plate, percent) -> lowest);
    } else if (!percents.isEmpty() && percents.size() != written.size()) {
      notRead.add(
          CONFIDENCE + ": expected " + written.size() + ", one a plate, got " + percents.size());
      plates.replaceAll((plate, percent) -> Optional.of(0));
    }
    return plates;
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

  /** The camera could not tell of it when it happened. */
  boolean wasKept() {
    return attributes.getOrDefault(SENT_AGAIN, "").matches("(?i)true|1")
        || attributes.getOrDefault(DATA_TYPE, "").equals("1");
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

  /** Some firmwares write decimals, which are cut, or the sign. Empty: what is no confidence. */
  private static Optional<Integer> percent(String written) {
    Matcher percent = PERCENT.matcher(written);
    return percent.matches() ? Optional.of(Integer.valueOf(percent.group(1))) : Optional.empty();
  }
}
