package org.amitygate.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.amitygate.device.Reading;

/**
 * A device that posts what it observed to the gate, one after another, each until it is answered
 * with 200.
 */
final class PostingDevice implements TestDevice {

  private final String url;
  private final BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final Thread thread = new Thread(this::post, "posting-device");
  private volatile boolean closed;

  PostingDevice(int gatePort, String path) {
    url = "http://127.0.0.1:" + gatePort + path;
    thread.setDaemon(true);
    thread.start();
  }

  private void post() {
    try {
      while (!closed) {
        int number = queue.take();
        while (!closed && !posted(number)) {
          LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private boolean posted(int number) {
    try {
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setReadTimeout(3000);
      try (OutputStream out = connection.getOutputStream()) {
        out.write(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
      }
      if (connection.getResponseCode() != 200) {
        return false;
      }
      acknowledged.incrementAndGet();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Predicate<Reading> provoke(int number) {
    queue.add(number);
    return reading -> Integer.toString(number).equals(reading.attributes().get("number"));
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
}
