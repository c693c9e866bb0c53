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
  private final Map<String, StageConsumer> consumers = new ConcurrentHashMap<>();

  /**
   * @param stages the stages that the flow declares; a route can name no other
   */
  CrossingComponent(Set<String> stages) {
    this.stages = Set.copyOf(stages);
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
        name.equals("stage")
            ? new StageEndpoint(
                uri, this, CrossingSteps.known(argument, stages, options), consumers)
            : new StepEndpoint(uri, this, CrossingSteps.of(name, argument, options, stages));
    options.nothingElse();
    return endpoint;
  }
}
