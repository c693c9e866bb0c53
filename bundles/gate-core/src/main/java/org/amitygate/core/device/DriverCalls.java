package org.amitygate.core.device;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the calls into the drivers of one device: lets nothing out that they throw, measures them,
 * and gives those up that do not return. Counts, but blames nobody: {@link DriverSeat} does. Calls
 * on the strand; the rest thread-safe.
 */
final class DriverCalls {

  /** A driver may not block; a call this long has. */
  static final Duration SLOW = Duration.ofSeconds(2);

  /** A call this long is taken as one that never returns. */
  static final Duration LIMIT = Duration.ofSeconds(4);

  private static final Logger LOG = LoggerFactory.getLogger(DriverCalls.class);

  /** A call into the driver. */
  @FunctionalInterface
  interface Call {
    void run() throws Exception;
  }

  /** Who is told of a call that was given up. */
  @FunctionalInterface
  interface Caller {

    /** On the strand, which has gone on without it. */
    void stuck(String sentence);

    /** Before that, on the thread of {@link #check}. */
    default void stuckNow() {}
  }

  /** Who is told what a call took, once it has returned; calls within a call are part of it. */
  @FunctionalInterface
  interface Meter {
    void took(Duration time, long allocatedBytes);
  }

  /** A call out of the host, and those that it makes in turn. */
  private static final class Running {
    final String what;
    final Instant since;
    final Caller caller;
    final Strand.Task task;
    int depth = 1;
    volatile boolean reported;

    Running(String what, Instant since, Caller caller, Strand.Task task) {
      this.what = what;
      this.since = since;
      this.caller = caller;
      this.task = task;
    }
  }

  private final String device;
  private final Strand strand;
  private final Surroundings around;
  private final AtomicLong slow = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicInteger stillOut = new AtomicInteger();
  private final AtomicReference<@Nullable Running> running = new AtomicReference<>();

  DriverCalls(String device, Strand strand, Surroundings around) {
    this.device = device;
    this.strand = strand;
    this.around = around;
  }

  /**
   * Calls the driver.
   *
   * @return what it threw
   * @throws Strand.Lost the call was given up before it returned: nothing may follow
   */
  @Nullable Throwable call(String what, Call call, Caller caller, Meter meter) {
    Strand.Task task = strand.current();
    if (task == null) {
      throw new Strand.Lost();
    }
    Running mine = begin(what, caller, task);
    long allocated = Allocation.ofThisThread();
    Throwable thrown = null;
    try {
      call.run();
    } catch (Throwable e) {
      thrown = e;
    }
    end(mine, Allocation.ofThisThread() - allocated, meter);
    return thrown;
  }

  private Running begin(String what, Caller caller, Strand.Task task) {
    Running outer = running.get();
    if (outer != null) {
      outer.depth++;
      return outer;
    }
    Running call = new Running(what, around.clock().now(), caller, task);
    running.set(call);
    return call;
  }

  private void end(Running call, long allocated, Meter meter) {
    if (--call.depth > 0) {
      if (running.get() != call) {
        throw new Strand.Lost();
      }
      return;
    }
    Duration lasted = report(call);
    if (!running.compareAndSet(call, null)) {
      stillOut.decrementAndGet();
      throw new Strand.Lost();
    }
    meter.took(lasted, allocated);
  }

  /** Called now and then. */
  void check() {
    Running call = running.get();
    if (call == null) {
      return;
    }
    Duration lasted = report(call);
    if (lasted.compareTo(LIMIT) > 0 && running.compareAndSet(call, null)) {
      giveUp(call);
    }
  }

  /** From now on the strand refuses whatever the driver still does. */
  private void giveUp(Running call) {
    lost.incrementAndGet();
    stillOut.incrementAndGet();
    String sentence =
        "'%s' of its driver did not return within %d s".formatted(call.what, LIMIT.toSeconds());
    LOG.error("{}: {}; its thread is lost until it does", device, sentence);
    call.caller.stuckNow();
    if (strand.abandon(call.task)) { // unless it has returned just now
      around.threadLost().run();
    }
    strand.execute(() -> call.caller.stuck(sentence));
  }

  private Duration report(Running call) {
    Duration lasted = Duration.between(call.since, around.clock().now());
    if (lasted.compareTo(SLOW) > 0 && !call.reported) {
      call.reported = true;
      slow.incrementAndGet();
      LOG.warn(
          "{}: '{}' of the driver has taken {} ms so far", device, call.what, lasted.toMillis());
    }
    return lasted;
  }

  /** Slow calls so far. */
  long slowCalls() {
    return slow.get();
  }

  /** Calls that did not return so far. */
  long lostCalls() {
    return lost.get();
  }

  /** Calls that were given up and have not returned to this day; each keeps a thread. */
  int stillOut() {
    return stillOut.get();
  }
}
