package org.amitygate.camel.flow;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.amitygate.crossing.Facts;
import org.amitygate.flow.StageExchange;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;

/**
 * {@code crossing:keep?plate=${signal(plate)}}: makes facts, each of what an expression of the
 * simple language gives. One that gives nothing takes the fact away.
 */
final class KeepStep implements Step {

  private final Map<String, Expression> facts;

  private KeepStep(Map<String, Expression> facts) {
    this.facts = facts;
  }

  static KeepStep of(Parameters options, CamelContext context) {
    Map<String, Expression> facts = new LinkedHashMap<>();
    options
        .rest()
        .forEach(
            (name, text) -> {
              if (!name.matches("[A-Za-z][A-Za-z0-9.]*")) {
                throw options.refused("keeps a fact '" + name + "'; use letters, digits and dots");
              }
              try {
                Expression expression = context.resolveLanguage("simple").createExpression(text);
                expression.init(context);
                facts.put(name, expression);
              } catch (RuntimeCamelException e) {
                throw options.refused(name + "=" + text + " is no expression: " + e.getMessage());
              }
            });
    if (facts.isEmpty()) {
      throw options.refused("keeps nothing; write a fact and an expression");
    }
    return new KeepStep(facts);
  }

  @Override
  public CompletionStage<?> take(StageRun run, Exchange exchange) {
    Facts kept = StageExchange.facts(exchange);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    facts.forEach(
        (name, expression) -> values.put(name, expression.evaluate(exchange, Object.class)));
    values.forEach(
        (name, value) -> {
          if (value == null) {
            kept.remove(name);
          } else {
            kept.put(name, value instanceof Integer whole ? (Object) whole.longValue() : value);
          }
        });
    return DONE;
  }
}
