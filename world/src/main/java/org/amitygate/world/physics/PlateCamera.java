package org.amitygate.world.physics;

/** A camera that reads plates and tells its gate. Thread-safe; never blocks. */
public interface PlateCamera extends Plug {
  /** A camera that is not there. */
  PlateCamera NONE =
      new PlateCamera() {
        @Override
        public void sees(Sighting sighting) {}

        @Override
        public int waiting() {
          return 0;
        }

        @Override
        public void unplug() {}

        @Override
        public void plug() {}
      };

  /** Reports a read; one that was reported before is reported again under the same id. */
  void sees(Sighting sighting);

  /** How many reads the gate has not got yet. */
  int waiting();
}
