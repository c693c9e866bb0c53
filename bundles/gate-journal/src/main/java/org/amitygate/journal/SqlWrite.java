package org.amitygate.journal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.journal.Changes.CrossingPut;
import org.amitygate.journal.Changes.Erasure;
import org.amitygate.journal.Changes.Queued;
import org.jspecify.annotations.Nullable;

/**
 * Puts changes into a batch, table by table; numbers the places of records and outbox entries.
 *
 * <p>Each batch can be found again when the answer to its commit was lost: by its last record, or,
 * without records, by the number that it leaves in an item.
 */
final class SqlWrite {

  /** Kind of the item that counts the batches without records. */
  static final String COMMIT = "commit";

  static final String LAST = "last";

  private final WriteBatch batch;
  private final WordBlocks blocks;
  private Ends ends;

  /**
   * Where the tables end.
   *
   * @param position of the last record; 0 if there is none
   * @param last id of the last record; {@link SqlRows#NOBODY} if there is none
   * @param outbox position of the last outbox entry
   * @param unrecorded number of the last batch without records
   */
  record Ends(long position, UUID last, long outbox, long unrecorded) {

    /** The outbox aside, which also gets shorter. */
    boolean sameAs(Ends other) {
      return position == other.position
          && last.equals(other.last)
          && unrecorded == other.unrecorded;
    }
  }

  SqlWrite(WriteBatch batch, WordBlocks blocks, Ends ends) {
    this.batch = batch;
    this.blocks = blocks;
    this.ends = ends;
  }

  /** Where the tables end once all that was written is committed. */
  Ends ends() {
    return ends;
  }

  /** Everything but the commit. */
  void write(Changes changes) throws SQLException {
    records(changes);
    blocks.write(changes, batch);
    crossings(changes);
    items(changes);
    outbox(changes);
    erasures(changes);
    seals(changes);
    if (changes.records.isEmpty()) {
      mark();
    }
  }

  private void records(Changes changes) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>(changes.records.size());
    long position = ends.position();
    UUID last = ends.last();
    for (RecordRow row : changes.records) {
      last = row.id();
      rows.add(
          row(
              ++position,
              row.stream(),
              row.seq(),
              SqlRows.bytes(row.id()),
              row.at(),
              row.type(),
              row.v(),
              row.body(),
              row.personal().orElse(null),
              row.personalDigest().orElse(null),
              row.previous(),
              row.hash()));
    }
    ends = new Ends(position, last, ends.outbox(), ends.unrecorded());
    batch.add(Sql.INSERT_RECORD, rows);
  }

  private void crossings(Changes changes) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>(changes.crossings.size());
    for (CrossingPut put : changes.crossings.values()) {
      CrossingRow row = put.row();
      rows.add(
          row(
              SqlRows.bytes(row.id()),
              row.name(),
              row.role(),
              row.lane(),
              row.flow(),
              row.flowVersion(),
              row.state(),
              row.stage(),
              row.reason(),
              row.plate(),
              row.declaration(),
              row.open() ? 1 : 0,
              Micros.of(row.openedAt()),
              Micros.of(row.changedAt()),
              row.dueAt().map(Micros::of).orElse(null),
              row.version(),
              put.body(),
              row.words().stored()));
    }
    batch.add(Sql.PUT_CROSSING, rows);
  }

  private void items(Changes changes) throws SQLException {
    List<@Nullable Object[]> puts = new ArrayList<>();
    List<@Nullable Object[]> removals = new ArrayList<>();
    changes.items.forEach(
        (key, body) -> {
          if (body.isPresent()) {
            puts.add(row(key.kind(), key.id(), body.get().json()));
          } else {
            removals.add(row(key.kind(), key.id()));
          }
        });
    batch.add(Sql.PUT_ITEM, puts);
    batch.add(Sql.REMOVE_ITEM, removals);
  }

  private void outbox(Changes changes) throws SQLException {
    List<@Nullable Object[]> ids = new ArrayList<>();
    List<@Nullable Object[]> entries = new ArrayList<>();
    long position = ends.outbox();
    for (Queued queued : changes.queued.values()) {
      Outgoing outgoing = queued.outgoing();
      ids.add(row(outgoing.id()));
      if (!changes.delivered.contains(outgoing.id())) {
        entries.add(
            row(
                ++position,
                outgoing.id(),
                outgoing.queue(),
                outgoing.kind(),
                Micros.of(outgoing.queuedAt()),
                queued.body()));
      }
    }
    ends = new Ends(ends.position(), ends.last(), position, ends.unrecorded());
    batch.add(Sql.INSERT_OUTGOING_ID, ids);
    batch.add(Sql.INSERT_OUTBOX, entries);
    batch.add(Sql.DELETE_OUTBOX, changes.delivered.stream().map(SqlWrite::row).toList());
  }

  private void erasures(Changes changes) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Erasure erasure : changes.erasures) {
      rows.add(row(erasure.stream(), erasure.fromSeq(), erasure.throughSeq()));
    }
    batch.add(Sql.ERASE, rows);
  }

  private void seals(Changes changes) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Seal seal : changes.seals) {
      rows.add(
          row(
              seal.day().toString(),
              seal.position(),
              seal.at(),
              seal.previous(),
              seal.root(),
              seal.heads(),
              seal.digest(),
              seal.signature().orElse(null)));
    }
    batch.add(Sql.INSERT_SEAL, rows);
  }

  private void mark() throws SQLException {
    long number = ends.unrecorded() + 1;
    ends = new Ends(ends.position(), ends.last(), ends.outbox(), number);
    byte[] body = Json.bytes(Json.object().put("n", number));
    batch.add(Sql.PUT_ITEM, List.<@Nullable Object[]>of(row(COMMIT, LAST, body)));
  }

  /** The number of the last batch without records. */
  static long unrecorded(Rows rows) {
    return rows.item(COMMIT, LAST).map(body -> body.tree().path("n").asLong()).orElse(0L);
  }

  private static @Nullable Object[] row(@Nullable Object... cells) {
    return cells;
  }
}
