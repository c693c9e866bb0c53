package org.amitygate.device;

import java.nio.ByteBuffer;
import java.util.Map;

/** What a link delivers. */
public sealed interface Inbound {

  /**
   * Bytes of a stream.
   *
   * @param buffer everything not consumed so far, read-only; the session advances the position over
   *     whole frames
   */
  record Bytes(ByteBuffer buffer) implements Inbound {}

  /**
   * A whole message: an HTTP request that the device sent us, or (with an empty body) the head of
   * the HTTP response that opened an event stream.
   *
   * @param address path and query of the request; empty for a response head
   * @param headers names in lower case
   * @param body never longer than the limit of the link
   * @param reply answers the message, once; for a response head it does nothing
   */
  record Message(String address, Map<String, String> headers, byte[] body, Reply reply)
      implements Inbound {}

  /** Answers one message; any thread, the first call counts. */
  @FunctionalInterface
  interface Reply {
    void send(int status, String contentType, byte[] body);
  }
}
