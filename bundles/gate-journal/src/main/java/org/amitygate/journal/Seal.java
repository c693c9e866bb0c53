package org.amitygate.journal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A daily seal: the Merkle root of the heads of every stream that grew since the seal before,
 * chained to that seal.
 *
 * @param day the local date it is named after; one seal a day
 * @param position the last place in the store that it covers
 * @param at µs of the last record that it covers
 * @param previous digest of the seal before; zeros for the first
 * @param root Merkle root (RFC 6962, section 2.1) of the heads
 * @param heads what the root was made of: UTF-8 JSON, an array of [stream, seq, hash in
 *     hexadecimal]
 * @param digest what is signed; chains day, time, previous, number of heads and root
 * @param signature over {@code digest}; empty until it is signed
 */
record Seal(
    LocalDate day,
    long position,
    long at,
    byte[] previous,
    byte[] root,
    byte[] heads,
    byte[] digest,
    Optional<byte[]> signature) {

  private static final byte[] SEAL_TAG = "AGS1".getBytes(StandardCharsets.US_ASCII);

  /** The last record of one stream at the time of a seal. */
  record StreamHead(String stream, long seq, byte[] hash) {

    /** A leaf of the tree, byte for byte as {@code docs/records.md} says. */
    byte[] leaf() {
      byte[] name = stream.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(4 + name.length + 8 + Chain.HASH_BYTES)
          .putInt(name.length)
          .put(name)
          .putLong(seq)
          .put(hash)
          .array();
    }
  }

  /**
   * Seals what follows {@code before}; {@code heads} are ordered by the UTF-8 bytes of their
   * streams.
   */
  static Seal of(LocalDate day, Optional<Seal> before, Rows.Heads changed) {
    byte[] previous = before.map(Seal::digest).orElseGet(Chain::zeros);
    List<StreamHead> heads = changed.heads();
    byte[] root = Merkle.root(heads.stream().map(StreamHead::leaf).toList());
    byte[] name = day.toString().getBytes(StandardCharsets.US_ASCII);
    byte[] signed =
        ByteBuffer.allocate(SEAL_TAG.length + 4 + name.length + 16 + 2 * Chain.HASH_BYTES)
            .put(SEAL_TAG)
            .putInt(name.length)
            .put(name)
            .putLong(changed.at())
            .put(previous)
            .putLong(heads.size())
            .put(root)
            .array();
    return new Seal(
        day,
        changed.position(),
        changed.at(),
        previous,
        root,
        json(heads),
        Chain.sha256(signed),
        Optional.empty());
  }

  Seal signed(byte[] by) {
    return new Seal(day, position, at, previous, root, heads, digest, Optional.of(by));
  }

  /** What is recorded of it, so that it cannot be taken away unnoticed. */
  ObjectNode record(String keyFingerprint) {
    return Json.object()
        .put("day", day.toString())
        .put("digest", HexFormat.of().formatHex(digest))
        .put("key", keyFingerprint);
  }

  private static byte[] json(List<StreamHead> heads) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (StreamHead head : heads) {
      all.addArray().add(head.stream()).add(head.seq()).add(HexFormat.of().formatHex(head.hash()));
    }
    return Json.bytes(all);
  }
}
