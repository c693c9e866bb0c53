package org.amitygate.links;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.amitygate.core.device.LinkFactory;
import org.amitygate.device.Inbound;

/** Writes down what a link says. */
final class Recorder implements LinkFactory.Listener {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final List<String> events = new ArrayList<>();
  private final List<Inbound.Message> messages = new ArrayList<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Override
  public synchronized void connected() {
    add("connected");
  }

  @Override
  public synchronized void received(byte[] data) {
    bytes.writeBytes(data);
    notifyAll();
  }

  @Override
  public synchronized void received(Inbound.Message message) {
    messages.add(message);
    notifyAll();
  }

  @Override
  public synchronized void disconnected(String cause) {
    add("disconnected: " + cause);
  }

  private void add(String event) {
    events.add(event);
    notifyAll();
  }

  /** Connections made and lost, in order. */
  synchronized List<String> events() {
    return List.copyOf(events);
  }

  synchronized int count() {
    return bytes.size();
  }

  synchronized byte[] bytes() {
    return bytes.toByteArray();
  }

  synchronized int messageCount() {
    return messages.size();
  }

  /** Waits for an event and returns it. */
  String event(int index) {
    await("event " + index, () -> events.size() > index);
    synchronized (this) {
      return events.get(index);
    }
  }

  /** Waits for a message and returns it. */
  Inbound.Message message(int index) {
    await("message " + index, () -> messages.size() > index);
    synchronized (this) {
      return messages.get(index);
    }
  }

  /** Waits until this many bytes have come and returns all that have. */
  byte[] bytes(int atLeast) {
    await(atLeast + " bytes", () -> bytes.size() >= atLeast);
    return bytes();
  }

  String text(int atLeast) {
    return new String(bytes(atLeast), StandardCharsets.US_ASCII);
  }

  private synchronized void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new AssertionError(
            "did not come: " + what + "; events " + events + ", bytes " + bytes.size());
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
