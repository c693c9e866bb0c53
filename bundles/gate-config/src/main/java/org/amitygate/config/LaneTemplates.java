package org.amitygate.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills lane templates in: a lane is its template with its own settings laid over it, and {@code
 * {name}} replaced by the lane's value of that name; {@code {lane}} is the lane's id, {@code
 * {number}} the digits at its end.
 */
final class LaneTemplates {

  private static final Pattern PLACEHOLDER =
      Pattern.compile("(?<![{$])\\{([a-z][A-Za-z0-9_-]*)}(?!})");
  private static final Pattern DIGITS = Pattern.compile("\\d+$");

  private final Map<String, Located> templates;
  private final List<ConfigProblem> problems;

  LaneTemplates(Located templates, List<ConfigProblem> problems) {
    this.templates = templates.fields();
    this.problems = problems;
  }

  /** The lane with its template filled in. */
  Located fill(String id, Located lane) {
    Map<String, Located> own = new LinkedHashMap<>(lane.fields());
    Map<String, Located> values = new LinkedHashMap<>();
    values.put("lane", new Located(id, lane.line()));
    Matcher digits = DIGITS.matcher(id);
    if (digits.find()) {
      values.put("number", new Located(Long.parseLong(digits.group()), lane.line()));
    }
    Located given = own.remove("values");
    if (given != null) {
      values.putAll(given.fields());
    }
    Located name = own.remove("template");
    Located whole = new Located(own, lane.line());
    if (name != null) {
      Located template = templates.get(name.text());
      if (template == null) {
        problems.add(
            new ConfigProblem(
                name.line(),
                "lanes." + id + ".template",
                "found '" + name.text() + "', expected " + known()));
      } else {
        whole = template.overlaid(whole);
      }
    }
    return whole.mapLeaves(leaf -> replace(id, leaf, values));
  }

  private String known() {
    return templates.isEmpty()
        ? "a template, but there is none under 'templates'"
        : "one of the templates " + String.join(", ", templates.keySet());
  }

  private @Nullable Object replace(String id, Located leaf, Map<String, Located> values) {
    if (!(leaf.value() instanceof String text)) {
      return leaf.value();
    }
    Matcher m = PLACEHOLDER.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (m.find()) {
      Located value = values.get(m.group(1));
      if (value == null) {
        problems.add(
            new ConfigProblem(
                leaf.line(),
                "lanes." + id,
                "found '{"
                    + m.group(1)
                    + "}' without a value, expected '"
                    + m.group(1)
                    + "' under lanes."
                    + id
                    + ".values"));
        value = new Located("", leaf.line());
      }
      if (m.group().equals(text)) {
        return value.value();
      }
      m.appendReplacement(filled, Matcher.quoteReplacement(value.text("")));
    }
    return m.appendTail(filled).toString();
  }
}
