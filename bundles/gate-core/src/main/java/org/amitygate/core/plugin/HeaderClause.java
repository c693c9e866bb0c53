package org.amitygate.core.plugin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One clause of an OSGi manifest header (OSGi Core 8, 3.2.4): {@code
 * path;path;attribute=value;directive:=value}.
 *
 * @param attributes without their type, such as {@code version} for {@code version:Version}
 */
public record HeaderClause(
    List<String> paths, Map<String, String> attributes, Map<String, String> directives) {

  /** Reads a header; none gives no clauses. */
  public static List<HeaderClause> parse(@Nullable String header) {
    List<HeaderClause> clauses = new ArrayList<>();
    if (header == null || header.isBlank()) {
      return clauses;
    }
    for (String clause : split(header, ',')) {
      List<String> paths = new ArrayList<>();
      Map<String, String> attributes = new LinkedHashMap<>();
      Map<String, String> directives = new LinkedHashMap<>();
      for (String part : split(clause, ';')) {
        int equals = outsideQuotes(part, '=');
        if (equals < 0) {
          paths.add(part.strip());
        } else if (part.charAt(Math.max(equals - 1, 0)) == ':') {
          directives.put(
              part.substring(0, equals - 1).strip(), unquoted(part.substring(equals + 1)));
        } else {
          String name = part.substring(0, equals).strip();
          int type = name.indexOf(':');
          attributes.put(
              type < 0 ? name : name.substring(0, type), unquoted(part.substring(equals + 1)));
        }
      }
      clauses.add(new HeaderClause(paths, attributes, directives));
    }
    return clauses;
  }

  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    while (true) {
      int end = outsideQuotes(text.substring(from), separator);
      if (end < 0) {
        parts.add(text.substring(from));
        return parts;
      }
      parts.add(text.substring(from, from + end));
      from += end + 1;
    }
  }

  private static int outsideQuotes(String text, char wanted) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && quoted) {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == wanted && !quoted) {
        return i;
      }
    }
    return -1;
  }

  private static String unquoted(String text) {
    String value = text.strip();
    if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
      return value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1");
    }
    return value;
  }
}
