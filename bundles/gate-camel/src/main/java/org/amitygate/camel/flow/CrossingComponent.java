package org.amitygate.camel.flow;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.camel.flow.StageEndpoint.StageConsumer;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

/** {@code crossing:}, how a stage begins and ends. One instance for each context. */
final class CrossingComponent extends DefaultComponent {

  private final Set<String> stages;
  private final Map<String, Integer> compatible = new ConcurrentHashMap<>();
  private final Map<String, StageConsumer> consumers = new ConcurrentHashMap<>();

  /**
   * @param stages the stages that the flow declares; a route can name no other
   */
  CrossingComponent(Set<String> stages) {
    this.stages = Set.copyOf(stages);
  }

  /** Stages that declare the form of their facts, and its number: {@code ?compatible=2}. */
  Map<String, Integer> compatible() {
    return compatible;
  }

  /** Stages whose routes run, by name. */
  Map<String, StageConsumer> consumers() {
    return consumers;
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
    int slash = remaining.indexOf('/');
    String name = slash < 0 ? remaining : remaining.substring(0, slash);
    String argument = slash < 0 ? "" : remaining.substring(slash + 1);
    Parameters options = new Parameters("crossing:" + remaining, parameters);
    Endpoint endpoint =
        switch (name) {
          case "stage" -> stage(uri, argument, options);
          case "keep" -> new StepEndpoint(uri, this, KeepStep.of(options, getCamelContext()));
          default -> new StepEndpoint(uri, this, CrossingSteps.of(name, argument, options, stages));
        };
    options.nothingElse();
    return endpoint;
  }

  private Endpoint stage(String uri, String argument, Parameters options) {
    String stage = CrossingSteps.known(argument, stages, options);
    options
        .optional("compatible")
        .ifPresent(number -> compatible.put(stage, whole(number, options)));
    return new StageEndpoint(uri, this, stage, consumers);
  }

  private static int whole(String number, Parameters options) {
    try {
      return Integer.parseInt(number);
    } catch (NumberFormatException e) {
      throw options.refused("compatible=" + number + " is not a whole number");
    }
  }
}
