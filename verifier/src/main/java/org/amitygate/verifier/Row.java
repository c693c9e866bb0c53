package org.amitygate.verifier;

import java.util.Optional;

/**
 * One record as it is found.
 *
 * @param position its place in the database; empty in a segment
 * @param at µs since 1970 in UTC
 * @param body empty: only its digest is known, since the record was none of the segment's
 * @param personal empty: none, erased, or not given away
 */
record Row(
    Optional<Long> position,
    String stream,
    long seq,
    byte[] id,
    long at,
    String type,
    int v,
    Optional<byte[]> body,
    byte[] bodyDigest,
    Optional<byte[]> personal,
    Optional<byte[]> personalDigest,
    byte[] previous,
    byte[] hash) {

  boolean erased() {
    return personal.isEmpty() && personalDigest.isPresent();
  }
}
