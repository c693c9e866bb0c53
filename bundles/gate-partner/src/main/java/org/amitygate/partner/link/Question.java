package org.amitygate.partner.link;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.amitygate.partner.envelope.Bodies;
import org.amitygate.partner.envelope.RouteBodies;

/** A message of a reconciliation, or a step of it: what is asked, and where. */
record Question(Partner partner, UUID run, Instant from, Instant until, ObjectNode body) {

  private static final Duration BACK = Duration.ofDays(1_095);

  /** Clocks may be apart. */
  private static final Duration AHEAD = Duration.ofDays(1);

  static Question of(Message message) {
    ObjectNode body = message.envelope().body();
    return new Question(
        message.partner(),
        Bodies.uuid(body.path("run")).orElseThrow(),
        Instant.parse(body.path("from").asText()),
        Instant.parse(body.path("until").asText()),
        body);
  }

  /** More than is compared at once. */
  boolean isTooLong() {
    return Duration.between(from, until).compareTo(RouteBodies.LONGEST) > 0;
  }

  /** Of a time of which nothing is kept, or that is yet to come. */
  boolean isFarFrom(Instant now) {
    return from.isBefore(now.minus(BACK)) || until.isAfter(now.plus(AHEAD));
  }

  Map<String, Object> head() {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("run", run.toString());
    head.put("from", from.toString());
    head.put("until", until.toString());
    return head;
  }
}
