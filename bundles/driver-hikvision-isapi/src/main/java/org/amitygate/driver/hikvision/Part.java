package org.amitygate.driver.hikvision;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One part of a multipart stream or body.
 *
 * @param headers names in lower case
 */
record Part(Map<String, String> headers, byte[] body) {

  private static final Pattern NAME =
      Pattern.compile(".*?;\\s*name=\"?([^\";]+)\"?.*", Pattern.CASE_INSENSITIVE);

  String contentType() {
    return headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
  }

  /** The name in its Content-Disposition, empty if there is none. */
  String name() {
    Matcher name = NAME.matcher(headers.getOrDefault("content-disposition", ""));
    return name.matches() ? name.group(1) : "";
  }

  boolean isXml() {
    return contentType().contains("xml") || beginsLikeXml();
  }

  /** Whether it begins with {@code <}, after a byte order mark and spaces. */
  private boolean beginsLikeXml() {
    for (byte b : body) {
      if (b == '<') {
        return true;
      }
      boolean blank = b == ' ' || b == '\t' || b == '\r' || b == '\n';
      if (!blank && b >= 0) {
        return false;
      }
    }
    return false;
  }
}
