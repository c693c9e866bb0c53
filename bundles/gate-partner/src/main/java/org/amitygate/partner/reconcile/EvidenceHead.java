package org.amitygate.partner.reconcile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * What a gate binds itself to towards a partner: the ends of the streams of its journal that have
 * something about this partner and grew since the head before, and by that head all before them.
 * The partner learns a number and two digests, and nothing of what is recorded. The bytes are those
 * of {@code docs/records.md}.
 *
 * @param number from 1, without gaps
 * @param previous digest of the head before, in lower-case hexadecimal; zeros for the first
 * @param count of the streams
 * @param root Merkle root of their ends
 */
public record EvidenceHead(long number, String previous, long count, String root) {

  private static final byte[] TAG = "AGH1".getBytes(StandardCharsets.US_ASCII);

  /** What the first head follows. */
  public static final String NONE = "0".repeat(64);

  /** The end of one stream. */
  public record End(String stream, long seq, byte[] hash) {

    byte[] leaf() {
      byte[] name = stream.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(4 + name.length + 8 + hash.length)
          .putInt(name.length)
          .put(name)
          .putLong(seq)
          .put(hash)
          .array();
    }
  }

  /**
   * @param ends in the order of the UTF-8 bytes of their streams
   */
  public static EvidenceHead of(long number, String previous, List<End> ends) {
    return new EvidenceHead(
        number, previous, ends.size(), MerkleRoot.of(ends.stream().map(End::leaf).toList()));
  }

  /** Stands for this head and all before it, in lower-case hexadecimal. */
  public String digest() {
    byte[] bytes =
        ByteBuffer.allocate(TAG.length + 8 + 32 + 8 + 32)
            .put(TAG)
            .putLong(number)
            .put(HexFormat.of().parseHex(previous))
            .putLong(count)
            .put(HexFormat.of().parseHex(root))
            .array();
    return HexFormat.of().formatHex(MerkleRoot.sha256(bytes));
  }
}
