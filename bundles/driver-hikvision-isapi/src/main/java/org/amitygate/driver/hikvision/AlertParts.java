package org.amitygate.driver.hikvision;

import java.net.ProtocolException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.amitygate.device.PlateRead;

/**
 * What a part says. One that cannot be read spoils no other: without a plate read in it it only
 * proves that the camera lives; a plate read becomes one without a plate that says why and has the
 * bytes as they came, so that a person can look and the camera need not repeat them for ever. Pure.
 */
final class AlertParts {

  /** The file with the bytes of what could not be read. */
  static final String RAW = "unreadable";

  /** An alert of a plate read, or its content, in XML or JSON, whatever is wrong with the rest. */
  private static final Pattern PLATE_READ =
      Pattern.compile(
          "eventType\\s*+\"?+\\s*+[>:]\\s*+\"?+\\s*+ANPR\\b"
              + "|<(?:[\\w.-]{1,64}+:)?ANPR[\\s/>]"
              + "|\"ANPR\"\\s*+:",
          Pattern.CASE_INSENSITIVE);

  /**
   * @param raw the bytes as they came if not all of them could be read
   */
  record Said(Alert alert, List<PlateRead.Picture> raw) {}

  private AlertParts() {}

  /** One for each plate; none: nothing but a sign of life. */
  static List<Said> read(Part part) {
    try {
      return parse(part, CodingErrorAction.REPORT).stream()
          .filter(Alert::isPlateRead)
          .map(alert -> new Said(alert, List.of()))
          .toList();
    } catch (ProtocolException e) {
      return isPlateRead(part.body())
          ? inPart(part, e).stream().map(alert -> new Said(alert, raw(part))).toList()
          : List.of();
    }
  }

  private static List<Alert> inPart(Part part, ProtocolException why) {
    try {
      return parse(part, CodingErrorAction.REPLACE).stream()
          .map(alert -> alert.readInPart(reason(why)))
          .toList();
    } catch (ProtocolException e) {
      return List.of(Alert.unreadable(RAW + "-" + Digest.of(part.body()), reason(e)));
    }
  }

  private static List<Alert> parse(Part part, CodingErrorAction noCharacters)
      throws ProtocolException {
    return part.isXml()
        ? HikvisionXml.parse(part.body(), noCharacters)
        : HikvisionJson.parse(part.body(), noCharacters);
  }

  private static boolean isPlateRead(byte[] body) {
    String text = new String(body, StandardCharsets.ISO_8859_1).replace("\u0000", ""); // UTF-16
    return PLATE_READ.matcher(text).find();
  }

  private static List<PlateRead.Picture> raw(Part part) {
    String kind = part.isXml() ? "xml" : "json";
    return List.of(new PlateRead.Picture(RAW + "." + kind, "application/" + kind, part.body()));
  }

  private static String reason(ProtocolException e) {
    return String.valueOf(e.getMessage());
  }
}
