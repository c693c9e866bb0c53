package org.amitygate.core.crossing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;

/**
 * Which declaration a crossing serves: the one in its fact {@code declaration}, claimed with the
 * stage that found it and free again when the crossing takes another, or ends while its vehicle
 * verifiably stayed on this side. Used on the writer.
 */
final class DeclarationClaims {

  /** Where the handover stands as long as no barrier was commanded for the vehicle. */
  private static final Set<HandoverState> BEFORE_ANY_BARRIER =
      Set.of(
          HandoverState.LOCAL,
          HandoverState.OFFERED,
          HandoverState.ACCEPTED,
          HandoverState.REFUSED);

  /** Held for one of these, nobody knows which vehicle went where. */
  private static final Set<HoldReason> WHEREABOUTS_UNKNOWN =
      Set.of(HoldReason.TAILGATE, HoldReason.BARRIER_UNKNOWN, HoldReason.STRIP_MISMATCH);

  private final Crossings crossings;

  DeclarationClaims(Crossings crossings) {
    this.crossings = crossings;
  }

  /**
   * Claims the declaration that a stage came to, and frees the one before. An entry crossing's fact
   * is the partner's reference until {@code crossing:declaration} has found the import declaration:
   * only that one is claimed.
   *
   * @return why it is not to be had; empty if it is
   */
  Optional<String> take(Transaction tx, Crossing crossing, String declaration) {
    if (!crossing.fact("declaration").equals(declaration)) {
      free(tx, crossing);
      Declarations.left(tx, crossing.fact("declaration"));
    }
    boolean ours = crossing.role() == Role.EXIT || found(crossing, declaration);
    if (declaration.isEmpty()
        || !ours
        || Declarations.claim(tx, declaration, crossing.id().toString())) {
      return Optional.empty();
    }
    return Optional.of(
        Declarations.serves(tx, declaration)
            .map(serves -> "its declaration " + serves)
            .orElse("there is no declaration '" + declaration + "'"));
  }

  /**
   * A vehicle that people passed by hand has used the one declaration of its plate, whether or not
   * a stage had looked for it.
   *
   * @return the declaration that it is claimed with here; empty: it had one before, or its plate
   *     has none or several
   */
  Optional<String> passedByHand(Transaction tx, Crossing crossing) {
    if (!crossing.fact("declaration").isEmpty()) {
      return Optional.empty();
    }
    String id = crossing.id().toString();
    String direction = crossing.role() == Role.EXIT ? "export" : "import";
    DeclarationMatch match =
        Declarations.match(tx, direction, crossing.fact("plate"), Optional.empty(), id);
    if (match.kind() != DeclarationMatch.Kind.EXACT) {
      return Optional.empty();
    }
    String reference = String.valueOf(match.declaration().get("reference"));
    Declarations.claim(tx, reference, id);
    Map<String, Object> facts = new LinkedHashMap<>(crossing.facts());
    facts.put("declaration", reference);
    crossing.facts(facts);
    return Optional.of(reference);
  }

  /** This very visit asked for the declaration of its plate, and this is the one. */
  private static boolean found(Crossing crossing, String declaration) {
    return crossing.answers().values().stream()
        .anyMatch(
            answer ->
                answer instanceof Map<?, ?> match
                    && "EXACT".equals(match.get("kind"))
                    && match.get("declaration") instanceof Map<?, ?> announced
                    && declaration.equals(announced.get("reference")));
  }

  /**
   * Frees the declaration of a crossing that ends refused or takes another, for the vehicle may
   * come again. Not if it may be on the other side of a barrier.
   */
  void free(Transaction tx, Crossing crossing) {
    String declaration = crossing.fact("declaration");
    if (stayed(crossing) && Declarations.free(tx, declaration, crossing.id().toString())) {
      crossings.note(
          tx, crossing, "DeclarationFreed", Json.object().put("declaration", declaration));
    }
  }

  private static boolean stayed(Crossing crossing) {
    return BEFORE_ANY_BARRIER.contains(crossing.handover().state())
        && !crossing.unaccounted()
        && crossing.hold().filter(h -> WHEREABOUTS_UNKNOWN.stream().anyMatch(h::has)).isEmpty();
  }
}
