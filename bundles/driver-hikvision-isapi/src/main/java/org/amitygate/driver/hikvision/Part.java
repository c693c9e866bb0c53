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

  private static final Pattern NAME = parameter("name");
  private static final Pattern FILE_NAME = parameter("filename");
  private static final String PICTURE_FILE = "(?i).*\\.(jpe?g|png|bmp)";

  private static Pattern parameter(String name) {
    return Pattern.compile(".*?;\\s*" + name + "=\"?([^\";]+)\"?.*", Pattern.CASE_INSENSITIVE);
  }

  String contentType() {
    return headers.getOrDefault("content-type", "").toLowerCase(Locale.ROOT);
  }

  /** The name in its Content-Disposition, else that of its file; empty if there is none. */
  String name() {
    String name = named(NAME);
    return name.isEmpty() ? named(FILE_NAME) : name;
  }

  private String named(Pattern parameter) {
    Matcher matcher = parameter.matcher(headers.getOrDefault("content-disposition", ""));
    return matcher.matches() ? matcher.group(1) : "";
  }

  /** By its type or the first bytes of a JPEG, else by its names if it is nothing else. */
  boolean isPicture() {
    if (contentType().startsWith("image/") || beginsLikeJpeg()) {
      return true;
    }
    boolean named = named(NAME).matches(PICTURE_FILE) || named(FILE_NAME).matches(PICTURE_FILE);
    return named && !isXml() && !isJson();
  }

  /** By its beginning, else by its type. */
  boolean isXml() {
    return isText() && (begins() == '<' || begins() != '{' && contentType().contains("xml"));
  }

  /** By its beginning, else by its type. */
  boolean isJson() {
    return isText() && (begins() == '{' || begins() != '<' && contentType().contains("json"));
  }

  /** A picture can begin like anything. */
  private boolean isText() {
    return !contentType().startsWith("image/") && !beginsLikeJpeg();
  }

  private boolean beginsLikeJpeg() {
    return startsWith(0xff, 0xd8, 0xff);
  }

  /** The first byte after a byte order mark of UTF-8 and blanks; 0 if there is none. */
  private int begins() {
    for (int i = startsWith(0xef, 0xbb, 0xbf) ? 3 : 0; i < body.length; i++) {
      if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r' && body[i] != '\n') {
        return body[i];
      }
    }
    return 0;
  }

  private boolean startsWith(int first, int second, int third) {
    return body.length >= 3
        && (body[0] & 0xff) == first
        && (body[1] & 0xff) == second
        && (body[2] & 0xff) == third;
  }
}
