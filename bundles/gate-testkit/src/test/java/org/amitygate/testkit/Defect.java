package org.amitygate.testkit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
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

/** What can be wrong with a driver, put into the reference driver. */
enum Defect {
  NONE,
  ACKNOWLEDGES_EARLY,
  NEVER_ACKNOWLEDGES,
  EMITS_TWICE,
  BLOCKS,
  THROWS_ON_GARBAGE,
  IGNORES_GARBAGE,
  IGNORES_SILENCE,
  ANSWERS_TWICE,
  NEVER_ANSWERS,
  SWALLOWS_UNSUPPORTED,
  USES_HOST_AFTER_CLOSE,
  TAKES_ANY_STATE,
  HOARDS_BYTES;

  Driver driver() {
    ReferenceDriver driver = new ReferenceDriver();
    return new Driver() {
      @Override
      public Session open(Settings settings, DeviceHost host, Optional<State> before)
          throws IOException {
        Optional<State> state =
            before.map(
                left ->
                    Defect.this == TAKES_ANY_STATE
                        ? new State(ReferenceDriver.STATE_FORMAT, new byte[16])
                        : left);
        BrokenHost broken = new BrokenHost(host);
        return new BrokenSession(driver.open(settings, broken, state), host);
      }

      @Override
      public Set<String> safeCommands() {
        return driver.safeCommands();
      }
    };
  }

  private final class BrokenSession implements Session {
    private final Session session;
    private final DeviceHost host;
    private byte[] hoard = new byte[0];

    BrokenSession(Session session, DeviceHost host) {
      this.session = session;
      this.host = host;
    }

    @Override
    public void received(Inbound data) throws IOException {
      if (Defect.this == BLOCKS) {
        LockSupport.parkNanos(Duration.ofMillis(1100).toNanos());
      }
      try {
        session.received(Defect.this == HOARDS_BYTES ? hoarded((Inbound.Bytes) data) : data);
      } catch (IOException e) {
        if (Defect.this == THROWS_ON_GARBAGE) {
          throw new IllegalStateException(e);
        } else if (Defect.this == IGNORES_GARBAGE) {
          Inbound.Bytes bytes = (Inbound.Bytes) data;
          bytes.buffer().position(bytes.buffer().limit());
        } else {
          throw e;
        }
      }
    }

    /**
     * Takes everything and keeps what is no whole line to itself, where a successor does not find
     * it.
     */
    private Inbound hoarded(Inbound.Bytes data) {
      byte[] all = java.util.Arrays.copyOf(hoard, hoard.length + data.buffer().remaining());
      data.buffer().get(all, hoard.length, data.buffer().remaining());
      int end = all.length;
      while (end > 0 && all[end - 1] != '\n') {
        end--;
      }
      hoard = java.util.Arrays.copyOfRange(all, end, all.length);
      return new Inbound.Bytes(java.nio.ByteBuffer.wrap(all, 0, end).asReadOnlyBuffer());
    }

    @Override
    public void execute(Command command) {
      try {
        session.execute(command);
      } catch (UnsupportedOperationException e) {
        if (Defect.this != SWALLOWS_UNSUPPORTED) {
          throw e;
        }
        host.done(command, new Outcome.NotSent("no such command"));
      }
    }

    @Override
    public Optional<State> suspend() {
      return session.suspend();
    }

    @Override
    public void close() {
      session.close();
      if (Defect.this == USES_HOST_AFTER_CLOSE) {
        Thread late =
            new Thread(
                () -> {
                  LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                  host.link().send(new byte[] {'\n'});
                });
        late.setUncaughtExceptionHandler((thread, failure) -> {});
        late.start();
      }
    }
  }

  private final class BrokenHost implements DeviceHost {
    private final DeviceHost host;

    BrokenHost(DeviceHost host) {
      this.host = host;
    }

    @Override
    public Link link() {
      return host.link();
    }

    @Override
    public Instant now() {
      return host.now();
    }

    @Override
    public void emit(Reading reading, Runnable durable) {
      switch (Defect.this) {
        case ACKNOWLEDGES_EARLY -> {
          durable.run();
          host.emit(reading, () -> {});
        }
        case NEVER_ACKNOWLEDGES -> host.emit(reading, () -> {});
        case EMITS_TWICE -> {
          host.emit(reading, durable);
          host.emit(reading, () -> {});
        }
        default -> host.emit(reading, durable);
      }
    }

    @Override
    public void done(Command command, Outcome outcome) {
      if (Defect.this != NEVER_ANSWERS) {
        host.done(command, outcome);
      }
      if (Defect.this == ANSWERS_TWICE) {
        host.done(command, outcome);
      }
    }

    @Override
    public void lost(IOException cause) {
      if (Defect.this != IGNORES_SILENCE) {
        host.lost(cause);
      }
    }

    @Override
    public Schedule every(Duration period, Runnable task) {
      return host.every(period, task);
    }

    @Override
    public Schedule after(Duration delay, Runnable task) {
      return host.after(delay, task);
    }
  }
}
