package org.amitygate.journal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.journal.Entry;

/**
 * One record as it is stored.
 *
 * @param at µs
 * @param body exact UTF-8 JSON
 * @param personal {@link #SALT_BYTES} of salt, then UTF-8 JSON; empty if there is none or it was
 *     erased
 * @param personalDigest SHA-256 of the whole of {@code personal}, kept when that is erased; empty
 *     if there never was any
 * @param previous hash of the record before it in the stream; zeros for the first
 * @param hash by {@link Chain#hash}
 */
record RecordRow(
    String stream,
    long seq,
    UUID id,
    long at,
    String type,
    int v,
    byte[] body,
    Optional<byte[]> personal,
    Optional<byte[]> personalDigest,
    byte[] previous,
    byte[] hash) {

  static final int SALT_BYTES = 16;

  Head head() {
    return new Head(seq, hash);
  }

  Entry entry() {
    Optional<ObjectNode> open =
        personal.map(b -> Json.object(Arrays.copyOfRange(b, SALT_BYTES, b.length)));
    return new Entry(stream, seq, id, Micros.instant(at), Json.object(body), open);
  }

  RecordRow erased() {
    return new RecordRow(
        stream, seq, id, at, type, v, body, Optional.empty(), personalDigest, previous, hash);
  }

  /** The end of a stream: number and hash of its last record. */
  record Head(long seq, byte[] hash) {
    /** Of a stream without records. */
    static final Head NONE = new Head(0, Chain.zeros());
  }
}
