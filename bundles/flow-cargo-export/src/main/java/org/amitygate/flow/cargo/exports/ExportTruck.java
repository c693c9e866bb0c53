package org.amitygate.flow.cargo.exports;

import static org.amitygate.flow.StageExchange.NO_ANSWER;
import static org.amitygate.flow.StageExchange.answer;
import static org.amitygate.flow.StageExchange.facts;
import static org.amitygate.flow.StageExchange.signalData;

import java.util.Optional;
import org.amitygate.crossing.ContainerNumber;
import org.amitygate.crossing.Facts;
import org.amitygate.device.WeightMeasured;
import org.amitygate.flow.StageExchange;
import org.amitygate.flow.cargo.exports.CustomsRule.Decision;
import org.amitygate.flow.cargo.exports.ExitIdentityRule.Finding;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * What a stage asks of the truck, and what it keeps of it: the conditions and steps of the routes,
 * by name.
 */
final class ExportTruck {

  /** Fact: the plate at the entry that a person has read, until it is heard. */
  private static final String READ_BY_PERSON = "entryPlateByPerson";

  private final WeightRule weight;
  private final ExitIdentityRule exitIdentity;
  private final long weighAttempts;
  private final long offerAttempts;

  /**
   * @param weighAttempts weighings without a stable weight before a person is called
   * @param offerAttempts offers without an answer before a person is called
   */
  ExportTruck(
      WeightRule weight, ExitIdentityRule exitIdentity, long weighAttempts, long offerAttempts) {
    this.weight = weight;
    this.exitIdentity = exitIdentity;
    this.weighAttempts = weighAttempts;
    this.offerAttempts = offerAttempts;
  }

  boolean releasedByAPerson(Exchange stage) {
    return StageExchange.signal(stage).isEmpty();
  }

  static Predicate signal(String name) {
    return stage -> StageExchange.signal(stage).equals(name);
  }

  void keepEntryPlate(Exchange stage) {
    if (StageExchange.signal(stage).equals("plate.entry")) {
      keepPlate(stage, "plate", "plateConfidence");
      facts(stage).remove(READ_BY_PERSON).remove("looks");
    }
  }

  /**
   * A person has ended the hold by reading the plate at the entry: that reading is not heard yet,
   * and what is known is the plate that was doubted.
   */
  boolean readByAPerson(Exchange stage) {
    return releasedByAPerson(stage) && facts(stage).text(READ_BY_PERSON).isPresent();
  }

  void keepExitPlate(Exchange stage) {
    if (StageExchange.signal(stage).equals("plate.exit")) {
      keepPlate(stage, "exitPlate", "exitPlateConfidence");
    }
  }

  private static void keepPlate(Exchange stage, String plate, String confidence) {
    Facts facts = facts(stage).remove(plate).remove(confidence).remove("exitIdentified");
    signalData(stage, "plate")
        .map(Object::toString)
        .filter(text -> !text.isBlank())
        .ifPresent(text -> facts.put(plate, text));
    if (signalData(stage, "confidence").orElse("") instanceof Number percent) {
      facts.put(confidence, percent.longValue());
    }
  }

  boolean noPlate(Exchange stage) {
    return facts(stage).text("plate").isEmpty();
  }

  Predicate declarationIs(String match) {
    return stage -> match.equals(stage.getMessage().getHeader("GateDeclaration"));
  }

  /**
   * After a release the plate is looked up again first: it may have been declared since. Then a new
   * reading is needed.
   */
  void countLooks(Exchange stage) {
    Facts facts = facts(stage);
    if (declarationIs("EXACT").matches(stage)) {
      facts.remove("looks");
    } else {
      facts.put("looks", facts.number("looks").orElse(0L) == 1 ? 2L : 1L);
    }
  }

  /** Such as {@code DEC-1 serves crossing HN-1123-0001-K}. */
  void keepWhatItsDeclarationServes(Exchange stage) {
    Facts facts = facts(stage).remove("declarationServes");
    Optional.ofNullable(stage.getMessage().getHeader("GateDeclarationServes", String.class))
        .ifPresent(serves -> facts.put("declarationServes", serves));
  }

  boolean declarationServesAnother(Exchange stage) {
    return declarationIs("NONE").matches(stage)
        && facts(stage).text("declarationServes").isPresent();
  }

  boolean lookedAgainInVain(Exchange stage) {
    return facts(stage).number("looks").orElse(0L) == 2;
  }

