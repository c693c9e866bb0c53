package org.amitygate.driver.zoo;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a driver must not do. */
final class Misdeeds {

  private static final List<byte[]> KEPT = new ArrayList<>();

  private Misdeeds() {}

  /** Waits for somebody who never comes. */
  static void waitForEver() {
    Object nobody = new Object();
    synchronized (nobody) {
      while (KEPT != null) {
        try {
          nobody.wait();
        } catch (InterruptedException e) {
          // it does not listen
        }
      }
    }
  }

  /** Keeps the processor busy. */
  static void spin(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
  }

  /** Takes memory and does not give it back. */
  static void allocate(int bytes) {
    KEPT.add(new byte[bytes]);
  }
}
