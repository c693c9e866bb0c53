package org.amitygate.verifier;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tree of RFC 6962, section 2.1, over SHA-256: its root, and audit paths to it. */
final class MerkleTree {

  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private record Part(int from, int to) {}

  private final List<byte[]> leaves;
  private final Map<Part, byte[]> hashes = new HashMap<>();

  MerkleTree(List<byte[]> leaves) {
    this.leaves = leaves;
  }

  byte[] root() {
    return leaves.isEmpty() ? Hashes.sha256() : hash(0, leaves.size());
  }

  /** What is needed to get from a leaf to the root: the hashes beside its way, leaf first. */
  List<byte[]> path(int index) {
    List<byte[]> path = new ArrayList<>();
    path(index, 0, leaves.size(), path);
    return path;
  }

  private void path(int index, int from, int to, List<byte[]> path) {
    if (to - from == 1) {
      return;
    }
    int middle = from + split(to - from);
    if (index < middle) {
      path(index, from, middle, path);
      path.add(hash(middle, to));
    } else {
      path(index, middle, to, path);
      path.add(hash(from, middle));
    }
  }

  private byte[] hash(int from, int to) {
    if (to - from == 1) {
      return Hashes.sha256(LEAF, leaves.get(from));
    }
    Part part = new Part(from, to);
    byte[] known = hashes.get(part);
    if (known == null) {
      int middle = from + split(to - from);
      known = Hashes.sha256(NODE, hash(from, middle), hash(middle, to));
      hashes.put(part, known);
    }
    return known;
  }

  /** The largest power of two below the number of leaves. */
  private static int split(int size) {
    return Integer.highestOneBit(size - 1);
  }

  /**
   * The root that a leaf, its place and its path lead to.
   *
   * @throws IllegalArgumentException the path does not have the length of this place
   */
  static byte[] root(byte[] leaf, long index, long size, List<byte[]> path) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("place " + index + " of " + size);
    }
    return root(Hashes.sha256(LEAF, leaf), index, size, path, path.size());
  }

  private static byte[] root(byte[] leaf, long index, long size, List<byte[]> path, int left) {
    if (size == 1) {
      if (left != 0) {
        throw new IllegalArgumentException("the path is too long");
      }
      return leaf;
    }
    if (left == 0) {
      throw new IllegalArgumentException("the path is too short");
    }
    long middle = Long.highestOneBit(size - 1);
    byte[] beside = path.get(left - 1);
    return index < middle
        ? Hashes.sha256(NODE, root(leaf, index, middle, path, left - 1), beside)
        : Hashes.sha256(NODE, beside, root(leaf, index - middle, size - middle, path, left - 1));
  }
}
