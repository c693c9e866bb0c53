package org.amitygate.core.bench;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.SealKey;
import org.amitygate.core.journal.Transaction;

/** An archive over a journal in memory: a place is a record's number, a seal its day. */
public final class MemoryArchive implements Archive {

  private final CrashingJournal journal;

  /** Days that were sealed. */
  public final List<LocalDate> days = new ArrayList<>();

  /** Evidence files, and when they were last kept. */
  public final Map<String, Instant> evidence = new TreeMap<>();

  /** How often it was asked what there is to forget. */
  public int looks;

  private int sealedRecords;

  public MemoryArchive(CrashingJournal journal) {
    this.journal = journal;
  }

  @Override
  public CompletableFuture<Sealed> sealed() {
    return CompletableFuture.completedFuture(
        new Sealed(
            days.isEmpty() ? Optional.empty() : Optional.of(days.get(days.size() - 1)),
            journal.records().stream().skip(sealedRecords).map(Entry::at).findFirst()));
  }

  @Override
  public CompletableFuture<Around> around(Instant time) {
    Map<Boolean, List<Instant>> times =
        journal.records().stream()
            .map(Entry::at)
            .sorted()
            .collect(Collectors.partitioningBy(at -> at.isBefore(time)));
    return CompletableFuture.completedFuture(
        new Around(
            times.get(true).stream().reduce((first, last) -> last),
            times.get(false).stream().findFirst()));
  }

  @Override
  public CompletableFuture<Grown> grown(OptionalLong after, int records) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException("no hashes here"));
  }

  @Override
  public CompletableFuture<String> seal(LocalDate day, SealKey key) {
    try {
      key.sign(new byte[32]);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    sealedRecords = journal.records().size();
    days.add(day);
    return CompletableFuture.completedFuture("digest");
  }

  @Override
  public CompletableFuture<List<CrossingRow>> begun(Place after, Instant before, int limit) {
    Comparator<CrossingRow> order =
        Comparator.comparing(CrossingRow::openedAt).thenComparing(CrossingRow::id);
    return CompletableFuture.completedFuture(
        journal.view().recentCrossings(1_000_000).stream()
            .filter(row -> row.openedAt().isBefore(before))
            .filter(
                row ->
                    row.openedAt().isAfter(after.openedAt())
                        || row.openedAt().equals(after.openedAt())
                            && row.id().compareTo(after.id()) > 0)
            .sorted(order)
            .limit(limit)
            .toList());
  }

  @Override
  public CompletableFuture<Scan> scan(long after, Instant before, int limit) {
    looks++;
    List<Entry> due =
        journal.records().stream()
            .skip(after)
            .limit(limit)
            .takeWhile(entry -> entry.at().isBefore(before))
            .toList();
    return CompletableFuture.completedFuture(
        new Scan(
            after + due.size(),
            due.size() < limit,
            due.stream()
                .filter(entry -> entry.personal().isPresent())
                .map(entry -> new Personal(entry.stream(), entry.seq(), entry.at()))
                .toList()));
  }

  @Override
  public long forget(Transaction tx, String stream) {
    MemoryJournal.forget(tx, stream, 1, Long.MAX_VALUE);
    return tx.records(stream).size();
  }

  @Override
  public void forget(Transaction tx, String stream, long from, long through) {
    MemoryJournal.forget(tx, stream, from, through);
  }

  private Predicate<Map.Entry<String, Instant>> due(Instant before, Predicate<String> held) {
    return file -> file.getValue().isBefore(before) && !held.test(file.getKey());
  }

  @Override
  public boolean hasEvidence(Instant keptBefore, Predicate<String> held) {
    return evidence.entrySet().stream().anyMatch(due(keptBefore, held));
  }

  @Override
  public long deleteEvidence(Instant keptBefore, Predicate<String> held) {
    int before = evidence.size();
    evidence.entrySet().removeIf(due(keptBefore, held));
    return before - evidence.size();
  }
}
