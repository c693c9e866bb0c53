package org.amitygate.camel.flow;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch.Kind;
import org.amitygate.crossing.Facts;
import org.apache.camel.Exchange;

/**
 * {@code crossing:declaration}: asks for the declaration of the plate in the fact {@code plate},
 * read with {@code plateConfidence}. Sets the header {@code GateDeclaration}; an exact match makes
 * the trader's words facts. Only the facts named here are taken from a trader: nothing a
 * declaration says can stand in for what the gate saw, or for the seal that customs of both sides
 * agreed on (fact {@code agreedSeal}).
 */
final class DeclarationStep implements Step {

  /** Header: {@code EXACT}, {@code CONFUSABLE}, {@code SEVERAL} or {@code NONE}. */
  static final String HEADER = "GateDeclaration";

  /** Header: which declaration of this plate another crossing has, and which one. */
  static final String SERVES = "GateDeclarationServes";

  private static final Set<String> TEXTS =
      Set.of("goods", "trader", "container", "seal", "trailerPlate");

  @Override
  public CompletionStage<?> take(StageRun run, Exchange exchange) {
    Facts facts = exchange.getMessage().getBody(Facts.class);
    String plate = facts.text("plate").orElse("");
    if (plate.isBlank()) {
      exchange.getMessage().setHeader(HEADER, Kind.NONE.name());
      return DONE;
    }
    Optional<Integer> confidence = facts.number("plateConfidence").map(Long::intValue);
    return run.questions()
        .declaration(run.nextQuestion(), plate, confidence)
        .thenAccept(match -> keep(match, facts, exchange));
  }

  private static void keep(DeclarationMatch match, Facts facts, Exchange exchange) {
    exchange.getMessage().setHeader(HEADER, match.kind().name());
    exchange.getMessage().removeHeader(SERVES);
    if (!match.serves().isEmpty()) {
      exchange.getMessage().setHeader(SERVES, match.serves());
    }
    if (match.kind() == Kind.EXACT) {
      merge(match.declaration(), facts);
    }
  }

  private static void merge(Map<String, Object> declaration, Facts facts) {
    putText(declaration, "reference", facts, "declaration");
    putText(declaration, "plate", facts, "declaredPlate");
    TEXTS.forEach(name -> putText(declaration, name, facts, name));
    facts.text("agreedSeal").ifPresent(seal -> facts.put("seal", seal));
    facts.remove("declaredGrossKg");
    if (declaration.get("declaredGrossKg") instanceof Number kilograms) {
      facts.put("declaredGrossKg", kilograms.longValue());
    }
  }

  private static void putText(Map<String, Object> from, String name, Facts facts, String fact) {
    facts.remove(fact);
    if (from.get(name) instanceof String text) {
      facts.put(fact, text);
    }
  }
}
