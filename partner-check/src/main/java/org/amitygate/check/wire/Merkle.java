package org.amitygate.check.wire;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.List;

/** The Merkle tree hash of RFC 6962, section 2.1, with SHA-256. */
public final class Merkle {
  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private Merkle() {}

  /** Of these leaves in their order, in lower-case hexadecimal. */
  public static String root(List<byte[]> leaves) {
    return HexFormat.of().formatHex(hash(leaves));
  }

  private static byte[] hash(List<byte[]> leaves) {
    if (leaves.size() < 2) {
      return leaves.isEmpty() ? sha256() : sha256(LEAF, leaves.get(0));
    }
    int left = Integer.highestOneBit(leaves.size() - 1);
    return sha256(NODE, hash(leaves.subList(0, left)), hash(leaves.subList(left, leaves.size())));
  }

  private static byte[] sha256(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return HexFormat.of().parseHex(Jws.sha256(all.toByteArray()));
  }
}
