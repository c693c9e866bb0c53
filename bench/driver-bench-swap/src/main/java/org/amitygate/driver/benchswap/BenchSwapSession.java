package org.amitygate.driver.benchswap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.BarrierState;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.PlateRead;
import org.amitygate.device.PresenceSensed;
import org.amitygate.device.Session;
import org.amitygate.device.State;
import org.amitygate.device.WeightMeasured;
import org.jspecify.annotations.Nullable;

/**
 * The line protocol of the swap benchmark, ASCII, each line ended by a line feed. Every reading
 * carries the version that decoded it in the attribute {@code driver}.
 *
 * <table>
 *   <caption>Lines</caption>
 *   <tr><td>{@code R event kg}</td><td>from the lane: a reading
 *   <tr><td>{@code A event plate}</td><td>from the lane: a vehicle stands there, its plate was read
 *   <tr><td>{@code D event}</td><td>to the lane: the reading or the plate is on disk
 *   <tr><td>{@code Q id}</td><td>to the lane: a question of the flow
 *   <tr><td>{@code W id}</td><td>from the lane: its answer, when the lane has got round to it
 *   <tr><td>{@code OPEN event}</td><td>to the lane: let it pass
 *   <tr><td>{@code O event}</td><td>from the lane: it passed
 *   <tr><td>{@code C event}</td><td>to the lane: that is on disk
 * </table>
 */
final class BenchSwapSession implements Session {

  /** Let the vehicle pass; the argument {@code event} is text, as that of {@link #CONFIRM}. */
  static final String OPEN = "open-lane";

  /** Tell the lane that its passing is on disk. */
  static final String CONFIRM = "confirm";

  /** Ask the lane how it looks there; safe. */
  static final String LOOK = "look";

  private static final int STATE_FORMAT = 1;
  private static final int LONGEST_LINE = 256;

  private final DeviceHost host;
  private final Map<String, String> attributes;
  private final Map<String, Command> opening = new HashMap<>();
  private final Map<String, Command> asked = new HashMap<>();

  BenchSwapSession(DeviceHost host, String version) {
    this.host = host;
    attributes = Map.of("driver", version);
  }

  /** Begins; on the connection of a predecessor the loops are known. */
  void start(Optional<State> before) throws IOException {
    if (before.isPresent()) {
      int format = before.get().format();
      if (format != STATE_FORMAT) {
        throw new IOException("cannot go on from a state of format " + format);
      }
      return;
    }
    for (String loop : List.of("entry", "exit", "passage")) {
      presence(loop, false, true);
    }
  }

  /** Questions are asked again and openings are not in flight, so there is nothing to tell. */
  @Override
  public Optional<State> suspend() {
    return Optional.of(new State(STATE_FORMAT, new byte[0]));
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
    switch (words[0] + words.length) {
      case "R3" -> weighed(words[1], Long.parseLong(words[2]));
      case "A3" -> arrived(words[1], words[2]);
      case "W2" -> answered(words[1]);
      case "O2" -> passed(words[1]);
      default -> throw new IOException("expected a line with R, A, W or O, got '" + line + "'");
    }
  }

  private void weighed(String event, long kilograms) {
    Map<String, String> all = new HashMap<>(attributes);
    all.put("event", event);
    host.emit(new WeightMeasured(host.now(), kilograms, false, all), () -> send("D " + event));
  }

  private void arrived(String event, String plate) {
    presence("entry", true, false);
    host.emit(
        new PlateRead(
            host.now(), Optional.of(plate), Optional.of(95), event, List.of(), attributes),
        () -> send("D " + event));
  }

  /** A question that a predecessor asked, too, is answered twice; the first answer counts. */
  private void answered(String id) {
    Command command = asked.remove(id);
    if (command != null) {
      BarrierState clear =
          new BarrierState(
              host.now(),
              BarrierState.Position.CLOSED,
              0,
              0,
              0,
              0,
              0,
              true,
              false,
              false,
              attributes);
      host.done(command, new Outcome.Done(Optional.of(clear)));
    }
  }

  private void passed(String event) throws IOException {
    Command command = opening.remove(event);
    if (command == null) {
      throw new IOException("the lane opened for '" + event + "', which nobody asked for");
    }
    host.done(command, new Outcome.Done(Optional.empty()));
  }

  private void presence(String loop, boolean occupied, boolean sinceStart) {
    host.emit(new PresenceSensed(host.now(), loop, occupied, sinceStart, attributes), () -> {});
  }

  @Override
  public void execute(Command command) {
    switch (command.name()) {
      case LOOK -> {
        String id = command.id().toString();
        asked.put(id, command);
        send("Q " + id);
      }
      case OPEN -> {
        String event = String.valueOf(command.arguments().get("event"));
        opening.put(event, command);
        send("OPEN " + event);
      }
      case CONFIRM -> {
        presence("entry", false, false);
        send("C " + command.arguments().get("event"));
        host.done(command, new Outcome.Done(Optional.empty()));
      }
      case Command.SET -> host.done(command, new Outcome.Done(Optional.empty())); // no lamps here
      default -> throw new UnsupportedOperationException("there is no '" + command.name() + "'");
    }
  }

  private void send(String line) {
    host.link().send((line + "\n").getBytes(StandardCharsets.US_ASCII));
  }
}
