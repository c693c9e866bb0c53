package org.amitygate.partner.envelope;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * JSON in its one canonical form (RFC 8785), for digests that both sides compute over what each of
 * them wrote: members sorted by UTF-16 code units, no white space, numbers as ECMAScript writes
 * them. Messages themselves are never brought into this form: they are verified as they came.
 */
public final class CanonicalJson {

  /** The fewest digits that tell every double from its neighbours, at most. */
  private static final int DIGITS = 17;

  private CanonicalJson() {}

  /**
   * @return UTF-8
   * @throws IllegalArgumentException a number that no double holds exactly or closely (I-JSON), or
   *     a text that is no Unicode
   */
  public static byte[] bytes(JsonNode tree) {
    StringBuilder text = new StringBuilder();
    write(tree, text);
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode node, StringBuilder out) {
    switch (node.getNodeType()) {
      case OBJECT -> object(node, out);
      case ARRAY -> array(node, out);
      case STRING -> text(node.textValue(), out);
      case NUMBER -> out.append(number(value(node)));
      case BOOLEAN -> out.append(node.booleanValue());
      case NULL -> out.append("null");
      default -> throw new IllegalArgumentException("not JSON: " + node.getNodeType());
    }
  }

  private static void object(JsonNode node, StringBuilder out) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    Collections.sort(names);
    String comma = "{";
    for (String name : names) {
      out.append(comma);
      comma = ",";
      text(name, out);
      out.append(':');
      write(node.get(name), out);
    }
    out.append(names.isEmpty() ? "{}" : "}");
  }

  private static void array(JsonNode node, StringBuilder out) {
    String comma = "[";
    for (JsonNode element : node) {
      out.append(comma);
      comma = ",";
      write(element, out);
    }
    out.append(node.isEmpty() ? "[]" : "]");
  }

  /** RFC 8785, section 3.2.2.2. */
  private static void text(String text, StringBuilder out) {
    if (!StandardCharsets.UTF_16.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("a text with half a surrogate pair is no Unicode");
    }
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ') {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static double value(JsonNode node) {
    double value = node.doubleValue();
    if (node.isIntegralNumber()
        && new BigDecimal(node.bigIntegerValue()).compareTo(new BigDecimal(value)) != 0) {
      throw new IllegalArgumentException("no double is " + node.asText());
    }
    return value;
  }

  /** As ECMAScript's Number::toString (RFC 8785, section 3.2.2.3). */
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale(); // digits before the point
    return (value < 0 ? "-" : "") + written(digits, point);
  }

  private static String written(String digits, int point) {
    int count = digits.length();
    if (count <= point && point <= 21) {
      return digits + "0".repeat(point - count);
    } else if (0 < point && point <= 21) {
      return digits.substring(0, point) + "." + digits.substring(point);
    } else if (-6 < point && point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    String exponent = (point > 0 ? "e+" : "e-") + Math.abs(point - 1);
    return digits.charAt(0) + (count == 1 ? "" : "." + digits.substring(1)) + exponent;
  }

  /**
   * The shortest decimal that reads back as this double; of several the closest. Of a power of two
   * that can be another one than the double itself rounds to: the next double below is nearer than
   * the one above.
   */
  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    return IntStream.rangeClosed(1, DIGITS)
        .mapToObj(digits -> closest(exact, value, digits))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow()
        .stripTrailingZeros();
  }

  private static Optional<BigDecimal> closest(BigDecimal exact, double value, int digits) {
    return Stream.of(RoundingMode.HALF_EVEN, RoundingMode.DOWN, RoundingMode.UP)
        .map(mode -> exact.round(new MathContext(digits, mode)))
        .filter(rounded -> rounded.doubleValue() == value)
        .min(Comparator.comparing(rounded -> rounded.subtract(exact).abs()));
  }
}
