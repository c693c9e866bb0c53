package org.amitygate.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.LaneConfig.Direction;
import org.amitygate.config.LinkConfig;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.time.GateClock;
import org.amitygate.partner.keys.PartnerKeys;

/** The configuration of both gates. */
final class Site {

  static final String EXIT = "vn-huunghi";
  static final String ENTRY = "cn-youyi";
  static final List<String> LANES = List.of("L1", "L2");
  private static final String PROFILE = "amity-1";

  private static final Map<String, String> LIMITS =
      Map.of(
          "offerValid", "30s",
          "commitWithin", "15s",
          "statusAfter", "60s",
          "overdueAfter", "5m",
          "linkLost", "30s");

  private static final Map<String, String> FLOWS =
      Map.of(
          "customs.within", "10m",
          "identify.within", "2m",
          "weigh.within", "8s",
          "weigh.pause", "1s",
          "weigh.attempts", "20",
          "offer.pause", "1s",
          "offer.attempts", "40");

  private Site() {}

  static GateConfig exit(Path keys) {
    return gate(EXIT, ENTRY, Direction.EXPORT, Flows.EXPORT, keys);
  }

  static GateConfig entry(Path keys) {
    return gate(ENTRY, EXIT, Direction.IMPORT, Flows.IMPORT, keys);
  }

  /** A folder for the signing keys, which the gates make. */
  static Path keys() {
    try {
      Path folder = Files.createTempDirectory("amity-simulate");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has each gate make its keys, as it does when it starts for the first time. */
  static void makeKeys(List<GateConfig> gates) {
    GateClock clock = () -> Instant.EPOCH;
    gates.forEach(gate -> new PartnerKeys(clock).load(gate.partners()));
  }

  private static void delete(Path folder) {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      System.err.println("gate: " + folder + " is left: " + e.getMessage());
    }
  }

  private static GateConfig gate(
      String id, String partner, Direction direction, String flow, Path keys) {
    GateConfig.Gate gate =
        new GateConfig.Gate(
            id,
            id,
            List.of(),
            "huu-nghi-youyi-guan",
            "1119-1120",
            GateConfig.State.OPERATING,
            ZoneId.of("Asia/Ho_Chi_Minh"));
    PartnerConfig other =
        new PartnerConfig(
            partner,
            PROFILE,
            "",
            "",
            keys.resolve(id + ".jwk").toString(),
            List.of(keys.resolve(partner + ".public.jwk").toString()),
            Map.of(),
            LIMITS);
    List<LaneConfig> lanes = new ArrayList<>();
    for (String lane : LANES) {
      lanes.add(
          new LaneConfig(lane, direction, "cargo", flow, partner, devices(id, lane, direction)));
    }
    return new GateConfig(
        gate, lanes, Map.of(partner, other), Map.of(), Optional.empty(), FLOWS, "simulated");
  }

  private static List<DeviceConfig> devices(String gate, String lane, Direction direction) {
    List<DeviceConfig> devices = new ArrayList<>();
    devices.add(
        device(
            gate,
            lane + ".io",
            "modbus-io",
            "tcp",
            Map.of("poll", "300ms", "timeout", "2s", "outputs", List.of(0L, 1L))));
    devices.add(
        device(gate, lane + ".plate-camera.entry", "hikvision-isapi", "http-push", Map.of()));
    if (direction == Direction.EXPORT) {
      devices.add(
          device(gate, lane + ".plate-camera.exit", "hikvision-isapi", "http-push", Map.of()));
      devices.add(device(gate, lane + ".weighbridge", "mt-sics", "tcp", Map.of("idlePoll", "1s")));
    }
    return devices;
  }

  private static DeviceConfig device(
      String gate, String id, String driver, String kind, Map<String, Object> settings) {
    return new DeviceConfig(id, driver, new LinkConfig(kind, gate + "/" + id, Map.of()), settings);
  }
}
