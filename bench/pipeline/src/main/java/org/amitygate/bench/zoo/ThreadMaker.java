package org.amitygate.bench.zoo;

/** Goes into the bundle of the animal that makes threads. */
final class ThreadMaker {

  private ThreadMaker() {}

  static void make() {
    Thread leaked = new Thread(() -> {}, "zoo-leaked");
    leaked.setDaemon(true);
    leaked.start();
  }
}
