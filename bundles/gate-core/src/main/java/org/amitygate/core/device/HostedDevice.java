package org.amitygate.core.device;

import java.util.Optional;
import java.util.Set;
import org.amitygate.config.DeviceConfig;
import org.amitygate.core.device.DriverSeat.Installed;
import org.amitygate.device.Command;
import org.amitygate.device.Inbound;
import org.amitygate.device.Outcome;
import org.amitygate.device.Reading;
import org.jspecify.annotations.Nullable;

/**
 * One configured device: its strand, connection, session, commands and status. Everything happens
 * on the strand; {@link Devices} posts to it. What takes several turns (a new configuration,
 * another driver) is a {@link Change}.
 */
final class HostedDevice implements Connection.Tenant, LiveSession.Owner {

  final String id;
  final Strand strand;
  final Surroundings around;
  final Commands commands;
  final DriverSeat seat;
  final Changes changes;
  final Backlog backlog;
  final PendingExchange pending = new PendingExchange();

  private final Standing standing;
  private final Proof proof;
  private @Nullable DeviceConfig config;
  private @Nullable LinkFactory factory;
  private @Nullable Connection connection;
  private @Nullable LiveSession session;
  private @Nullable LiveSession opening;
  private boolean closed;
  private volatile String driverName = "";

  HostedDevice(String id, Surroundings around) {
    this.id = id;
    this.around = around;
    this.strand = new Strand(around.executor());
    this.seat = new DriverSeat(id, strand, around);
    this.standing = new Standing(id, around);
    this.proof = new Proof(strand, around.scheduler());
    this.backlog = new Backlog(id, strand, around);
    this.changes = new Changes(this);
    this.commands = new Commands(id, strand, around, this::calmer, seat.performance::unanswered);
  }

  /** Any thread. */
  DeviceView view() {
    Standing.Now now = standing.now();
    return new DeviceView(
        id,
        driverName,
        seat.version(),
        now.status(),
        now.cause(),
        now.since(),
        seat.performance.readings(),
        seat.performance.lastReadingAt(),
        seat.calls.slowCalls(),
        seat.calls.lostCalls());
  }

  /** Any thread. */
  DeviceFigures figures() {
    return seat.performance.figures(standing.now());
  }

  /**
   * Carries a command out; if the caller may only ask, not one that the driver does not call safe.
   */
  void execute(Order order) {
    Installed driver = seat.installed();
    boolean safe = driver != null && safeCommands(driver).contains(order.command().name());
    if (order.onlyAsk() && !safe) {
      commands.refuse(order, driver != null);
    } else {
      commands.accept(order, safe);
    }
  }

  private Set<String> safeCommands(Installed driver) {
    LiveSession current = session;
    return current == null
        ? seat.safeCommands(driver, cause -> stuckWithoutSession(driver, cause))
        : current.safeCommands();
  }

  @Nullable DeviceConfig config() {
    return config;
  }

  @Nullable LiveSession session() {
    return session;
  }

  @Nullable Connection connection() {
    return connection;
  }

  /** Takes a configuration, and the driver and link that serve it; ends what was there before. */
  void configure(DeviceConfig next, @Nullable LinkFactory links, @Nullable Installed driver) {
    if (closed) {
      return;
    }
    stop("its configuration changed");
    config = next;
    driverName = next.driver();
    factory = links;
    install(driver);
    start();
  }

  /** Takes another driver for the next session. */
  void install(@Nullable Installed driver) {
    seat.install(driver, standing.isOnline());
  }

  /** Takes the links of its kind, or their end. */
  void links(@Nullable LinkFactory links) {
    if (factory != links) {
      stop("the links of its kind went away");
      factory = links;
      start();
    }
  }

  /** Begins to connect, if everything is there that it takes. */
  void start() {
    DeviceConfig wanted = config;
    if (closed || wanted == null || connection != null) {
      return;
    }
    LinkFactory links = factory;
    Optional<Lack> lack = Lack.of(wanted, seat, links);
    if (links == null || lack.isPresent()) {
      lack.ifPresent(what -> become(what.status(), what.cause()));
      return;
    }
    become(DeviceStatus.CONNECTING, "the connection is being made");
    proof.demand(false);
    Connection made;
    try {
      made = new Connection(id, wanted.link(), links, strand, around, this);
    } catch (RuntimeException e) {
      become(DeviceStatus.OFFLINE, Sentences.of(e));
      return;
    }
    connection = made;
    backlog.slows(made);
    made.connect();
  }

  /** The same; a connection that waits for its next attempt makes it at once. */
  void startNow() {
    Connection waiting = connection;
    if (waiting == null) {
      start();
    } else {
      waiting.hurry();
    }
  }

  /** Ends session and connection, without a new status. */
  void stop(String cause) {
    endSession(cause);
    Connection closing = connection;
    connection = null;
    backlog.slows(null);
    if (closing != null) {
      closing.close();
    }
    pending.abandon(cause);
  }

  /** The last call. */
  void close(String cause, boolean removed) {
    closed = true;
    stop(cause);
    commands.close(cause);
    changes.close(cause);
    if (removed) {
      become(DeviceStatus.OFFLINE, cause);
    }
  }

