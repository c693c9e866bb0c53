package org.amitygate.world;

/** Where everything that happens is written down. Implementations may be called by any thread. */
@FunctionalInterface
public interface Events {
  /**
   * Writes one event and returns when it is on disk.
   *
   * @param name the event
   * @param fields name, value, name, value …; a null value is written as null
   */
  void write(String name, Object... fields);
}
