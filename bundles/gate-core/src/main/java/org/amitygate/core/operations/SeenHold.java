package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;

/**
 * Which hold a person has looked at: nobody ends one unseen because another was ended while the
 * command was typed or its answer lost.
 */
final class SeenHold {

  /** For this long after a release, a person may be about to type one for the same hold. */
  private static final Duration UNSEEN = Duration.ofSeconds(10);

  private SeenHold() {}

  /**
   * @param of reason of the hold that the person has seen; empty: not said
   * @throws Refusal the crossing is held for something else
   */
  static void named(Crossing crossing, String of) throws Refusal {
    HoldReason stands = crossing.hold().orElseThrow().reason();
    if (!of.isEmpty() && !stands.name().equals(of.toUpperCase(Locale.ROOT).replace('-', '_'))) {
      throw new Refusal(
          "%s is held for %s, not for %s: look at it anew".formatted(crossing.name(), stands, of));
    }
  }

  /**
   * The same, and who does not say which hold is refused just after another one was released.
   *
   * @throws Refusal the person may not have seen the hold that stands
   */
  static void surely(Transaction tx, Crossing crossing, String of) throws Refusal {
    named(crossing, of);
    Optional<ObjectNode> last =
        of.isEmpty() ? tx.item(Crossings.RELEASED, crossing.id().toString()) : Optional.empty();
    Instant at = last.map(item -> Instant.parse(item.path("at").asText())).orElse(Instant.MIN);
    if (at.isAfter(tx.now().minus(UNSEEN))) {
      throw new Refusal(
          "%s was released from %s just now, by %s; it is held for %s: look at it, and say --of %s"
              .formatted(
                  crossing.name(),
                  last.orElseThrow().path("reason").asText(),
                  last.orElseThrow().path("by").asText(),
                  crossing.hold().orElseThrow().reason(),
                  crossing.hold().orElseThrow().reason()));
    }
  }
}
