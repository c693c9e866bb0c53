package org.amitygate.demo.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Every process that was started here; ends them all, and then starts no more. Thread-safe. */
public final class Children {
  private final Duration endWithin;
  private final List<Child> all = new ArrayList<>();
  private boolean stopping;

  public Children() {
    this(Duration.ofSeconds(10));
  }

  /**
   * @param endWithin how long they have to end by themselves
   */
  Children(Duration endWithin) {
    this.endWithin = endWithin;
  }

  /**
   * Starts a process.
   *
   * @throws IOException it cannot be started, or everything is being stopped
   */
  synchronized Child start(String name, ProcessBuilder builder, Path output) throws IOException {
    if (stopping) {
      throw new IOException(name + " is not started: everything is being stopped");
    }
    Child child = Child.start(name, builder, output);
    all.removeIf(each -> !each.alive());
    all.add(child);
    return child;
  }

  public synchronized boolean stopping() {
    return stopping;
  }

  /** SIGTERM to all, and SIGKILL to those that have not ended 10 s (or what was said) later. */
  public void stop() {
    List<Child> left;
    synchronized (this) {
      stopping = true;
      left = new ArrayList<>(all);
    }
    left.forEach(Child::terminate);
    long until = System.nanoTime() + endWithin.toNanos();
    try {
      for (Child child : left) {
        long millis = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
        if (!child.endsWithin(Math.max(1, millis))) {
          child.kill();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
