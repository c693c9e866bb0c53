package org.amitygate.device;

import java.time.Instant;
import java.util.Map;

/**
 * Everything a barrier's controller knows, read at one instant. Emitted when position, fault, a
 * counter, a token or the boot count changed, and as the answer to {@link Command#POSITION} and
 * {@link Command#CANCEL}.
 *
 * @param acceptedToken the last token it accepted for opening; 0 none
 * @param cancelledToken the highest token it refuses from now on; 0 none
 * @param leftClosedCount latched: how often the boom left its closed end position
 * @param passageCount latched: how often the passage loop rose and fell
 * @param bootCount rises with every start of the controller
 */
public record BarrierState(
    Instant at,
    Position position,
    long acceptedToken,
    long cancelledToken,
    long leftClosedCount,
    long passageCount,
    long bootCount,
    boolean entryOccupied,
    boolean exitOccupied,
    boolean passageOccupied,
    Map<String, String> attributes)
    implements Reading {

  /** Where the boom is. */
  public enum Position {
    UNKNOWN,
    CLOSED,
    MOVING,
    OPEN,
    FAULT
  }

  public BarrierState {
    attributes = Map.copyOf(attributes);
  }
}
