package org.amitygate.world.physics;

/** The network cable of a device. Thread-safe; both calls may be repeated. */
public interface Plug {
  /** A device that is not there. */
  Plug NONE =
      new Plug() {
        @Override
        public void unplug() {}

        @Override
        public void plug() {}
      };

  /** Cuts every connection and refuses new ones. */
  void unplug();

  /** Takes connections again. */
  void plug();
}
