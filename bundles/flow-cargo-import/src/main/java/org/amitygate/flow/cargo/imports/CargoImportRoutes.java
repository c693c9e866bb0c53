package org.amitygate.flow.cargo.imports;

import org.amitygate.flow.StageExchange;
import org.amitygate.flow.cargo.imports.OfferedTruck.Check;
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

  private final OfferedTruck truck = new OfferedTruck();

  @Override
  public void configure() {
    offer();
    handover();
  }

  /**
   * Only a truck that one import declaration announces, by this very plate, is taken, and only if
   * what the offer and the declaration both say of it is the same; or one that comes back, as both
   * gates agreed: that one nobody declares. After a release, from whatever hold, it is first heard
   * what became of the offer meanwhile. As long as no COMMIT comes, such as while a lane is closed,
   * nothing is wrong here: it is judged anew from time to time.
   */
  private void offer() {
    from("crossing:stage/offered?compatible=1")
        .choice()
        .when(truck::released)
        .process(truck::keepRelease)
        .to("crossing:await?answer=" + HANDOVER + "&within=1s&late=next:offered&then=committed")
        .otherwise()
        .to("direct:offer");

    from("direct:offer")
        .process(truck::take)
        .choice()
        .when(truck::comesBack)
        .process(truck::leaveDeclaration)
        .to("direct:accepted")
        .otherwise()
        .to("direct:declared");

    from("direct:declared")
        .to("crossing:declaration")
        .choice()
        .when(header("GateDeclaration").isEqualTo("EXACT"))
        .process(truck::compare)
        .to("direct:announced")
        .when(header("GateDeclaration").isEqualTo("SEVERAL"))
        .to("crossing:hold?reason=DECLARED_TWICE&text=[plate] has several import declarations")
        .otherwise()
        .to("partner:refuse?code=NOT_ANNOUNCED")
        .to("crossing:refuse?code=NOT_ANNOUNCED");

    from("direct:announced")
        .choice()
        .when(objected(Check.IDENTITY))
        .process(stage -> truck.holdFor(stage, Check.IDENTITY))
        .to("crossing:hold?reason=ID_MISMATCH&text=[identityFinding]")
        .when(objected(Check.SEAL))
        .process(stage -> truck.holdFor(stage, Check.SEAL))
        .to("crossing:hold?reason=SEAL&text=[sealFinding]")
        .otherwise()
        .to("direct:accepted");

    from("direct:accepted")
        .to("partner:accept")
        .to(
            "crossing:await?answer="
                + HANDOVER
                + "&within={{commit.within:1h}}"
                + "&late=next:offered&then=committed");

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
        .process(truck::leaveDeclaration)
        .to(
            "crossing:await?answer=offered&within={{offered.again.within:36h}}"
                + "&late=next:expired&then=offered")
        .when(signal("offered")) // judged where a release judges again
        .process(truck::take)
        .to("crossing:next/offered")
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

  private Predicate objected(Check check) {
    return stage -> truck.objected(stage, check);
  }

  private boolean offerEnded(Exchange stage) {
    return signal("withdrawn").matches(stage)
        || signal("aborted").matches(stage)
        || signal("annulled").matches(stage);
  }
}
