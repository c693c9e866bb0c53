package org.amitygate.core.device;

import java.nio.ByteBuffer;

/**
 * Bytes of a stream that no session has consumed yet. Belongs to the connection, so it outlives a
 * session. One thread.
 */
final class Unconsumed {

  /**
   * More bytes than this without a whole frame are no protocol that the gate speaks. The largest
   * frame is a part of a camera's event stream: 4 MiB, and its headers.
   */
  static final int BOUND = (4 << 20) + (64 << 10);

  private static final byte[] NONE = new byte[0];

  private byte[] bytes = NONE;
  private int start;
  private int end;

  void add(byte[] chunk) {
    if (start == end) {
      // The usual case: whole frames came and were consumed. The chunk itself becomes the buffer.
      bytes = chunk;
      start = 0;
      end = chunk.length;
      return;
    }
    if (end + chunk.length > bytes.length) {
      int length = end - start;
      byte[] wider = new byte[Math.max(length + chunk.length, Math.min(2 * length, BOUND))];
      System.arraycopy(bytes, start, wider, 0, length);
      bytes = wider;
      start = 0;
      end = length;
    }
    System.arraycopy(chunk, 0, bytes, end, chunk.length);
    end += chunk.length;
  }

  /** Everything that is left, read-only. */
  ByteBuffer view() {
    return ByteBuffer.wrap(bytes, start, end - start).slice().asReadOnlyBuffer();
  }

  /** Drops what was read from a {@link #view()}; returns the number of bytes. */
  int consume(ByteBuffer view) {
    int consumed = view.position();
    start += consumed;
    if (start == end) {
      clear();
    }
    return consumed;
  }

  int size() {
    return end - start;
  }

  void clear() {
    bytes = NONE;
    start = 0;
    end = 0;
  }
}
