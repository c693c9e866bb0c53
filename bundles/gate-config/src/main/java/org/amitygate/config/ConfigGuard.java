package org.amitygate.config;

import java.util.List;

/**
 * Refuses what is right as a file and wrong for what the gate is doing now. Thread-safe; may block
 * for some seconds.
 */
@FunctionalInterface
public interface ConfigGuard {

  /**
   * @param before what is in force
   * @param after what would be
   * @return why not; empty if it may be put in force
   */
  List<ConfigProblem> refuses(GateConfig before, GateConfig after);
}
