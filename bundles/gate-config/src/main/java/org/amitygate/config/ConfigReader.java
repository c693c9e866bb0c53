package org.amitygate.config;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.amitygate.authority.Answer.Verdict;
import org.amitygate.device.Durations;

/**
 * Reads the meaning of a gate file whose form was checked: every reference known, every address of
 * its kind.
 */
final class ConfigReader {

  private static final Pattern HOST_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):(\\d{1,5})");
  private static final Pattern HOST_PORT_PATH =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+):(\\d{1,5})(/\\S*)");
  private static final Pattern URL =
      Pattern.compile("https?://(\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(:(\\d{1,5}))?(/\\S*)?");

  /** The options of links by kind: what gate-links reads of them. */
  private static final Map<String, Set<String>> OPTIONS =
      Map.of(
          "tcp", new TreeSet<>(Set.of("connectTimeout", "readIdle")),
          "http-stream", new TreeSet<>(Set.of("connectTimeout", "readIdle", "user", "password")),
          "http-push", Set.of());

  private final Path folder;
  private final List<ConfigProblem> problems;
  private final Map<Object, String> taken = new HashMap<>();

  ConfigReader(Path folder, List<ConfigProblem> problems) {
    this.folder = folder;
    this.problems = problems;
  }

  GateConfig read(Located root, String digest) {
    Map<String, PartnerConfig> partners = new LinkedHashMap<>();
    root.field("partners")
        .fields()
        .forEach((id, partner) -> partners.put(id, partner(id, partner)));
    Map<String, AuthorityConfig> authorities = new LinkedHashMap<>();
    root.field("authorities")
        .fields()
        .forEach((id, one) -> authorities.put(id, authority(id, one)));
    GateConfig.Gate gate = gate(root.field("gate"));
    Map<String, OpeningHours> calendars =
        new CalendarReader(gate.timeZone(), problems).read(root.field("calendars"));
    List<LaneConfig> lanes = new ArrayList<>();
    root.field("lanes")
        .fields()
        .forEach((id, lane) -> lanes.add(lane(id, lane, partners, calendars)));
    Map<String, String> flows = new LinkedHashMap<>();
    flatten("", root.field("flows"), flows);
    if (partners.containsKey(gate.id())) {
      wrong(
          root.field("partners").field(gate.id()),
          "partners." + gate.id(),
          "found this gate's own id",
          "the id of the other gate");
    }
    return new GateConfig(
        gate,
        List.copyOf(lanes),
        Map.copyOf(partners),
        Map.copyOf(authorities),
        Optional.ofNullable(root.field("declarations").value()).map(Object::toString),
        Map.copyOf(flows),
        digest,
        new StorageReader(folder, problems).read(root),
        archive(root));
  }

  private ArchiveConfig archive(Located root) {
    Located key = root.field("seals").field("signingKey");
    Located retention = root.field("retention");
    Optional<Duration> personal = days(retention.field("personal"));
    return new ArchiveConfig(
        folder.resolve(key.text("keys/seals.jwk")).normalize().toString(),
        personal,
        days(retention.field("evidence")).or(() -> personal));
  }

  private static Optional<Duration> days(Located period) {
    return period.isMissing() ? Optional.empty() : Optional.of(Durations.parse(period.text()));
  }

  private GateConfig.Gate gate(Located gate) {
    List<String> aliases = gate.field("aliases").items().stream().map(Located::text).toList();
    return new GateConfig.Gate(
        gate.field("id").text(),
        gate.field("name").text(),
        aliases,
        gate.field("pair").text(),
        gate.field("route").text(),
        GateConfig.State.valueOf(gate.field("state").text()),
        zone(gate.field("timeZone")));
  }

  private ZoneId zone(Located zone) {
    try {
      return ZoneId.of(zone.text());
    } catch (DateTimeException e) {
      wrong(
          zone,
          "gate.timeZone",
          "found '" + zone.text() + "'",
          "a time zone such as Asia/Ho_Chi_Minh");
      return ZoneId.of("UTC");
    }
  }

  private LaneConfig lane(
      String id,
      Located lane,
      Map<String, PartnerConfig> partners,
      Map<String, OpeningHours> calendars) {
    String where = "lanes." + id;
    for (String needed : List.of("direction", "flow", "partner")) {
      if (lane.field(needed).isMissing()) {
        wrong(lane, where, "found no '" + needed + "'", "it here or in the lane's template");
      }
    }
    known(lane, where, "partner", partners);
    known(lane, where, "calendar", calendars);
    List<DeviceConfig> devices = new ArrayList<>();
    lane.field("devices")
        .fields()
        .forEach(
            (role, device) -> {
              if (!device.isMissing()) {
                devices.add(device(id + "." + role, where + ".devices." + role, device));
              }
            });
    return new LaneConfig(
        id,
        LaneConfig.Direction.valueOf(
            lane.field("direction").text("export").toUpperCase(Locale.ROOT)),
        lane.field("trafficClass").text("cargo"),
        lane.field("flow").text(""),
        lane.field("partner").text(""),
        List.copyOf(devices),
        Optional.ofNullable(calendars.get(lane.field("calendar").text(""))),
        Optional.of(lane.field("tidalFlow").text("")).filter(flow -> !flow.isEmpty()));
  }

  /** A lane's {@code partner} or {@code calendar} is one that the file describes. */
  private void known(Located lane, String where, String what, Map<String, ?> known) {
    Located name = lane.field(what);
    if (!name.isMissing() && !known.containsKey(name.text())) {
      String expected =
          known.isEmpty()
              ? "a " + what + " under '" + what + "s'"
              : "one of the " + what + "s " + String.join(", ", sorted(known));
      wrong(name, where + "." + what, "found '" + name.text() + "'", expected);
    }
  }

  @SuppressWarnings("unchecked")
  private DeviceConfig device(String id, String where, Located device) {
    for (String needed : List.of("driver", "link")) {
      if (device.field(needed).isMissing()) {
        wrong(device, where, "found no '" + needed + "'", "it here or in the lane's template");
      }
    }
    Object settings = device.field("settings").plain();
    int before = problems.size();
    DeviceConfig config =
        new DeviceConfig(
            id,
            device.field("driver").text(""),
            link(id, where + ".link", device.field("link")),
            settings == null ? Map.of() : Map.copyOf((Map<String, Object>) settings));
    if (problems.size() == before) {
      refuseTaken(config, where + ".link.address", device.field("link").field("address"));
    }
    return config;
  }

  /**
   * Behind one address may be several devices if their settings tell them apart; who sends to the
   * gate has only the address.
   */
  private void refuseTaken(DeviceConfig device, String where, Located at) {
    LinkConfig link = device.link();
    boolean push = link.kind().equals("http-push");
    Object place = push ? link.address() : List.of(link.kind(), link.address(), device.settings());
    String other = link.address().isEmpty() ? null : taken.putIfAbsent(place, device.id());
    if (other != null) {
      wrong(
          at,
          where,
          "found '" + link.address() + "', which " + other + " has already",
          push
              ? "a path of its own for each device"
              : "an address of its own for each device, or settings that tell it apart");
    }
  }

  private LinkConfig link(String device, String where, Located link) {
    Map<String, String> options = new LinkedHashMap<>();
    link.fields()
        .forEach(
            (name, option) -> {
              if (!option.isMissing()) {
                options.put(name, option.text());
              }
            });
    String kind = Optional.ofNullable(options.remove("kind")).orElse("");
    String address = Optional.ofNullable(options.remove("address")).orElse("");
    if (link.isMissing()) {
      return new LinkConfig(kind, address, Map.of());
    }
    for (String needed : List.of("kind", "address")) {
      if (link.field(needed).isMissing()) {
        wrong(link, where, "found no '" + needed + "'", "it here or in the lane's template");
      }
    }
    checkAddress(device, where + ".address", link.field("address"), kind, address);
    Set<String> known = OPTIONS.getOrDefault(kind, options.keySet());
    for (String option : options.keySet()) {
      if (!known.contains(option)) {
        wrong(
            link.field(option),
            where + "." + option,
            "found the option '" + option + "' with the kind " + kind,
            known.isEmpty() ? "no options with it" : "one of " + String.join(", ", known));
      }
    }
    return new LinkConfig(kind, address, Map.copyOf(options));
  }

  private void checkAddress(String device, String where, Located at, String kind, String address) {
    if (address.isEmpty()) {
      return;
    }
    boolean good =
        switch (kind) {
          case "tcp" -> matches(HOST_PORT, 2, address);
          case "http-stream" -> matches(URL, 3, address);
          case "http-push" -> matches(HOST_PORT_PATH, 2, address);
          default -> true;
        };
    if (!good) {
      String form =
          switch (kind) {
            case "tcp" -> "host:port such as 10.0.3.10:502";
            case "http-stream" ->
                "a URL such as http://10.0.3.11/ISAPI/Event/notification/alertStream";
            default -> "host:port/path such as 0.0.0.0:8480/" + device;
          };
      wrong(at, where, "found '" + address + "'", form);
    }
  }

  private static boolean matches(Pattern form, int portGroup, String address) {
    var m = form.matcher(address);
    if (!m.matches()) {
      return false;
    }
    String port = m.group(portGroup);
    return port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65535);
  }

  private PartnerConfig partner(String id, Located partner) {
    Map<String, String> tls = new LinkedHashMap<>();
    partner
        .field("tls")
        .fields()
        .forEach(
            (name, value) -> tls.put(name, name.equals("password") ? value.text() : path(value)));
    Map<String, String> limits = new LinkedHashMap<>();
    partner.field("limits").fields().forEach((name, value) -> limits.put(name, value.text()));
    Set<String> discloses = new TreeSet<>(PartnerConfig.GATE_DATA);
    partner.field("discloses").items().forEach(set -> discloses.add(set.text()));
    String agencyKey = partner.field("agencyKey").text("");
    if (discloses.contains("RESTRICTED") && agencyKey.isEmpty()) {
      wrong(
          partner.field("discloses"),
          "partners." + id + ".discloses",
          "found RESTRICTED without a key to encrypt it to",
          "partners." + id + ".agencyKey, the agency's public key");
    }
    return new PartnerConfig(
        id,
        profiles(id, partner),
        partner.field("send").text(),
        partner.field("receive").text(),
        path(partner.field("signingKey")),
        partner.field("partnerKeys").items().stream().map(this::path).toList(),
        Map.copyOf(tls),
        Map.copyOf(limits),
        Set.copyOf(discloses),
        agencyKey);
  }

  private List<String> profiles(String id, Located partner) {
    Located one = partner.field("profile");
    Located several = partner.field("profiles");
    if (one.isMissing() == several.isMissing()) {
      wrong(
          partner,
          "partners." + id,
          one.isMissing() ? "found no profile" : "found both 'profile' and 'profiles'",
          "either 'profile' or 'profiles'");
    }
    return several.isMissing()
        ? List.of(one.isMissing() ? "" : one.text())
        : several.items().stream().map(Located::text).toList();
  }

  private static AuthorityConfig authority(String id, Located one) {
    Map<String, Verdict> codes = new LinkedHashMap<>();
    one.field("codes")
        .fields()
        .forEach((code, verdict) -> codes.put(code, Verdict.valueOf(verdict.text())));
    return new AuthorityConfig(
        id,
        one.field("protocol").text(),
        one.field("send").text(),
        one.field("receive").text(),
        codes);
  }

  private String path(Located file) {
    return folder.resolve(file.text()).normalize().toString();
  }

  private static void flatten(String prefix, Located part, Map<String, String> into) {
    part.fields()
        .forEach(
            (name, value) -> {
              String key = prefix.isEmpty() ? name : prefix + "." + name;
              if (value.isMap()) {
                flatten(key, value, into);
              } else {
                into.put(key, value.text());
              }
            });
  }

  private static List<String> sorted(Map<String, ?> map) {
    return map.keySet().stream().sorted().toList();
  }

  private void wrong(Located at, String where, String found, String expected) {
    problems.add(new ConfigProblem(at.line(), where, found + ", expected " + expected));
  }
}
