package org.amitygate.core.device;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.amitygate.config.DeviceConfig;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session of a driver and the gate's side of it. Every call into the driver goes through {@link
 * #call}, which lets nothing out and measures the time. On the device's strand only; calls of the
 * driver from elsewhere are refused.
 */
final class LiveSession implements DeviceHost {

  private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);

  private static final int STATE_BOUND = 64 << 10;

  /** What a session tells about itself. */
  interface Owner {
    void emitted(LiveSession session, Reading reading, Runnable durable);

    void done(LiveSession session, Command command, Outcome outcome);

    /** The session is over; called later, never from inside a call into the driver. */
    void lost(LiveSession session, String cause);

    /** Fewer things are under way than before. */
    void calmer();
  }

  /** A call into the driver. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  private final String device;
  private final Strand strand;
  private final Surroundings around;
  private final Connection connection;
  private final Owner owner;
  private final DriverWatch watch;
  private final Set<Task> tasks = new HashSet<>();

  private @Nullable Session session;
  private @Nullable List<byte[]> heldSends;
  private boolean ended;
  private int undurable;

  LiveSession(
      String device,
      Strand strand,
      Surroundings around,
      Connection connection,
      Owner owner,
      DriverWatch watch) {
    this.device = device;
    this.strand = strand;
    this.around = around;
    this.connection = connection;
    this.owner = owner;
    this.watch = watch;
  }

  /**
   * Opens the driver's session. With a state, what it sends is held back until {@link #takeOver()},
   * because the predecessor may have to go on.
   *
   * @return what went wrong; empty if the session is open
   */
  Optional<Throwable> open(Driver driver, DeviceConfig config, Optional<State> before) {
    if (before.isPresent()) {
      heldSends = new ArrayList<>();
    }
    Settings settings = new Settings(config.id(), config.settings());
    try {
      watch.begin("open");
      session = driver.open(settings, this, before);
      return ended
          ? Optional.of(new IOException("the session gave up while it was opened"))
          : Optional.empty();
    } catch (Throwable e) {
      return Optional.of(e);
    } finally {
      watch.end();
    }
  }

  void takeOver() {
    List<byte[]> sends = heldSends;
    heldSends = null;
    if (sends != null) {
      call("send", () -> sends.forEach(connection::send));
    }
  }

  void received(Inbound data) {
    call("received", () -> opened().received(data));
  }

  /**
   * Hands a command over.
   *
   * @return false: the session is over and knows nothing of it
   * @throws UnsupportedOperationException the driver has no such command; the session goes on
   */
  boolean execute(Command command) {
    if (ended) {
      return false;
    }
    UnsupportedOperationException[] unsupported = new UnsupportedOperationException[1];
    call(
        "execute",
        () -> {
          try {
            opened().execute(command);
          } catch (UnsupportedOperationException e) {
            unsupported[0] = e;
          }
        });
    if (unsupported[0] != null) {
      throw unsupported[0];
    }
    return true;
  }

  /**
   * What the successor needs; empty if there is nothing, too much of it, or the driver failed to
   * say.
   */
  Optional<State> suspend() {
    List<State> state = new ArrayList<>();
    call("suspend", () -> opened().suspend().ifPresent(state::add));
    if (state.isEmpty() || ended) {
      return Optional.empty();
    }
    if (state.get(0).bytes().length > STATE_BOUND) {
      LOG.warn(
          "{}: the state of the session is larger than {} bytes and is not used",
          device,
          STATE_BOUND);
      return Optional.empty();
    }
    return Optional.of(state.get(0));
  }

  /** Ends the session from the gate's side: nothing it says is heard any more, and it is closed. */
  void end() {
    finish();
    Session closing = session;
    session = null;
    if (closing != null) {
      try {
        watch.begin("close");
        closing.close();
      } catch (Throwable e) {
        LOG.warn("{}: closing a session failed: {}", device, Sentences.of(e));
      } finally {
        watch.end();
      }
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /** What is not yet on disk; 0: nothing. */
  int undurable() {
    return ended ? 0 : undurable;
  }

  @Override
  public Link link() {
    return bytes -> {
      checkStrand();
      if (!ended) {
        send(bytes);
      }
    };
  }

  private void send(byte[] bytes) {
    List<byte[]> held = heldSends;
    if (held != null) {
      held.add(bytes);
    } else {
      connection.send(bytes);
    }
  }

  @Override
  public Instant now() {
    return around.clock().now();
  }

  @Override
  public void emit(Reading reading, Runnable durable) {
    checkStrand();
    if (ended) {
      return;
    }
    undurable++;
    boolean[] ran = new boolean[1];
    owner.emitted(this, reading, () -> strand.execute(() -> durable(durable, ran)));
  }

  private void durable(Runnable durable, boolean[] ran) {
    if (ran[0] || ended) {
      return;
    }
    ran[0] = true;
    undurable--;
    call("durable", durable::run);
    owner.calmer();
  }

  @Override
  public void done(Command command, Outcome outcome) {
    checkStrand();
    if (!ended) {
      owner.done(this, command, outcome);
    }
  }

  @Override
  public void lost(IOException cause) {
    checkStrand();
    fail(cause);
  }

  @Override
  public Schedule every(Duration period, Runnable task) {
    return plan(new Task(period, task, true));
  }

  @Override
  public Schedule after(Duration delay, Runnable task) {
    return plan(new Task(delay, task, false));
  }

  private Schedule plan(Task task) {
    checkStrand();
    if (task.delay.isNegative() || (task.again && task.delay.isZero())) {
      throw new IllegalArgumentException("a schedule needs a positive duration, not " + task.delay);
    }
    if (!ended) {
      tasks.add(task);
      task.arm();
    }
    return task;
  }

  private Session opened() throws IOException {
    Session current = session;
    if (current == null) {
      throw new IOException("the session is not open");
    }
    return current;
  }

  /** Calls the driver unless the session is over; whatever it throws ends the session. */
  private void call(String what, Call call) {
    if (ended) {
      return;
    }
    try {
      watch.begin(what);
      call.run();
    } catch (Throwable e) {
      fail(e);
    } finally {
      watch.end();
    }
  }

  private void fail(Throwable cause) {
    if (ended) {
      return;
    }
    finish();
    if (!(cause instanceof IOException)) {
      LOG.warn("{}: the driver failed", device, cause);
    }
    String sentence = Sentences.of(cause);
    strand.execute(() -> owner.lost(this, sentence));
  }

  private void finish() {
    ended = true;
    tasks.forEach(Task::disarm);
    tasks.clear();
  }

  private void checkStrand() {
    if (!strand.isCurrent()) {
      throw new IllegalStateException(
          device + ": the device host was called outside the session's strand");
    }
  }

  /** A task of the driver's. */
  private final class Task implements Schedule {
    private final Duration delay;
    private final Runnable task;
    private final boolean again;
    private @Nullable Schedule armed;
    private volatile boolean cancelled;

    Task(Duration delay, Runnable task, boolean again) {
      this.delay = delay;
      this.task = task;
      this.again = again;
    }

    void arm() {
      armed = around.scheduler().after(delay, () -> strand.execute(this::run));
    }

    private void run() {
      if (cancelled || ended) {
        return;
      }
      if (!again) {
        tasks.remove(this);
      }
      call("schedule", task::run);
      if (again && !cancelled && !ended) {
        arm();
      }
    }

    void disarm() {
      cancelled = true;
      Schedule planned = armed;
      if (planned != null) {
        planned.cancel();
      }
    }

    @Override
    public void cancel() {
      checkStrand();
      tasks.remove(this);
      disarm();
    }
  }
}
