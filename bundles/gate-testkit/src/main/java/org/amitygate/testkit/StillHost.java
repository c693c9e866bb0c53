package org.amitygate.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.UUID;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Inbound;
import org.amitygate.device.Link;
import org.amitygate.device.Outcome;
import org.amitygate.device.Reading;
import org.amitygate.device.Session;

/**
 * A gate of one device in one thread, with a clock that moves only when told: for tests of a single
 * session without a network.
 */
public class StillHost implements DeviceHost {

  private record Task(
      Instant at, long order, Duration period, Runnable body, boolean[] cancelled) {}

  /** Readings so far, in order. */
  public final List<Reading> readings = new ArrayList<>();

  /** Outcomes by the id of their command. */
  public final Map<UUID, Outcome> outcomes = new LinkedHashMap<>();

  /** Why the session gave itself up; empty if it did not. */
  public final List<String> lost = new ArrayList<>();

  /** While this is set, readings wait for the disk until {@link #writeAll}. */
  public boolean diskHeld;

  private final List<byte[]> sent = new ArrayList<>();

  /** What to run when a reading that waits for the disk gets there, in order. */
  public final List<Runnable> waitForDisk = new ArrayList<>();

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparing(Task::order));
  private Instant now = Instant.parse("2026-11-23T06:00:00Z");
  private long order;

  /** What the session sent since the last look, one element for each call of the link. */
  public List<byte[]> takeSentBytes() {
    List<byte[]> all = List.copyOf(sent);
    sent.clear();
    return all;
  }

  /** What waits for the disk gets there. */
  public void writeAll() {
    List<Runnable> all = List.copyOf(waitForDisk);
    waitForDisk.clear();
    all.forEach(Runnable::run);
  }

  /** Schedules that are still armed. */
  public long armed() {
    return tasks.stream().filter(task -> !task.cancelled()[0]).count();
  }

  /**
   * The device says something.
   *
   * @return what the session left unconsumed
   */
  public ByteBuffer say(Session session, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    session.received(new Inbound.Bytes(buffer));
    return buffer;
  }

  /** As {@link #say(Session, byte[])}, in Latin-1. */
  public ByteBuffer say(Session session, String text) throws IOException {
    return say(session, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Lets time pass; schedules run when they are due. */
  public void pass(Duration duration) {
    Instant end = now.plus(duration);
    for (Task next = tasks.peek(); next != null && !next.at().isAfter(end); next = tasks.peek()) {
      tasks.remove();
      if (!next.cancelled()[0]) {
        now = next.at();
        if (!next.period().isZero()) {
          add(next.period(), next.period(), next.body(), next.cancelled());
        }
        next.body().run();
      }
    }
    now = end;
  }

  @Override
  public Link link() {
    return sent::add;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void emit(Reading reading, Runnable durable) {
    readings.add(reading);
    waitForDisk.add(durable);
    if (!diskHeld) {
      writeAll();
    }
  }

  /**
   * @throws AssertionError the command has an outcome already
   */
  @Override
  public void done(Command command, Outcome outcome) {
    Outcome first = outcomes.putIfAbsent(command.id(), outcome);
    if (first != null) {
      throw new AssertionError("answered twice: " + first + ", then " + outcome);
    }
  }

  @Override
  public void lost(IOException cause) {
    lost.add(String.valueOf(cause.getMessage()));
  }

  @Override
  public Schedule every(Duration period, Runnable task) {
    return add(period, period, task, new boolean[1]);
  }

  @Override
  public Schedule after(Duration delay, Runnable task) {
    return add(delay, Duration.ZERO, task, new boolean[1]);
  }

  private Schedule add(Duration delay, Duration period, Runnable task, boolean[] cancelled) {
    tasks.add(new Task(now.plus(delay), order++, period, task, cancelled));
    return () -> cancelled[0] = true;
  }
}
