package org.amitygate.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;

/**
 * The hash chain of a stream, byte for byte as {@code docs/records.md} says. Final: never change
 * what is hashed.
 */
final class Chain {

  static final int HASH_BYTES = 32;

  private static final byte[] RECORD_TAG = "AGR1".getBytes(StandardCharsets.US_ASCII);

  /** Of each thread: looking for a provider takes as long as hashing a record. */
  private static final ThreadLocal<MessageDigest> SHA_256 = ThreadLocal.withInitial(Chain::digest);

  private Chain() {}

  /**
   * SHA-256 over the header, the digest of the body, the digest of the personal blob and the hash
   * before.
   *
   * @param at µs
   * @param personalDigest empty if the record never had personal values: hashed as zeros
   */
  static byte[] hash(
      String stream,
      long seq,
      UUID id,
      long at,
      String type,
      int v,
      byte[] bodyDigest,
      Optional<byte[]> personalDigest,
      byte[] previous) {
    byte[] streamName = stream.getBytes(StandardCharsets.UTF_8);
    byte[] typeName = type.getBytes(StandardCharsets.UTF_8);
    ByteBuffer header =
        ByteBuffer.allocate(48 + streamName.length + typeName.length + 3 * HASH_BYTES)
            .put(RECORD_TAG)
            .putInt(streamName.length)
            .put(streamName)
            .putLong(seq)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .putLong(at)
            .putInt(typeName.length)
            .put(typeName)
            .putInt(v)
            .put(bodyDigest)
            .put(personalDigest.orElseGet(Chain::zeros))
            .put(previous);
    return sha256(header.array());
  }

  static byte[] sha256(byte[]... parts) {
    MessageDigest digest = SHA_256.get();
    digest.reset(); // of what a work left that died in here
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  static byte[] zeros() {
    return new byte[HASH_BYTES];
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
