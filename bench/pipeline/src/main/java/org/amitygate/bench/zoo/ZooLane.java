package org.amitygate.bench.zoo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A device that sends plates and weights at its own pace, keeps each plate until it is
 * acknowledged, and sends it again after a break of the connection or after {@value #AGAIN_SECONDS}
 * s, as cameras do. Two threads of its own.
 */
final class ZooLane implements AutoCloseable {

  static final int AGAIN_SECONDS = 3;
  static final int WINDOW = 16;
  private static final long PERIOD_MS = 50;
  private static final int WEIGHT_EVERY = 4;

  private final int number;
  private final ServerSocket server;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private final List<Long> acknowledged = new ArrayList<>();
  private @Nullable Socket socket;
  private long sent;
  private int accepted;
  private boolean sending = true;
  private volatile boolean closed;

  private static final class Waiting {
    final String line;

    /** When it was sent last; 0: it has to be. */
    long at;

    Waiting(String line) {
      this.line = line;
    }
  }

  ZooLane(int number) throws IOException {
    this.number = number;
    this.server = new ServerSocket(0, 4, InetAddress.getLoopbackAddress());
    daemon("zoo-lane-" + number, this::listen);
    daemon("zoo-send-" + number, this::send);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void listen() {
    while (!closed) {
      try (Socket connection = server.accept()) {
        accepted(connection);
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          heard(line);
        }
      } catch (IOException e) {
        // the server has cut it; it comes again
      }
    }
  }

  private synchronized void accepted(Socket connection) throws IOException {
    accepted++;
    connection.setTcpNoDelay(true);
    socket = connection;
    waiting.values().forEach(one -> one.at = 0);
    sendDue();
  }

  private synchronized void heard(String line) {
    if (line.startsWith("D ") && waiting.remove(line.substring(2)) != null) {
      acknowledged.add(System.currentTimeMillis());
    }
  }

  private void send() {
    while (!closed) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(PERIOD_MS));
      turn();
    }
  }

  private synchronized void turn() {
    if (sending) {
      sent++;
      String event = number + "-" + sent;
      waiting.put(event, new Waiting("P " + event + " 29C" + (10_000 + sent % 90_000)));
      if (sent % WEIGHT_EVERY == 0) {
        write("R " + event + " " + (20_000 + sent * 37 % 20_000));
      } else if (sent % WEIGHT_EVERY == WEIGHT_EVERY / 2) {
        write("R " + event + " 0"); // it has gone
      }
    }
    sendDue();
  }

  /** What was never sent on this connection, or long ago. */
  private void sendDue() {
    long now = System.nanoTime();
    int under = 0;
    for (Waiting one : waiting.values()) {
      if (under++ == WINDOW) {
        return;
      }
      if (one.at == 0 || now - one.at > TimeUnit.SECONDS.toNanos(AGAIN_SECONDS)) {
        one.at = now;
        write(one.line);
      }
    }
  }

  private void write(String line) {
    Socket open = socket;
    try {
      if (open != null && !open.isClosed()) {
        open.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // it is sent again
    }
  }

  /** No new readings; those without an acknowledgement are still sent again. */
  synchronized void stopSending() {
    sending = false;
  }

  /** Plates sent so far, each counted once. */
  synchronized long sent() {
    return sent;
  }

  synchronized int unacknowledged() {
    return waiting.size();
  }

  synchronized int connections() {
    return accepted;
  }

  /** When the first plate was acknowledged after a time, ms since 1970; −1: none was yet. */
  synchronized long firstAcknowledgedAfter(long millis) {
    for (int i = acknowledged.size() - 1; i >= 0; i--) {
      if (acknowledged.get(i) <= millis) {
        return i + 1 < acknowledged.size() ? acknowledged.get(i + 1) : -1;
      }
    }
    return acknowledged.isEmpty() ? -1 : acknowledged.get(0);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    server.close();
  }
}
