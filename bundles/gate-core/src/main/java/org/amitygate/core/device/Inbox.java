package org.amitygate.core.device;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.amitygate.device.Inbound;
import org.jspecify.annotations.Nullable;

/** What a link delivered and no session has seen yet, in order and bounded. Thread-safe. */
final class Inbox {

  /** Above one of these the link is not read. */
  static final int HIGH_BYTES = 256 << 10;

  static final int HIGH_EVENTS = 64;

  /** Below both of these it is read again. */
  static final int LOW_BYTES = 64 << 10;

  static final int LOW_EVENTS = 16;

  /** A link that goes on delivering after it was told to stop is cut here. */
  static final int HARD_BYTES = 64 << 20;

  /** What can happen on a link. */
  sealed interface Event {
    int size();
  }

  record Opened() implements Event {
    @Override
    public int size() {
      return 0;
    }
  }

  record Chunk(byte[] bytes) implements Event {
    @Override
    public int size() {
      return bytes.length;
    }
  }

  record Whole(Inbound.Message message) implements Event {
    @Override
    public int size() {
      return message.body().length;
    }
  }

  record Ended(String cause) implements Event {
    @Override
    public int size() {
      return 0;
    }
  }

  private final Deque<Event> events = new ArrayDeque<>();
  private long bytes;
  private boolean draining;

  /** Adds an event. @return whether somebody must begin to drain */
  synchronized boolean add(Event event) {
    events.add(event);
    bytes += event.size();
    boolean begin = !draining;
    draining = true;
    return begin;
  }

  synchronized boolean isFull() {
    return bytes > HIGH_BYTES || events.size() > HIGH_EVENTS;
  }

  synchronized boolean isLow() {
    return bytes < LOW_BYTES && events.size() < LOW_EVENTS;
  }

  synchronized boolean isOverrun() {
    return bytes > HARD_BYTES;
  }

  /** The next event; chunks that follow each other come as one. Without one, draining has ended. */
  synchronized @Nullable Event next() {
    Event first = events.poll();
    if (first == null) {
      draining = false;
      return null;
    }
    bytes -= first.size();
    if (first instanceof Chunk chunk && events.peek() instanceof Chunk) {
      return joined(chunk);
    }
    return first;
  }

  private Chunk joined(Chunk first) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(2 * first.size());
    all.writeBytes(first.bytes());
    while (events.peek() instanceof Chunk chunk && all.size() < HIGH_BYTES) {
      events.poll();
      bytes -= chunk.size();
      all.writeBytes(chunk.bytes());
    }
    return new Chunk(all.toByteArray());
  }

  /** Drops everything, for a connection that is closed. */
  synchronized void clear() {
    events.clear();
    bytes = 0;
  }
}
