package org.amitygate.bench.limit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The limit: one thread reads the sockets, one writes the log and answers. It does the three
 * durable points of a crossing and nothing else: no hash chain, no state, no search, no versions,
 * no recovery. Arguments: {@code PORT FILE}.
 */
public final class Limit {

  private static final long LOG_BYTES = 256L << 20;

  private final AppendLog log;

  private Limit(AppendLog log) {
    this.log = log;
  }

  public static void main(String[] args) throws IOException {
    Limit limit = new Limit(new AppendLog(Path.of(args[1]), LOG_BYTES));
    System.out.printf(
        "settings append log of %d MiB, preallocated and zeroed, FileChannel.force(false) = fdatasync once for each batch of at most %d records, no timer%n",
        LOG_BYTES >> 20, AppendLog.BATCH);
    limit.serve(Integer.parseInt(args[0]));
  }

  private void serve(int port) throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress("127.0.0.1", port), 1_024).configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    System.out.println("ready");
    int lanes = 0;
    while (true) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.isAcceptable()) {
          SocketChannel channel = server.accept();
          channel.configureBlocking(false);
          channel.socket().setTcpNoDelay(true);
          channel.register(selector, SelectionKey.OP_READ, new Lane(channel, "L" + ++lanes));
        } else if (!((Lane) key.attachment()).read()) {
          key.channel().close();
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** One connection. */
  private final class Lane {
    private final SocketChannel channel;
    private final String id;
    private final ByteBuffer in = ByteBuffer.allocate(512);

    Lane(SocketChannel channel, String id) {
      this.channel = channel;
      this.id = id;
    }

    /** Returns false at the end of the connection. */
    boolean read() throws IOException {
      if (channel.read(in) < 0) {
        return false;
      }
      in.flip();
      int begin = 0;
      for (int i = 0; i < in.limit(); i++) {
        if (in.get(i) == '\n') {
          take(new String(in.array(), begin, i - begin, StandardCharsets.US_ASCII));
          begin = i + 1;
        }
      }
      in.position(begin);
      in.compact();
      return true;
    }

    private void take(String line) {
      String[] words = line.split(" ");
      if (words[0].equals("A")) {
        arrived(words[1], words[2]);
      } else {
        passed(words[1]);
      }
    }

    private void arrived(String event, String plate) {
      log.append(
          record("PlateRead", event, ",\"plate\":\"" + plate + "\",\"confidencePercent\":95"),
          () -> {
            send("D " + event + "\n");
            decide(event, plate);
          });
    }

    private void decide(String event, String plate) {
      String decision =
          ",\"plate\":\"" + plate + "\",\"decision\":\"open\",\"command\":\"open-lane\"";
      log.append(record("Decided", event, decision), () -> send("OPEN " + event + "\n"));
    }

    private void passed(String event) {
      String outcome = ",\"command\":\"open-lane\",\"outcome\":\"Done\"";
      log.append(record("CommandEnded", event, outcome), () -> send("C " + event + "\n"));
    }

    private byte[] record(String type, String event, String more) {
      return bytes(
          "{\"type\":\""
              + type
              + "\",\"v\":1,\"device\":\""
              + id
              + ".io\",\"at\":\""
              + Instant.now()
              + "\",\"event\":\""
              + event
              + "\""
              + more
              + "}");
    }

    private void send(String line) {
      try {
        ByteBuffer out = ByteBuffer.wrap(bytes(line));
        while (out.hasRemaining()) {
          channel.write(out);
        }
      } catch (IOException e) {
        System.err.println("lane " + id + ": " + e);
      }
    }
  }
}
