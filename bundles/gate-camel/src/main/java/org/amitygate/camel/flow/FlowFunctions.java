package org.amitygate.camel.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiFunction;
import org.amitygate.core.json.Json;
import org.amitygate.device.Reading;
import org.amitygate.flow.StageExchange;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spi.SimpleFunction;
import org.apache.camel.spi.SimpleFunctionRegistry;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;

/**
 * What the simple language can ask inside a stage: {@code ${fact(plate)}}, a value that came with
 * the signal, {@code ${signal(confidence)}}, a value of the answer to the last question, {@code
 * ${answer(grossKg)}}. What is not there is null.
 */
final class FlowFunctions {

  private FlowFunctions() {}

  static void addTo(CamelContext context) {
    SimpleFunctionRegistry registry = PluginHelper.getSimpleFunctionRegistry(context);
    registry.addFunction(function("fact", FlowFunctions::fact));
    registry.addFunction(
        function(
            "signal", (exchange, name) -> StageExchange.signalData(exchange, name).orElse(null)));
    registry.addFunction(function("answer", FlowFunctions::answer));
  }

  private static @Nullable Object fact(Exchange exchange, String name) {
    // Not from the body: the language has a function's argument there meanwhile.
    return StageRun.of(exchange).facts().asMap().get(name);
  }

  private static @Nullable Object answer(Exchange exchange, String name) {
    Object answer = exchange.getMessage().getHeader(StageExchange.ANSWER);
    if (!(answer instanceof Reading reading)) {
      return null;
    }
    JsonNode value = Json.object(reading).path(name);
    if (value.isIntegralNumber()) {
      return value.longValue();
    }
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return value.isBoolean()
        ? (Object) value.booleanValue()
        : value.isTextual() ? value.asText() : null;
  }

  private static SimpleFunction function(
      String name, BiFunction<Exchange, String, @Nullable Object> asked) {
    return new SimpleFunction() {
      @Override
      public String getName() {
        return name;
      }

      @Override
      public @Nullable Object apply(Exchange exchange, Object input) {
        return asked.apply(exchange, String.valueOf(input));
      }
    };
  }
}
