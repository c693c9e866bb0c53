package org.amitygate.driver.benchlane;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.PlateRead;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Session;
import org.jspecify.annotations.Nullable;

/**
 * The line protocol of the benchmark, ASCII, each line ended by a line feed.
 *
 * <table>
 *   <caption>Lines</caption>
 *   <tr><td>{@code A event plate}</td><td>from the lane: a vehicle stands there, its plate was read
 *   <tr><td>{@code D event}</td><td>to the lane: that is on disk
 *   <tr><td>{@code OPEN event}</td><td>to the lane: let it pass
 *   <tr><td>{@code O event}</td><td>from the lane: it passed
 *   <tr><td>{@code C event}</td><td>to the lane: that is on disk, the next one may come
 * </table>
 */
final class BenchLaneSession implements Session {

  /** Let the vehicle pass; the argument {@code event} is text, as that of {@link #CONFIRM}. */
  static final String OPEN = "open-lane";

  /** Tell the lane that its passing is on disk. */
  static final String CONFIRM = "confirm";

  private static final int LONGEST_LINE = 256;

  private final DeviceHost host;
  private final Map<String, Command> opening = new HashMap<>();

  BenchLaneSession(DeviceHost host) {
    this.host = host;
  }

  void start() {
    for (String loop : List.of("entry", "exit", "passage")) {
      presence(loop, false, true, () -> {});
    }
  }

  @Override
  public void received(Inbound data) throws IOException {
    if (!(data instanceof Inbound.Bytes bytes)) {
      throw new IOException("expected a stream of lines, got a message");
    }
    @Nullable String line = line(bytes.buffer());
    while (line != null) {
      take(line);
      line = line(bytes.buffer());
    }
  }

  private static @Nullable String line(ByteBuffer buffer) throws IOException {
    for (int end = buffer.position(); end < buffer.limit(); end++) {
      if (buffer.get(end) == '\n') {
        byte[] line = new byte[end - buffer.position()];
        buffer.get(line).get();
        return new String(line, StandardCharsets.US_ASCII);
      }
    }
    if (buffer.remaining() > LONGEST_LINE) {
      throw new IOException("a line of more than " + LONGEST_LINE + " bytes");
    }
    return null;
  }

  private void take(String line) throws IOException {
    String[] words = line.split(" ");
    if (words.length == 3 && words[0].equals("A")) {
      arrived(words[1], words[2]);
    } else if (words.length == 2 && words[0].equals("O")) {
      passed(words[1]);
    } else {
      throw new IOException("expected 'A event plate' or 'O event', got '" + line + "'");
    }
  }

  private void arrived(String event, String plate) {
    presence("entry", true, false, () -> {});
    host.emit(
        new PlateRead(host.now(), Optional.of(plate), Optional.of(95), event, List.of(), Map.of()),
        () -> send("D " + event));
  }

  private void passed(String event) throws IOException {
    Command command = opening.remove(event);
    if (command == null) {
      throw new IOException("the lane opened for '" + event + "', which nobody asked for");
    }
    host.done(command, new Outcome.Done(Optional.empty()));
  }

  private void presence(String loop, boolean occupied, boolean sinceStart, Runnable durable) {
    host.emit(new PresenceSensed(host.now(), loop, occupied, sinceStart, Map.of()), durable);
  }

  @Override
  public void execute(Command command) {
    switch (command.name()) {
      case OPEN -> {
        String event = String.valueOf(command.arguments().get("event"));
        opening.put(event, command);
        send("OPEN " + event);
      }
      case CONFIRM -> {
        presence("entry", false, false, () -> {});
        send("C " + command.arguments().get("event"));
        host.done(command, new Outcome.Done(Optional.empty()));
      }
      case Command.SET -> host.done(command, new Outcome.Done(Optional.empty())); // no lamps here
      default -> throw new UnsupportedOperationException("a bench lane has only '" + OPEN + "'");
    }
  }

  private void send(String line) {
    host.link().send((line + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