  /** Opens a session on the new connection. */
  @Override
  public void connected() {
    Connection live = connection;
    Installed driver = seat.installed();
    DeviceConfig wanted = config;
    if (live == null || driver == null || wanted == null) {
      return;
    }
    LiveSession next = newSession(wanted, driver, live);
    opening = next;
    Optional<Throwable> failure = next.open(Optional.empty());
    opening = null;
    if (failure.isEmpty()) {
      moveIn(next);
      return;
    }
    next.end();
    notOpened(live, Sentences.of(failure.get()));
  }

  private void notOpened(Connection live, String cause) {
    if (pending.fallBack(cause)) {
      live.renew("the driver before comes back");
      return;
    }
    pending.abandon(cause);
    proof.demand(true);
    become(DeviceStatus.OFFLINE, cause);
    live.reset(cause);
  }

  LiveSession newSession(DeviceConfig with, Installed driver, Connection live) {
    return new LiveSession(with, driver, seat, strand, around, live, this);
  }

  private void moveIn(LiveSession next) {
    replaceSession(next);
    if (!proof.isDue()) {
      become(DeviceStatus.ONLINE, "");
    }
    commands.sessionOpened(next::execute, next.safeCommands());
    pending.opened();
  }

  /** A session begins, perhaps as the successor of another one on the live connection. */
  void replaceSession(LiveSession successor) {
    session = successor;
    proof.await(() -> proved(successor));
  }

  private void proved(LiveSession stood) {
    Connection live = connection;
    if (session == stood && live != null) {
      live.proved();
      spoke();
    }
  }

  private void spoke() {
    proof.demand(false);
    if (!standing.isOnline()) {
      become(DeviceStatus.ONLINE, "");
    }
  }

  @Override
  public void received(Unconsumed bytes) {
    LiveSession current = session;
    if (current == null) {
      return;
    }
    Inbound.Bytes data = new Inbound.Bytes(bytes.view());
    current.received(data);
    int consumed = bytes.consume(data.buffer());
    if (current.hasEnded()) {
      return;
    }
    if (consumed > 0) {
      spoke();
    }
    if (bytes.size() > Unconsumed.BOUND) {
      lost(
          current,
          "the device sent more than " + Unconsumed.BOUND + " bytes without a whole frame");
    }
  }

  @Override
  public void received(Inbound.Message message) {
    LiveSession current = session;
    if (current == null || current.hasEnded()) {
      message.reply().send(503, "text/plain", new byte[0]);
      return;
    }
    current.received(message);
    if (!current.hasEnded()) {
      spoke();
    }
  }

  @Override
  public void disconnected(String cause) {
    String sentence = Sentences.line(cause);
    proof.demand(proof.isDue() || session != null);
    endSession(sentence);
    if (!pending.takeExpectedEnd()) {
      become(DeviceStatus.OFFLINE, sentence);
    }
  }

  @Override
  public void lost(LiveSession gone, String cause) {
    if (session != gone) {
      return;
    }
    proof.demand(true);
    endSession(cause);
    become(DeviceStatus.OFFLINE, cause);
    Connection live = connection;
    if (live != null) {
      live.reset(cause);
    }
  }

  @Override
  public void stuck(LiveSession gone, String cause) {
    standing.callLost(cause, gone.config().driver(), gone.driver().version());
    seat.stuck(gone.driver());
    Connection live = connection;
    if (live != null) {
      live.goOn();
    }
    if (changes.stuck(gone, cause)) {
      return;
    }
    if (live != null) {
      live.rest(DriverSeat.REST);
    }
    if (gone == session) {
      lost(gone, cause);
    } else if (gone == opening && live != null) {
      opening = null;
      notOpened(live, cause);
    }
    endIfGivenUp(cause);
  }

  private void stuckWithoutSession(Installed driver, String cause) {
    standing.callLost(cause, driverName, driver.version());
    seat.stuck(driver);
    endIfGivenUp(cause);
  }

  private void endIfGivenUp(String cause) {
    if (seat.isGivenUp()) {
      stop(cause);
      start();
    }
  }

  /** Ends the session, if there is one; the connection stays as it is. */
  void endSession(String cause) {
    LiveSession ending = session;
    session = null;
    opening = null;
    if (ending != null) {
      ending.end();
    }
    commands.sessionEnded(cause);
    calmer();
  }

  void become(DeviceStatus status, String cause) {
    if (status != DeviceStatus.ONLINE) {
      commands.absent(cause);
    }
    standing.become(status, cause, driverName, seat.version());
  }

  /** The next connection is for a successor. */
  void startFresh(Exchange forSuccessor, String cause) {
    pending.await(forSuccessor);
    endSession(cause);
    Connection live = connection;
    if (live != null) {
      live.renew(cause);
    }
  }

  @Override
  public void emitted(LiveSession from, Reading reading, Runnable durable, Runnable dropped) {
    seat.performance.reading(reading);
    backlog.give(reading, durable, dropped);
  }

  @Override
  public void done(LiveSession from, Command command, Outcome outcome) {
    if (outcome instanceof Outcome.Done done) {
      done.answer().ifPresent(seat.performance::answer);
    }
    commands.done(command, outcome);
  }

  @Override
  public void calmer() {
    changes.calmer();
  }
}
