package org.amitygate.bench.memory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A device that takes connections and says nothing, so that sessions are opened. */
final class Sink implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());

  Sink() throws IOException {
    Thread accepting = new Thread(this::accept, "sink");
    accepting.setDaemon(true);
    accepting.start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket taken = server.accept();
        Thread reading = new Thread(() -> read(taken), "sink-read");
        reading.setDaemon(true);
        reading.start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void read(Socket taken) {
    try (taken) {
      taken.getInputStream().skip(Long.MAX_VALUE);
    } catch (IOException e) {
      // gone
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
