package org.amitygate.flow.cargo.imports;

import static org.amitygate.flow.StageExchange.facts;
import static org.amitygate.flow.StageExchange.signalData;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.crossing.Facts;
import org.amitygate.flow.StageExchange;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.builder.RouteBuilder;

/**
 * The stages of a cargo truck that comes in. The crossing begins with the other gate's offer; its
 * facts are the offer's: plate, grossKg, lane, declaration. Whether the lane can take a truck is
 * for the handover table to say, not for a flow.
 */
final class CargoImportRoutes extends RouteBuilder {

  /**
   * Everything the handover can tell. Each wait listens for all of it, so that nothing told late is
   * lost.
   */
  private static final String HANDOVER =
      "offered,withdrawn,committed,aborted,annulled,in-strip,received,passed";

  /** What an offer says of the truck. */
  private static final List<String> OFFERED =
      List.of("plate", "trailerPlate", "container", "seal", "grossKg", "declaration");

  @Override
  public void configure() {
    offer();
    handover();
  }

  /** Only a truck that one import declaration announces, by this very plate, is taken. */
  private void offer() {
    from("crossing:stage/offered?compatible=1").to("direct:offer");

    from("direct:offer")
        .process(this::takeWhatIsOffered)
        .to("crossing:declaration")
        .choice()
        .when(header("GateDeclaration").isEqualTo("EXACT"))
        .to("partner:accept")
        .to(
            "crossing:await?answer="
                + HANDOVER
                + "&within={{commit.within:1h}}"
                + "&late=hold:PARTNER_SILENT&then=committed")
        .otherwise()
        .to("partner:refuse?code=NOT_ANNOUNCED")
        .to("crossing:refuse?code=NOT_ANNOUNCED");

    from("crossing:stage/expired?compatible=1").to("crossing:refuse?code=NOT_OFFERED_AGAIN");
  }

  /** From here on the handover tells, and the flow follows. */
  private void handover() {
    from("crossing:stage/committed?compatible=1").to("direct:handover");
    from("crossing:stage/in-strip?compatible=1").to("direct:handover");
    from("crossing:stage/received?compatible=1").to("direct:handover");
    from("crossing:stage/passed?compatible=1").to("direct:handover");

    from("direct:handover")
        .choice()
        .when(signal("committed"))
        .to(
            "crossing:await?answer="
                + HANDOVER
                + "&within={{arrival.within:2h}}"
                + "&late=hold:BARRIER_UNKNOWN&then=in-strip")
        .when(signal("in-strip"))
        .to(
            "crossing:await?answer="
                + HANDOVER
                + "&within={{strip.within:30m}}"
                + "&late=hold:BARRIER_UNKNOWN&then=received")
        .when(signal("received"))
        .to(
            "crossing:await?answer="
                + HANDOVER
                + "&within={{passing.within:15m}}"
                + "&late=hold:BARRIER_UNKNOWN&then=passed")
        .when(signal("passed"))
        .to("partner:clear")
        .to("crossing:done")
        .when(this::offerEnded)
        .to(
            "crossing:await?answer=offered&within={{offered.again.within:36h}}"
                + "&late=next:expired&then=offered")
        .when(signal("offered"))
        .to("direct:offer")
        .otherwise() // a person released a hold: whatever the handover told meanwhile is waiting
        .to(
            "crossing:await?answer="
                + HANDOVER
                + "&within={{arrival.within:2h}}"
                + "&late=hold:BARRIER_UNKNOWN&then=in-strip");
  }

  private static Predicate signal(String name) {
    return stage -> StageExchange.signal(stage).equals(name);
  }

  private boolean offerEnded(Exchange stage) {
    return signal("withdrawn").matches(stage)
        || signal("aborted").matches(stage)
        || signal("annulled").matches(stage);
  }

  /**
   * A new offer replaces what the one before said of the truck. The offer names the export
   * declaration; the crossing's own declaration is the import one.
   */
  private void takeWhatIsOffered(Exchange stage) {
    Facts facts = facts(stage);
    if (signalData(stage, "data").orElse(null) instanceof Map<?, ?> offered) {
      OFFERED.forEach(
          name -> {
            facts.remove(name);
            Optional.ofNullable(offered.get(name)).ifPresent(value -> facts.put(name, value));
          });
      facts.remove("exportDeclaration");
    }
    if (facts.text("exportDeclaration").isEmpty()) {
      facts.text("declaration").ifPresent(reference -> facts.put("exportDeclaration", reference));
    }
  }
}
