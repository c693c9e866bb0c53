package org.amitygate.flow;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.amitygate.crossing.Facts;
import org.amitygate.device.Reading;
import org.apache.camel.Exchange;

/**
 * What a route of a stage finds in its exchange. The body of the message is the crossing's {@link
 * Facts}.
 */
public final class StageExchange {

  /**
   * Header: the {@link Reading} that answered the last {@code device:…?ask=} question. Absent: no
   * answer.
   */
  public static final String ANSWER = "GateAnswer";

  /** Header: why the last question has no answer, as text. */
  public static final String NO_ANSWER = "GateNoAnswer";

  /** Header: the crossing's id, as text. */
  public static final String CROSSING = "GateCrossing";

  /** Header: the lane's id. */
  public static final String LANE = "GateLane";

  /** Header: gate time at which the stage began, an {@link Instant}; the only clock a stage has. */
  public static final String NOW = "GateNow";

  /**
   * Header: name of the signal that ended the waiting before this stage; absent if it did not wait.
   */
  public static final String SIGNAL = "GateSignal";

  /** Header: what came with the signal, a Map of JSON values; empty Map if nothing. */
  public static final String SIGNAL_DATA = "GateSignalData";

  private StageExchange() {}

  /** Name of the signal that ended the waiting; empty text if the stage did not wait. */
  public static String signal(Exchange exchange) {
    return exchange.getMessage().getHeader(SIGNAL, "", String.class);
  }

  /** One value that came with the signal. */
  public static Optional<Object> signalData(Exchange exchange, String name) {
    Map<?, ?> data = exchange.getMessage().getHeader(SIGNAL_DATA, Map.of(), Map.class);
    return Optional.ofNullable(data.get(name));
  }

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
