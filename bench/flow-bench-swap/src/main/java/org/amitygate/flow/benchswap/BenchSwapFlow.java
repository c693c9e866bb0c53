package org.amitygate.flow.benchswap;

import java.util.List;
import org.amitygate.crossing.Facts;
import org.amitygate.flow.Flow;
import org.amitygate.flow.StageExchange;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;

/**
 * A vehicle may pass when the lane has answered a question, which takes it a while. Each stage puts
 * the version of this bundle into the facts, under {@code flow.STAGE}.
 */
@Component(
    property = "gate.flow=bench-swap-export",
    configurationPolicy = ConfigurationPolicy.IGNORE)
public final class BenchSwapFlow implements Flow {

  private final String version;

  @Activate
  public BenchSwapFlow(BundleContext context) {
    version = context.getBundle().getVersion().toString();
  }

  @Override
  public List<String> stages() {
    return List.of("arrive", "identify", "look", "decide");
  }

  @Override
  public RoutesBuilder routes() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("crossing:stage/arrive")
            .process(ran("arrive"))
            .to(
                "crossing:await?answer=plate.entry&within=30s&late=hold:ID_UNREADABLE&then=identify");

        from("crossing:stage/identify")
            .process(ran("identify"))
            .process(BenchSwapFlow::keepPlate)
            .to("crossing:next/look");

        from("crossing:stage/look")
            .process(ran("look"))
            .to("device:io?ask=look&within=20s")
            .choice()
            .when(header(StageExchange.ANSWER).isNotNull())
            .to("crossing:next/decide")
            .otherwise()
            .to("crossing:hold?reason=SYSTEM&text=the lane did not answer");

        from("crossing:stage/decide")
            .process(ran("decide"))
            .to("authority:lane?ask=open")
            .to("crossing:await?answer=lane-command&within=1m&late=hold:SYSTEM&then=decide");
      }
    };
  }

  private Processor ran(String stage) {
    return exchange -> StageExchange.facts(exchange).put("flow." + stage, version);
  }

  private static void keepPlate(Exchange exchange) {
    Facts facts = StageExchange.facts(exchange);
    StageExchange.signalData(exchange, "plate").ifPresent(plate -> facts.put("plate", plate));
    StageExchange.signalData(exchange, "eventId").ifPresent(id -> facts.put("event", id));
  }
}
