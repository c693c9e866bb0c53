package org.amitygate.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;
import org.amitygate.device.WeightMeasured;

/**
 * A whole driver in one file, to learn from: it speaks the made-up protocol of {@link
 * ReferenceDevice}, lines of ASCII that end with a line feed.
 *
 * <pre>
 * device → gate   EVENT number kilograms      something was weighed; repeated on a new connection until acknowledged
 * gate → device   ACK number                  when the reading is on disk
 * gate → device   ASK id  /  OPEN id          a safe command, an unsafe one
 * device → gate   ANSWER id kilograms
 * gate → device   PING      device → gate   PONG
 * </pre>
 */
public final class ReferenceDriver implements Driver {

  /** The unsafe command. */
  public static final String LIFT = "lift";

  static final int STATE_FORMAT = 1;
  private static final int LINE_BOUND = 200;

  @Override
  public Session open(Settings settings, DeviceHost host, Optional<State> before)
      throws IOException {
    ReferenceSession session =
        new ReferenceSession(host, settings.duration("silence", Duration.ofSeconds(2)));
    if (before.isPresent()) {
      session.restore(before.get());
    }
    session.start();
    return session;
  }

  @Override
  public Set<String> safeCommands() {
    return Set.of(Command.WEIGH);
  }

  private static final class ReferenceSession implements Session {
    private final DeviceHost host;
    private final Duration silence;

    /** Commands that the device owes an answer, by the number that it knows them by. */
    private final Map<Long, Command> asked = new LinkedHashMap<>();

    private long lastNumber;
    private long lastEvent;
    private Instant heard;

    ReferenceSession(DeviceHost host, Duration silence) {
      this.host = host;
      this.silence = silence;
      this.heard = host.now();
    }

    void start() {
      host.every(silence.dividedBy(4), this::look);
    }

    void restore(State state) throws IOException {
      if (state.format() != STATE_FORMAT || state.bytes().length != 2 * Long.BYTES) {
        throw new IOException(
            "cannot go on from a state of format "
                + state.format()
                + ", only from "
                + STATE_FORMAT);
      }
      ByteBuffer bytes = ByteBuffer.wrap(state.bytes());
      lastNumber = bytes.getLong();
      lastEvent = bytes.getLong();
    }

    @Override
    public Optional<State> suspend() {
      byte[] bytes =
          ByteBuffer.allocate(2 * Long.BYTES).putLong(lastNumber).putLong(lastEvent).array();
      return Optional.of(new State(STATE_FORMAT, bytes));
    }

    private void look() {
      if (host.now().isAfter(heard.plus(silence))) {
        host.lost(new IOException("the device has been silent for " + silence.toMillis() + " ms"));
      } else {
        send("PING");
      }
    }

    private void send(String line) {
      host.link().send((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void received(Inbound data) throws IOException {
      if (!(data instanceof Inbound.Bytes bytes)) {
        throw new IOException("lines are expected, not a message");
      }
      for (Optional<String> line = line(bytes.buffer());
          line.isPresent();
          line = line(bytes.buffer())) {
        heard = host.now();
        take(line.get());
      }
    }

    /** Takes a whole line out of the buffer, or leaves it as it is. */
    private static Optional<String> line(ByteBuffer buffer) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int i = buffer.position(); i < buffer.limit(); i++) {
        byte b = buffer.get(i);
        if (b == '\n') {
          buffer.position(i + 1);
          return Optional.of(line.toString(StandardCharsets.US_ASCII));
        }
        if (b < ' ' || line.size() == LINE_BOUND) {
          throw new IOException(
              "a line of at most " + LINE_BOUND + " characters is expected, byte " + b + " came");
        }
        line.write(b);
      }
      return Optional.empty();
    }

    private void take(String line) throws IOException {
      String[] words = line.split(" ", -1);
      if (words[0].equals("EVENT") && words.length == 3) {
        event(number(words[1]), number(words[2]));
      } else if (words[0].equals("ANSWER") && words.length == 3) {
        answer(number(words[1]), number(words[2]));
      } else if (!line.equals("PONG")) {
        throw new IOException("EVENT, ANSWER or PONG is expected, '" + line + "' came");
      }
    }

    private static long number(String word) throws IOException {
      try {
        return Long.parseUnsignedLong(word);
      } catch (NumberFormatException e) {
        throw new IOException("a number is expected, '" + word + "' came", e);
      }
    }

    private void event(long number, long kilograms) {
      if (number > lastEvent) {
        lastEvent = number;
        Map<String, String> attributes = Map.of("number", Long.toString(number));
        host.emit(
            new WeightMeasured(host.now(), kilograms, true, attributes),
            () -> send("ACK " + number));
      }
    }

    private void answer(long number, long kilograms) {
      Command command = asked.remove(number);
      if (command != null) {
        host.done(
            command,
            new Outcome.Done(
                Optional.of(new WeightMeasured(host.now(), kilograms, true, Map.of()))));
      }
    }

    @Override
    public void execute(Command command) {
      String word =
          switch (command.name()) {
            case Command.WEIGH -> "ASK ";
            case LIFT -> "OPEN ";
            default -> throw new UnsupportedOperationException(command.name());
          };
      lastNumber++;
      asked.put(lastNumber, command);
      send(word + lastNumber);
    }
  }
}
