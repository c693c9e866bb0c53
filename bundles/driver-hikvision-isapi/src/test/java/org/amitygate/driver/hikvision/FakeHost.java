package org.amitygate.driver.hikvision;

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
import org.amitygate.device.PlateRead;
import org.amitygate.device.Reading;
import org.amitygate.device.Session;

/** A gate of one device in one thread, with a clock that moves only when told. */
final class FakeHost implements DeviceHost {

  private record Task(
      Instant at, long order, Duration period, Runnable body, boolean[] cancelled) {}

  final List<PlateRead> readings = new ArrayList<>();
  final Map<UUID, Outcome> outcomes = new LinkedHashMap<>();
  final List<String> lost = new ArrayList<>();
  final List<Runnable> undurable = new ArrayList<>();
  boolean diskHeld;
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparing(Task::order));
  private Instant now = Instant.parse("2026-11-23T06:00:00Z");
  private long order;

  @Override
  public Link link() {
    return bytes -> {
      throw new UnsupportedOperationException("a camera is never sent anything");
    };
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public void emit(Reading reading, Runnable durable) {
    readings.add((PlateRead) reading);
    undurable.add(durable);
    if (!diskHeld) {
      writeAll();
    }
  }

  @Override
  public void done(Command command, Outcome outcome) {
    outcomes.merge(
        command.id(),
        outcome,
        (first, second) -> {
          throw new AssertionError("answered twice: " + first + ", then " + second);
        });
  }

  @Override
  public void lost(IOException cause) {
    lost.add(cause.getMessage());
  }

  @Override
  public Schedule every(Duration period, Runnable task) {
    return add(period, period, task);
  }

  @Override
  public Schedule after(Duration delay, Runnable task) {
    return add(delay, Duration.ZERO, task);
  }

  private Schedule add(Duration delay, Duration period, Runnable task) {
    boolean[] cancelled = new boolean[1];
    tasks.add(new Task(now.plus(delay), order++, period, task, cancelled));
    return () -> cancelled[0] = true;
  }

  /** Lets time pass; tasks run when they are due. */
  void pass(Duration duration) {
    Instant end = now.plus(duration);
    for (Task next = tasks.peek(); next != null && !next.at().isAfter(end); next = tasks.peek()) {
      tasks.remove();
      if (next.cancelled()[0]) {
        continue;
      }
      now = next.at();
      if (!next.period().isZero()) {
        tasks.add(
            new Task(
                now.plus(next.period()), order++, next.period(), next.body(), next.cancelled()));
      }
      next.body().run();
    }
    now = end;
  }

  /** The camera streams something; returns what the session left. */
  String stream(Session session, String text) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
    session.received(new Inbound.Bytes(buffer));
    return StandardCharsets.UTF_8.decode(buffer).toString();
  }

  /** The head of the response that opened the stream. */
  void head(Session session, String contentType) throws IOException {
    session.received(
        new Inbound.Message(
            "", Map.of("content-type", contentType), new byte[0], (status, type, body) -> {}));
  }

  /** The camera pushes something. */
  Answer push(Session session, String contentType, byte[] body) throws IOException {
    Answer answer = new Answer();
    session.received(
        new Inbound.Message("/L3/entry", Map.of("content-type", contentType), body, answer));
    return answer;
  }

  /** What a push was answered; status 0: nothing yet. */
  static final class Answer implements Inbound.Reply {
    int status;
    String text = "";

    @Override
    public void send(int code, String contentType, byte[] body) {
      if (status != 0) {
        throw new AssertionError("answered twice: " + status + ", then " + code);
      }
      status = code;
      text = new String(body, StandardCharsets.UTF_8);
    }
  }

  /** What waits for the disk gets there. */
  void writeAll() {
    List<Runnable> all = List.copyOf(undurable);
    undurable.clear();
    all.forEach(Runnable::run);
  }
}
