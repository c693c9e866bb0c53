package org.amitygate.config;

import static org.amitygate.config.ConfigLoaderTest.GOOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.amitygate.authority.Answer.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadConfigTest {

  /** What the link of the good file's camera is; and one to which the camera sends by itself. */
  private static final String PULLED =
      """
                kind: http-stream
                address: "http://10.0.3.{number}/{lane}"
                user: gate
                password: ${file:keys/camera.password}
      """;

  private static final String PUSHED =
      """
                kind: http-push
                address: "0.0.0.0:8480/{lane}/{number}"
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

  private List<String> problems(String text) {
    try {
      load(text);
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream().map(ConfigProblem::toString).toList();
    }
  }

  /** What is said when a line of the good file reads otherwise. */
  private List<String> changed(String line, String other) {
    assertThat(GOOD).contains(line);
    return problems(GOOD.replace(line, other));
  }

  @Test
  void refusesWhatIsNotYaml() {
    assertThat(changed("aliases: [友谊关口]", "aliases: [友谊关口"))
        .singleElement()
        .asString()
        .startsWith("line 5: found text that is not YAML (");
    assertThat(changed("    driver: modbus-io", "\tdriver: modbus-io"))
        .singleElement()
        .asString()
        .startsWith("line 16: found text that is not YAML (");
    assertThat(problems(""))
        .containsExactly("found nothing but comments, expected the gate: see the example");
    assertThat(problems("# nothing\n"))
        .containsExactly("found nothing but comments, expected the gate: see the example");
    assertThat(problems("just text"))
        .containsExactly("line 1: found 'just text', expected the gate file");
    assertThat(problems("a: &x {b: *x}"))
        .anySatisfy(p -> assertThat(p).contains("alias that contains itself"));
  }

  @Test
  void refusesBytesThatAreNotText() {
    byte[] latin = "gate: {name: H\u00fbu}".getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> loader.load(folder.resolve("gate.yaml"), latin))
        .isInstanceOf(ConfigException.class)
        .hasMessage("gate.yaml: found bytes that are not UTF-8, expected UTF-8 text");
  }

  @Test
  void refusesAKeyGivenTwice() {
    assertThat(changed("  L2:\n", "  L1:\n"))
        .containsExactly(
            "line 30: lanes.L1: found 'L1' a second time, expected it once (it is on line 27 already)");
  }

  @Test
  void refusesUnknownSettings() {
    assertThat(changed("lanes:\n", "lines:\n"))
        .containsExactly(
            "line 26: lines: found the unknown setting 'lines', expected one of authorities, calendars, declarations, evidenceQuota, flows, gate, lanes, partners, retention, seals, store, templates");
    assertThat(changed("trafficClass: agv", "trafficclass: agv"))
        .containsExactly(
            "line 34: lanes.L2.trafficclass: found the unknown setting 'trafficclass', expected one of calendar, devices, direction, flow, partner, template, tidalFlow, trafficClass, values");
    assertThat(changed("{commitWithin: 30s}", "{comitWithin: 30s}"))
        .containsExactly(
            "line 48: partners.youyi-guan.limits.comitWithin: found the unknown setting 'comitWithin', expected one of commitWithin, incidentAck, linkLost, offerValid, overdueAfter, receiptWithin, reconcileEvery, retry, settledAfter, statusAfter");
  }

  @Test
  void restrictedDataNeedsTheAgencysKey() {
    assertThat(changed("{commitWithin: 30s}", "{}\n    discloses: [GATE, CUSTOMS]")).isEmpty();
    assertThat(changed("{commitWithin: 30s}", "{}\n    discloses: [RESTRICTED]"))
        .containsExactly(
            "line 49: partners.youyi-guan.discloses: found RESTRICTED without a key to encrypt it to, expected partners.youyi-guan.agencyKey, the agency's public key");
    assertThat(changed("{commitWithin: 30s}", "{}\n    discloses: [RISK]"))
        .containsExactly(
            "line 49: partners.youyi-guan.discloses[0]: found 'RISK', expected one of GATE, CUSTOMS, RESTRICTED");
  }

  @Test
  void aCodeOfAnAuthorityMeansOneOfAFewThings() throws Exception {
    String known = "protocol: wco\n    codes: {'08': RELEASED, \"05\": WAIT}";
    assertThat(
            load(GOOD.replace("protocol: wco", known))
                .config()
                .authorities()
                .get("customs")
                .codes())
        .isEqualTo(Map.of("08", Verdict.RELEASED, "05", Verdict.WAIT));
    assertThat(changed("protocol: wco", known.replace("WAIT", "RELEASE")))
        .singleElement()
        .asString()
        .endsWith(
            "authorities.customs.codes.05: found 'RELEASE', expected one of WAIT, RELEASED, CONTROL, REJECTED, INFORMATION, UNKNOWN");
  }

  @Test
  void aPartnerHasOneProfileOrAListOfThem() throws Exception {
    assertThat(
            load(GOOD.replace("profile: amity-1", "profiles: [amity-2, amity-1]"))
                .config()
                .partners()
                .get("youyi-guan")
                .profiles())
        .containsExactly("amity-2", "amity-1");
    assertThat(changed("    profile: amity-1\n", ""))
        .singleElement()
        .asString()
        .endsWith("partners.youyi-guan: found no profile, expected either 'profile' or 'profiles'");
    assertThat(changed("profile: amity-1", "profile: amity-1\n    profiles: [amity-2]"))
        .singleElement()
        .asString()
        .contains("found both 'profile' and 'profiles'");
    assertThat(changed("profile: amity-1", "profiles: []")).hasSize(1);
  }

  @Test
  void refusesMissingSettings() {
    assertThat(changed("  route: 1119-1120\n", ""))
        .containsExactly(
            "line 1: gate: found no 'route', expected the route's id such as 1119-1120");
    assertThat(problems("lanes: {}"))
        .containsExactly("line 1: found no 'gate', expected a map that says which gate this is");
    assertThat(changed("    flow: cargo-export\n", ""))
        .containsExactly(
            "line 26: lanes.L1: found no 'flow', expected it here or in the lane's template",
            "line 29: lanes.L2: found no 'flow', expected it here or in the lane's template");
    assertThat(changed("        driver: mt-sics\n", ""))
        .containsExactly(
            "line 37: lanes.L2.devices.weighbridge: found no 'driver', expected it here or in the lane's template");
    assertThat(changed("{kind: tcp, address: \"10.0.2.12:4305\"}", "{kind: tcp}"))
        .containsExactly(
            "line 39: lanes.L2.devices.weighbridge.link: found no 'address', expected it here or in the lane's template");
  }

  @Test
  void refusesOneDeviceInTwoPlaces() {
    assertThat(
            changed(
                "{controller: \"10.0.2.10:502\", unit: 7}",
                "{controller: \"10.0.1.10:502\", unit: 1}"))
        .containsExactly(
            "line 17: lanes.L2.devices.io.link.address: found '10.0.1.10:502', which L1.io has already,"
                + " expected an address of its own for each device, or settings that tell it apart");
    assertThat(
            changed(
                "{controller: \"10.0.2.10:502\", unit: 7}",
                "{controller: \"10.0.1.10:502\", unit: 7}"))
        .as("two units behind one gateway")
        .isEmpty();
  }

  @Test
  void refusesValuesOfAnotherKind() {
    assertThat(changed("direction: import", "direction: north"))
        .containsExactly(
            "line 33: lanes.L2.direction: found 'north', expected one of export, import");
    assertThat(changed("state: OPERATING", "state: OPEN"))
        .containsExactly(
            "line 7: gate.state: found 'OPEN', expected one of PLANNED, PILOT, OPERATING, SUSPENDED, CLOSED, REOPENING");
    assertThat(changed("timeZone: Asia/Ho_Chi_Minh", "timeZone: Asia/Hanoi"))
        .containsExactly(
            "line 8: gate.timeZone: found 'Asia/Hanoi', expected a time zone such as Asia/Ho_Chi_Minh");
    assertThat(changed("aliases: [友谊关口]", "aliases: 友谊关口"))
        .containsExactly("line 4: gate.aliases: found '友谊关口', expected a list of names");
    assertThat(changed("aliases: [友谊关口]", "aliases: [a, 7]"))
        .containsExactly("line 4: gate.aliases[1]: found 7, expected a name");
    assertThat(changed("id: huu-nghi\n", "id: Huu Nghi\n"))
        .containsExactly("line 2: gate.id: found 'Huu Nghi', expected an id such as huu-nghi");
    assertThat(changed("{commitWithin: 30s}", "{commitWithin: 30 seconds}"))
        .containsExactly(
            "line 48: partners.youyi-guan.limits.commitWithin: found '30 seconds', expected a duration such as 250ms, 15s, 2m, 36h or 10d");
    assertThat(changed("protocol: wco", "protocol: [wco]"))
        .containsExactly(
            "line 51: authorities.customs.protocol: found a list, expected the name of an authority protocol such as wco");
    assertThat(changed("[keys/theirs.jwk]", "[]"))
        .containsExactly(
            "line 46: partners.youyi-guan.partnerKeys: found a list, expected a list of files with the partner's public keys");
    assertThat(changed("kind: http-stream", "kind: mqtt"))
        .containsExactly(
            "line 22: templates.export.devices.plate-camera.exit.link.kind: found 'mqtt', expected one of tcp, http-stream, http-push");
  }

  @Test
  void refusesIdsThatAreNotWellFormed() {
    assertThat(changed("    weighbridge:\n", "    Weigh.bridge.x:\n"))
        .containsExactly(
            "line 37: lanes.L2.devices.Weigh.bridge.x: found the name 'Weigh.bridge.x', expected a role and, if need be, a position, such as plate-camera.entry");
    assertThat(changed("  L2:\n", "  L 2:\n"))
        .containsExactly(
            "line 30: lanes.L 2: found the name 'L 2', expected a lane id of letters, digits and -, such as L3");
  }

  @Test
  void refusesUnknownPartnersAndTemplates() {
    assertThat(changed("partner: youyi-guan", "partner: dongxing"))
        .containsExactly(
            "line 13: lanes.L1.partner: found 'dongxing', expected one of the partners youyi-guan",
            "line 13: lanes.L2.partner: found 'dongxing', expected one of the partners youyi-guan");
    assertThat(
            changed(
                "    template: export\n    values: {controller: \"10.0.1",
                "    template: exprot\n    values: {controller: \"10.0.1"))
        .contains(
            "line 28: lanes.L1.template: found 'exprot', expected one of the templates export");
    assertThat(changed("  youyi-guan:\n    profile", "  huu-nghi:\n    profile"))
        .contains(
            "line 41: partners.huu-nghi: found this gate's own id, expected the id of the other gate");
  }

  @Test
  void refusesPlaceholdersWithoutAValue() {
    assertThat(changed("{controller: \"10.0.2.10:502\", unit: 7}", "{unit: 7}"))
        .contains(
            "line 17: lanes.L2: found '{controller}' without a value, expected 'controller' under lanes.L2.values");
  }

  @Test
  void refusesAddressesOfAnotherForm() {
    assertThat(changed("10.0.1.10:502", "10.0.1.10"))
        .containsExactly(
            "line 17: lanes.L1.devices.io.link.address: found '10.0.1.10', expected host:port such as 10.0.3.10:502");
    assertThat(changed("10.0.1.10:502", "10.0.1.10:70000"))
        .containsExactly(
            "line 17: lanes.L1.devices.io.link.address: found '10.0.1.10:70000', expected host:port such as 10.0.3.10:502");
    assertThat(changed(PULLED, PUSHED.replace("/{lane}/{number}", "")))
        .containsExactly(
            "line 23: lanes.L1.devices.plate-camera.exit.link.address: found '0.0.0.0:8480', expected host:port/path such as 0.0.0.0:8480/L1.plate-camera.exit");
    assertThat(changed("http://10.0.3.{number}/{lane}", "10.0.3.{number}"))
        .containsExactly(
            "line 23: lanes.L1.devices.plate-camera.exit.link.address: found '10.0.3.1', expected a URL such as http://10.0.3.11/ISAPI/Event/notification/alertStream");
  }

  @Test
  void refusesTwoDevicesOnOnePushPath() {
    String text =
        GOOD.replace(PULLED, PUSHED.replace("/{lane}/{number}", "/cameras"))
            .replace("      plate-camera.exit: null\n", "");

    assertThat(problems(text))
        .containsExactly(
            "line 23: lanes.L2.devices.plate-camera.exit.link.address: found '0.0.0.0:8480/cameras', which L1.plate-camera.exit has already, expected a path of its own for each device");
  }

  @Test
  void refusesOptionsThatNoLinkOfTheKindHas() {
    String where = "lanes.L1.devices.plate-camera.exit.link.";
    assertThat(changed("user: gate", "usr: gate"))
        .containsExactly(
            "line 24: templates.export.devices.plate-camera.exit.link.usr: found the unknown setting 'usr', expected one of address, connectTimeout, kind, password, readIdle, user");
    assertThat(changed("user: gate", "readIdle: 5 sec"))
        .containsExactly(
            "line 24: templates.export.devices.plate-camera.exit.link.readIdle: found '5 sec', expected a duration such as 250ms, 15s or 2m");
    assertThat(changed(PULLED, PUSHED + "          user: gate\n"))
        .containsExactly(
            "line 24: "
                + where
                + "user: found the option 'user' with the kind http-push, expected no options with it");
    assertThat(changed("\"{controller}\"}", "\"{controller}\", readIdle: 5s, user: gate}"))
        .contains(
            "line 17: lanes.L1.devices.io.link.user: found the option 'user' with the kind tcp, expected one of connectTimeout, readIdle");
  }

  @Test
  void aLaneTakesAwayTheOptionsOfItsTemplate() {
    String push = "{kind: http-push, address: \"0.0.0.0:8480/L2\", ";
    String camera = "plate-camera.exit: {link: " + push + "user: null, password: null}}";
    assertThat(changed("plate-camera.exit: null", camera)).isEmpty();
  }

  @Test
  void refusesSecretsThatAreMissingOrWrittenOut() {
    assertThat(changed("${file:keys/camera.password}", "${file:keys/other}"))
        .containsExactly(
            "line 25: lanes.L1.devices.plate-camera.exit.link.password: found no file "
                + folder.resolve("keys/other")
                + ", expected one that holds the secret");
    assertThat(changed("${env:TLS_PASSWORD}", "${env:OTHER}"))
        .containsExactly(
            "line 47: partners.youyi-guan.tls.password: found no environment variable OTHER, expected one that holds the secret");
    assertThat(changed("${env:TLS_PASSWORD}", "${vault:x}"))
        .containsExactly(
            "line 47: partners.youyi-guan.tls.password: found the reference '${vault:x}', expected ${file:PATH} or ${env:NAME}");
    assertThat(changed("${file:keys/camera.password}", "hunter2"))
        .containsExactly(
            "line 25: lanes.L1.devices.plate-camera.exit.link.password: found it written out, expected a reference: ${file:keys/NAME} or ${env:NAME}");
  }

  @Test
  void neverRepeatsASecretInAMessage() {
    assertThat(changed("${env:TLS_PASSWORD}", "").toString())
        .doesNotContain("secret")
        .contains("a hidden value");
    assertThat(changed("\"${env:TLS_PASSWORD}\"", "12345678"))
        .noneMatch(p -> p.contains("12345678"));
  }

  @Test
  void tellsEverythingThatIsWrongInTheOrderOfTheFile() {
    String text =
        GOOD.replace("state: OPERATING", "state: OPEN")
            .replace("protocol: wco", "protocol: 7")
            .replace("L2:", "L_2:");

    assertThatThrownBy(() -> load(text))
        .isInstanceOf(ConfigException.class)
        .message()
        .satisfies(
            m ->
                assertThat(m.lines())
                    .hasSize(3)
                    .allMatch(line -> line.startsWith("gate.yaml: line ")));
    assertThat(problems(text)).isSortedAccordingTo((a, b) -> Integer.compare(line(a), line(b)));
  }

  private static int line(String problem) {
    return Integer.parseInt(problem.substring(5, problem.indexOf(':')));
  }

  @Test
  void refusesPeriodsThatAreNotWholeDays() {
    for (String wrong : List.of("0d", "36h", "365", "1y", "-1d")) {
      assertThat(problems(GOOD + "retention: {personal: " + wrong + "}\n"))
          .as(wrong)
          .singleElement()
          .asString()
          .contains("retention.personal: found", "expected whole days such as 365d");
    }
  }
}
