package org.amitygate.driver.mtsics;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.amitygate.device.Reading;
import org.amitygate.device.WeightMeasured;
import org.amitygate.testkit.TestDevice;

/** A scale on a loopback socket. Every second {@code S} finds it not stable in time. */
final class TinyScale implements TestDevice {

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger kilograms = new AtomicInteger();
  private final AtomicBoolean unstable = new AtomicBoolean();

  TinyScale() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public Predicate<Reading> provoke(int number) {
    int now = 1_000 + 100 * number;
    kilograms.set(now);
    return reading ->
        reading instanceof WeightMeasured weight && weight.grossKg() == now && weight.stable();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      System.out.println("TinyScale: " + e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        open.add(socket);
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "tiny-scale");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        socket.getOutputStream().write((answer(line) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      // The gate connects again.
    } finally {
      open.remove(socket);
    }
  }

  private String answer(String command) {
    String weight = "%10d kg".formatted(kilograms.get());
    return switch (command) {
      case "S" -> unstable.compareAndSet(true, false) ? "S I" : stable(weight);
      case "SI" -> "S S " + weight;
      case "TA" -> "TA A         0 kg";
      case "I4" -> "I4 A \"B021002593\"";
      default -> "ES";
    };
  }

  private String stable(String weight) {
    unstable.set(true);
    return "S S " + weight;
  }
}
