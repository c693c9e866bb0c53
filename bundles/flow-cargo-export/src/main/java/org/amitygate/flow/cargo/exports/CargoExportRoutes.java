package org.amitygate.flow.cargo.exports;

import static org.amitygate.flow.StageExchange.NO_ANSWER;
import static org.amitygate.flow.StageExchange.answer;
import static org.amitygate.flow.StageExchange.facts;
import static org.amitygate.flow.StageExchange.signalData;

import java.util.Optional;
import org.amitygate.crossing.Facts;
import org.amitygate.device.WeightMeasured;
import org.amitygate.flow.StageExchange;
import org.amitygate.flow.cargo.exports.CustomsRule.Decision;
import org.amitygate.flow.cargo.exports.ExitIdentityRule.Finding;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.builder.RouteBuilder;

/**
 * The stages of a cargo truck that leaves, in their order. A stage that a person released from a hold begins without a
 * signal: it then checks anew, and never goes on with what it held before.
 */
final class CargoExportRoutes extends RouteBuilder {

  /** Everything the handover can tell. Each wait listens for all of it, so that nothing told late is lost. */
  private static final String HANDOVER =
      "accepted,refused,withdrawn,aborted,annulled,departed,received,mismatch,cleared";

  private WeightRule weight;
  private ExitIdentityRule exitIdentity;
  private long weighAttempts;
  private long offerAttempts;

  @Override
  public void configure() {
    weight = new WeightRule(number("{{weight.maxKg:49000}}"), number("{{weight.tolerancePercent:5}}"));
    exitIdentity = new ExitIdentityRule(number("{{plate.minConfidence:80}}"));
    weighAttempts = number("{{weigh.attempts:5}}");
    offerAttempts = number("{{offer.attempts:10}}");
    identity();
    weighing();
    customs();
    identityAtTheExit();
    offering();
    handover();
  }

  /** The truck drives in and is read; what the camera read must be exactly one declaration's plate. */
  private void identity() {
    from("crossing:stage/arrive")
        .to("crossing:await?answer=plate.entry&within={{identify.within:30s}}&late=hold:ID_UNREADABLE&then=identify");

    from("crossing:stage/identify")
        .process(this::keepEntryPlate)
        .choice()
            .when(this::releasedByAPerson).to("crossing:next/arrive")
            .when(this::noPlate).to("crossing:hold?reason=ID_UNREADABLE&text=the camera read no plate")
            .otherwise().to("crossing:next/declared");

    from("crossing:stage/declared")
        .to("crossing:declaration")
        .process(this::countLooks)
        .choice()
            .when(declarationIs("EXACT")).to("crossing:next/position")
            .when(this::lookedAgainInVain).to("crossing:next/arrive")
            .when(declarationIs("CONFUSABLE"))
                .to("crossing:hold?reason=ID_CONFUSABLE&text=[plate] is near a declared plate, not equal or not sure")
            .when(declarationIs("SEVERAL"))
                .to("crossing:hold?reason=DECLARED_TWICE&text=[plate] has several declarations")
            .otherwise()
                .to("crossing:hold?reason=ID_UNDECLARED&text=[plate] has no declaration");
  }

  /** It stands wholly on the platform when it has reached the stop line; only a stable weight counts. */
  private void weighing() {
    from("crossing:stage/position")
        .to("crossing:await?answer=at-exit&within={{position.within:10m}}&late=hold:VEHICLE_LEFT&then=weigh");

    from("crossing:stage/weigh")
        .to("device:weighbridge?ask=weigh&within={{weigh.within:15s}}")
        .process(this::keepWeight)
        .choice()
            .when(this::weightIsGood).to("crossing:next/customs")
            .when(this::weightObjected).to("crossing:hold?reason=WEIGHT&text=[weightFinding]")
            .when(this::weighedTooOften)
                .process(this::forgetWeighings)
                .to("crossing:hold?reason=WEIGHT_UNSTABLE&text=[weightFinding]")
            .otherwise()
                .to("crossing:await?answer=weighbridge.ready&within={{weigh.pause:3s}}&late=next:weigh&then=weigh");
  }

  /** Only a release, for this declaration, releases. Whoever comes back here is asked about anew. */
  private void customs() {
    from("crossing:stage/customs")
        .to("authority:customs?ask=release")
        .to("crossing:await?answer=customs&within={{customs.within:2h}}&late=hold:CUSTOMS_SILENT&then=decide");

    from("crossing:stage/decide")
        .choice()
            .when(this::releasedByAPerson).to("crossing:next/customs")
            .when(customsSays(Decision.RELEASE)).to("crossing:next/exit-identity")
            .when(customsSays(Decision.CONTROL)).to("crossing:hold?reason=CUSTOMS_CONTROL")
            .when(customsSays(Decision.REJECTION)).to("crossing:hold?reason=CUSTOMS_REJECTED")
            .otherwise()
                .to("crossing:await?answer=customs&within={{customs.within:2h}}&late=hold:CUSTOMS_SILENT&then=decide");
  }

