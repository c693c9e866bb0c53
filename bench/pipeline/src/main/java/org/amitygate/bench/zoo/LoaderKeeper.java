package org.amitygate.bench.zoo;

/** Goes into the bundle of the animal that keeps its class loader alive through a thread local. */
final class LoaderKeeper {

  private static final ThreadLocal<LoaderKeeper> KEPT = ThreadLocal.withInitial(LoaderKeeper::new);

  private LoaderKeeper() {}

  static void keep() {
    KEPT.get();
  }
}
