package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.config.ConfigProblem;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.LinkConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceGuardTest {

  private static final Map<String, Object> GOOD = Map.of("step", 20L);
  private static final Map<String, Object> BAD = Map.of("stepp", 20L);

  @TempDir Path folder;
  private TestGate gate;
  private DeviceGuard guard;

  @BeforeEach
  void begin() throws Exception {
    gate = new TestGate(folder, new MemoryJournal());
    guard = new DeviceGuard(gate.host, gate);
  }

  @AfterEach
  void end() throws Exception {
    gate.close();
  }

  private static DeviceConfig scale(String driver, Map<String, Object> settings) {
    return new DeviceConfig(
        "L1.weighbridge", driver, new LinkConfig("tcp", "x:1", Map.of()), settings);
  }

  private static GateConfig config(DeviceConfig... devices) {
    LaneConfig lane =
        new LaneConfig("L1", LaneConfig.Direction.EXPORT, "cargo", "f", "p", List.of(devices));
    return new GateConfig(
        new GateConfig.Gate(
            "g", "g", List.of(), "p", "r", GateConfig.State.PLANNED, ZoneId.of("UTC")),
        List.of(lane),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of(),
        "");
  }

  private List<String> refuses(GateConfig before, GateConfig after) {
    return guard.refuses(before, after).stream().map(ConfigProblem::toString).toList();
  }

  private void install() throws Exception {
    gate.start();
    gate.install(
        PluginJar.driver("mt-sics", "1.0.0")
            .header("Gate-Settings-Schema", "s.json")
            .entry(
                "s.json",
                """
                {"type": "object", "additionalProperties": false,
                 "properties": {"step": {"type": "integer"}}}
                """));
  }

  @Test
  void aDriverThatIsNotInstalledIsRefused() throws Exception {
    install();
    GateConfig wrong = config(scale("mt-siks", GOOD));

    assertThat(refuses(config(), wrong))
        .containsExactly(
            "lanes.L1.devices.weighbridge.driver: found 'mt-siks', expected an installed driver"
                + " (mt-sics)");
    assertThat(refuses(wrong, wrong)).as("it is in force").isEmpty();
    assertThat(refuses(wrong, config(scale("mt-sics", GOOD)))).isEmpty();
  }

  @Test
  void settingsThatTheDriverDoesNotTakeAreRefused() throws Exception {
    install();

    assertThat(refuses(config(scale("mt-sics", GOOD)), config(scale("mt-sics", BAD))))
        .singleElement()
        .asString()
        .startsWith("lanes.L1.devices.weighbridge.settings: ")
        .contains("stepp");
    assertThat(refuses(config(), config(scale("mt-sics", BAD)))).hasSize(1);
    assertThat(refuses(config(), config(scale("mt-sics", GOOD)))).isEmpty();
  }

  @Test
  void nothingIsRefusedBeforeThePlugInsAreStarted() {
    assertThat(refuses(config(), config(scale("mt-sics", BAD)))).isEmpty();
  }
}
