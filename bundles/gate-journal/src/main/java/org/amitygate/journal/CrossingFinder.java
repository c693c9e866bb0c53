package org.amitygate.journal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingRow;

/**
 * Finds crossings, newest first: the last ones one by one, all others by the blocks of their words.
 * Reads on only until a page is full, and begins where the page before ended.
 */
final class CrossingFinder {

  private final Asking asking;
  private final Dialect dialect;
  private final CrossingQuery query;

  /** Every crossing that is found is before this one. */
  private final CrossingKey before;

  /** No crossing that is found is before this one. */
  private final CrossingKey from;

  private final List<CrossingKey> found = new ArrayList<>();

  CrossingFinder(Asking asking, Dialect dialect, CrossingQuery query) {
    this.asking = asking;
    this.dialect = dialect;
    this.query = query;
    before =
        CrossingKey.earlier(
            query.to().map(to -> CrossingKey.at(Micros.of(to))).orElse(CrossingKey.LAST),
            query.after().map(CrossingKey::of).orElse(CrossingKey.LAST));
    from = query.from().map(time -> CrossingKey.at(Micros.of(time))).orElse(CrossingKey.FIRST);
  }

  List<CrossingRow> find() {
    return query.onlyTimes() ? page() : byWords();
  }

  private List<CrossingRow> page() {
    return asking.list(
        Sql.CROSSINGS_BEFORE,
        s -> {
          before.bind(s, 1);
          from.bind(s, 3);
          s.setInt(5, query.limit());
        },
        SqlRows::toCrossing);
  }

  private List<CrossingRow> byWords() {
    CrossingKey last =
        asking.one(Sql.LAST_WORDS, s -> {}, SqlRows::toKey).orElse(CrossingKey.FIRST);
    oneByOne(last, CrossingKey.LAST);
    if (!full()) {
      inBlocks(last);
    }
    return rows();
  }

  private List<CrossingRow> rows() {
    Map<UUID, CrossingRow> rows = new HashMap<>();
    for (int first = 0; first < found.size(); first += Sql.SOME) {
      int from = first;
      asking
          .list(
              Sql.SOME_CROSSINGS,
              s -> {
                for (int i = 0; i < Sql.SOME; i++) { // the last one again where there are no more
                  CrossingKey key = found.get(Math.min(from + i, found.size() - 1));
                  s.setBytes(1 + i, SqlRows.bytes(key.id()));
                }
              },
              SqlRows::toCrossing)
          .forEach(row -> rows.put(row.id(), row));
    }
    return found.stream().map(key -> Objects.requireNonNull(rows.get(key.id()))).toList();
  }

  private boolean full() {
    return found.size() >= query.limit();
  }

  /** Looks at each crossing behind one and up to another. */
  private void oneByOne(CrossingKey after, CrossingKey last) {
    CrossingKey end = before;
    boolean more = true;
    while (more && !full()) {
      List<WordLine> lines = lines(end, last, after);
      lines.stream()
          .filter(line -> line.fits(query))
          .limit(query.limit() - found.size())
          .forEach(line -> found.add(line.key()));
      more = lines.size() == Sql.LINES;
      end = more ? lines.get(Sql.LINES - 1).key() : end;
    }
  }

  private List<WordLine> lines(CrossingKey end, CrossingKey last, CrossingKey after) {
    return asking.list(
        Sql.WORD_LINES,
        s -> {
          end.bind(s, 1);
          last.bind(s, 3);
          after.bind(s, 5);
          from.bind(s, 7);
        },
        WordLine::read);
  }

  private void inBlocks(CrossingKey last) {
    CrossingKey newest =
        asking.one(Sql.WORDS_OF, s -> before.bind(s, 1), SqlRows::toKey).orElse(last);
    WordSearch search = new WordSearch(query, dialect);
    asking.some(
        search.sql(),
        s -> search.bind(s, newest, from),
        row -> {
          look(WordBlock.read(row, search.columns()));
          return !full();
        });
  }

  private void look(WordBlock block) {
    if (!block.whole()) {
      oneByOne(block.after(), block.last());
      return;
    }
    for (CrossingKey key : block.fitting(query)) {
      if (!full() && key.isBefore(before) && !key.isBefore(from)) {
        found.add(key);
      }
    }
  }
}
