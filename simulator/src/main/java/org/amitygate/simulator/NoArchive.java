package org.amitygate.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.SealKey;
import org.amitygate.core.journal.Transaction;

/** Nothing is sealed and nothing forgotten: the simulated gates configure no archive. */
final class NoArchive implements Archive {

  private static UnsupportedOperationException none() {
    return new UnsupportedOperationException("a simulated gate has no archive");
  }

  @Override
  public CompletableFuture<Sealed> sealed() {
    throw none();
  }

  @Override
  public CompletableFuture<Around> around(Instant time) {
    throw none();
  }

  @Override
  public CompletableFuture<Grown> grown(OptionalLong after, int records) {
    throw none();
  }

  @Override
  public CompletableFuture<String> seal(LocalDate day, SealKey key) {
    throw none();
  }

  @Override
  public CompletableFuture<List<CrossingRow>> begun(Place after, Instant before, int limit) {
    throw none();
  }

  @Override
  public CompletableFuture<Scan> scan(long after, Instant before, int limit) {
    throw none();
  }

  @Override
  public long forget(Transaction tx, String stream) {
    throw none();
  }

  @Override
  public void forget(Transaction tx, String stream, long from, long through) {
    throw none();
  }

  @Override
  public boolean hasEvidence(Instant keptBefore, Predicate<String> held) {
    throw none();
  }

  @Override
  public long deleteEvidence(Instant keptBefore, Predicate<String> held) {
    throw none();
  }
}
