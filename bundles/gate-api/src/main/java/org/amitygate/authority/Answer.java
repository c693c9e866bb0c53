package org.amitygate.authority;

import java.time.Instant;
import java.util.Optional;

/**
 * What an authority said.
 *
 * @param id the authority's own id of this message, for telling repeats
 * @param declaration the trader's reference that it is about; empty if the message names none (it
 *     then releases nothing)
 * @param code the authority's own code, such as WCO function code {@code 08}
 * @param text the authority's own words, empty if none
 */
public record Answer(
    String id,
    Optional<String> declaration,
    Verdict verdict,
    String code,
    String text,
    Optional<Instant> issuedAt) {

  /** What an answer means to the gate. Only {@link #RELEASED} releases. */
  public enum Verdict {
    /** Received or accepted for processing: wait on. */
    WAIT,
    RELEASED,
    /** Documents or goods will be checked. */
    CONTROL,
    REJECTED,
    /** Known to the authority, of no meaning for the gate. */
    INFORMATION,
    /** A code that the mapping does not know: never a release. */
    UNKNOWN
  }
}
