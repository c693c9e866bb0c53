package org.amitygate.driver.hikvision;

import java.net.ProtocolException;
import java.nio.charset.CodingErrorAction;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads alerts that come as JSON. They have the names of the XML, in an object of their own or at
 * the top; the first value of a name that is not blank counts. Pure: whatever the bytes are, they
 * give an alert or a {@link ProtocolException} that names the place.
 *
 * <p>Source: RFC 8259, and Hikvision, Intelligent Security API (General),
 * JSON_EventNotificationAlert.
 */
final class HikvisionJson {

  private static final String WORD =
      "true|false|null|-?[0-9]{1,40}(\\.[0-9]{1,40})?([eE][+-]?[0-9]{1,4})?";

  private final String text;
  private final Map<String, String> values = new HashMap<>();
  private int at;

  private HikvisionJson(String text) {
    this.text = text;
  }

  /**
   * @param noCharacters what to do with bytes that are no UTF-8
   */
  static Alert parse(byte[] bytes, CodingErrorAction noCharacters) throws ProtocolException {
    if (bytes.length > HikvisionXml.MAX_SIZE) {
      throw new ProtocolException(
          "expected at most " + HikvisionXml.MAX_SIZE + " bytes of JSON, got " + bytes.length);
    }
    return new HikvisionJson(XmlText.of(bytes, noCharacters)).read();
  }

  private Alert read() throws ProtocolException {
    object(1);
    if (next() != 0) {
      throw wrong("the end");
    }
    return Alert.of(values).orElseThrow(() -> wrong("an " + Alert.EVENT_TYPE + " before the end"));
  }

  private void object(int depth) throws ProtocolException {
    open('{', depth);
    if (next() == '}') {
      at++;
      return;
    }
    do {
      next();
      String name = string();
      expect(':');
      value(name, depth);
    } while (goesOn('}'));
  }

  private void array(String name, int depth) throws ProtocolException {
    open('[', depth);
    if (next() == ']') {
      at++;
      return;
    }
    do {
      value(name, depth);
    } while (goesOn(']'));
  }

  private void value(String name, int depth) throws ProtocolException {
    switch (next()) {
      case '{' -> object(depth + 1);
      case '[' -> array(name, depth + 1);
      case '"' -> keep(name, string());
      default -> keep(name, word());
    }
  }

  private void keep(String name, String value) throws ProtocolException {
    String stripped = value.strip();
    if (!stripped.isEmpty() && Alert.wants(name)) {
      if (stripped.length() > Alert.MAX_VALUE) {
        throw wrong("before it at most " + Alert.MAX_VALUE + " characters of " + name);
      }
      values.putIfAbsent(name, stripped);
    }
  }

  /** A number, true or false; null is an empty text. */
  private String word() throws ProtocolException {
    int start = at;
    while (at < text.length() && at - start < 90 && isOfWord(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    if (!word.matches(WORD)) {
      at = start;
      throw wrong("a value");
    }
    return word.equals("null") ? "" : word;
  }

  private static boolean isOfWord(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == 'E' || "+-.".indexOf(c) >= 0;
  }

  private String string() throws ProtocolException {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return string.toString();
      }
      string.append(c == '\\' ? escaped() : c);
    }
    throw wrong("the end of a text");
  }

  private char escaped() throws ProtocolException {
    char c = at < text.length() ? text.charAt(at) : 0;
    int plain = "\"\\/bfnrt".indexOf(c);
    if (plain >= 0) {
      at++;
      return "\"\\/\b\f\n\r\t".charAt(plain);
    }
    int end = at + 5;
    if (c != 'u' || end > text.length() || !text.substring(at + 1, end).matches("[0-9a-fA-F]{4}")) {
      throw wrong("one of \"\\/bfnrt or u and four digits after a backslash");
    }
    char character = (char) Integer.parseInt(text.substring(at + 1, end), 16);
    at = end;
    return character;
  }

  private void open(char bracket, int depth) throws ProtocolException {
    if (depth > HikvisionXml.MAX_DEPTH) {
      throw wrong("objects and lists at most " + HikvisionXml.MAX_DEPTH + " deep");
    }
    expect(bracket);
  }

  /** After a member: whether there is one more, else the end was taken. */
  private boolean goesOn(char end) throws ProtocolException {
    if (next() == ',') {
      at++;
      return true;
    }
    expect(end);
    return false;
  }

  private void expect(char c) throws ProtocolException {
    if (next() != c) {
      throw wrong("'" + c + "'");
    }
    at++;
  }

  /** The next character after blanks, which it passes; 0 at the end. */
  private char next() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private ProtocolException wrong(String what) {
    return new ProtocolException(
        "character "
            + (at + 1)
            + " of JSON: expected "
            + what
            + ", got '"
            + text.substring(at, Math.min(text.length(), at + 40)).replaceAll("[^ -~]", ".")
            + "'");
  }
}
