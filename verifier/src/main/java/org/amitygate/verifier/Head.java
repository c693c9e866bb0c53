package org.amitygate.verifier;

/** The last record of a stream that a seal covers. */
record Head(String stream, long seq, byte[] hash) {

  byte[] leaf() {
    return Hashes.leaf(stream, seq, hash);
  }
}
