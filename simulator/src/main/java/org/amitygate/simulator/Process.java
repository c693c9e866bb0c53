package org.amitygate.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.runtime.Machine;
import org.amitygate.device.DeviceHost;

/**
 * The threads and timers of one process of one gate. When it has died, nothing that it planned
 * happens.
 */
final class Process implements Machine, Scheduler {

  private final Agenda agenda;
  private final Dice dice;
  private final Promises promises;
  private final String gate;
  private boolean alive = true;

  Process(Agenda agenda, Dice dice, Promises promises, String gate) {
    this.agenda = agenda;
    this.dice = dice;
    this.promises = promises;
    this.gate = gate;
  }

  boolean isAlive() {
    return alive;
  }

  void die() {
    alive = false;
  }

  /** One of many threads. */
  void execute(Runnable task) {
    if (alive) {
      agenda.ready(() -> run(task));
    }
  }

  /** A thread of its own: one task after another. */
  Executor thread() {
    return new Thread();
  }

  /** Runs it now, if the process is alive; what it throws breaks a promise. */
  void run(Runnable task) {
    if (!alive) {
      return;
    }
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      promises.failed(gate, e);
    }
  }

  @Override
  public DeviceHost.Schedule after(Duration delay, Runnable task) {
    return agenda.timer(delay, () -> run(task));
  }

  @Override
  public Executor devices() {
    return this::execute;
  }

  @Override
  public Executor files() {
    return this::execute;
  }

  @Override
  public Scheduler scheduler() {
    return this;
  }

  @Override
  public RandomGenerator random() {
    return dice.generator();
  }

  @Override
  public void deviceThreadLost() {}

  @Override
  public void close() {
    die();
  }

  private final class Thread implements Executor {
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean queued;
    private boolean running;

    @Override
    public void execute(Runnable task) {
      if (alive) {
        tasks.add(task);
        queue();
      }
    }

    /** A task that waits for the disk keeps its thread, while others go on. */
    private void queue() {
      if (!queued && !running && !tasks.isEmpty()) {
        queued = true;
        agenda.ready(this::turn);
      }
    }

    private void turn() {
      queued = false;
      running = true;
      Process.this.run(tasks.remove());
      running = false;
      queue();
    }
  }
}
