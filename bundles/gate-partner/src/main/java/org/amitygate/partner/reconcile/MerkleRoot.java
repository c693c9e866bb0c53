package org.amitygate.partner.reconcile;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Merkle tree hash of RFC 6962, section 2.1, with SHA-256. */
public final class MerkleRoot {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private MerkleRoot() {}

  /** In lower-case hexadecimal. Of no leaves: the hash of nothing. */
  public static String of(List<byte[]> leaves) {
    return HexFormat.of().formatHex(leaves.isEmpty() ? sha256() : root(leaves));
  }

  private static byte[] root(List<byte[]> leaves) {
    if (leaves.size() == 1) {
      return sha256(LEAF, leaves.get(0));
    }
    // The left subtree holds the largest power of two that is smaller than the number of leaves.
    int left = Integer.highestOneBit(leaves.size() - 1);
    return sha256(NODE, root(leaves.subList(0, left)), root(leaves.subList(left, leaves.size())));
  }

  /** Of these bytes, one after another. */
  public static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
