package org.amitygate.flow.cargo.exports;

import static org.amitygate.flow.cargo.exports.ExportTruck.signal;

import org.amitygate.flow.cargo.exports.CustomsRule.Decision;
import org.amitygate.flow.cargo.exports.ExitIdentityRule.Finding;
import org.apache.camel.builder.RouteBuilder;

/**
 * The stages of a cargo truck that leaves, in their order. A stage that a person released from a
 * hold begins without a signal: it then checks anew, and never goes on with what it held before.
 */
final class CargoExportRoutes extends RouteBuilder {

  /**
   * Everything the handover can tell. Each wait listens for all of it, so that nothing told late is
   * lost.
   */
  private static final String HANDOVER =
      "accepted,refused,withdrawn,aborted,annulled,departed,received,mismatch,cleared";

  private ExportTruck truck;

  @Override
  public void configure() {
    WeightRule weight =
        new WeightRule(number("{{weight.maxKg:49000}}"), number("{{weight.tolerancePercent:5}}"));
    ExitIdentityRule exitIdentity = new ExitIdentityRule(number("{{plate.minConfidence:80}}"));
    truck =
        new ExportTruck(
            weight, exitIdentity, number("{{weigh.attempts:5}}"), number("{{offer.attempts:10}}"));
    identity();
    weighing();
    customs();
    identityAtTheExit();
    offering();
    handover();
  }

  /**
   * The truck drives in and is read; what the camera read must be exactly one declaration's plate.
   */
  private void identity() {
    from("crossing:stage/arrive?compatible=1")
        .to(
            "crossing:await?answer=plate.entry&within={{identify.within:30s}}&late=hold:ID_UNREADABLE&then=identify");

    from("crossing:stage/identify?compatible=1")
        .process(truck::keepEntryPlate)
        .choice()
        .when(truck::releasedByAPerson)
        .to("crossing:next/arrive")
        .when(truck::noPlate)
        .to("crossing:hold?reason=ID_UNREADABLE&text=the camera read no plate")
        .otherwise()
        .to("crossing:next/declared");

    from("crossing:stage/declared?compatible=1")
        .choice()
        .when(truck::readByAPerson)
        .to("crossing:await?answer=plate.entry&within=1s&late=next:declared&then=identify")
        .otherwise()
        .to("direct:declared");

    from("direct:declared")
        .to("crossing:declaration")
        .process(truck::countLooks)
        .process(truck::keepWhatItsDeclarationServes)
        .process(truck::checkContainer)
        .choice()
        .when(truck::containerObjected)
        .to("crossing:hold?reason=ID_MISMATCH&text=[containerFinding]")
        .when(truck.declarationIs("EXACT"))
        .to("direct:identified")
        .when(truck::lookedAgainInVain)
        .to("crossing:next/arrive")
        .when(truck.declarationIs("CONFUSABLE"))
        .to(
            "crossing:hold?reason=ID_CONFUSABLE&text=[plate] is near a declared plate, not equal or not sure")
        .when(truck.declarationIs("SEVERAL"))
        .to("crossing:hold?reason=DECLARED_TWICE&text=[plate] has several declarations")
        .when(truck::declarationServesAnother)
        .to(
            "crossing:hold?reason=ID_UNDECLARED"
                + "&text=[plate] has no other declaration: its declaration [declarationServes]")
        .otherwise()
        .to("crossing:hold?reason=ID_UNDECLARED&text=[plate] has no declaration");

    boolean advises = yes("{{advise:no}}");
    from("direct:identified")
        .choice()
        .when(stage -> advises)
        .to("partner:advise") // the other gate may prepare, or say that it will not take it yet
        .to("crossing:next/position")
        .otherwise()
        .to("crossing:next/position");
  }

  /**
   * It stands wholly on the platform when it has reached the stop line; only a stable weight
   * counts.
   */
  private void weighing() {
    from("crossing:stage/position?compatible=1")
        .to(
            "crossing:await?answer=at-exit&within={{position.within:10m}}&late=hold:VEHICLE_LEFT&then=weigh");

    from("crossing:stage/weigh?compatible=1")
        .to("device:weighbridge?ask=weigh&within={{weigh.within:15s}}")
        .process(truck::keepWeight)
        .choice()
        .when(truck::weightIsGood)
        .to("crossing:next/customs")
        .when(truck::weightObjected)
        .to("crossing:hold?reason=WEIGHT&text=[weightFinding]")
        .when(truck::weighedTooOften)
        .process(truck::forgetWeighings)
        .to("crossing:hold?reason=WEIGHT_UNSTABLE&text=[weightFinding]")
        .otherwise()
        .to(
            "crossing:await?answer=weighbridge.ready&within={{weigh.pause:3s}}&late=next:weigh&then=weigh");
  }

  /**
   * Only a release, for this declaration, releases. Whoever comes back here is asked about anew.
   */
  private void customs() {
    from("crossing:stage/customs?compatible=1")
        .to("authority:customs?ask=release")
        .to(
            "crossing:await?answer=customs&within={{customs.within:2h}}&late=hold:CUSTOMS_SILENT&then=decide");

    from("crossing:stage/decide?compatible=1")
        .choice()
        .when(truck::releasedByAPerson)
        .to("crossing:next/customs")
        .when(truck.customsSays(Decision.RELEASE))
        .to("crossing:next/exit-identity")
        .when(truck.customsSays(Decision.CONTROL))
        .to("crossing:hold?reason=CUSTOMS_CONTROL")
        .when(truck.customsSays(Decision.REJECTION))
        .to("crossing:hold?reason=CUSTOMS_REJECTED")
        .otherwise()
        .to(
            "crossing:await?answer=customs&within={{customs.within:2h}}&late=hold:CUSTOMS_SILENT&then=decide");
  }

