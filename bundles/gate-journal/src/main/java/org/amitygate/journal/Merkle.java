package org.amitygate.journal;

import java.util.List;

/**
 * Merkle tree hash of RFC 6962, section 2.1: leaves and nodes are hashed with different first
 * bytes.
 */
final class Merkle {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private Merkle() {}

  /** Of no leaves: SHA-256 of nothing. */
  static byte[] root(List<byte[]> leaves) {
    return switch (leaves.size()) {
      case 0 -> Chain.sha256();
      case 1 -> Chain.sha256(LEAF, leaves.get(0));
      default -> {
        // The left subtree holds the largest power of two that is smaller than the number of
        // leaves.
        int left = Integer.highestOneBit(leaves.size() - 1);
        yield Chain.sha256(
            NODE, root(leaves.subList(0, left)), root(leaves.subList(left, leaves.size())));
      }
    };
  }
}
