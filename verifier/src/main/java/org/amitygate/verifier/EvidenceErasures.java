package org.amitygate.verifier;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * When the gate deleted evidence by its rules, as it recorded itself. It may do so while it is
 * verified: before a missing file is called a fault, the records that came meanwhile are read.
 */
final class EvidenceErasures {

  private static final String STREAM = "gate";
  private static final String TYPE = "EvidenceErased";

  /** A record may be written that long after its file was kept. */
  private static final Duration GRACE = Duration.ofDays(1);

  private record Run(long at, long before) {}

  private final Database database;
  private final List<Run> runs = new ArrayList<>();

  /** Hashes of the records that were found before all were read, and not read so far, by number. */
  private final TreeMap<Long, byte[]> found = new TreeMap<>();

  /** The date of the last of them, µs. */
  private long foundUntil = Long.MIN_VALUE;

  /** Hashes of the records that came meanwhile, by number. */
  private final TreeMap<Long, byte[]> came = new TreeMap<>();

  /** Up to which number was looked for them. */
  private long looked;

  private long lastRead;
  private byte[] lastHash = Hashes.zeros();

  /** By the time of a run: the latest time before which it, or one after it, deleted. */
  private @Nullable TreeMap<Long, Long> furthest;

  EvidenceErasures(Database database) {
    this.database = database;
  }

  /** Before the first record. */
  void read() throws Wrong {
    database.ofType(
        STREAM,
        TYPE,
        row -> {
          found.put(row.seq(), Hashes.record(row));
          foundUntil = Math.max(foundUntil, row.at());
          looked = row.seq();
          add(row);
        });
  }

  private void add(Row row) {
    Body body = Body.of(row.body().orElseThrow());
    try {
      Instant before = Instant.parse(body.text("keptBefore")).plus(GRACE);
      runs.add(new Run(row.at(), SealCheck.micros(before)));
      furthest = null;
    } catch (DateTimeException | ArithmeticException e) {
      return; // excuses nothing
    }
  }

  /** Takes a record as all are read, stream by stream, each in the order of its numbers. */
  void next(Row row) {
    if (row.stream().equals(STREAM)) {
      lastRead = row.seq();
      lastHash = row.hash();
      if (Arrays.equals(found.get(row.seq()), row.hash())) {
        found.remove(row.seq());
      }
    }
  }

  /**
   * After the last record: what excuses was read, or came meanwhile and follows what was read. A
   * database can answer two questions from two tables.
   */
  Optional<Finding> end() throws Wrong {
    if (!came.isEmpty()) {
      behind(STREAM, lastRead, lastHash).forEach(row -> came.remove(row.seq()));
    }
    return Stream.of(found, came)
        .flatMap(records -> records.keySet().stream())
        .findFirst()
        .map(
            seq ->
                new Finding(
                    STREAM,
                    seq,
                    "another one says what evidence was deleted than is read where all are read"
                        + " one by one: the tables are not those that a gate makes"));
  }

  /**
   * What is behind the last record that was read of a stream by now: each follows the one before.
   */
  private List<Row> behind(String stream, long last, byte[] hash) throws Wrong {
    List<Row> rows = new ArrayList<>();
    database.recordsNow(
        stream,
        last,
        row -> {
          byte[] previous = rows.isEmpty() ? hash : rows.get(rows.size() - 1).hash();
          if (row.seq() == last + 1 + rows.size()
              && Arrays.equals(row.previous(), previous)
              && Arrays.equals(row.hash(), Hashes.record(row))) {
            rows.add(row);
          }
        });
    return rows;
  }

  /** Whether a file that was recorded at this time may be gone, were it not for legal holds. */
  boolean mayBeGone(long recordedAt) throws Wrong {
    if (isExcused(recordedAt)) {
      return true;
    }
    lookAgain();
    return isExcused(recordedAt);
  }

  private boolean isExcused(long recordedAt) {
    TreeMap<Long, Long> known = furthest;
    if (known == null) {
      known = new TreeMap<>();
      long latest = Long.MIN_VALUE;
      for (int i = runs.size() - 1; i >= 0; i--) {
        latest = Math.max(latest, runs.get(i).before());
        known.put(runs.get(i).at(), latest);
      }
      furthest = known;
    }
    Map.Entry<Long, Long> next = known.ceilingEntry(recordedAt);
    return next != null && recordedAt < next.getValue();
  }

  /** Takes note of what was deleted meanwhile. */
  void lookAgain() throws Wrong {
    database.recordsNow(
        STREAM,
        looked,
        row -> {
          looked = row.seq();
          if (row.type().equals(TYPE)) {
            came.put(row.seq(), Hashes.record(row));
            add(row);
          }
        });
  }

  /**
   * When the legal hold of a stream was lifted since its last record was read, µs. That was after
   * every run that was found before, whatever the record says.
   */
  List<Long> liftedSince(Row last) throws Wrong {
    return behind(last.stream(), last.seq(), last.hash()).stream()
        .filter(row -> row.type().equals("LegalHoldLifted"))
        .map(row -> Math.max(row.at(), foundUntil + 1))
        .toList();
  }

  /** The same with legal holds: none of those runs may have taken it. */
  boolean mayBeGone(long recordedAt, List<Hold> holds) {
    return runs.stream()
        .anyMatch(
            run ->
                recordedAt <= run.at()
                    && recordedAt < run.before()
                    && holds.stream().noneMatch(hold -> hold.at(run.at())));
  }

  /** A legal hold: from µs to µs. */
  record Hold(long from, long to) {
    boolean at(long time) {
      return time >= from && time < to;
    }
  }
}