  /** The truck that leaves must be the one that came. */
  private void identityAtTheExit() {
    from("crossing:stage/exit-identity?compatible=1")
        .choice()
        .when(truck::identifiedAtTheExit)
        .to("crossing:next/offer-again") // customs was asked anew meanwhile
        .otherwise()
        .to(
            "crossing:await?answer=plate.exit,customs.revoked&within={{identify.within:30s}}"
                + "&late=hold:ID_UNREADABLE&then=check-exit");

    from("crossing:stage/check-exit?compatible=1")
        .process(truck::keepExitPlate)
        .choice()
        .when(signal("customs.revoked"))
        .to("crossing:next/customs")
        .when(truck::releasedByAPerson)
        .to("crossing:next/exit-identity")
        .when(truck.exitPlateIs(Finding.SAME))
        .process(truck::keepExitIdentity)
        .to("crossing:next/offer")
        .when(truck.exitPlateIs(Finding.UNREADABLE))
        .to("crossing:hold?reason=ID_UNREADABLE&text=the exit camera read no plate")
        .when(truck.exitPlateIs(Finding.CONFUSABLE))
        .to(
            "crossing:hold?reason=ID_CONFUSABLE"
                + "&text=[exitPlate] at the exit is near [plate], not equal or not sure")
        .otherwise()
        .to("crossing:hold?reason=ID_MISMATCH&text=[plate] came in, [exitPlate] is at the exit");
  }

  /**
   * The other gate is asked to take it. Before every new offer customs may still take its release
   * back.
   */
  private void offering() {
    from("crossing:stage/offer?compatible=1")
        .to("partner:offer")
        .process(truck::offerIsMade)
        .to("crossing:next/offered");

    from("crossing:stage/offered?compatible=1")
        .choice()
        .when(truck::offerWasMade)
        .process(truck::offerIsHeard)
        .to(
            "crossing:await?answer="
                + HANDOVER
                + ",offer-waits,customs.revoked&within={{offer.within:15m}}"
                + "&late=hold:PARTNER_SILENT&then=offered")
        .otherwise()
        .to("direct:handover");

    from("crossing:stage/offer-again?compatible=1")
        .to(
            "crossing:await?answer=customs.revoked&within={{offer.pause:2s}}&late=next:offer&then=customs");
  }

  /** From here on the handover tells, and the flow follows. */
  private void handover() {
    from("crossing:stage/committed?compatible=1").to("direct:handover");
    from("crossing:stage/received?compatible=1").to("direct:handover");
    from("crossing:stage/cleared?compatible=1").to("direct:handover");

    from("direct:handover")
        .process(truck::keepProgress)
        .choice()
        .when(signal("accepted"))
        .to("partner:commit")
        .to(
            "crossing:await?answer="
                + HANDOVER
                + "&within={{departure.within:2h}}"
                + "&late=hold:BARRIER_UNKNOWN&then=committed")
        .when(signal("offer-waits")) // held before it was offered, or the quota is used up
        .to(
            "crossing:await?answer="
                + HANDOVER
                + ",customs.revoked&within={{offer.waits.within:36h}}"
                + "&late=hold:PARTNER_SILENT&then=offered")
        .when(signal("refused"))
        .to("crossing:refuse?code=PARTNER_REFUSED")
        .when(truck::withdrawnTooOften)
        .process(truck::forgetWithdrawals)
        .to("crossing:hold?reason=PARTNER_SILENT&text=the other gate answered none of the offers")
        .when(signal("withdrawn"))
        .to("crossing:next/offer-again")
        .when(truck::stuck)
        .to(
            "crossing:hold?reason=BARRIER_STUCK&text=the barrier did not open and its command is cancelled")
        .when(signal("aborted"))
        .to("crossing:next/offer-again")
        .when(signal("annulled"))
        .to("crossing:next/offer-again")
        .when(signal("departed"))
        .to(
            "crossing:await?answer="
                + HANDOVER
                + "&within={{strip.within:30m}}"
                + "&late=hold:BARRIER_UNKNOWN&then=received")
        .when(signal("mismatch"))
        .to(
            "crossing:hold?reason=STRIP_MISMATCH&text=the other gate sees another vehicle in the strip")
        .when(signal("received"))
        .to(
            "crossing:await?answer="
                + HANDOVER
                + "&within={{clearing.within:10d}}"
                + "&late=hold:PARTNER_SILENT&then=cleared")
        .when(signal("cleared"))
        .to("crossing:done")
        .when(signal("customs.revoked"))
        .to("partner:withdraw")
        .to("crossing:next/customs")
        .when(truck::inTheStripOrBeyond)
        .to(
            "crossing:await?answer="
                + HANDOVER
                + "&within={{clearing.within:10d}}"
                + "&late=hold:PARTNER_SILENT&then=received")
        .otherwise()
        .to("crossing:next/offer-again");
  }

  /** A setting that is yes or no. @throws IllegalArgumentException it is neither */
  private boolean yes(String setting) {
    String value = getContext().resolvePropertyPlaceholders(setting).strip();
    if (!value.equals("yes") && !value.equals("no")) {
      throw new IllegalArgumentException(
          "setting " + setting + " is '" + value + "', neither yes nor no");
    }
    return value.equals("yes");
  }

  /** A setting that is a whole number. @throws IllegalArgumentException it is none */
  private long number(String setting) {
    String value = getContext().resolvePropertyPlaceholders(setting);
    try {
      return Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "setting " + setting + " is '" + value + "', not a whole number");
    }
  }
}
