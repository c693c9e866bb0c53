package org.amitygate.camel.flow;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.ChoiceDefinition;
import org.apache.camel.model.FilterDefinition;
import org.apache.camel.model.FinallyDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.PipelineDefinition;
import org.apache.camel.model.ProcessDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RemoveHeaderDefinition;
import org.apache.camel.model.RemoveHeadersDefinition;
import org.apache.camel.model.RemovePropertyDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetHeadersDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.StepDefinition;
import org.apache.camel.model.StopDefinition;
import org.apache.camel.model.ThrowExceptionDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.TryDefinition;
import org.apache.camel.model.ValidateDefinition;
import org.apache.camel.model.errorhandler.NoErrorHandlerDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/**
 * What a clearance flow may be made of. A stage is run again after a crash from recorded answers,
 * so a route has only patterns that keep no time, start no thread, remember nothing and reach
 * nothing outside but through the gate.
 */
final class FlowRules {

  /** The components of a flow's context; there are no others in it. */
  static final List<String> COMPONENTS =
      List.of("crossing", "device", "authority", "partner", "direct", "log");

  private static final Set<Class<?>> PATTERNS =
      Set.of(
          CatchDefinition.class,
          ChoiceDefinition.class,
          FilterDefinition.class,
          FinallyDefinition.class,
          LogDefinition.class,
          PipelineDefinition.class,
          ProcessDefinition.class,
          RemoveHeaderDefinition.class,
          RemoveHeadersDefinition.class,
          RemovePropertyDefinition.class,
          SetHeaderDefinition.class,
          SetHeadersDefinition.class,
          SetPropertyDefinition.class,
          StepDefinition.class,
          StopDefinition.class,
          ThrowExceptionDefinition.class,
          ToDefinition.class,
          TryDefinition.class,
          ValidateDefinition.class);

  /** No language: a predicate or expression written in Java. */
  private static final Set<String> LANGUAGES =
      Set.of("", "simple", "constant", "header", "exchangeProperty");

  /** What {@code simple} can say that differs from run to run, or is not of the crossing. */
  private static final Pattern SURROUNDINGS =
      Pattern.compile(
          "\\$(simple)?\\{ *(date|random|uuid|env|sys|sysenv|bean|ref|camelContext|camelId|exchange|exchangeId|hash|hostname|id|logExchange|messageTimestamp|properties|threadId|threadName|type)\\b[^}]*}");

  private final UnaryOperator<String> placeholders;

  /**
   * @param placeholders fills in {@code {{name}}}
   */
  FlowRules(UnaryOperator<String> placeholders) {
    this.placeholders = placeholders;
  }

  /**
   * @throws FlowRefused the first thing that is not allowed
   */
  void check(RouteDefinition route) {
    String from = route.getInput().getEndpointUri();
    String name = "route from(\"" + from + "\")";
    String scheme = scheme(from);
    if (!scheme.equals("crossing") && !scheme.equals("direct")) {
      throw new FlowRefused(
          name + " is not allowed; a flow's routes begin with crossing:stage/NAME or direct:NAME");
    }
    if (route.isErrorHandlerFactorySet()
        && !(route.getErrorHandlerFactory() instanceof NoErrorHandlerDefinition)) {
      throw new FlowRefused(
          name + " has an error handler; a failed stage is run again by the gate, remove it");
    }
    if (route.getRoutePolicies() != null || route.getRoutePolicyRef() != null) {
      throw new FlowRefused(name + " has a route policy; remove it");
    }
    checkAll(name, route.getOutputs());
  }

  private void checkAll(String route, List<? extends ProcessorDefinition<?>> definitions) {
    for (ProcessorDefinition<?> definition : definitions) {
      if (!PATTERNS.contains(definition.getClass())) {
        throw new FlowRefused(
            route
                + " uses "
                + definition.getShortName()
                + ", which a flow may not; stages may use to, choice, filter, process, setHeader, log, doTry and validate");
      }
      if (definition instanceof ToDefinition to) {
        checkTo(route, to.getEndpointUri());
      }
      if (definition instanceof HasExpressionType node) {
        checkLanguage(route, node);
      }
      if (definition instanceof ChoiceDefinition choice) {
        choice.getWhenClauses().forEach(branch -> checkLanguage(route, branch));
      }
      checkAll(route, definition.getOutputs());
    }
  }

  private void checkTo(String route, String uri) {
    if (!COMPONENTS.contains(scheme(uri))) {
      throw new FlowRefused(
          route
              + " sends to \""
              + uri
              + "\"; a flow may only use "
              + String.join(", ", COMPONENTS));
    }
  }

  private static void checkLanguage(String route, HasExpressionType node) {
    ExpressionDefinition expression = node.getExpressionType();
    String language = expression == null ? "" : expression.getLanguage();
    if (language != null && !LANGUAGES.contains(language)) {
      throw new FlowRefused(
          route
              + " uses the language "
              + language
              + "; write the expression in Java, or with simple or constant");
    }
    if (expression != null) {
      Matcher found =
          SURROUNDINGS.matcher(
              expression.getExpression()
                  + " "
                  + expression.getPredicate()
                  + " "
                  + expression.getExpressionValue());
      if (found.find()) {
        throw new FlowRefused(
            route
                + " reads "
                + found.group()
                + ", which is not of the crossing; a stage's time is in the header GateNow");
      }
    }
  }

  private String scheme(String uri) {
    String filled = placeholders.apply(uri);
    int colon = filled.indexOf(':');
    return colon < 0 ? filled : filled.substring(0, colon);
  }
}
