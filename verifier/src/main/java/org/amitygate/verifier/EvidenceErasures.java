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
  private long last;

  /** What the hashes of the records are that were looked up, and not read among all, by number. */
  private final TreeMap<Long, byte[]> lookedUp = new TreeMap<>();

  private long lastRead;

  /** By the time of a run: the latest time before which it, or one after it, deleted. */
  private @Nullable TreeMap<Long, Long> furthest;

  EvidenceErasures(Database database) {
    this.database = database;
  }

  void read() throws Wrong {
    database.ofType(STREAM, TYPE, this::add);
  }

  private void add(Row row) {
    Body body = Body.of(row.body().orElseThrow());
    last = row.seq();
    lookedUp.put(row.seq(), Hashes.record(row));
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
      if (Arrays.equals(lookedUp.get(row.seq()), row.hash())) {
        lookedUp.remove(row.seq());
      }
    }
  }

  /**
   * After the last record: what excuses is what was read, or came meanwhile. A database can answer
   * two questions from two tables.
   */
  Optional<Finding> end() {
    return lookedUp.headMap(lastRead, true).keySet().stream()
        .findFirst()
        .map(
            seq ->
                new Finding(
                    STREAM,
                    seq,
                    "another one says what evidence was deleted than is read where all are read"
                        + " one by one: the tables are not those that a gate makes"));
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
    database.ofTypeNow(STREAM, TYPE, last, this::add);
  }

  /** When the legal hold of a stream was lifted behind one of its records, µs. */
  List<Long> liftedAfter(String stream, long seq) throws Wrong {
    List<Long> lifted = new ArrayList<>();
    database.ofTypeNow(stream, "LegalHoldLifted", seq, row -> lifted.add(row.at()));
    return lifted;
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
