package org.amitygate.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.journal.Changes.CrossingPut;
import org.amitygate.journal.Changes.Erasure;
import org.amitygate.journal.Changes.Queued;

/**
 * Writes changes on a session, one batched statement per table; numbers the places of records and
 * outbox entries.
 */
final class SqlWrite {

  private final Session session;
  private long position;
  private long outboxPosition;

  /** {@code position}, {@code outboxPosition}: the last places taken. */
  SqlWrite(Session session, long position, long outboxPosition) {
    this.session = session;
    this.position = position;
    this.outboxPosition = outboxPosition;
  }

  /** Everything but the commit. */
  void write(Changes changes) throws SQLException {
    records(changes);
    crossings(changes);
    items(changes);
    outbox(changes);
    erasures(changes);
    seals(changes);
  }

  private void records(Changes changes) throws SQLException {
    if (changes.records.isEmpty()) {
      return;
    }
    PreparedStatement s = session.statement(Sql.INSERT_RECORD);
    for (RecordRow row : changes.records) {
      s.setLong(1, ++position);
      s.setString(2, row.stream());
      s.setLong(3, row.seq());
      s.setBytes(4, SqlRows.bytes(row.id()));
      s.setLong(5, row.at());
      s.setString(6, row.type());
      s.setInt(7, row.v());
      s.setBytes(8, row.body());
      setBytes(s, 9, row.personal());
      setBytes(s, 10, row.personalDigest());
      s.setBytes(11, row.previous());
      s.setBytes(12, row.hash());
      s.addBatch();
    }
    s.executeBatch();
  }

  /** Each by the statement that writes the fewest indexes. */
  private void crossings(Changes changes) throws SQLException {
    Set<String> statements = new LinkedHashSet<>();
    for (CrossingPut put : changes.crossings.values()) {
      String sql = put.stored().map(stored -> update(stored, put.row())).orElse(Sql.PUT_CROSSING);
      bind(sql, session.statement(sql), put);
      statements.add(sql);
    }
    for (String sql : statements) {
      int[] changed = session.statement(sql).executeBatch();
      if (Arrays.stream(changed).anyMatch(count -> count == 0)) {
        throw new SQLException("a crossing that was there is not there any more");
      }
    }
  }

  private static String update(CrossingRow stored, CrossingRow now) {
    boolean sameNames =
        stored.name().equals(now.name())
            && stored.role().equals(now.role())
            && stored.lane().equals(now.lane())
            && stored.flow().equals(now.flow())
            && stored.flowVersion().equals(now.flowVersion())
            && stored.openedAt().equals(now.openedAt());
    boolean sameIdentity =
        stored.plate().equals(now.plate()) && stored.declaration().equals(now.declaration());
    boolean sameOpen = stored.open() == now.open();
    if (!sameNames || !(sameIdentity || sameOpen)) {
      return Sql.PUT_CROSSING;
    }
    return !sameIdentity
        ? Sql.IDENTIFY_CROSSING
        : sameOpen ? Sql.CHANGE_CROSSING : Sql.END_CROSSING;
  }

  private static void bind(String sql, PreparedStatement s, CrossingPut put) throws SQLException {
    if (sql.equals(Sql.PUT_CROSSING)) {
      putCrossing(s, put);
      return;
    }
    CrossingRow row = put.row();
    s.setString(1, row.state());
    s.setString(2, row.stage());
    s.setString(3, row.reason());
    s.setLong(4, Micros.of(row.changedAt()));
    setMicros(s, 5, row.dueAt());
    s.setInt(6, row.version());
    s.setBytes(7, put.body());
    int next = 8;
    if (sql.equals(Sql.IDENTIFY_CROSSING)) {
      s.setString(next++, row.plate());
      s.setString(next++, row.declaration());
    } else if (sql.equals(Sql.END_CROSSING)) {
      s.setInt(next++, row.open() ? 1 : 0);
    }
    s.setBytes(next, SqlRows.bytes(row.id()));
    s.addBatch();
  }

