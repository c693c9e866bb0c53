package org.amitygate.bench.karaflane;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The connection to one lane. On one thread. */
final class Lane {

  /** After so long a lane that was not there is tried again. */
  static final long RETRY_MS = 10;

  private final int port;
  private final Selector selector;
  private final LaneWork work;
  private final String version;
  private final ByteBuffer in = ByteBuffer.allocate(4096);
  private @Nullable SocketChannel channel;

  Lane(int port, Selector selector, LaneWork work, String version) {
    this.port = port;
    this.selector = selector;
    this.work = work;
    this.version = version;
  }

  void connect() {
    if (channel != null) {
      return;
    }
    try {
      SocketChannel opened = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      opened.configureBlocking(false);
      opened.socket().setTcpNoDelay(true);
      opened.register(selector, SelectionKey.OP_READ, this);
      in.clear();
      channel = opened;
    } catch (IOException e) {
      channel = null; // tried again soon
    }
  }

  static void serve(SelectionKey key) {
    Lane lane = (Lane) key.attachment();
    try {
      lane.read();
    } catch (IOException e) {
      lane.close();
    }
  }

  private void read() throws IOException {
    SocketChannel open = channel;
    if (open == null || open.read(in) < 0) {
      throw new EOFException("the lane closed the connection");
    }
    in.flip();
    int begin = 0;
    for (int i = 0; i < in.limit(); i++) {
      if (in.get(i) == '\n') {
        String line = new String(in.array(), begin, i - begin, StandardCharsets.US_ASCII);
        for (String answer : work.take(line, version)) {
          send(open, answer);
        }
        begin = i + 1;
      }
    }
    in.position(begin);
    in.compact();
  }

  private static void send(SocketChannel open, String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      open.write(bytes);
    }
  }

  void close() {
    SocketChannel open = channel;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
