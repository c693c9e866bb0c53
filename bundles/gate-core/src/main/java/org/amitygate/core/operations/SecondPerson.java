package org.amitygate.core.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.amitygate.core.journal.Transaction;

/** What one person has proposed and another one must do, too, within 30 minutes of gate time. */
final class SecondPerson {

  private static final Duration WITHIN = Duration.ofMinutes(30);

  private SecondPerson() {}

  /** What is stored of the first person. */
  static ObjectNode first(Transaction tx, Actor actor, String reason) {
    return Operations.by(actor, reason).put("at", tx.now().toString());
  }

  /** There is still time for the second person. */
  static boolean fresh(ObjectNode first, Instant now) {
    return until(first).isAfter(now);
  }

  /**
   * The answer to the first person.
   *
   * @param noted whether it was noted now or before
   * @param what the second one must do
   */
  static String awaited(String noted, ObjectNode first, Instant now, String what) {
    long minutes = Duration.between(now, until(first)).plusSeconds(59).toMinutes();
    return "%s; a second person must %s within %d min".formatted(noted, what, minutes);
  }

  private static Instant until(ObjectNode first) {
    return Instant.parse(first.path("at").asText()).plus(WITHIN);
  }
}
