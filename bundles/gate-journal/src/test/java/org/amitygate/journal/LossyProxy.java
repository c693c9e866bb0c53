package org.amitygate.journal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network before a PostgreSQL, which can lose the answer to a commit, or everything, or be
 * silent.
 */
final class LossyProxy implements AutoCloseable {

  /** How PostgreSQL says that a transaction is committed. */
  private static final String COMMITTED = "COMMIT\0";

  private final ServerSocket listening;
  private final int target;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger rounds = new AtomicInteger();
  private volatile boolean answered = true;
  private volatile boolean losesTheNextCommit;
  private volatile boolean losesTheNextRequest;
  private volatile boolean down;
  private volatile boolean silent;

  LossyProxy(int target) throws IOException {
    this.target = target;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** How often a client has sent something after it had an answer. */
  int rounds() {
    return rounds.get();
  }

  /** The server commits, and the answer never arrives. */
  void loseTheNextCommit() {
    losesTheNextCommit = true;
  }

  /** What the client sends next never arrives. */
  void loseTheNextRequest() {
    losesTheNextRequest = true;
  }

  /** Takes no connections, and ends those that are open. */
  void down(boolean now) throws IOException {
    down = now;
    if (now) {
      cut();
    }
  }

  /** Whatever is sent gets lost, and no connection is closed. */
  void silent(boolean now) {
    silent = now;
  }

  private void cut() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      if (down) {
        client.close();
        continue;
      }
      Socket server = new Socket();
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
      open.add(client);
      open.add(server);
      start(() -> carry(client, server, true));
      start(() -> carry(server, client, false));
    }
  }

  private void carry(Socket from, Socket to, boolean requests) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
        if (silent) {
          continue;
        }
        if (requests && losesTheNextRequest) {
          losesTheNextRequest = false;
          cut();
          return;
        }
        if (requests && answered) {
          rounds.incrementAndGet();
        }
        answered = !requests;
        String text = new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
        if (!requests && losesTheNextCommit && text.contains(COMMITTED)) {
          losesTheNextCommit = false;
          cut();
          return;
        }
        out.write(buffer, 0, n);
      }
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void start(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // The connection has ended: that is what it is for.
              }
            },
            "lossy-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
  }
}
