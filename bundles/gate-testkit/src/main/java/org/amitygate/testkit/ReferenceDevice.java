package org.amitygate.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.amitygate.device.Reading;
import org.jspecify.annotations.Nullable;

/**
 * The device that {@link ReferenceDriver} speaks to: a scale that keeps what it weighed until it is
 * acknowledged.
 */
public final class ReferenceDevice implements TestDevice {

  private final ServerSocket server;

  /** Kilograms by number, in order; guarded by this. */
  private final Map<Integer, Integer> unacknowledged = new TreeMap<>();

  private final AtomicInteger acknowledged = new AtomicInteger();
  private @Nullable Socket current;

  public ReferenceDevice() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public synchronized Predicate<Reading> provoke(int number) {
    unacknowledged.put(number, 1000 + number);
    send("EVENT " + number + " " + (1000 + number));
    return reading -> Integer.toString(number).equals(reading.attributes().get("number"));
  }

  @Override
  public OptionalInt acknowledged() {
    return OptionalInt.of(acknowledged.get());
  }

  @Override
  public synchronized void close() {
    try {
      server.close();
      Socket open = current;
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      System.out.println("ReferenceDevice: " + e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "reference-device");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket socket) {
    try (socket) {
      greet(socket);
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        take(line.split(" ", -1), socket);
      }
    } catch (IOException e) {
      // The gate connects again.
    }
  }

  /** A new connection gets what has not been acknowledged. */
  private synchronized void greet(Socket socket) {
    current = socket;
    unacknowledged.forEach((number, kilograms) -> send("EVENT " + number + " " + kilograms));
  }

  private synchronized void take(String[] words, Socket from) throws IOException {
    if (words.length == 2 && words[0].equals("ACK") && words[1].matches("\\d{1,9}")) {
      if (unacknowledged.remove(Integer.valueOf(words[1])) != null) {
        acknowledged.incrementAndGet();
      }
    } else if (words.length == 2 && words[0].matches("ASK|OPEN") && words[1].matches("\\d{1,9}")) {
      send("ANSWER " + words[1] + " 31240");
    } else if (words[0].equals("PING")) {
      send("PONG");
    } else {
      from.close();
    }
  }

  private void send(String line) {
    Socket open = current;
    if (open != null && !open.isClosed()) {
      try {
        open.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
      } catch (IOException e) {
        // The gate connects again.
      }
    }
  }
}
