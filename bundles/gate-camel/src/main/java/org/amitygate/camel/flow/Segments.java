package org.amitygate.camel.flow;

import java.util.concurrent.Executor;

/** Where the routes of stages run, as far as their next answer or their end. */
@FunctionalInterface
interface Segments {

  /**
   * Runs a part of a route.
   *
   * @param stage what it is a part of, for {@link #lost}
   * @param givenUp run once, on any thread, when it is not waited for any more
   * @throws java.util.concurrent.RejectedExecutionException nothing is run any more
   */
  void run(String stage, Runnable segment, Runnable givenUp);

  /** How many parts of a stage were given up and have not returned to this day. */
  default int lost(String stage) {
    return 0;
  }

  /** On an executor, and nobody looks whether they return. */
  static Segments on(Executor executor) {
    return (stage, segment, givenUp) -> executor.execute(segment);
  }
}
