package org.amitygate.config;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads YAML with lines. Unquoted words mean what JSON means by them: {@code true}, {@code false},
 * {@code null} and numbers; everything else, such as {@code on} or {@code 22:30}, is text.
 */
final class YamlText {

  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9]\\d{0,17})");
  private static final Pattern DECIMAL =
      Pattern.compile("-?(0|[1-9]\\d{0,17})\\.\\d{1,17}([eE][-+]?\\d{1,3})?");
  private static final int MAX_ALIASES = 50;
  private static final int MAX_VALUES = 100_000;

  private final List<ConfigProblem> problems = new ArrayList<>();
  private final Deque<Node> path = new ArrayDeque<>();
  private int values;

  private YamlText() {}

  /** Reads one document. Problems are added; null if there is nothing to go on with. */
  static @Nullable Located read(String text, List<ConfigProblem> problems) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setNestingDepthLimit(20);
    Node root;
    try {
      root = new Yaml(options).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      problems.add(
          new ConfigProblem(line, "", "found text that is not YAML (" + e.getProblem() + ")"));
      return null;
    } catch (YAMLException e) {
      problems.add(new ConfigProblem(0, "", "found text that is not YAML (" + firstLine(e) + ")"));
      return null;
    }
    if (root == null) {
      problems.add(
          new ConfigProblem(
              0, "", "found nothing but comments, expected the gate: see the example"));
      return null;
    }
    YamlText reader = new YamlText();
    Located read = reader.located(root, line(root), "");
    problems.addAll(reader.problems);
    return read;
  }

  /** Writes plain values as YAML. */
  static String write(Object plain) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setAllowUnicode(true);
    options.setWidth(160);
    return new Yaml(options).dump(plain);
  }

  private Located located(Node node, int line, String where) {
    if (path.contains(node) || ++values > MAX_VALUES) {
      problems.add(
          new ConfigProblem(
              line, where, "found an alias that contains itself, or too many values"));
      return new Located(null, line);
    }
    path.push(node);
    try {
      if (node instanceof MappingNode map) {
        return new Located(fields(map, where), line);
      }
      if (node instanceof SequenceNode list) {
        List<Located> items = new ArrayList<>();
        for (Node item : list.getValue()) {
          items.add(located(item, line(item), where + "[" + items.size() + "]"));
        }
        return new Located(items, line);
      }
      return new Located(scalar((ScalarNode) node), line);
    } finally {
      path.pop();
    }
  }

  private Map<String, Located> fields(MappingNode map, String where) {
    Map<String, Located> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : map.getValue()) {
      int line = line(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(
            new ConfigProblem(line, where, "found a key that is a list or a map, expected a name"));
        continue;
      }
      String name = key.getValue();
      String at = where.isEmpty() ? name : where + "." + name;
      Located value = located(tuple.getValueNode(), line, at);
      Located earlier = fields.putIfAbsent(name, value);
      if (earlier != null) {
        problems.add(
            new ConfigProblem(
                line,
                at,
                "found '"
                    + name
                    + "' a second time, expected it once (it is on line "
                    + earlier.line()
                    + " already)"));
      }
    }
    return fields;
  }

  private static @Nullable Object scalar(ScalarNode node) {
    String text = node.getValue();
    if (!node.isPlain()) {
      return text;
    }
    return switch (text) {
      case "", "~", "null" -> null;
      case "true" -> true;
      case "false" -> false;
      default -> {
        if (WHOLE.matcher(text).matches()) {
          yield Long.parseLong(text);
        }
        yield DECIMAL.matcher(text).matches() ? (Object) Double.parseDouble(text) : text;
      }
    };
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
