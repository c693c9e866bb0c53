package org.amitygate.device;

import java.util.Map;
import java.util.UUID;

/**
 * Something to ask of a device or to make it do.
 *
 * @param id idempotency key; a repeat has the same id
 * @param name one of the constants here, or a name of the driver's own
 * @param arguments String, Long, Double or Boolean by name
 */
public record Command(UUID id, String name, Map<String, Object> arguments) {

  /** Ask a scale for a stable weight; answered with {@link WeightMeasured}. Safe. */
  public static final String WEIGH = "weigh";

  /**
   * Ask a barrier's controller for everything it knows, at one instant; answered with {@link
   * BarrierState}. Safe.
   */
  public static final String POSITION = "position";

  /** Open a barrier once for {@code token} (Long, 1…2³²−1). Reserved to the border interlock. */
  public static final String OPEN = "open";

  /**
   * Cancel {@code token}, accepted or not, and refuse it from then on; answered with {@link
   * BarrierState}.
   */
  public static final String CANCEL = "cancel";

  /**
   * Set a digital output: {@code output} (Long, coil address), {@code on} (Boolean). Safe where it
   * moves no barrier.
   */
  public static final String SET = "set";

  public Command {
    arguments = Map.copyOf(arguments);
  }
}