  private static void putCrossing(PreparedStatement s, CrossingPut put) throws SQLException {
    CrossingRow row = put.row();
    s.setBytes(1, SqlRows.bytes(row.id()));
    s.setString(2, row.name());
    s.setString(3, row.role());
    s.setString(4, row.lane());
    s.setString(5, row.flow());
    s.setString(6, row.flowVersion());
    s.setString(7, row.state());
    s.setString(8, row.stage());
    s.setString(9, row.reason());
    s.setString(10, row.plate());
    s.setString(11, row.declaration());
    s.setInt(12, row.open() ? 1 : 0);
    s.setLong(13, Micros.of(row.openedAt()));
    s.setLong(14, Micros.of(row.changedAt()));
    setMicros(s, 15, row.dueAt());
    s.setInt(16, row.version());
    s.setBytes(17, put.body());
    s.addBatch();
  }

  private void items(Changes changes) throws SQLException {
    if (changes.items.isEmpty()) {
      return;
    }
    PreparedStatement put = session.statement(Sql.PUT_ITEM);
    PreparedStatement remove = session.statement(Sql.REMOVE_ITEM);
    for (var item : changes.items.entrySet()) {
      PreparedStatement s = item.getValue().isPresent() ? put : remove;
      s.setString(1, item.getKey().kind());
      s.setString(2, item.getKey().id());
      if (item.getValue().isPresent()) {
        s.setBytes(3, item.getValue().get().json());
      }
      s.addBatch();
    }
    put.executeBatch();
    remove.executeBatch();
  }

  private void outbox(Changes changes) throws SQLException {
    if (!changes.queued.isEmpty()) {
      PreparedStatement id = session.statement(Sql.INSERT_OUTGOING_ID);
      PreparedStatement entry = session.statement(Sql.INSERT_OUTBOX);
      for (Queued queued : changes.queued.values()) {
        Outgoing outgoing = queued.outgoing();
        id.setString(1, outgoing.id());
        id.addBatch();
        if (!changes.delivered.contains(outgoing.id())) {
          entry.setLong(1, ++outboxPosition);
          entry.setString(2, outgoing.id());
          entry.setString(3, outgoing.queue());
          entry.setString(4, outgoing.kind());
          entry.setLong(5, Micros.of(outgoing.queuedAt()));
          entry.setBytes(6, queued.body());
          entry.addBatch();
        }
      }
      id.executeBatch();
      entry.executeBatch();
    }
    if (!changes.delivered.isEmpty()) {
      PreparedStatement s = session.statement(Sql.DELETE_OUTBOX);
      for (String id : changes.delivered) {
        s.setString(1, id);
        s.addBatch();
      }
      s.executeBatch();
    }
  }

  private void erasures(Changes changes) throws SQLException {
    for (Erasure erasure : changes.erasures) {
      PreparedStatement s = session.statement(Sql.ERASE);
      s.setString(1, erasure.stream());
      s.setLong(2, erasure.throughSeq());
      s.executeUpdate();
    }
  }

  private void seals(Changes changes) throws SQLException {
    for (Seal seal : changes.seals) {
      PreparedStatement s = session.statement(Sql.INSERT_SEAL);
      s.setString(1, seal.day().toString());
      s.setLong(2, seal.position());
      s.setLong(3, seal.at());
      s.setBytes(4, seal.previous());
      s.setBytes(5, seal.root());
      s.setBytes(6, seal.heads());
      s.setBytes(7, seal.digest());
      setBytes(s, 8, seal.signature());
      s.executeUpdate();
    }
  }

  private static void setMicros(PreparedStatement s, int index, Optional<Instant> time)
      throws SQLException {
    if (time.isPresent()) {
      s.setLong(index, Micros.of(time.get()));
    } else {
      s.setNull(index, Types.BIGINT);
    }
  }

  private static void setBytes(PreparedStatement s, int index, Optional<byte[]> bytes)
      throws SQLException {
    if (bytes.isPresent()) {
      s.setBytes(index, bytes.get());
    } else {
      s.setNull(index, Types.BINARY);
    }
  }
}
