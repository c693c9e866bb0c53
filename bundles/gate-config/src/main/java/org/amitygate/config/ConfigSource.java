package org.amitygate.config;

import java.util.function.BiConsumer;

/** The configuration in force, as an OSGi service. Thread-safe. */
public interface ConfigSource {

  GateConfig current();

  /**
   * Tells of every change after it was checked whole. Listen first, then ask for {@link
   * #current()}.
   *
   * @param change hears the old and the new configuration, one call at a time
   * @return stops telling
   */
  AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change);

  /**
   * Asks this guard, too, before another configuration is put in force.
   *
   * @return stops asking
   */
  default AutoCloseable guard(ConfigGuard guard) {
    return () -> {};
  }
}
