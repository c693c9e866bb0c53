package org.amitygate.core.device;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.amitygate.device.DeviceHost.Schedule;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is changed about a device and takes several turns: one change after another. On the device's
 * strand only.
 */
final class Changes {

  private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

  /** A new configuration, another driver, the end of a driver. */
  interface Change {
    /**
     * @param finished to be run once, when the next change may begin
     */
    void begin(Runnable finished);

    /** It will not be finished: the device is gone, or a step of it failed. */
    void abandon(String cause);

    /**
     * A call into a driver was given up while it is under way.
     *
     * @return whether it sees to what follows
     */
    default boolean stuck(LiveSession session, String cause) {
      return false;
    }
  }

  private record Wait(int number, BooleanSupplier calm, Consumer<Boolean> then, Schedule bound) {}

  private final HostedDevice device;
  private final Queue<Change> waiting = new ArrayDeque<>();
  private @Nullable Change current;
  private @Nullable Wait wait;
  private int waits;
  private @Nullable String closed;

  Changes(HostedDevice device) {
    this.device = device;
  }

  void add(Change change) {
    String cause = closed;
    if (cause != null) {
      change.abandon(cause);
      return;
    }
    waiting.add(change);
    next();
  }

  /**
   * Runs an action when no unsafe command is in flight, or at the latest after {@code bound}, or at
   * once if the device is gone. New commands wait.
   */
  void addQuietly(Duration bound, Runnable action) {
    add(
        new Change() {
          @Override
          public void begin(Runnable finished) {
            device.commands.hold();
            await(
                () -> !device.commands.unsafeInFlight(),
                bound,
                calm -> {
                  action.run();
                  device.commands.release();
                  finished.run();
                });
          }

          @Override
          public void abandon(String cause) {
            try {
              action.run();
            } finally {
              device.commands.release();
            }
          }
        });
  }

  /** Runs an action when something else has ended, unless the device is gone by then. */
  void addAfter(CompletableFuture<Void> end, Runnable action) {
    add(
        new Change() {
          @Override
          public void begin(Runnable finished) {
            end.thenRun(() -> device.strand.execute(() -> step(() -> act(finished))));
          }

          private void act(Runnable finished) {
            action.run();
            finished.run();
          }

          @Override
          public void abandon(String cause) {}
        });
  }

  /**
   * Waits, without blocking.
   *
   * @param then is told whether it became calm within the bound
   */
  void await(BooleanSupplier calm, Duration bound, Consumer<Boolean> then) {
    if (calm.getAsBoolean()) {
      then.accept(true);
      return;
    }
    int number = ++waits;
    Schedule timer =
        device.around.scheduler().after(bound, () -> device.strand.execute(() -> tooLong(number)));
    wait = new Wait(number, calm, then, timer);
  }

  /** Something ended: looks again, later, since a driver may be on the stack. */
  void calmer() {
    if (wait != null) {
      device.strand.execute(this::look);
    }
  }

  /** See {@link Change#stuck}. */
  boolean stuck(LiveSession session, String cause) {
    Change running = current;
    return running != null && running.stuck(session, cause);
  }

  void close(String cause) {
    closed = cause;
    Wait open = wait;
    wait = null;
    if (open != null) {
      open.bound().cancel();
    }
    Change running = current;
    current = null;
    if (running != null) {
      running.abandon(cause);
    }
    waiting.forEach(change -> change.abandon(cause));
    waiting.clear();
  }

  private void look() {
    Wait open = wait;
    if (open != null && open.calm().getAsBoolean()) {
      wait = null;
      open.bound().cancel();
      step(() -> open.then().accept(true));
    }
  }

  /** It may have become calm just before, and wait for something else now. */
  private void tooLong(int number) {
    Wait open = wait;
    if (open != null && open.number() == number) {
      wait = null;
      step(() -> open.then().accept(open.calm().getAsBoolean()));
    }
  }

  private void next() {
    if (current == null) {
      Change change = waiting.poll();
      current = change;
      if (change != null) {
        step(() -> change.begin(() -> finished(change)));
      }
    }
  }

  /**
   * Does a step of the current change. What it throws is a defect of the host or a link: that ends
   * the change, and those behind it go on.
   */
  private void step(Runnable step) {
    Change running = current;
    try {
      step.run();
    } catch (Strand.Lost e) {
      throw e;
    } catch (RuntimeException | Error e) {
      LOG.error("{}: a change failed and is given up", device.id, e);
      if (running != null && current == running) {
        finished(running);
        running.abandon(Sentences.of(e));
      }
    }
  }

  private void finished(Change change) {
    if (current == change) {
      current = null;
      device.strand.execute(this::next);
    }
  }
}