  /** The truck that leaves must be the one that came. */
  private void identityAtTheExit() {
    from("crossing:stage/exit-identity")
        .choice()
            .when(this::identifiedAtTheExit).to("crossing:next/offer-again") // customs was asked anew meanwhile
            .otherwise()
                .to("crossing:await?answer=plate.exit,customs.revoked&within={{identify.within:30s}}"
                    + "&late=hold:ID_UNREADABLE&then=check-exit");

    from("crossing:stage/check-exit")
        .process(this::keepExitPlate)
        .choice()
            .when(signal("customs.revoked")).to("crossing:next/customs")
            .when(this::releasedByAPerson).to("crossing:next/exit-identity")
            .when(exitPlateIs(Finding.SAME)).process(this::keepExitIdentity).to("crossing:next/offer")
            .when(exitPlateIs(Finding.UNREADABLE))
                .to("crossing:hold?reason=ID_UNREADABLE&text=the exit camera read no plate")
            .when(exitPlateIs(Finding.CONFUSABLE))
                .to("crossing:hold?reason=ID_CONFUSABLE"
                    + "&text=[exitPlate] at the exit is near [plate], not equal or not sure")
            .otherwise()
                .to("crossing:hold?reason=ID_MISMATCH&text=[plate] came in, [exitPlate] is at the exit");
  }

  /** The other gate is asked to take it. Before every new offer customs may still take its release back. */
  private void offering() {
    from("crossing:stage/offer")
        .to("partner:offer")
        .process(this::offerIsMade)
        .to("crossing:next/offered");

    from("crossing:stage/offered")
        .choice()
            .when(this::offerWasMade)
                .process(this::offerIsHeard)
                .to("crossing:await?answer=" + HANDOVER + ",customs.revoked&within={{offer.within:15m}}"
                    + "&late=hold:PARTNER_SILENT&then=offered")
            .otherwise().to("direct:handover");

    from("crossing:stage/offer-again")
        .to("crossing:await?answer=customs.revoked&within={{offer.pause:2s}}&late=next:offer&then=customs");
  }

  /** From here on the handover tells, and the flow follows. */
  private void handover() {
    from("crossing:stage/committed").to("direct:handover");
    from("crossing:stage/received").to("direct:handover");
    from("crossing:stage/cleared").to("direct:handover");

    from("direct:handover")
        .process(this::keepProgress)
        .choice()
            .when(signal("accepted"))
                .to("partner:commit")
                .to("crossing:await?answer=" + HANDOVER + "&within={{departure.within:2h}}"
                    + "&late=hold:BARRIER_UNKNOWN&then=committed")
            .when(signal("refused")).to("crossing:refuse?code=PARTNER_REFUSED")
            .when(this::withdrawnTooOften)
                .process(this::forgetWithdrawals)
                .to("crossing:hold?reason=PARTNER_SILENT&text=the other gate answered none of the offers")
            .when(signal("withdrawn")).to("crossing:next/offer-again")
            .when(this::stuck)
                .to("crossing:hold?reason=BARRIER_STUCK&text=the barrier did not open and its command is cancelled")
            .when(signal("aborted")).to("crossing:next/offer-again")
            .when(signal("annulled")).to("crossing:next/offer-again")
            .when(signal("departed"))
                .to("crossing:await?answer=" + HANDOVER + "&within={{strip.within:30m}}"
                    + "&late=hold:BARRIER_UNKNOWN&then=received")
            .when(signal("mismatch"))
                .to("crossing:hold?reason=STRIP_MISMATCH&text=the other gate sees another vehicle in the strip")
            .when(signal("received"))
                .to("crossing:await?answer=" + HANDOVER + "&within={{clearing.within:10d}}"
                    + "&late=hold:PARTNER_SILENT&then=cleared")
            .when(signal("cleared")).to("crossing:done")
            .when(signal("customs.revoked")).to("partner:withdraw").to("crossing:next/customs")
            .when(this::inTheStripOrBeyond)
                .to("crossing:await?answer=" + HANDOVER + "&within={{clearing.within:10d}}"
                    + "&late=hold:PARTNER_SILENT&then=received")
            .otherwise().to("crossing:next/offer-again");
  }

  private boolean releasedByAPerson(Exchange stage) {
    return StageExchange.signal(stage).isEmpty();
  }

  private static Predicate signal(String name) {
    return stage -> StageExchange.signal(stage).equals(name);
  }

  private void keepEntryPlate(Exchange stage) {
    if (StageExchange.signal(stage).equals("plate.entry")) {
      keepPlate(stage, "plate", "plateConfidence");
    }
  }

  private void keepExitPlate(Exchange stage) {
    if (StageExchange.signal(stage).equals("plate.exit")) {
      keepPlate(stage, "exitPlate", "exitPlateConfidence");
    }
  }

