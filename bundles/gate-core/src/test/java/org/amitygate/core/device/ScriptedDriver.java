package org.amitygate.core.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
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
 * A driver that does what the device's lines tell it. Safe command {@code ask}, unsafe {@code
 * move}.
 */
final class ScriptedDriver implements Driver {

  final List<ScriptedSession> sessions = new ArrayList<>();
  final List<Settings> settings = new ArrayList<>();
  Optional<Throwable> openFailure = Optional.empty();
  boolean failOnlyWithState;
  boolean suspends;

  /** The state that it leaves has no bytes. */
  boolean leavesNoBytes;

  boolean greets;

  /** Leaves what comes as it is. */
  boolean deaf;

  Set<String> safe = Set.of("ask");
  Runnable duringOpen = () -> {};
  Runnable duringSuspend = () -> {};
  Runnable duringClose = () -> {};
  Runnable duringSafe = () -> {};

  /** Run by the line {@code HOOK}, inside a call of the session. */
  Runnable hook = () -> {};

  static <T extends Throwable> void throwAs(Throwable any, Class<T> type) throws T {
    if (any instanceof Error e) {
      throw e;
    }
    if (any instanceof RuntimeException e) {
      throw e;
    }
    throw type.cast(any);
  }

  @Override
  public Session open(Settings with, DeviceHost host, Optional<State> before) throws IOException {
    settings.add(with);
    if (greets) {
      host.link().send("HELLO\n".getBytes(StandardCharsets.US_ASCII));
    }
    duringOpen.run();
    if (openFailure.isPresent() && (before.isPresent() || !failOnlyWithState)) {
      throwAs(openFailure.get(), IOException.class);
    }
    ScriptedSession session = new ScriptedSession(host, before);
    sessions.add(session);
    return session;
  }

  @Override
  public Set<String> safeCommands() {
    duringSafe.run();
    return safe;
  }

  ScriptedSession last() {
    return sessions.get(sessions.size() - 1);
  }

  long open() {
    return sessions.stream().filter(session -> !session.closed).count();
  }

  final class ScriptedSession implements Session {
    final DeviceHost host;
    final Optional<State> before;
    final List<String> heard = new ArrayList<>();
    final List<Command> commands = new ArrayList<>();
    final Map<Integer, Command> byNumber = new HashMap<>();
    boolean closed;

    ScriptedSession(DeviceHost host, Optional<State> before) {
      this.host = host;
      this.before = before;
    }

    void send(String line) {
      host.link().send((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void received(Inbound data) throws IOException {
      if (data instanceof Inbound.Message message) {
        heard.add(new String(message.body(), StandardCharsets.US_ASCII));
        obey(heard.get(heard.size() - 1));
        return;
      }
      if (deaf) {
        return;
      }
      ByteBuffer buffer = ((Inbound.Bytes) data).buffer();
      for (int i = buffer.position(); i < buffer.limit(); i++) {
        if (buffer.get(i) == '\n') {
          byte[] line = new byte[i - buffer.position()];
          buffer.get(line);
          buffer.get();
          heard.add(new String(line, StandardCharsets.US_ASCII));
          obey(heard.get(heard.size() - 1));
        }
      }
    }

    private void obey(String line) throws IOException {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "EMIT" -> emit(words[1]);
        case "DONE" -> done(Integer.parseInt(words[1]));
        case "BAD" -> throw new IOException("GOOD was expected, BAD came");
        case "BUG" -> throw new IllegalStateException("a defect");
        case "ERROR" -> throw new NoClassDefFoundError("org/vendor/Gone");
        case "LOST" -> host.lost(new IOException("no answer for 3 s"));
        case "TICK" -> host.every(Duration.ofSeconds(1), () -> send("TICK"));
        case "HOOK" -> hook.run();
        case "LATER" -> host.after(Duration.ofSeconds(1), () -> send("LATER"));
        default -> {}
      }
    }

    private void emit(String number) {
      host.emit(
          new WeightMeasured(host.now(), Long.parseLong(number), true, Map.of()),
          () -> send("ACK " + number));
    }

    void done(int number) {
      host.done(byNumber.get(number), new Outcome.Done(Optional.empty()));
    }

    @Override
    public void execute(Command command) {
      switch (command.name()) {
        case "ask", "move" -> {
          commands.add(command);
          byNumber.put(commands.size(), command);
          send(command.name() + " " + commands.size());
        }
        case "fail" -> throw new IllegalStateException("a defect");
        case "slip" -> {
          send("slip");
          throw new UnsupportedOperationException("a defect");
        }
        default -> throw new UnsupportedOperationException("only ask and move");
      }
    }

    @Override
    public Optional<State> suspend() {
      duringSuspend.run();
      if (leavesNoBytes) {
        return Optional.of(new State(1, null));
      }
      return suspends
          ? Optional.of(new State(1, ("heard " + heard.size()).getBytes(StandardCharsets.US_ASCII)))
          : Optional.empty();
    }

    @Override
    public void close() {
      duringClose.run();
      closed = true;
    }
  }
}
