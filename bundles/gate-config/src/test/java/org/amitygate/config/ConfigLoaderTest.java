package org.amitygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {

  static final String GOOD =
      """
      gate:
        id: huu-nghi
        name: Hữu Nghị
        aliases: [友谊关口]
        pair: huu-nghi-youyi-guan
        route: 1119-1120
        state: OPERATING
        timeZone: Asia/Ho_Chi_Minh
      templates:
        export:
          direction: export
          flow: cargo-export
          partner: youyi-guan
          devices:
            io:
              driver: modbus-io
              link: {kind: tcp, address: "{controller}"}
              settings: {unit: "{unit}", reach: 2.5, lamps: true, names: [a, b]}
            plate-camera.exit:
              driver: hikvision-isapi
              link:
                kind: http-stream
                address: "http://10.0.3.{number}/{lane}"
                user: gate
                password: ${file:keys/camera.password}
      lanes:
        L1:
          template: export
          values: {controller: "10.0.1.10:502", unit: 1}
        L2:
          template: export
          values: {controller: "10.0.2.10:502", unit: 7}
          direction: import
          trafficClass: agv
          devices:
            plate-camera.exit: null
            weighbridge:
              driver: mt-sics
              link: {kind: tcp, address: "10.0.2.12:4305"}
      partners:
        youyi-guan:
          profile: amity-1
          send: netty-http:https://other:9443/amity
          receive: netty-http:https://0.0.0.0:9443/amity
          signingKey: keys/mine.jwk
          partnerKeys: [keys/theirs.jwk]
          tls: {keyStore: keys/tls.p12, password: "${env:TLS_PASSWORD}"}
          limits: {commitWithin: 30s}
      authorities:
        customs:
          protocol: wco
          send: netty-http:http://customs/release
          receive: netty-http:http://0.0.0.0:8481/customs
      declarations: netty-http:http://0.0.0.0:8482/declarations
      flows:
        customs: {within: 2h}
        weight.tolerancePercent: 5
      """;

  @TempDir Path folder;
  private final ConfigLoader loader = new ConfigLoader(Map.of("TLS_PASSWORD", "tls-secret")::get);

  @BeforeEach
  void secrets() throws Exception {
    Files.createDirectories(folder.resolve("keys"));
    Files.writeString(folder.resolve("keys/camera.password"), "camera-secret\n");
  }

  private ConfigLoader.Loaded load(String text) throws ConfigException {
    return loader.load(folder.resolve("gate.yaml"), text.getBytes(StandardCharsets.UTF_8));
  }

  /** What is said when a line of the good file reads otherwise. */
  @Test
  void readsEverything() throws Exception {
    GateConfig config = load(GOOD).config();

    assertThat(config.gate())
        .isEqualTo(
            new GateConfig.Gate(
                "huu-nghi",
                "Hữu Nghị",
                List.of("友谊关口"),
                "huu-nghi-youyi-guan",
                "1119-1120",
                GateConfig.State.OPERATING,
                ZoneId.of("Asia/Ho_Chi_Minh")));
    assertThat(config.lanes()).extracting(LaneConfig::id).containsExactly("L1", "L2");
    assertThat(config.declarationsUri()).contains("netty-http:http://0.0.0.0:8482/declarations");
    assertThat(config.flowSettings())
        .isEqualTo(Map.of("customs.within", "2h", "weight.tolerancePercent", "5"));
    assertThat(config.authorities().get("customs").protocol()).isEqualTo("wco");
    assertThat(config.digest())
        .isEqualTo(ConfigLoader.digest(GOOD.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aTidalLaneHasAFlowForEachDirection() throws Exception {
    String tidal =
        GOOD.replace("direction: import", "direction: import\n    tidalFlow: cargo-back");
    GateConfig config = load(tidal).config();
    assertThat(config.lane("L1").orElseThrow().tidalFlow()).isEmpty();
    assertThat(config.lane("L2").orElseThrow().tidalFlow()).contains("cargo-back");
  }

  @Test
  void fillsTemplatesInPerLane() throws Exception {
    GateConfig config = load(GOOD).config();
    LaneConfig first = config.lane("L1").orElseThrow();
    LaneConfig second = config.lane("L2").orElseThrow();

    assertThat(first.direction()).isEqualTo(LaneConfig.Direction.EXPORT);
    assertThat(first.trafficClass()).isEqualTo("cargo");
    assertThat(first.partner()).isEqualTo("youyi-guan");
    assertThat(first.device("io").orElseThrow())
        .isEqualTo(
            new DeviceConfig(
                "L1.io",
                "modbus-io",
                new LinkConfig("tcp", "10.0.1.10:502", Map.of()),
                Map.of("unit", 1L, "reach", 2.5, "lamps", true, "names", List.of("a", "b"))));
    assertThat(first.device("plate-camera.exit").orElseThrow().link())
        .isEqualTo(
            new LinkConfig(
                "http-stream",
                "http://10.0.3.1/L1",
                Map.of("user", "gate", "password", "camera-secret")));

    assertThat(second.direction()).isEqualTo(LaneConfig.Direction.IMPORT);
    assertThat(second.trafficClass()).isEqualTo("agv");
    assertThat(second.devices())
        .extracting(DeviceConfig::id)
        .containsExactly("L2.io", "L2.weighbridge");
    assertThat(second.device("io").orElseThrow().settings()).containsEntry("unit", 7L);
  }

  @Test
  void readsThePartnerWithPathsBesideTheFile() throws Exception {
    PartnerConfig partner = load(GOOD).config().partners().get("youyi-guan");

    assertThat(partner.signingKey()).isEqualTo(folder.resolve("keys/mine.jwk").toString());
    assertThat(partner.partnerKeys()).containsExactly(folder.resolve("keys/theirs.jwk").toString());
    assertThat(partner.tls())
        .isEqualTo(
            Map.of(
                "keyStore", folder.resolve("keys/tls.p12").toString(), "password", "tls-secret"));
    assertThat(partner.limits()).isEqualTo(Map.of("commitWithin", "30s"));
  }

  @Test
  void showsTheEffectiveConfigurationWithoutSecrets() throws Exception {
    String effective = load(GOOD).effective();

    assertThat(effective)
        .contains(
            "address: 10.0.1.10:502", "password: ${file:keys/camera.password}", "name: Hữu Nghị")
        .doesNotContain("camera-secret", "tls-secret", "templates:");
  }

  @Test
  void theShippedExampleIsGood() throws Exception {
    byte[] example =
        Files.readAllBytes(Path.of("../../karaf-assembly/src/main/resources/etc/gate.yaml"));
    Files.writeString(folder.resolve("keys/tls.password"), "x");

    GateConfig config = loader.load(folder.resolve("gate.yaml"), example).config();

    assertThat(config.lanes()).extracting(LaneConfig::id).containsExactly("L1", "L2", "L3");
    assertThat(config.lane("L3").orElseThrow().device("weighbridge").orElseThrow().link().address())
        .isEqualTo("10.19.3.20:4305");
    assertThat(config.gate().state()).isEqualTo(GateConfig.State.PLANNED);
    assertThat(config.declarationsUri().orElseThrow()).startsWith("netty-http:http://127.0.0.1:");
    assertThat(config.authorities().get("customs").receiveUri())
        .startsWith("netty-http:http://127.0.0.1:");
  }

  @Test
  void unquotedWordsMeanWhatJsonMeans() throws Exception {
    String text =
        GOOD.replace("reach: 2.5", "reach: 2.5, a: on, b: 22:30, c: 0755, d: 2026-01-01, e: \"7\"");

    assertThat(load(text).config().lane("L1").orElseThrow().device("io").orElseThrow().settings())
        .containsEntry("a", "on")
        .containsEntry("b", "22:30")
        .containsEntry("c", "0755")
        .containsEntry("d", "2026-01-01")
        .containsEntry("e", "7");
  }

  @Test
  void leavesCamelsOwnPlaceholdersAlone() throws Exception {
    String text =
        GOOD.replace("lamps: true", "lamps: \"{{customs.within}}\", form: '\\d{2}{unit}'");

    assertThat(load(text).config().lane("L2").orElseThrow().device("io").orElseThrow().settings())
        .containsEntry("lamps", "{{customs.within}}")
        .containsEntry("form", "\\d{2}7");
  }

  @Test
  void whatIsDoneWithOldRecords() throws Exception {
    assertThat(load(GOOD).config().archive())
        .isEqualTo(
            new ArchiveConfig(
                folder.resolve("keys/seals.jwk").toString(), Optional.empty(), Optional.empty()));
    String rules = "seals: {signingKey: ../s.jwk}\nretention: {personal: 365d}\n";
    ArchiveConfig archive = load(GOOD + rules).config().archive();
    assertThat(archive.sealKey()).isEqualTo(folder.resolveSibling("s.jwk").normalize().toString());
    assertThat(archive.personal()).hasValue(Duration.ofDays(365));
    assertThat(archive.evidence()).as("as long as personal values").hasValue(Duration.ofDays(365));
    archive = load(GOOD + "retention: {evidence: 30d}\n").config().archive();
    assertThat(archive.personal()).isEmpty();
    assertThat(archive.evidence()).hasValue(Duration.ofDays(30));
  }
}
