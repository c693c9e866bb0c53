package org.amitygate.camel.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.amitygate.flow.Flow;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A flow written as a file of the Camel YAML DSL
 * (https://camel.apache.org/components/4.18.x/others/yaml-dsl.html): its routes and nothing else.
 * The stages are those of the routes, in their order. What the file may say is checked word by word
 * before Camel reads it, since Camel's format can also make objects of any class.
 */
final class FlowFile implements Flow {

  private static final Set<String> WORDS =
      Set.of(
          "route",
          "id",
          "description",
          "from",
          "uri",
          "parameters",
          "steps",
          "to",
          "choice",
          "when",
          "otherwise",
          "filter",
          "setProperty",
          "setHeader",
          "removeProperty",
          "removeHeader",
          "name",
          "expression",
          "simple",
          "constant",
          "log",
          "message",
          "stop");

  /** What an expression can ask; see {@link FlowFunctions}. */
  private static final Pattern ASKED =
      Pattern.compile(
          "\\$\\{((fact|signal|answer)\\([A-Za-z][A-Za-z0-9.]*\\)|(header|exchangeProperty)\\.[A-Za-z][A-Za-z0-9]*)}");

  /** A setting of the gate, with or without a value for its absence. */
  private static final Pattern SETTING = Pattern.compile("\\{\\{[A-Za-z][A-Za-z0-9.]*(:[^{}]*)?}}");

  /** Names of settings that Camel asks of the machine instead. */
  private static final Pattern OF_THE_MACHINE =
      Pattern.compile("\\{\\{ *(env|sys|service|bean|file)\\b[.a-z]*:");

  private static final String STAGE = "crossing:stage/";

  private final String name;
  private final String text;
  private final List<String> stages = new ArrayList<>();

  private FlowFile(String name, String text) {
    this.name = name;
    this.text = text;
  }

  /**
   * Reads a file.
   *
   * @param name for sentences and resources
   * @throws FlowRefused the first thing that is wrong, with its line
   */
  static FlowFile read(String name, String text) {
    FlowFile file = new FlowFile(name, text);
    Node root;
    try {
      root =
          new Compose(LoadSettings.builder().setLabel(name).setMaxAliasesForCollections(0).build())
              .composeString(text)
              .orElseThrow(() -> new FlowRefused("the file is empty; it needs routes"));
    } catch (YamlEngineException e) {
      throw new FlowRefused("it is no YAML: " + String.valueOf(e.getMessage()).replace('\n', ' '));
    }
    if (!(root instanceof SequenceNode routes)) {
      throw refused(root, "a flow's file is a list of routes; write - route:");
    }
    for (Node route : routes.getValue()) {
      file.route(route);
    }
    return file;
  }

  private void route(Node item) {
    Node route = child(item, "route");
    if (route == null || ((MappingNode) item).getValue().size() != 1) {
      throw refused(item, "only routes may stand here; write - route:");
    }
    check(item);
    Node from = child(route, "from");
    Node uri = from == null ? null : child(from, "uri");
    if (!(uri instanceof ScalarNode where)) {
      throw refused(route, "the route begins nowhere; write from: and uri: crossing:stage/NAME");
    }
    if (where.getValue().startsWith(STAGE)) {
      String stage = where.getValue().substring(STAGE.length());
      stages.add(stage.split("[?]", 2)[0]);
    }
  }

  private static void check(Node node) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        String word = ((ScalarNode) entry.getKeyNode()).getValue(); // Compose takes no other keys
        if (!WORDS.contains(word)) {
          throw refused(
              entry.getKeyNode(),
              "'"
                  + word
                  + "' is not allowed; a flow's file may use to, choice, filter, setProperty, setHeader, removeProperty, removeHeader, log and stop, and write what needs more as a bundle");
        }
        if (word.equals("parameters") && entry.getValueNode() instanceof MappingNode values) {
          values.getValue().forEach(value -> check(value.getValueNode()));
        } else {
          check(entry.getValueNode());
        }
      }
    } else if (node instanceof SequenceNode sequence) {
      sequence.getValue().forEach(FlowFile::check);
    } else if (node instanceof ScalarNode scalar) {
      checkText(scalar, scalar.getValue());
    }
  }

  private static void checkText(Node where, String text) {
    String rest = ASKED.matcher(text).replaceAll("");
    if (rest.contains("${") || rest.contains("$simple{")) {
      throw refused(
          where,
          "'"
              + text
              + "' asks what a flow's file may not; it may ask ${fact(NAME)}, ${signal(NAME)}, ${answer(NAME)}, ${header.NAME} and ${exchangeProperty.NAME}");
    }
    Matcher machine = OF_THE_MACHINE.matcher(text);
    if (machine.find() || SETTING.matcher(text).replaceAll("").contains("{{")) {
      throw refused(
          where, "'" + text + "' reads no setting of the gate; write {{name}} or {{name:value}}");
    }
    if (text.strip().startsWith("resource:")) {
      throw refused(where, "'" + text + "' reads a file; write what is in it here");
    }
  }

  private static @Nullable Node child(Node node, String word) {
    if (node instanceof MappingNode mapping) {
      for (NodeTuple entry : mapping.getValue()) {
        if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals(word)) {
          return entry.getValueNode();
        }
      }
    }
    return null;
  }

  private static FlowRefused refused(Node where, String what) {
    String line =
        where.getStartMark().map(mark -> "line " + (mark.getLine() + 1) + ": ").orElse("");
    return new FlowRefused(line + what);
  }

  @Override
  public List<String> stages() {
    return List.copyOf(stages);
  }

  @Override
  public RoutesBuilder routes() {
    return new Routes();
  }

  private final class Routes implements RoutesBuilder {

    @Override
    public void addRoutesToCamelContext(CamelContext context) throws Exception {
      try (YamlRoutesBuilderLoader loader = new YamlRoutesBuilderLoader()) {
        loader.setCamelContext(context);
        loader.start();
        loader
            .loadRoutesBuilder(ResourceHelper.fromString(name + ".camel.yaml", text))
            .addRoutesToCamelContext(context);
      }
    }

    @Override
    public void addTemplatedRoutesToCamelContext(CamelContext context) {}

    @Override
    public Set<String> updateRoutesToCamelContext(CamelContext context) {
      return Set.of();
    }
  }
}
