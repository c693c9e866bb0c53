package org.amitygate.demo.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one configuration file of a gate, with times that suit the simulated world. */
final class GateYaml {
  private static final YAMLMapper YAML =
      YAMLMapper.builder().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER).build();

  private GateYaml() {}

  /**
   * @param patient the gates are going to be killed: no ordinary truck may be held because one of
   *     them was down for a while
   * @param store where its journal is; empty: SQLite in its folder
   */
  static String of(GatePlan gate, boolean patient, Optional<String> store) {
    Map<String, Object> limits = new LinkedHashMap<>();
    limits.put("offerValid", patient ? "30s" : "5s");
    limits.put("commitWithin", patient ? "30s" : "5s");
    limits.put("statusAfter", "15s");
    limits.put("overdueAfter", "2m");
    limits.put("linkLost", "30s");
    limits.put("settledAfter", "5s");
    return of(gate, patient, limits, store);
  }

  /**
   * @param limits of the partner
   */
  static String of(
      GatePlan gate, boolean patient, Map<String, Object> limits, Optional<String> store) {
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("gate", gate(gate));
    Map<String, Object> templates = new LinkedHashMap<>();
    gate.lanes().forEach(lane -> templates.put(templateName(lane), template(gate, lane)));
    file.put("templates", templates);
    file.put("lanes", lanes(gate));
    file.put("partners", Map.of(gate.partner(), partner(gate, limits)));
    file.put("authorities", Map.of("customs", customs(gate)));
    file.put("declarations", "netty-http:" + gate.declarationsUrl());
    Map<String, Object> flows = flows(patient);
    if (gate.isAlone()) {
      flows.put("advise", "yes"); // what it can say to its partner it says
    }
    file.put("flows", flows);
    store.ifPresent(place -> file.put("store", place));
    try {
      return "# Made by ./gate demo.\n" + YAML.writeValueAsString(file);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> gate(GatePlan gate) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", gate.id());
    map.put("name", gate.name());
    map.put("aliases", gate.aliases());
    map.put("pair", "huu-nghi-youyi-guan");
    map.put("route", "1119-1120");
    map.put("state", "OPERATING");
    map.put("timeZone", gate.timeZone());
    return map;
  }

  private static String templateName(GatePlan.Lane lane) {
    return "cargo-" + lane.role();
  }

  private static Map<String, Object> template(GatePlan gate, GatePlan.Lane lane) {
    Map<String, Object> devices = new LinkedHashMap<>();
    devices.put(
        "io",
        device(
            "modbus-io",
            tcp("{io}"),
            Map.of("poll", "100ms", "timeout", "2s", "outputs", List.of(0, 1))));
    devices.put("plate-camera.entry", camera(gate, "entry"));
    if (lane.isExport()) {
      devices.put("plate-camera.exit", camera(gate, "exit"));
      devices.put("weighbridge", device("mt-sics", tcp("{scale}"), Map.of("idlePoll", "200ms")));
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("direction", lane.role());
    map.put("flow", "cargo-" + lane.role());
    map.put("partner", gate.partner());
    map.put("devices", devices);
    return map;
  }

  private static Map<String, Object> camera(GatePlan gate, String position) {
    Map<String, Object> link = new LinkedHashMap<>();
    link.put("kind", "http-push");
    link.put("address", gate.pushPath("{lane}", position));
    return device("hikvision-isapi", link, Map.of("clock", "device"));
  }

  private static Map<String, Object> tcp(String port) {
    Map<String, Object> link = new LinkedHashMap<>();
    link.put("kind", "tcp");
    link.put("address", "127.0.0.1:" + port);
    return link;
  }

  private static Map<String, Object> device(
      String driver, Map<String, Object> link, Map<String, Object> settings) {
    Map<String, Object> device = new LinkedHashMap<>();
    device.put("driver", driver);
    device.put("link", link);
    if (!settings.isEmpty()) {
      device.put("settings", settings);
    }
    return device;
  }

  /** Lanes are alike but for their ports; odd ones pull their entry camera's events. */
  private static Map<String, Object> lanes(GatePlan gate) {
    Map<String, Object> lanes = new LinkedHashMap<>();
    for (GatePlan.Lane lane : gate.lanes()) {
      Map<String, Object> values = new LinkedHashMap<>();
      values.put("io", lane.io());
      if (lane.scale() > 0) {
        values.put("scale", lane.scale());
      }
      Map<String, Object> map = new LinkedHashMap<>();
      map.put("template", templateName(lane));
      map.put("values", values);
      if (gate.isTidal(lane)) {
        map.put("tidalFlow", "cargo-import");
      }
      if (lane.camera() > 0) {
        Map<String, Object> link = new LinkedHashMap<>();
        link.put("kind", "http-stream");
        link.put(
            "address",
            "http://127.0.0.1:" + lane.camera() + "/ISAPI/Event/notification/alertStream");
        link.put("user", Site.CAMERA_USER);
        link.put("password", "${file:keys/camera.password}");
        map.put("devices", Map.of("plate-camera.entry", Map.of("link", link)));
      }
      lanes.put(lane.id(), map);
    }
    return lanes;
  }

  private static Map<String, Object> partner(GatePlan gate, Map<String, Object> limits) {
    Map<String, Object> tls = new LinkedHashMap<>();
    tls.put("keyStore", "keys/tls.p12");
    tls.put("trustStore", "keys/" + gate.partner() + "-ca.p12");
    tls.put("password", "${file:keys/tls.password}");
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("profile", "amity-1");
    map.put("send", "netty-http:https://127.0.0.1:" + gate.partnerOut() + "/amity");
    map.put("receive", "netty-http:https://127.0.0.1:" + gate.partnerIn() + "/amity");
    map.put("signingKey", "keys/" + gate.id() + ".jwk");
    map.put("partnerKeys", List.of("keys/" + gate.partner() + ".public.jwk"));
    map.put("tls", tls);
    map.put("limits", limits);
    return map;
  }

  private static Map<String, Object> customs(GatePlan gate) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("protocol", "wco");
    map.put("send", "netty-http:http://127.0.0.1:" + gate.customs() + "/release");
    map.put("receive", "netty-http:" + gate.customsAnswerUrl());
    return map;
  }

  private static Map<String, Object> flows(boolean patient) {
    Map<String, Object> flows = new LinkedHashMap<>();
    flows.put("customs", Map.of("within", patient ? "90s" : "6s"));
    flows.put("identify", Map.of("within", patient ? "2m" : "20s"));
    Map<String, Object> weigh = new LinkedHashMap<>();
    weigh.put("within", "5s");
    weigh.put("pause", "1s");
    weigh.put("attempts", patient ? 10 : 6);
    flows.put("weigh", weigh);
    Map<String, Object> offer = new LinkedHashMap<>();
    offer.put("pause", "1s");
    offer.put("attempts", 20);
    flows.put("offer", offer);
    return flows;
  }
}
