package org.amitygate.driver.hikvision;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Reading;
import org.amitygate.testkit.TestDevice;

/**
 * A camera on a loopback socket whose event stream the gate pulls. It keeps events while nobody
 * pulls.
 */
final class TinyStreamCamera implements TestDevice {

  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary="
          + Events.BOUNDARY
          + "\r\nConnection: close\r\n\r\n";

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  TinyStreamCamera() throws IOException {
    server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public Predicate<Reading> provoke(int number) {
    events.add(Events.plate("stream-" + number, "29C-" + number));
    return reading ->
        reading instanceof PlateRead read && read.eventId().equals("stream-" + number);
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      System.out.println("TinyStreamCamera: " + e);
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        for (Socket before : open) {
          before.close(); // one gate pulls
        }
        socket.setTcpNoDelay(true);
        open.add(socket);
        start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "tiny-stream-camera");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String line = in.readLine();
      while (line != null && !line.isEmpty()) {
        line = in.readLine();
      }
      send(socket, HEAD);
      for (int part = 0; !socket.isClosed(); part++) {
        String event = events.poll(100, TimeUnit.MILLISECONDS);
        send(
            socket, Events.part(event == null ? Events.heartbeat() : event, part % 2 == 0, "\r\n"));
      }
    } catch (IOException e) {
      // The gate pulls again.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
