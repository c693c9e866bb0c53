package org.amitygate.driver.hikvision;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.amitygate.device.PlateRead;
import org.amitygate.device.Reading;
import org.amitygate.testkit.TestDevice;

/**
 * A camera that posts its events to the gate, each again and again until it is answered with 200.
 */
final class TinyPushCamera implements TestDevice {

  static final String PATH = "/L4/entry";

  private final int gatePort;
  private final BlockingQueue<byte[]> events = new LinkedBlockingQueue<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "tiny-push-camera");
  private volatile boolean closed;

  TinyPushCamera(int gatePort) {
    this.gatePort = gatePort;
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Predicate<Reading> provoke(int number) {
    events.add(Events.push(Events.plate("push-" + number, "29C-" + number)));
    return reading -> reading instanceof PlateRead read && read.eventId().equals("push-" + number);
  }

  @Override
  public OptionalInt acknowledged() {
    return OptionalInt.of(acknowledged.get());
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    try {
      while (!closed) {
        byte[] event = events.take();
        while (!closed && !isTaken(event)) {
          Thread.sleep(100);
        }
        acknowledged.incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isTaken(byte[] event) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gatePort)) {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(2_000);
      String head =
          "POST "
              + PATH
              + " HTTP/1.1\r\nHost: gate\r\nContent-Type: multipart/form-data; boundary="
              + Events.BOUNDARY
              + "\r\nContent-Length: "
              + event.length
              + "\r\nConnection: close\r\n\r\n";
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(event);
      out.flush();
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      String status = in.readLine();
      return status != null && status.startsWith("HTTP/1.1 200");
    } catch (IOException e) {
      return false; // again
    }
  }
}
