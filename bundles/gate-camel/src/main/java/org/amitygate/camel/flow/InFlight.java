package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Counts what is under way, and lets one wait until it has ended. Thread-safe. */
public final class InFlight {

  private int count;
  private boolean closed;

  /**
   * @return false: nothing new may begin
   */
  public synchronized boolean begin() {
    if (closed) {
      return false;
    }
    count++;
    return true;
  }

  public synchronized void end() {
    count--;
    notifyAll();
  }

  /** Lets nothing new begin and waits until all has ended, at most so long. */
  public synchronized void drain(Duration atMost) {
    closed = true;
    long until = System.nanoTime() + atMost.toNanos();
    long left = atMost.toNanos();
    while (count > 0 && left > 0) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      left = until - System.nanoTime();
    }
  }
}
