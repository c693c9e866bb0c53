package org.amitygate.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;

/**
 * Where a crossing stands in the order of their beginnings.
 *
 * @param at µs at which it began
 */
record CrossingKey(long at, UUID id) implements Comparable<CrossingKey> {

  private static final UUID LOWEST = new UUID(0, 0);

  /** Before any crossing. */
  static final CrossingKey FIRST = new CrossingKey(Long.MIN_VALUE, LOWEST);

  /** Behind any crossing. */
  static final CrossingKey LAST = new CrossingKey(Long.MAX_VALUE, new UUID(-1, -1));

  static CrossingKey of(CrossingRow row) {
    return new CrossingKey(Micros.of(row.openedAt()), row.id());
  }

  static CrossingKey of(Place place) {
    return new CrossingKey(Micros.of(place.openedAt()), place.id());
  }

  /** Behind all that began before a time (µs), before all that began then or later. */
  static CrossingKey at(long time) {
    return new CrossingKey(time, LOWEST);
  }

  /** Sets two parameters. */
  void bind(PreparedStatement statement, int index) throws SQLException {
    statement.setLong(index, at);
    statement.setBytes(index + 1, SqlRows.bytes(id));
  }

  boolean isBefore(CrossingKey other) {
    return compareTo(other) < 0;
  }

  static CrossingKey earlier(CrossingKey a, CrossingKey b) {
    return a.isBefore(b) ? a : b;
  }

  @Override
  public int compareTo(CrossingKey other) {
    int byTime = Long.compare(at, other.at);
    return byTime != 0 ? byTime : Overlay.BY_ID.compare(id, other.id);
  }
}
