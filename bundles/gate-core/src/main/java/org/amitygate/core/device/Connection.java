package org.amitygate.core.device;

import java.time.Duration;
import org.amitygate.config.LinkConfig;
import org.amitygate.device.DeviceHost.Schedule;
import org.amitygate.device.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * One device's link through all its connections: connects again after each loss, keeps what no
 * session has consumed, stops reading when too much waits. Used on the device's strand, except for
 * the listener's methods.
 */
final class Connection implements LinkFactory.Listener {

  private static final int EVENTS_PER_TURN = 32;

  /** Who lives on the connection. Called on the strand. */
  interface Tenant {
    void connected();

    void received(Unconsumed bytes);

    void received(Inbound.Message message);

    /** A connection ended, or an attempt to make one. The next attempt is already planned. */
    void disconnected(String cause);
  }

  private enum Phase {
    WAITING,
    TRYING,
    OPEN,
    RESETTING,
    CLOSED
  }

  private final Strand strand;
  private final Scheduler scheduler;
  private final Tenant tenant;
  private final LinkFactory.OpenLink link;
  private final Throttle throttle;
  private final Backoff backoff;
  private final Inbox inbox = new Inbox();
  private final Unconsumed unconsumed = new Unconsumed();

  private Phase phase = Phase.WAITING;
  private boolean held;
  private boolean atOnce;
  private Duration rest = Duration.ZERO;
  private @Nullable Schedule retry;

  Connection(
      String device,
      LinkConfig config,
      LinkFactory factory,
      Strand strand,
      Surroundings around,
      Tenant tenant) {
    this.strand = strand;
    this.scheduler = around.scheduler();
    this.tenant = tenant;
    this.backoff = new Backoff(around.random());
    this.link = factory.create(device, config, this);
    this.throttle = new Throttle(link);
  }

  void connect() {
    if (phase == Phase.WAITING) {
      phase = Phase.TRYING;
      link.connect();
    }
  }

  /** Connects at once if it is waiting to: a new driver need not make up for the one before. */
  void hurry() {
    backoff.reset();
    rest = Duration.ZERO;
    if (phase == Phase.WAITING) {
      cancelRetry();
      connect();
    }
  }

  /** The connection after this one is not made before so long, unless it is hurried. */
  void rest(Duration least) {
    rest = least;
  }

  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  void send(byte[] bytes) {
    if (phase == Phase.OPEN) {
      link.send(bytes);
    }
  }

  /** Cuts the connection; the next one is made after a back-off. */
  void reset(String cause) {
    if (phase == Phase.OPEN) {
      phase = Phase.RESETTING;
      unconsumed.clear();
      link.reset(cause);
    }
  }

  /** Cuts the connection; the next one is made at once. */
  void renew(String cause) {
    atOnce = true;
    reset(cause);
  }

  /** The device has proved itself: the next failure is repaired quickly. */
  void proved() {
    backoff.reset();
  }

  /** Keeps what comes from now on, unread, until released. */
  void hold() {
    held = true;
    throttle.set(Throttle.Reason.EXCHANGE, true);
  }

  void release() {
    held = false;
    throttle.set(Throttle.Reason.EXCHANGE, false);
    goOn();
  }

  /** Goes on with what came, also after a turn that never ended. */
  void goOn() {
    strand.execute(this::drain);
  }

  void journalBehind(boolean behind) {
    throttle.set(Throttle.Reason.JOURNAL_BEHIND, behind);
  }

  /** Gives the tenant once more what is left unconsumed. */
  void deliverAgain() {
    if (phase == Phase.OPEN && unconsumed.size() > 0) {
      tenant.received(unconsumed);
    }
  }

  void close() {
    phase = Phase.CLOSED;
    cancelRetry();
    inbox.clear();
    unconsumed.clear();
    link.close();
  }

  @Override
  public void connected() {
    post(new Inbox.Opened());
  }

  @Override
  public void received(byte[] bytes) {
    post(new Inbox.Chunk(bytes));
  }

  @Override
  public void received(Inbound.Message message) {
    if (inbox.isOverrun()) {
      refuse(message);
      return;
    }
    post(new Inbox.Whole(message));
  }

  @Override
  public void disconnected(String cause) {
    post(new Inbox.Ended(cause));
  }

  private void post(Inbox.Event event) {
    boolean begin = inbox.add(event);
    if (inbox.isFull()) {
      throttle.set(Throttle.Reason.INBOX_FULL, true);
      resumeIfLow();
    }
    if (begin) {
      strand.execute(this::drain);
    }
  }

  private void resumeIfLow() {
    if (inbox.isLow()) {
      throttle.set(Throttle.Reason.INBOX_FULL, false);
    }
  }

  private void drain() {
    for (int i = 0; i < EVENTS_PER_TURN; i++) {
      if (held || phase == Phase.CLOSED) {
        return;
      }
      Inbox.Event event = inbox.next();
      resumeIfLow();
      if (event == null) {
        return;
      }
      take(event);
    }
    strand.execute(this::drain);
  }

  private void take(Inbox.Event event) {
    if (event instanceof Inbox.Opened) {
      opened();
    } else if (event instanceof Inbox.Chunk chunk) {
      chunk(chunk.bytes());
    } else if (event instanceof Inbox.Whole whole) {
      whole(whole.message());
    } else if (event instanceof Inbox.Ended ended) {
      ended(ended.cause());
    }
  }

  private void opened() {
    if (phase == Phase.TRYING) {
      phase = Phase.OPEN;
      tenant.connected();
    }
  }

  private void chunk(byte[] bytes) {
    if (phase != Phase.OPEN) {
      return;
    }
    if (inbox.isOverrun()) {
      reset("the link delivers faster than it may");
      return;
    }
    unconsumed.add(bytes);
    tenant.received(unconsumed);
  }

  private void whole(Inbound.Message message) {
    if (phase == Phase.OPEN) {
      tenant.received(message);
    } else {
      refuse(message);
    }
  }

  private void ended(String cause) {
    if (phase == Phase.CLOSED || phase == Phase.WAITING) {
      return;
    }
    phase = Phase.WAITING;
    unconsumed.clear();
    Duration delay = atOnce ? Duration.ZERO : longer(rest, backoff.next());
    atOnce = false;
    rest = Duration.ZERO;
    cancelRetry();
    retry = scheduler.after(delay, () -> strand.execute(this::connect));
    tenant.disconnected(cause);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private void cancelRetry() {
    Schedule planned = retry;
    retry = null;
    if (planned != null) {
      planned.cancel();
    }
  }

  private static void refuse(Inbound.Message message) {
    message.reply().send(503, "text/plain", new byte[0]);
  }
}
