package org.amitygate.core.runtime;

import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import org.amitygate.core.device.Scheduler;

/**
 * What the core of a gate runs on: threads and timers in the server, the one thread and the virtual
 * time of a simulation. Thread-safe.
 */
public interface Machine extends AutoCloseable {

  /** Runs what belongs to devices; a driver may keep a thread of it for long. */
  Executor devices();

  /** Runs what waits for files. */
  Executor files();

  Scheduler scheduler();

  /** For the jitter of reconnecting. */
  RandomGenerator random();

  /** A driver keeps a thread of {@link #devices}: the others shall have as many as before. */
  void deviceThreadLost();

  /** Runs no timer any more; what was given to the executors is still run. */
  @Override
  void close();
}
