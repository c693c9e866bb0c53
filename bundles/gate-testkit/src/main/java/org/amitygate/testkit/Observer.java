package org.amitygate.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Driver;
import org.amitygate.device.Inbound;
import org.amitygate.device.Link;
import org.amitygate.device.Outcome;
import org.amitygate.device.Reading;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.State;

/**
 * Stands between the device host and a driver and notes every breach of the contract: a call that
 * blocks, an exception that may not be thrown, a use of the host after close, a command answered
 * twice. Thread-safe.
 */
public final class Observer {

  /** A call of the driver that takes longer has blocked. */
  static final Duration BLOCKED = Duration.ofSeconds(1);

  private static final int STATE_BOUND = 64 << 10;
  private static final int CAPTURE_BOUND = 256;

  private final List<String> breaches = new CopyOnWriteArrayList<>();
  private final List<Inbound> captured = new CopyOnWriteArrayList<>();
  private final Map<UUID, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final Set<UUID> unsupported = ConcurrentHashMap.newKeySet();
  private final AtomicInteger openSessions = new AtomicInteger();

  /** What the driver did that it may not do. */
  public List<String> breaches() {
    return List.copyOf(breaches);
  }

  /** How often the driver answered a command. */
  public int answers(Command command) {
    AtomicInteger count = answers.get(command.id());
    return count == null ? 0 : count.get();
  }

  /** Whether the driver said that it has no such command. */
  public boolean saidUnsupported(Command command) {
    return unsupported.contains(command.id());
  }

  /** Sessions opened and not closed. */
  public int openSessions() {
    return openSessions.get();
  }

  /** The first of what the device said, as the sessions got it. */
  List<Inbound> captured() {
    return List.copyOf(captured);
  }

  private void capture(Inbound data) {
    if (captured.size() >= CAPTURE_BOUND) {
      return;
    }
    if (data instanceof Inbound.Bytes bytes) {
      byte[] all = new byte[bytes.buffer().remaining()];
      bytes.buffer().duplicate().get(all);
      captured.add(new Inbound.Bytes(ByteBuffer.wrap(all).asReadOnlyBuffer()));
    } else {
      captured.add(data);
    }
  }

  /** The driver, observed. */
  public Driver over(Driver driver) {
    return new Driver() {
      @Override
      public Session open(Settings settings, DeviceHost host, Optional<State> before)
          throws IOException {
        ObservedHost observed = new ObservedHost(host);
        Session session =
            timed("open", Set.of(IOException.class), () -> driver.open(settings, observed, before));
        openSessions.incrementAndGet();
        return new ObservedSession(session, observed);
      }

      @Override
      public Set<String> safeCommands() {
        return driver.safeCommands();
      }
    };
  }

  @FunctionalInterface
  private interface Step<R> {
    R run() throws IOException;
  }

  private <R> R timed(String what, Set<Class<?>> allowed, Step<R> step) throws IOException {
    long begin = System.nanoTime();
    try {
      return step.run();
    } catch (Throwable e) {
      if (allowed.stream().noneMatch(type -> type.isInstance(e))) {
        List<StackTraceElement> trace = List.of(e.getStackTrace());
        breaches.add(what + " threw " + e + " at " + trace.subList(0, Math.min(4, trace.size())));
      }
      throw e;
    } finally {
      Duration lasted = Duration.ofNanos(System.nanoTime() - begin);
      if (lasted.compareTo(BLOCKED) > 0) {
        breaches.add(what + " took " + lasted.toMillis() + " ms");
      }
    }
  }

  private final class ObservedSession implements Session {
    private final Session session;
    private final ObservedHost host;

    ObservedSession(Session session, ObservedHost host) {
      this.session = session;
      this.host = host;
    }

    @Override
    public void received(Inbound data) throws IOException {
      capture(data);
      timed(
          "received",
          Set.of(IOException.class),
          () -> {
            session.received(data);
            return true;
          });
    }

    @Override
    public void execute(Command command) {
      unchecked(
          "execute",
          Set.of(UnsupportedOperationException.class),
          () -> {
            try {
              session.execute(command);
              return true;
            } catch (UnsupportedOperationException e) {
              unsupported.add(command.id());
              throw e;
            }
          });
    }

    @Override
    public Optional<State> suspend() {
      Optional<State> state = unchecked("suspend", Set.of(), session::suspend);
      state
          .filter(left -> left.bytes().length > STATE_BOUND)
          .ifPresent(left -> breaches.add("suspend left " + left.bytes().length + " bytes"));
      return state;
    }

    @Override
    public void close() {
      unchecked(
          "close",
          Set.of(),
          () -> {
            session.close();
            return true;
          });
      host.closed = true;
      openSessions.decrementAndGet();
    }
  }

  private <R> R unchecked(String what, Set<Class<?>> allowed, Step<R> step) {
    try {
      return timed(what, allowed, step);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class ObservedHost implements DeviceHost {
    private final DeviceHost host;
    private volatile boolean closed;

    ObservedHost(DeviceHost host) {
      this.host = host;
    }

    private void used(String how) {
      if (closed) {
        breaches.add("the host was used after close: " + how);
      }
    }

    @Override
    public Link link() {
      Link link = host.link();
      return bytes -> {
        used("send");
        link.send(bytes);
      };
    }

    @Override
    public Instant now() {
      return host.now();
    }

    @Override
    public void emit(Reading reading, Runnable durable) {
      used("emit");
      host.emit(reading, () -> guarded("durable", durable));
    }

    @Override
    public void done(Command command, Outcome outcome) {
      used("done");
      answers.computeIfAbsent(command.id(), id -> new AtomicInteger()).incrementAndGet();
      host.done(command, outcome);
    }

    @Override
    public void lost(IOException cause) {
      used("lost");
      host.lost(cause);
    }

    @Override
    public Schedule every(Duration period, Runnable task) {
      used("every");
      return host.every(period, () -> guarded("a schedule", task));
    }

    @Override
    public Schedule after(Duration delay, Runnable task) {
      used("after");
      return host.after(delay, () -> guarded("a schedule", task));
    }

    private void guarded(String what, Runnable task) {
      if (closed) {
        breaches.add(what + " ran after close");
      }
      unchecked(
          what,
          Set.of(),
          () -> {
            task.run();
            return true;
          });
    }
  }
}
