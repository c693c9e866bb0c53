package org.amitygate.verifier;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a seal covers: the heads that were signed, and those of the records as they are read, one by
 * one. Whoever made the tables can have a database answer each question from other rows; so nothing
 * but the records that are verified is compared with what was signed.
 */
final class Reach {

  private final String day;
  private final long from;
  private final long until;
  private final byte[] signed;
  private final MessageDigest read = Hashes.newSha256();
  private final Set<Long> days = new TreeSet<>();

  /** µs, of the records since the last end. */
  private long earliest = Long.MAX_VALUE;

  private long latest = Long.MIN_VALUE;

  /**
   * @param day the seal's
   * @param from µs, of the seal before
   * @param until µs, of the seal
   * @param heads those that were signed, in their order
   */
  Reach(String day, long from, long until, List<Head> heads) {
    this.day = day;
    this.from = from;
    this.until = until;
    heads.forEach(head -> read.update(head.leaf()));
    this.signed = read.digest();
  }

  /** Takes a record, stream by stream, each in the order of its numbers. */
  void next(Row row) {
    earliest = Math.min(earliest, row.at());
    latest = Math.max(latest, row.at());
    days.add(Math.floorDiv(row.at(), SealCheck.DAY));
  }

  /**
   * After the last record of a stream.
   *
   * @return that the stream has a record that is later than the seal, or earlier than the one
   *     before
   */
  Optional<Finding> end(Head last) {
    read.update(last.leaf());
    long outside = latest > until ? latest : earliest;
    earliest = Long.MAX_VALUE;
    latest = Long.MIN_VALUE;
    return outside >= from && outside <= until
        ? Optional.empty()
        : Optional.of(
            new Finding(
                last.stream(),
                last.seq(),
                "it, or one before it, is dated "
                    + SealCheck.time(outside)
                    + ", which is outside of what the seal of "
                    + day
                    + " covers"));
  }

  /** After the last record of all: whether the records are those that were signed. */
  boolean isSigned() {
    return Arrays.equals(signed, read.digest());
  }

  String day() {
    return day;
  }

  /** On how many days (UTC) its records were written. */
  int days() {
    return days.size();
  }
}
