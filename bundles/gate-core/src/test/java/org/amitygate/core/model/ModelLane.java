package org.amitygate.core.model;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who stands in a lane, and what was read of him there. */
final class ModelLane {

  final Map<String, Boolean> loops = new HashMap<>();

  /** By position, as letters and digits. */
  final Map<String, String> plates = new HashMap<>();

  @Nullable ModelCrossing inZone;

  void occupy(ModelCrossing crossing) {
    inZone = crossing;
    plates.clear();
  }

  void vacate() {
    inZone = null;
    plates.clear();
  }

  /** Returns whether the vehicle of the zone has come to the stop line. */
  boolean sense(String loop, boolean occupied, boolean sinceStart) {
    Boolean before = sinceStart ? null : loops.get(loop);
    loops.put(loop, occupied);
    boolean rises = occupied && (before == null || !before);
    return rises && loop.equals("exit") && inZone != null;
  }

  boolean at(String loop) {
    return loops.getOrDefault(loop, false);
  }

  /** Returns whether it is the same plate as before. */
  boolean read(String position, String plate) {
    return plate.equals(plates.put(position, plate));
  }
}
