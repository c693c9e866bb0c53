package org.amitygate.core.bench;

import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.LinkConfig;
import org.amitygate.config.StorageConfig;

/** The configuration of the bench's gate: its lanes are those that have a controller. */
final class BenchConfig implements ConfigSource {

  private final Bench bench;

  BenchConfig(Bench bench) {
    this.bench = bench;
  }

  private List<DeviceConfig> devices(String lane) {
    return List.of(
        device(lane + ".plate-camera.entry", "camera", "none"),
        device(lane + ".plate-camera.exit", "camera", bench.exitCameraLink),
        device(lane + ".weighbridge", "scale", "none"));
  }

  private static DeviceConfig device(String id, String driver, String link) {
    return new DeviceConfig(id, driver, new LinkConfig(link, "", Map.of()), Map.of());
  }

  @Override
  public GateConfig current() {
    GateConfig.Gate gate =
        new GateConfig.Gate(
            "huu-nghi",
            "Huu Nghi",
            List.of(),
            "pair",
            "1119",
            bench.pair,
            ZoneId.of("Asia/Ho_Chi_Minh"));
    List<LaneConfig> lanes =
        bench.controllers.keySet().stream()
            .filter(id -> !bench.takenOut.contains(id))
            .map(
                id ->
                    new LaneConfig(
                        id,
                        id.startsWith("L")
                            ? LaneConfig.Direction.EXPORT
                            : LaneConfig.Direction.IMPORT,
                        "cargo",
                        "flow",
                        "you-yi-guan",
                        bench.exitCameras && id.startsWith("L") ? devices(id) : List.of(),
                        Optional.ofNullable(bench.hours.get(id)),
                        bench.tidal.contains(id) ? Optional.of("flow-in") : Optional.empty()))
            .toList();
    return new GateConfig(
        gate,
        lanes,
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        "digest",
        StorageConfig.USUAL,
        bench.archive);
  }

  @Override
  public AutoCloseable onChange(BiConsumer<GateConfig, GateConfig> change) {
    return () -> {};
  }
}
