package org.amitygate.core.device;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.amitygate.config.DeviceConfig;
import org.amitygate.core.device.DriverSeat.Installed;
import org.amitygate.device.Driver;
import org.jspecify.annotations.Nullable;

/** Which driver a device gets that has none: one for each name, and for some lanes another one. */
final class ChosenDrivers {

  private record Place(String name, String lane) {}

  private final Map<String, Installed> everywhere = new HashMap<>();
  private final Map<Place, Installed> onLanes = new HashMap<>();

  /** For all lanes: what single ones had is over. */
  void put(String name, Installed driver) {
    everywhere.put(name, driver);
    onLanes.keySet().removeIf(place -> place.name().equals(name));
  }

  void put(String name, String lane, Installed driver) {
    onLanes.put(new Place(name, lane), driver);
  }

  /** For a device; null if there is none. */
  @Nullable Installed of(DeviceConfig device) {
    Installed own = onLanes.get(new Place(device.driver(), device.lane()));
    return own == null ? everywhere.get(device.driver()) : own;
  }

  /** It goes away. */
  void remove(Driver driver) {
    removeFrom(everywhere.values().iterator(), driver);
    removeFrom(onLanes.values().iterator(), driver);
  }

  private static void removeFrom(Iterator<Installed> choices, Driver driver) {
    while (choices.hasNext()) {
      if (choices.next().driver() == driver) {
        choices.remove();
      }
    }
  }
}
