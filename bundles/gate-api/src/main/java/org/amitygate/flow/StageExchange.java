package org.amitygate.flow;

import java.time.Instant;
import java.util.Optional;
import org.amitygate.crossing.Facts;
import org.amitygate.device.Reading;
import org.apache.camel.Exchange;

/** What a route of a stage finds in its exchange. The body of the message is the crossing's {@link Facts}. */
public final class StageExchange {

  /** Header: the {@link Reading} that answered the last {@code device:…?ask=} question. Absent: no answer. */
  public static final String ANSWER = "GateAnswer";

  /** Header: why the last question has no answer, as text. */
  public static final String NO_ANSWER = "GateNoAnswer";

  /** Header: the crossing's id, as text. */
  public static final String CROSSING = "GateCrossing";

  /** Header: the lane's id. */
  public static final String LANE = "GateLane";

  /** Header: gate time at which the stage began, an {@link Instant}; the only clock a stage has. */
  public static final String NOW = "GateNow";

  private StageExchange() {}

  public static Facts facts(Exchange exchange) {
    return exchange.getMessage().getBody(Facts.class);
  }

  /** The answer to the last question, if it came and is of this type. */
  public static <R extends Reading> Optional<R> answer(Exchange exchange, Class<R> type) {
    Object answer = exchange.getMessage().getHeader(ANSWER);
    return type.isInstance(answer) ? Optional.of(type.cast(answer)) : Optional.empty();
  }

  public static Instant now(Exchange exchange) {
    return exchange.getMessage().getHeader(NOW, Instant.class);
  }
}
