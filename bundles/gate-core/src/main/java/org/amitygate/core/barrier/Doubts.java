package org.amitygate.core.barrier;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.DeviceConfig;

/**
 * The devices whose driver has yet to prove itself on their lane: what they alone say of a vehicle
 * does not release it. Thread-safe.
 */
final class Doubts {

  static final String ENTRY_CAMERA = "plate-camera.entry";
  static final String EXIT_CAMERA = "plate-camera.exit";
  static final String WEIGHBRIDGE = "weighbridge";

  private final ConfigSource config;
  private final Map<String, Set<String>> lanes = new ConcurrentHashMap<>();

  Doubts(ConfigSource config) {
    this.config = config;
  }

  /**
   * A driver is on probation on these lanes, and no others.
   *
   * @return lanes on which it no longer is
   */
  Set<String> set(String driver, Set<String> on) {
    Set<String> before = lanes.put(driver, Set.copyOf(on));
    Set<String> ended = new HashSet<>(before == null ? Set.of() : before);
    ended.removeAll(on);
    return ended;
  }

  /** Whether what this device of a lane says is in doubt. */
  boolean on(String lane, String role) {
    return driver(lane, role)
        .filter(driver -> lanes.getOrDefault(driver, Set.of()).contains(lane))
        .isPresent();
  }

  /** Whether a driver said of the vehicle in the zone what is in doubt. */
  boolean said(Lane lane, String driver) {
    return lane.zone().saidOnProbation().stream()
        .anyMatch(role -> driver(lane.id(), role).equals(Optional.of(driver)));
  }

  private Optional<String> driver(String lane, String role) {
    return config
        .current()
        .lane(lane)
        .flatMap(configured -> configured.device(role))
        .map(DeviceConfig::driver);
  }

  /**
   * Why the vehicle in the zone, which is identified, may not leave yet. A plate that one camera
   * alone read is in doubt with it; the other camera's word is enough.
   */
  Optional<String> about(Lane lane) {
    Set<String> roles =
        lane.zone().saidOnProbation().stream()
            .filter(role -> on(lane.id(), role))
            .collect(Collectors.toSet());
    boolean confirmed =
        !roles.contains(ENTRY_CAMERA) && lane.zone().plate(false).equals(lane.zone().plate(true));
    if (roles.contains(EXIT_CAMERA) && !confirmed) {
      return Optional.of("its plate was read by a driver on probation alone");
    }
    if (roles.contains(WEIGHBRIDGE)) {
      return Optional.of("it was weighed by a driver on probation");
    }
    return Optional.empty();
  }
}
