package org.amitygate.core.device;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.amitygate.config.DeviceConfig;
import org.amitygate.core.device.DriverSeat.Installed;
import org.amitygate.device.Command;
import org.amitygate.device.DeviceHost;
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
final class LiveSession implements DeviceHost, DriverCalls.Caller {

  private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);

  private static final int STATE_BOUND = 64 << 10;

  /**
   * Readings that may wait for the disk. The link is stopped long before that; only a driver that
   * makes readings by itself gets here.
   */
  static final int UNDURABLE_AT_MOST = 16_384;

  /** What a session tells about itself. */
  interface Owner {
    /** A reading for the sink; see {@link ReadingSink}. */
    void emitted(LiveSession session, Reading reading, Runnable durable, Runnable dropped);

    void done(LiveSession session, Command command, Outcome outcome);

    /** The session is over; called later, never from inside a call into the driver. */
    void lost(LiveSession session, String cause);

    /** A call into the driver was given up, and the strand has gone on without it. */
    void stuck(LiveSession session, String cause);

    /** Fewer things are under way than before. */
    void calmer();
  }

  private final DeviceConfig config;
  private final Installed driver;
  private final DriverSeat seat;
  private final Strand strand;
  private final Surroundings around;
  private final Connection connection;
  private final Owner owner;
  private final Schedules schedules;

  private @Nullable Session session;
  private Set<String> safeCommands = Set.of();
  private @Nullable List<byte[]> heldSends;
  private volatile boolean ended;
  private int undurable;
  private long sends;

  /**
   * A session that is not open yet.
   *
   * @param driver need not be in the seat
   */
  LiveSession(
      DeviceConfig config,
      Installed driver,
      DriverSeat seat,
      Strand strand,
      Surroundings around,
      Connection connection,
      Owner owner) {
    this.config = config;
    this.driver = driver;
    this.seat = seat;
    this.strand = strand;
    this.around = around;
    this.connection = connection;
    this.owner = owner;
    this.schedules = new Schedules(strand, around.scheduler(), run -> call("schedule", run));
  }

  /**
   * Asks the driver what it calls safe, and opens its session: a driver that hangs in either has
   * none. With a state, what it sends is held back until {@link #takeOver()}, because the
   * predecessor may have to go on.
   *
   * @return what went wrong; empty if the session is open
   */
  Optional<Throwable> open(Optional<State> before) {
    safeCommands = seat.safeCommands(driver, this);
    if (before.isPresent()) {
      heldSends = new ArrayList<>();
    }
    Settings settings = new Settings(config.id(), config.settings());
    List<Session> opened = new ArrayList<>();
    Throwable failure =
        callDriver(
            "open",
            () ->
                opened.add(
                    Objects.requireNonNull(
                        driver.driver().open(settings, this, before), "'open' gave no session")));
    if (failure != null) {
      return Optional.of(failure);
    }
    session = opened.get(0);
    return ended
        ? Optional.of(new IOException("the session gave up while it was opened"))
        : Optional.empty();
  }

  /** Who opened it. */
  Installed driver() {
    return driver;
  }

  /** With which configuration it was opened. */
  DeviceConfig config() {
    return config;
  }

  /** What its driver called safe when it was opened. */
  Set<String> safeCommands() {
    return safeCommands;
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
   * @throws UnsupportedOperationException the driver has no such command and sent nothing; the
   *     session goes on
   */
  boolean execute(Command command) {
    if (ended) {
      return false;
    }
    UnsupportedOperationException[] unsupported = new UnsupportedOperationException[1];
    long before = sends;
    call(
        "execute",
        () -> {
          try {
            opened().execute(command);
          } catch (UnsupportedOperationException e) {
            if (sends != before) { // a defect, after the device may have got it
              throw e;
            }
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
    call("suspend", () -> opened().suspend().map(LiveSession::whole).ifPresent(state::add));
    if (state.isEmpty() || ended) {
      return Optional.empty();
    }
    if (state.get(0).bytes().length > STATE_BOUND) {
      LOG.warn(
          "{}: the state of the session is larger than {} bytes and is not used",
          config.id(),
          STATE_BOUND);
      return Optional.empty();
    }
    return Optional.of(state.get(0));
  }

  private static State whole(State left) {
    Objects.requireNonNull(left.bytes(), "'suspend' left a state without bytes");
    return left;
  }

  /**
   * Ends the session from the gate's side: nothing it says is heard any more. It is closed in the
   * strand's next turns, so that nobody depends on that.
   */
  void end() {
    finish();
    Session closing = session;
    session = null;
    if (closing != null) {
      strand.execute(() -> close(closing));
    }
  }

  private void close(Session closing) {
    Throwable failure = callDriver("close", closing::close);
    if (failure != null) {
      LOG.warn("{}: closing a session failed: {}", config.id(), Sentences.of(failure));
    }
  }

  @Override
  public void stuckNow() {
    ended = true;
  }

  /** It is not closed: one call at a time. */
  @Override
  public void stuck(String sentence) {
    finish();
    session = null;
    owner.stuck(this, sentence);
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
      } else {
        LOG.warn(
            "{}: a driver used the link after the end of its session; nothing was sent",
            config.id());
      }
    };
  }

  private void send(byte[] bytes) {
    sends++;
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
    if (undurable >= UNDURABLE_AT_MOST) {
      String flood = "its driver gives readings faster than they can be written";
      seat.failed(driver, flood);
      fail(new IOException(flood));
      return;
    }
    undurable++;
    boolean[] ran = new boolean[1];
    owner.emitted(
        this,
        reading,
        () -> strand.execute(() -> settled(() -> call("durable", durable::run), ran)),
        () -> strand.execute(() -> settled(() -> {}, ran)));
  }

  /** A reading does not wait for the disk any more. */
  private void settled(Runnable then, boolean[] ran) {
    if (ran[0] || ended) {
      return;
    }
    ran[0] = true;
    undurable--;
    then.run();
    owner.calmer();
  }

  @Override
  public void done(Command command, Outcome outcome) {
    checkStrand();
    Objects.requireNonNull(outcome, "'done' was told no outcome");
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
    return plan(period, task, true);
  }

  @Override
  public Schedule after(Duration delay, Runnable task) {
    return plan(delay, task, false);
  }

  private Schedule plan(Duration delay, Runnable task, boolean again) {
    checkStrand();
    return schedules.plan(delay, task, again);
  }

  private Session opened() throws IOException {
    Session current = session;
    if (current == null) {
      throw new IOException("the session is not open");
    }
    return current;
  }

  /** Calls the driver unless the session is over; whatever it throws ends the session. */
  private void call(String what, DriverCalls.Call call) {
    if (ended) {
      return;
    }
    Throwable failure = callDriver(what, call);
    if (failure != null) {
      fail(failure);
    }
  }

  private @Nullable Throwable callDriver(String what, DriverCalls.Call call) {
    return seat.call(driver, what, call, this);
  }

  private void fail(Throwable cause) {
    if (ended) {
      return;
    }
    finish();
    if (!(cause instanceof IOException)) {
      LOG.warn("{}: the driver failed", config.id(), cause);
    }
    String sentence = Sentences.of(cause);
    strand.execute(() -> owner.lost(this, sentence));
  }

  private void finish() {
    ended = true;
    schedules.end();
  }

  private void checkStrand() {
    if (!strand.isCurrent()) {
      throw new IllegalStateException(
          config.id() + ": the device host was called outside the session's strand");
    }
  }
}