  private static void keepPlate(Exchange stage, String plate, String confidence) {
    Facts facts = facts(stage).remove(plate).remove(confidence).remove("exitIdentified");
    signalData(stage, "plate").map(Object::toString).filter(text -> !text.isBlank()).ifPresent(
        text -> facts.put(plate, text));
    if (signalData(stage, "confidence").orElse("") instanceof Number percent) {
      facts.put(confidence, percent.longValue());
    }
  }

  private boolean noPlate(Exchange stage) {
    return facts(stage).text("plate").isEmpty();
  }

  private static Predicate declarationIs(String match) {
    return stage -> match.equals(stage.getMessage().getHeader("GateDeclaration"));
  }

  /** After a release the plate is looked up again first: it may have been declared since. Then a new reading is needed. */
  private void countLooks(Exchange stage) {
    Facts facts = facts(stage);
    if (declarationIs("EXACT").matches(stage)) {
      facts.remove("looks");
    } else {
      facts.put("looks", facts.number("looks").orElse(0L) == 1 ? 2L : 1L);
    }
  }

  private boolean lookedAgainInVain(Exchange stage) {
    return facts(stage).number("looks").orElse(0L) == 2;
  }

  private void keepWeight(Exchange stage) {
    Facts facts = facts(stage).remove("grossKg").remove("weightFinding");
    facts.put("weighings", facts.number("weighings").orElse(0L) + 1);
    Optional<WeightMeasured> measured = answer(stage, WeightMeasured.class).filter(WeightMeasured::stable);
    if (measured.isEmpty()) {
      facts.put("weightFinding", "no stable weight: " + stage.getMessage().getHeader(NO_ANSWER, "it moves", String.class));
      return;
    }
    long grossKg = measured.get().grossKg();
    facts.put("grossKg", grossKg).remove("weighings");
    weight.objection(grossKg, facts.number("declaredGrossKg")).ifPresent(why -> facts.put("weightFinding", why));
  }

  private boolean weightIsGood(Exchange stage) {
    return facts(stage).number("grossKg").isPresent() && facts(stage).text("weightFinding").isEmpty();
  }

  private boolean weightObjected(Exchange stage) {
    return facts(stage).number("grossKg").isPresent() && facts(stage).text("weightFinding").isPresent();
  }

  private boolean weighedTooOften(Exchange stage) {
    return facts(stage).number("weighings").orElse(0L) >= weighAttempts;
  }

  private void forgetWeighings(Exchange stage) {
    facts(stage).remove("weighings");
  }

  private static Predicate customsSays(Decision decision) {
    return stage ->
        decision
            == CustomsRule.decide(
                signalData(stage, "verdict").map(Object::toString).orElse(""),
                signalData(stage, "declaration").map(Object::toString),
                facts(stage).text("declaration").orElse(""));
  }

  private Predicate exitPlateIs(Finding finding) {
    return stage -> {
      Facts facts = facts(stage);
      return finding
          == exitIdentity.find(
              facts.text("plate").orElse(""),
              facts.text("exitPlate").orElse(""),
              facts.number("exitPlateConfidence"));
    };
  }

  private void keepExitIdentity(Exchange stage) {
    facts(stage).put("exitIdentified", true);
  }

  private boolean identifiedAtTheExit(Exchange stage) {
    return facts(stage).yes("exitIdentified");
  }

  private void offerIsMade(Exchange stage) {
    facts(stage).put("offering", true);
  }

  private boolean offerWasMade(Exchange stage) {
    return facts(stage).yes("offering");
  }

  private void offerIsHeard(Exchange stage) {
    facts(stage).remove("offering");
  }

  private void keepProgress(Exchange stage) {
    Facts facts = facts(stage);
    switch (StageExchange.signal(stage)) {
      case "accepted" -> facts.remove("withdrawals");
      case "withdrawn" -> facts.put("withdrawals", facts.number("withdrawals").orElse(0L) + 1);
      case "refused" -> facts.put("refusal", signalData(stage, "code").map(Object::toString).orElse(""));
      case "departed", "received" -> facts.put("departed", true);
      default -> {}
    }
  }

  private boolean withdrawnTooOften(Exchange stage) {
    return signal("withdrawn").matches(stage) && facts(stage).number("withdrawals").orElse(0L) >= offerAttempts;
  }

  private void forgetWithdrawals(Exchange stage) {
    facts(stage).remove("withdrawals");
  }

  private boolean stuck(Exchange stage) {
    return signal("aborted").matches(stage) && signalData(stage, "cause").filter("STUCK"::equals).isPresent();
  }

  private boolean inTheStripOrBeyond(Exchange stage) {
    return facts(stage).yes("departed");
  }

  /** A setting that is a whole number. @throws IllegalArgumentException it is none */
  private long number(String setting) {
    String value = getContext().resolvePropertyPlaceholders(setting);
    try {
      return Long.parseLong(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("setting " + setting + " is '" + value + "', not a whole number");
    }
  }
}