  /**
   * Looks at the check digits of what the declaration says of containers. What a person has
   * released is not held again, unless the number is another one by now.
   */
  void checkContainer(Exchange stage) {
    Facts facts = facts(stage);
    Optional<String> before = facts.text("containerFinding");
    facts.remove("containerFinding").remove("containerPassed");
    if (declarationIs("EXACT").matches(stage)) {
      Optional<String> wrong = facts.text("container").flatMap(ContainerNumber::objection);
      wrong.ifPresent(why -> facts.put("containerFinding", why));
      if (wrong.isPresent() && wrong.equals(before)) {
        facts.put("containerPassed", true);
      }
    }
  }

  boolean containerObjected(Exchange stage) {
    Facts facts = facts(stage);
    return facts.text("containerFinding").isPresent() && !facts.yes("containerPassed");
  }

  void keepWeight(Exchange stage) {
    Facts facts = facts(stage).remove("grossKg").remove("weightFinding");
    facts.put("weighings", facts.number("weighings").orElse(0L) + 1);
    Optional<WeightMeasured> measured =
        answer(stage, WeightMeasured.class).filter(WeightMeasured::stable);
    if (measured.isEmpty()) {
      facts.put(
          "weightFinding",
          "no stable weight: " + stage.getMessage().getHeader(NO_ANSWER, "it moves", String.class));
      return;
    }
    long grossKg = measured.get().grossKg();
    facts.put("grossKg", grossKg).remove("weighings");
    weight
        .objection(grossKg, facts.number("declaredGrossKg"))
        .ifPresent(why -> facts.put("weightFinding", why));
  }

  boolean weightIsGood(Exchange stage) {
    return facts(stage).number("grossKg").isPresent()
        && facts(stage).text("weightFinding").isEmpty();
  }

  boolean weightObjected(Exchange stage) {
    return facts(stage).number("grossKg").isPresent()
        && facts(stage).text("weightFinding").isPresent();
  }

  boolean weighedTooOften(Exchange stage) {
    return facts(stage).number("weighings").orElse(0L) >= weighAttempts;
  }

  void forgetWeighings(Exchange stage) {
    facts(stage).remove("weighings");
  }

  Predicate customsSays(Decision decision) {
    return stage ->
        decision
            == CustomsRule.decide(
                signalData(stage, "verdict").map(Object::toString).orElse(""),
                signalData(stage, "declaration").map(Object::toString),
                facts(stage).text("declaration").orElse(""));
  }

  Predicate exitPlateIs(Finding finding) {
    return stage -> {
      Facts facts = facts(stage);
      return finding
          == exitIdentity.find(
              facts.text("plate").orElse(""),
              facts.text("exitPlate").orElse(""),
              facts.number("exitPlateConfidence"));
    };
  }

  void keepExitIdentity(Exchange stage) {
    facts(stage).put("exitIdentified", true);
  }

  boolean identifiedAtTheExit(Exchange stage) {
    return facts(stage).yes("exitIdentified");
  }

  void offerIsMade(Exchange stage) {
    facts(stage).put("offering", true);
  }

  boolean offerWasMade(Exchange stage) {
    return facts(stage).yes("offering");
  }

  void offerIsHeard(Exchange stage) {
    facts(stage).remove("offering");
  }

  void keepProgress(Exchange stage) {
    Facts facts = facts(stage);
    switch (StageExchange.signal(stage)) {
      case "accepted" -> facts.remove("withdrawals");
      case "withdrawn" -> facts.put("withdrawals", facts.number("withdrawals").orElse(0L) + 1);
      case "refused" ->
          facts.put("refusal", signalData(stage, "code").map(Object::toString).orElse(""));
      case "departed", "received" -> facts.put("departed", true);
      default -> {}
    }
  }

  boolean withdrawnTooOften(Exchange stage) {
    return signal("withdrawn").matches(stage)
        && facts(stage).number("withdrawals").orElse(0L) >= offerAttempts;
  }

  void forgetWithdrawals(Exchange stage) {
    facts(stage).remove("withdrawals");
  }

  boolean stuck(Exchange stage) {
    return signal("aborted").matches(stage)
        && signalData(stage, "cause").filter("STUCK"::equals).isPresent();
  }

  boolean inTheStripOrBeyond(Exchange stage) {
    return facts(stage).yes("departed");
  }
}
