package org.amitygate.itests;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A TCP line that counts, and can be cut; cut at first. The near end is where connections come
 * from. Thread-safe.
 */
final class Cable {

  private static final int CHUNK = 8_192;

  private final int near;
  private final int far;
  private final List<Socket> sockets = new ArrayList<>();
  private @Nullable ServerSocket listening;
  private int connections;

  /**
   * Makes a cable.
   *
   * @param near port on which the cable listens
   * @param far port to which it connects
   */
  Cable(int near, int far) {
    this.near = near;
    this.far = far;
  }

  /** The port on which it listens. */
  int near() {
    return near;
  }

  /** The port to which it connects. */
  int far() {
    return far;
  }

  /** How many connections there were. */
  synchronized int connections() {
    return connections;
  }

  /** Ends the connections; new ones are refused. */
  synchronized void cut() {
    ServerSocket server = listening;
    if (server != null) {
      close(server);
    }
    listening = null;
    sockets.forEach(Cable::close);
    sockets.clear();
  }

  /** New connections are taken, if they were not already. */
  synchronized void mend() {
    if (listening != null) {
      return;
    }
    try {
      ServerSocket server = new ServerSocket();
      server.setReuseAddress(true);
      server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), near));
      listening = server;
      begin(() -> accept(server));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocket server) {
    while (!server.isClosed()) {
      try {
        join(server, server.accept());
      } catch (IOException e) {
        continue; // cut
      }
    }
  }

  private void join(ServerSocket server, Socket caller) {
    Socket called = new Socket();
    try {
      called.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), far));
    } catch (IOException e) {
      close(caller); // nobody listens there
      return;
    }
    synchronized (this) {
      if (server.isClosed()) {
        close(caller);
        close(called);
        return;
      }
      connections++;
      sockets.add(caller);
      sockets.add(called);
    }
    begin(() -> carry(caller, called));
    begin(() -> carry(called, caller));
  }

  private static void carry(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[CHUNK];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        out.write(bytes, 0, count);
      }
    } catch (IOException e) {
      // One end is gone, so the other has to go.
    }
    close(from);
    close(to);
  }

  private static void begin(Runnable work) {
    Thread thread = new Thread(work, "cable");
    thread.setDaemon(true);
    thread.start();
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
