package org.amitygate.journal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.SealKey;
import org.amitygate.core.journal.Transaction;

/** The journal and its evidence as an archive. */
final class JournalArchive implements Archive {

  private final JournalWriter journal;
  private final EvidenceStore evidence;

  JournalArchive(JournalWriter journal, EvidenceStore evidence) {
    this.journal = journal;
    this.evidence = evidence;
  }

  @Override
  public CompletableFuture<Sealed> sealed() {
    return journal.inquire(
        rows -> {
          var last = rows.lastSeal();
          long position = last.map(Seal::position).orElse(0L);
          return new Sealed(last.map(Seal::day), rows.firstAfter(position));
        });
  }

  @Override
  public CompletableFuture<Around> around(Instant time) {
    return journal.inquire(rows -> around(rows, time));
  }

  /** Times never fall from one place to the next: the place is found by halving. */
  private static Around around(Rows rows, Instant time) {
    long low = 0;
    long high = 1;
    while (isBefore(time, rows.firstAfter(high))) {
      low = high + 1;
      high *= 2;
    }
    while (low < high) {
      long middle = (low + high) / 2;
      if (isBefore(time, rows.firstAfter(middle))) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    // What is behind the place is not before the time, what is behind the one before it is.
    return new Around(low == 0 ? Optional.empty() : rows.firstAfter(low - 1), rows.firstAfter(low));
  }

  private static boolean isBefore(Instant time, Optional<Instant> at) {
    return at.filter(found -> found.isBefore(time)).isPresent();
  }

  @Override
  public CompletableFuture<Grown> grown(OptionalLong after, int records) {
    return journal.inquire(
        rows -> {
          long position = after.orElseGet(() -> rows.lastSeal().map(Seal::position).orElse(0L));
          Rows.Heads heads = rows.headsAfter(position, records);
          return new Grown(
              heads.position(),
              heads.position() < position + records,
              heads.heads().stream()
                  .map(head -> new Head(head.stream(), head.seq(), head.hash()))
                  .toList());
        });
  }

  @Override
  public CompletableFuture<String> seal(LocalDate day, SealKey key) {
    return journal.seal(day, key).thenApply(seal -> HexFormat.of().formatHex(seal.digest()));
  }

  @Override
  public CompletableFuture<List<CrossingRow>> begun(Place after, Instant before, int limit) {
    return journal.inquire(rows -> rows.crossingsAfter(CrossingKey.of(after), before, limit));
  }

  @Override
  public CompletableFuture<Scan> scan(long after, Instant before, int limit) {
    return journal.inquire(rows -> rows.personalAfter(after, before, limit));
  }

  @Override
  public long forget(Transaction tx, String stream) {
    return ((WorkTransaction) tx).forget(stream, 1, Long.MAX_VALUE);
  }

  @Override
  public void forget(Transaction tx, String stream, long from, long through) {
    ((WorkTransaction) tx).forget(stream, from, through);
  }

  @Override
  public boolean hasEvidence(Instant keptBefore, Predicate<String> held) {
    return evidence.has(keptBefore, held);
  }

  @Override
  public long deleteEvidence(Instant keptBefore, Predicate<String> held) {
    return evidence.delete(keptBefore, held);
  }
}
