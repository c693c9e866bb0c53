package org.amitygate.authority;

import java.time.Instant;
import java.util.Map;

/**
 * A question to an authority.
 *
 * @param id idempotency key: a repeat has the same id
 * @param ask what is asked, such as {@code release}
 * @param declaration the trader's reference of the declaration it is about
 * @param facts plate, container, grossKg and the like, as text
 */
public record Request(
    String id, String ask, String declaration, Instant at, Map<String, String> facts) {
  public Request {
    facts = Map.copyOf(facts);
  }
}
