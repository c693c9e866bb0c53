package org.amitygate.verifier;

/**
 * Something that is not as it was written.
 *
 * @param stream empty if it is about no stream
 * @param seq the first record of the stream that is wrong; 0 if it is about none
 */
record Finding(String stream, long seq, String sentence) {

  @Override
  public String toString() {
    return stream.isEmpty()
        ? sentence
        : stream + (seq == 0 ? ": " : ", record " + seq + ": ") + sentence;
  }
}
