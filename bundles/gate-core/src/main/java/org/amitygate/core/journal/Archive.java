package org.amitygate.core.journal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.amitygate.core.journal.CrossingQuery.Place;

/**
 * What is done with records long after they were written: they are sealed, and what names a person
 * is forgotten. Implemented by gate-journal, an OSGi service. Thread-safe.
 */
public interface Archive {

  /**
   * How far the records are sealed.
   *
   * @param lastDay the day of the last seal
   * @param unsealedSince gate time of the first record that no seal covers
   */
  record Sealed(Optional<LocalDate> lastDay, Optional<Instant> unsealedSince) {}

  /** A record whose personal values are kept. */
  record Personal(String stream, long seq, Instant at) {}

  /**
   * A look at some records in the order of their places.
   *
   * @param through the last place that was looked at
   * @param over there are no more records before that time
   */
  record Scan(long through, boolean over, List<Personal> found) {}

  /**
   * The last record of a stream.
   *
   * @param hash of the record, which stands for all before it in the stream: 32 bytes
   */
  record Head(String stream, long seq, byte[] hash) {}

  /**
   * The streams that grew.
   *
   * @param through the last place that the heads cover
   * @param all there are no records behind it, or only such as came meanwhile
   * @param heads in the order of the UTF-8 bytes of their streams
   */
  record Grown(long through, boolean all, List<Head> heads) {}

  /**
   * The times of the records on both sides of a time.
   *
   * @param before of the last one before it
   * @param from of the first one that is not before it
   */
  record Around(Optional<Instant> before, Optional<Instant> from) {}

  CompletableFuture<Sealed> sealed();

  /** Gate times of records; however many records there are, it takes no longer. */
  CompletableFuture<Around> around(Instant time);

  /**
   * The heads of the streams that have records behind a place.
   *
   * @param after empty: behind the last seal
   * @param records to look at, at most; where there are more, a head is the last of those
   */
  CompletableFuture<Grown> grown(OptionalLong after, int records);

  /**
   * Seals every stream that grew since the seal before, signed, and records it.
   *
   * @return the seal's digest in hexadecimal; fails if the day is not later than that of the last
   *     seal
   */
  CompletableFuture<String> seal(LocalDate day, SealKey key);

  /**
   * Crossings, open or not, in the order in which they began.
   *
   * @param after the one to go on from
   * @param before exclusive
   */
  CompletableFuture<List<CrossingRow>> begun(Place after, Instant before, int limit);

  /**
   * Looks for records whose personal values are kept.
   *
   * @param after the place to go on from
   * @param before gate time, exclusive
   * @param limit records to look at
   */
  CompletableFuture<Scan> scan(long after, Instant before, int limit);

  /**
   * Forgets the personal values of all records that a stream has so far, as part of a transaction.
   * Their digests stay, so the chain can be verified.
   *
   * @return the last seq
   */
  long forget(Transaction tx, String stream);

  /** Forgets the personal values of a part of a stream; both ends are inclusive. */
  void forget(Transaction tx, String stream, long from, long through);

  /**
   * Whether there is evidence that was last kept before this time. Blocks for the disk.
   *
   * @param held evidence that has to stay
   */
  boolean hasEvidence(Instant keptBefore, Predicate<String> held);

  /**
   * Deletes evidence that was last kept before this time. Blocks for the disk.
   *
   * @return how many files
   */
  long deleteEvidence(Instant keptBefore, Predicate<String> held);
}
