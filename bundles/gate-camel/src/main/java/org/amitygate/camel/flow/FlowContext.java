package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.amitygate.camel.flow.StageEndpoint.StageConsumer;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.StageSettings;
import org.amitygate.flow.Flow;
import org.apache.camel.CamelContext;
import org.apache.camel.Component;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/** One version of one flow, running in a Camel context of its own. Thread-safe. */
final class FlowContext {

  /** So many runs of a stage that do not return are enough: each keeps a thread. */
  static final int LOST_AT_MOST = 3;

  private final String title;
  private final List<String> stages;
  private final CamelContext context;
  private final FlowSettings settings;
  private final StageSettings built;
  private final CrossingComponent crossing;
  private final Segments segments;
  private final InFlight inFlight = new InFlight();

  private FlowContext(
      String title,
      List<String> stages,
      CamelContext context,
      FlowSettings settings,
      CrossingComponent crossing,
      Segments segments) {
    this.title = title;
    this.stages = stages;
    this.context = context;
    this.settings = settings;
    this.built = settings.all();
    this.crossing = crossing;
    this.segments = segments;
  }

  /**
   * Checks a flow and starts it.
   *
   * @param title flow and version, for sentences
   * @param empty a context that was not started; this owns it from now on
   * @throws FlowRefused why it must not run; nothing is left running
   */
  static FlowContext start(
      String title,
      Flow flow,
      CamelContext empty,
      Map<String, String> settings,
      Segments segments) {
    FlowSettings read = new FlowSettings(settings);
    try {
      List<String> stages = stages(flow);
      CrossingComponent crossing = new CrossingComponent(new LinkedHashSet<>(stages));
      Map<String, Component> own = new LinkedHashMap<>();
      own.put("crossing", crossing);
      own.put("device", new DeviceComponent());
      own.put("authority", new AuthorityComponent());
      own.put("partner", new PartnerComponent());
      LeanContext.prepare(empty, "flow-" + title.replace(' ', '-'), read, own);
      addRoutes(flow, empty);
      empty.start();
      FlowContext started = new FlowContext(title, stages, empty, read, crossing, segments);
      started.checkStages();
      return started;
    } catch (Throwable e) { // a flow's own code: a LinkageError must not end the gate's
      empty.stop();
      throw new FlowRefused("flow " + title + ": " + FlowRefused.sentence(e));
    }
  }

  private static List<String> stages(Flow flow) {
    List<String> stages = List.copyOf(flow.stages());
    if (stages.isEmpty()) {
      throw new FlowRefused("it declares no stages");
    }
    Set<String> distinct = new LinkedHashSet<>();
    for (String stage : stages) {
      if (!stage.matches("[a-z][a-z0-9-]{0,63}")) {
        throw new FlowRefused(
            "the stage '" + stage + "' must be named with small letters, digits and -");
      }
      if (!distinct.add(stage)) {
        throw new FlowRefused("it declares the stage '" + stage + "' twice");
      }
    }
    return stages;
  }

  private static void addRoutes(Flow flow, CamelContext context) throws Exception {
    RoutesBuilder routes = flow.routes();
    context.addRoutes(routes);
    FlowRules rules = new FlowRules(context::resolvePropertyPlaceholders);
    Set<String> begun = new LinkedHashSet<>();
    for (RouteDefinition route : ((ModelCamelContext) context).getRouteDefinitions()) {
      rules.check(route);
      if (!begun.add(route.getInput().getEndpointUri())) {
        throw new FlowRefused(
            "there are two routes from(\""
                + route.getInput().getEndpointUri()
                + "\"); one must go");
      }
    }
  }

  private void checkStages() {
    for (String stage : stages) {
      if (!crossing.consumers().containsKey(stage)) {
        throw new FlowRefused(
            "the stage '" + stage + "' has no route from(\"crossing:stage/" + stage + "\")");
      }
    }
  }

  List<String> stages() {
    return stages;
  }

  /** Stages that declare the form of their facts. */
  Map<String, Integer> compatible() {
    return crossing.compatible();
  }

  /** Runs one stage; never throws, never blocks. */
  CompletionStage<StageResult> run(StageCall call) {
    StageConsumer consumer = crossing.consumers().get(call.stage());
    if (consumer == null) {
      return failed("flow " + title + " has no stage '" + call.stage() + "' that runs");
    }
    String stage = "stage '%s' of flow %s".formatted(call.stage(), title);
    if (segments.lost(stage) >= LOST_AT_MOST) {
      return failed(stage + " is not run: " + LOST_AT_MOST + " runs of it have not returned");
    }
    if (!inFlight.begin()) {
      return failed("flow " + title + " is being stopped");
    }
    CompletableFuture<StageResult> result = new CompletableFuture<>();
    result.whenComplete((done, failure) -> inFlight.end());
    StageRun run = new StageRun(call, built, stage, segments, result);
    run.go(
        () -> {
          Exchange exchange = consumer.createExchange(false);
          run.begin(exchange);
          consumer.getAsyncProcessor().process(exchange, doneSync -> run.ended(exchange));
        });
    return result;
  }

  private static CompletionStage<StageResult> failed(String sentence) {
    return CompletableFuture.failedFuture(new IllegalStateException(sentence));
  }

  /** Whether a change of the configuration leaves this version as it is. */
  boolean same(Map<String, String> others) {
    return settings.same(others);
  }

  /** Takes no more stages, waits for those that run, at most so long, and stops. Blocks. */
  void close(Duration atMost) {
    inFlight.drain(atMost);
    context.stop();
  }

  @Override
  public String toString() {
    return title;
  }
}
