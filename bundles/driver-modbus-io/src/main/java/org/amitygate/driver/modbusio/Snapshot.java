package org.amitygate.driver.modbusio;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.amitygate.device.BarrierState;
import org.amitygate.device.BarrierState.Position;

/**
 * Everything the controller knows, read in one request.
 *
 * @param position as the controller numbers it
 */
record Snapshot(
    long acceptedToken,
    long cancelledToken,
    long leftClosedCount,
    long passageCount,
    long bootCount,
    int position,
    boolean entry,
    boolean exit,
    boolean passage) {

  /** Positions as the controller numbers them; any other number is unknown. */
  private static final Position[] POSITIONS = {
    Position.UNKNOWN, Position.CLOSED, Position.MOVING, Position.OPEN, Position.FAULT
  };

  BarrierState state(Instant at) {
    boolean known = position < POSITIONS.length;
    return new BarrierState(
        at,
        known ? POSITIONS[position] : Position.UNKNOWN,
        acceptedToken,
        cancelledToken,
        leftClosedCount,
        passageCount,
        bootCount,
        entry,
        exit,
        passage,
        known ? Map.of() : Map.of("position", Integer.toString(position)));
  }

  /** Whether anything but the loops differs. */
  boolean sameBarrier(Snapshot other) {
    return acceptedToken == other.acceptedToken
        && cancelledToken == other.cancelledToken
        && leftClosedCount == other.leftClosedCount
        && passageCount == other.passageCount
        && bootCount == other.bootCount
        && position == other.position;
  }

  void write(DataOutput out) throws IOException {
    for (long value :
        new long[] {
          acceptedToken, cancelledToken, leftClosedCount, passageCount, bootCount, position
        }) {
      out.writeLong(value);
    }
    for (boolean value : new boolean[] {entry, exit, passage}) {
      out.writeBoolean(value);
    }
  }

  static Snapshot read(DataInput in) throws IOException {
    return new Snapshot(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        (int) in.readLong(),
        in.readBoolean(),
        in.readBoolean(),
        in.readBoolean());
  }
}
