package org.amitygate.flow.benchlane;

import java.util.List;
import org.amitygate.crossing.Facts;
import org.amitygate.flow.Flow;
import org.amitygate.flow.StageExchange;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/** A vehicle whose plate was read with confidence may pass. */
@Component(
    property = "gate.flow=bench-lane-export",
    configurationPolicy = ConfigurationPolicy.IGNORE)
public final class BenchLaneFlow implements Flow {

  private static final long CONFIDENT_PERCENT = 80;

  @Override
  public List<String> stages() {
    return List.of("arrive", "decide");
  }

  @Override
  public RoutesBuilder routes() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("crossing:stage/arrive")
            .to("crossing:await?answer=plate.entry&within=30s&late=hold:ID_UNREADABLE&then=decide");

        from("crossing:stage/decide")
            .process(BenchLaneFlow::keepPlate)
            .choice()
            .when(BenchLaneFlow::identified)
            .to("authority:lane?ask=open")
            .to("crossing:await?answer=lane-command&within=1m&late=hold:SYSTEM&then=decide")
            .otherwise()
            .to("crossing:hold?reason=ID_UNREADABLE");
      }
    };
  }

  private static void keepPlate(Exchange exchange) {
    Facts facts = StageExchange.facts(exchange);
    StageExchange.signalData(exchange, "plate").ifPresent(plate -> facts.put("plate", plate));
    StageExchange.signalData(exchange, "eventId").ifPresent(id -> facts.put("event", id));
    StageExchange.signalData(exchange, "confidence")
        .ifPresent(percent -> facts.put("confidence", percent));
  }

  private static boolean identified(Exchange exchange) {
    Facts facts = StageExchange.facts(exchange);
    return facts.text("plate").filter(plate -> !plate.isBlank()).isPresent()
        && facts.number("confidence").filter(p -> p >= CONFIDENT_PERCENT).isPresent();
  }
}
