package org.amitygate.journal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.amitygate.journal.Changes.CrossingPut;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the blocks of words as the crossings are. The oldest crossings that are in no block make a
 * new one when there are enough of them, so that most have ended by then. A crossing that changes
 * later takes the words of its block away, in the same transaction; the block gets its words anew
 * some commits later. No commit does more than one block.
 *
 * <p>For the one writer: what it knows of the blocks is thrown away with its session when a commit
 * fails.
 */
final class WordBlocks {

  /** Crossings in a block. */
  static final int SIZE = 512;

  /** Crossings that wait until the oldest of them make a block. */
  static final int ENOUGH = 2 * SIZE;

  /** Commits between two looks at what there is to do. */
  static final int PATIENCE = 16;

  private final Asking asking;

  /** Each block by its last crossing, and the crossing before its first. */
  private final NavigableMap<CrossingKey, CrossingKey> blocks = new TreeMap<>();

  /** Those without their words, by their last crossing. */
  private final NavigableMap<CrossingKey, CrossingKey> bare = new TreeMap<>();

  /** Crossings that were in no block when they were last counted. */
  private long waiting;

  private int commits;

  /** Looks at what is stored. */
  WordBlocks(Asking asking) {
    this.asking = asking;
    asking.list(
        Sql.ALL_WORDS,
        s -> {},
        row -> {
          CrossingKey last = SqlRows.toKey(row);
          CrossingKey after = new CrossingKey(row.getLong(3), SqlRows.uuid(row.getBytes(4)));
          blocks.put(last, after);
          if (row.getInt(5) == 0) {
            bare.put(last, after);
          }
          return last;
        });
    count();
  }

  private void count() {
    waiting = asking.one(Sql.COUNT_BEHIND, s -> end().bind(s, 1), row -> row.getLong(1)).orElse(0L);
  }

  private CrossingKey end() {
    return blocks.isEmpty() ? CrossingKey.FIRST : blocks.lastKey();
  }

  /** Whether there are enough crossings for another block. */
  boolean behind() {
    return waiting >= ENOUGH;
  }

  /**
   * Adds what these changes, and those before, make of the blocks. To be called before the changed
   * crossings are added: a new block is of crossings as they were.
   */
  void write(Changes changes, WriteBatch batch) throws SQLException {
    if (waiting >= ENOUGH) {
      next(batch);
    } else if (++commits % PATIENCE == 0) {
      count();
      if (waiting < ENOUGH && !bare.isEmpty()) {
        renew(batch);
      }
    }
    bare(changes, batch);
  }

  private void next(WriteBatch batch) throws SQLException {
    CrossingKey after = end();
    List<WordLine> lines = lines(after, CrossingKey.LAST);
    if (lines.isEmpty()) {
      return;
    }
    CrossingKey last = lines.get(lines.size() - 1).key();
    put(batch, after, last, lines);
    blocks.put(last, after);
    waiting -= lines.size();
  }

  private void renew(WriteBatch batch) throws SQLException {
    Map.Entry<CrossingKey, CrossingKey> oldest = bare.firstEntry();
    put(batch, oldest.getValue(), oldest.getKey(), lines(oldest.getValue(), oldest.getKey()));
    bare.remove(oldest.getKey());
  }

  private static void put(
      WriteBatch batch, CrossingKey after, CrossingKey last, List<WordLine> lines)
      throws SQLException {
    batch.add(
        Sql.PUT_CROSSING_WORDS, List.<@Nullable Object[]>of(WordBlock.row(after, last, lines)));
  }

  private List<WordLine> lines(CrossingKey after, CrossingKey last) {
    int most = last.equals(CrossingKey.LAST) ? SIZE : Integer.MAX_VALUE;
    return asking.list(
        Sql.WORD_LINES_ASCENDING,
        s -> {
          after.bind(s, 1);
          last.bind(s, 3);
          s.setInt(5, most);
        },
        WordLine::read);
  }

  private void bare(Changes changes, WriteBatch batch) throws SQLException {
    List<@Nullable Object[]> rows = new ArrayList<>();
    Set<CrossingKey> seen = new HashSet<>();
    for (CrossingPut put : changes.crossings.values()) {
      CrossingKey last = blocks.ceilingKey(CrossingKey.of(put.row()));
      if (last != null && !bare.containsKey(last) && seen.add(last)) {
        rows.add(new @Nullable Object[] {last.at(), SqlRows.bytes(last.id())});
      }
    }
    seen.forEach(last -> bare.put(last, blocks.get(last)));
    batch.add(Sql.BARE_CROSSING_WORDS, rows);
  }
}
