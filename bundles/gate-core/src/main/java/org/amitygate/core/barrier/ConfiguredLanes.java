package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.LaneConfig;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.LaneDirection;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;

/**
 * The lanes of the gate file: shows them, and records which it takes away and brings back. A
 * crossing that is under way on a lane that went away stays open and pinned to it: nothing there
 * moves until the lane is back, or until a person ends it.
 */
final class ConfiguredLanes {

  private static final String KIND = "gate";
  private static final String ID = "lanes";

  private final Lanes lanes;
  private final LaneHours hours;
  private final CrossingDesk crossings;
  private final ConfigSource config;

  ConfiguredLanes(Lanes lanes, LaneHours hours, CrossingDesk crossings, ConfigSource config) {
    this.lanes = lanes;
    this.hours = hours;
    this.crossings = crossings;
    this.config = config;
  }

  /** Takes note of what is configured now; of what changed while the gate was down, too. */
  void follow(Transaction tx) {
    Set<String> now = now();
    Optional<Set<String>> before = tx.item(KIND, ID).map(ConfiguredLanes::stored);
    if (before.filter(now::equals).isPresent()) {
      return;
    }
    before.ifPresent(
        known -> {
          known.stream().filter(id -> !now.contains(id)).forEach(id -> removed(tx, id));
          now.stream().filter(id -> !known.contains(id)).forEach(id -> note(tx, id, "LaneAdded"));
        });
    ObjectNode item = Json.object();
    now.forEach(item.putArray("lanes")::add);
    tx.put(KIND, ID, item);
  }

  private Set<String> now() {
    return config.current().lanes().stream()
        .map(LaneConfig::id)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> stored(ObjectNode item) {
    Set<String> ids = new TreeSet<>();
    item.path("lanes").forEach(id -> ids.add(id.asText()));
    return ids;
  }

  private void removed(Transaction tx, String lane) {
    note(tx, lane, "LaneRemoved");
    tx.openCrossings(lane).stream()
        .map(CrossingRow::id)
        .flatMap(id -> crossings.find(tx, id).stream())
        .forEach(crossing -> crossings.note(tx, crossing, "LaneRemoved", body().put("lane", lane)));
  }

  private void note(Transaction tx, String lane, String type) {
    Lanes.note(tx, lanes.load(tx, lane), type, body());
  }

  private ObjectNode body() {
    return Json.object().put("configuration", config.current().digest());
  }

  /** Every lane, and those that are not configured any more but have a vehicle on them. */
  List<ObjectNode> describe(View view) {
    List<ObjectNode> lines = new ArrayList<>();
    config.current().lanes().forEach(lane -> lines.add(describe(view, lane)));
    Set<String> now = now();
    lanes.all().stream()
        .filter(lane -> !now.contains(lane.id()))
        .filter(lane -> lane.zone().crossing().isPresent() || lane.opening().isPresent())
        .forEach(lane -> lines.add(describeLeft(view, lane)));
    return lines;
  }

  /** As committed last: STOP, CLOSED, DEGRADED or OPEN. */
  private ObjectNode describe(View view, LaneConfig lane) {
    Optional<Lane> known = lanes.find(lane.id());
    Lane shown = known.orElseGet(() -> new Lane(lane.id()));
    ObjectNode line =
        Json.object().put("lane", lane.id()).put("direction", direction(view, lane).name());
    line.put("state", hours.shown(view, shown));
    line.put("flow", lane.flow()).put("why", hours.why(view, shown));
    known.ifPresent(found -> WhatALaneShows.add(found, line, view));
    return line;
  }

  /** Which way it goes now. */
  private static LaneConfig.Direction direction(View view, LaneConfig lane) {
    return LaneDirection.role(view, lane) == Role.EXIT
        ? LaneConfig.Direction.EXPORT
        : LaneConfig.Direction.IMPORT;
  }

  private static ObjectNode describeLeft(View view, Lane lane) {
    ObjectNode line = Json.object().put("lane", lane.id()).put("direction", "");
    line.put("state", "REMOVED").put("flow", "");
    line.put("why", "it is not in gate.yaml any more; put it back, or end the crossing");
    WhatALaneShows.add(lane, line, view);
    return line;
  }
}
