package org.amitygate.core.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.amitygate.config.DeviceConfig;
import org.amitygate.core.device.DeviceStatus;
import org.amitygate.core.device.DeviceView;
import org.amitygate.core.json.Json;

/**
 * An update that has begun: the item {@code platform/update}, there until it is known how it ended.
 * Pure.
 *
 * @param from the version that ran, and its folder
 * @param to the version that shall run, and its folder
 * @param who account that wants it
 * @param why the reason given
 * @param lanes by their ids
 * @param problems names of plug-ins that were not up before
 */
record UnderWay(
    Place from,
    Place to,
    String who,
    String why,
    Map<String, LaneBefore> lanes,
    List<String> problems) {

  static final String KIND = "platform";
  static final String ID = "update";

  /** An assembly. */
  record Place(String version, String home) {}

  /**
   * A lane before the gate ended.
   *
   * @param readUntil when its last reading was accepted, or if there was none since the gate came
   *     to rest, when that began
   * @param online its devices that were online
   */
  record LaneBefore(Instant readUntil, List<String> online) {}

  UnderWay {
    lanes = new TreeMap<>(lanes);
  }

  /**
   * The lanes as they are.
   *
   * @param rest when the gate began to come to rest
   */
  static Map<String, LaneBefore> lanes(List<DeviceView> devices, Instant rest) {
    return devices.stream()
        .collect(
            Collectors.groupingBy(
                device -> DeviceConfig.lane(device.id()),
                TreeMap::new,
                Collectors.collectingAndThen(Collectors.toList(), lane -> lane(lane, rest))));
  }

  private static LaneBefore lane(List<DeviceView> devices, Instant rest) {
    Instant last =
        devices.stream()
            .map(DeviceView::lastReadingAt)
            .flatMap(Optional::stream)
            .max(Instant::compareTo)
            .filter(at -> at.isAfter(rest))
            .orElse(rest);
    return new LaneBefore(
        last,
        devices.stream()
            .filter(device -> device.status() == DeviceStatus.ONLINE)
            .map(DeviceView::id)
            .toList());
  }

  /** Every device that was online is so again. */
  boolean allBack(List<DeviceView> devices) {
    return away(devices).isEmpty();
  }

  /** Whether what can only be the gate's own fault shows: no device at all is online again. */
  boolean noneBack(List<DeviceView> devices) {
    long before = lanes.values().stream().mapToInt(lane -> lane.online().size()).sum();
    return before > 0 && away(devices).size() == before;
  }

  /** Devices that were online and are not. */
  List<String> away(List<DeviceView> devices) {
    Map<String, DeviceView> now = byId(devices);
    return lanes.values().stream()
        .flatMap(lane -> lane.online().stream())
        .filter(id -> !isOnline(now.get(id)))
        .toList();
  }

  /**
   * How long each lane was not read: from its last reading to the moment when the last of its
   * devices was online again. Lanes of which a device is still away, or none was online, have none.
   */
  Map<String, Duration> pauses(List<DeviceView> devices) {
    Map<String, DeviceView> now = byId(devices);
    Map<String, Duration> pauses = new LinkedHashMap<>();
    lanes.forEach(
        (id, lane) -> {
          List<DeviceView> again =
              lane.online().stream().map(now::get).filter(Objects::nonNull).toList();
          if (!again.isEmpty()
              && again.size() == lane.online().size()
              && again.stream().allMatch(UnderWay::isOnline)) {
            Instant back = again.stream().map(DeviceView::since).max(Instant::compareTo).get();
            pauses.put(id, Duration.between(lane.readUntil(), back));
          }
        });
    return pauses;
  }

  private static boolean isOnline(DeviceView device) {
    return device != null && device.status() == DeviceStatus.ONLINE;
  }

  private static Map<String, DeviceView> byId(List<DeviceView> devices) {
    return devices.stream().collect(Collectors.toMap(DeviceView::id, device -> device));
  }

  /** What every record of it says. */
  ObjectNode body() {
    return Json.object()
        .put("from", from.version())
        .put("fromHome", from.home())
        .put("to", to.version())
        .put("toHome", to.home())
        .put("who", who)
        .put("why", why);
  }

  /** As {@link #body}, with what the lanes felt. */
  ObjectNode arrived(List<DeviceView> devices) {
    ObjectNode body = body();
    ObjectNode millis = body.putObject("pauseMillis");
    pauses(devices).forEach((lane, pause) -> millis.put(lane, pause.toMillis()));
    new ArrayList<>(away(devices)).forEach(body.putArray("away")::add);
    return body;
  }
}
