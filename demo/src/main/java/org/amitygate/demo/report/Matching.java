package org.amitygate.demo.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which crossing of the export gate is which truck's. A lane holds one vehicle at a time, so lane
 * and time decide, whatever the cameras read: the crossing whose vehicle the gate saw arrive after
 * the truck was over the entry loop and before the next one was.
 */
final class Matching {
  /** How far the clocks of two processes on one machine may seem to differ, microseconds. */
  private static final long CLOCKS = 250_000;

  private record Stay(String truck, long from) {}

  private final Map<String, CrossingRow> byTruck = new LinkedHashMap<>();
  private final Map<String, CrossingRow> byFollower = new HashMap<>();
  private final Map<String, String> truckOf = new HashMap<>();
  private final List<CrossingRow> extra = new ArrayList<>();

  Matching(Evidence evidence) {
    JournalSnapshot gate = evidence.exports();
    Map<String, Long> arrivals = new HashMap<>();
    for (JournalRecord record : gate.of("VehicleArrived")) {
      arrivals.putIfAbsent(record.crossing(), record.at());
    }
    Map<String, List<Stay>> stays = stays(evidence);
    Set<CrossingRow> rest = new HashSet<>();
    gate.crossings().stream()
        .filter(CrossingRow::exit)
        .sorted(Comparator.comparing(row -> arrivals.getOrDefault(row.id(), Long.MAX_VALUE)))
        .forEach(
            row -> {
              Optional<String> truck =
                  Optional.ofNullable(arrivals.get(row.id()))
                      .flatMap(at -> at(stays.getOrDefault(row.lane(), List.of()), at));
              if (truck.isPresent() && !byTruck.containsKey(truck.get())) {
                byTruck.put(truck.get(), row);
                truckOf.put(row.id(), truck.get());
              } else {
                rest.add(row);
              }
            });
    followers(evidence, rest);
    gate.crossings().stream().filter(rest::contains).forEach(extra::add);
  }

  private static Map<String, List<Stay>> stays(Evidence evidence) {
    Map<String, List<Stay>> stays = new HashMap<>();
    for (LedgerEvent event : evidence.world().of("arrived")) {
      if (event.text("gate").equals(evidence.exports().gate())) {
        stays
            .computeIfAbsent(event.text("lane"), lane -> new ArrayList<>())
            .add(new Stay(event.text("truck"), event.at()));
      }
    }
    return stays;
  }

  private static Optional<String> at(List<Stay> stays, long at) {
    Optional<String> truck = Optional.empty();
    for (Stay stay : stays) {
      if (stay.from() - CLOCKS <= at) {
        truck = Optional.of(stay.truck());
      }
    }
    return truck;
  }

  /** A tailgater has the crossing that two people recorded, or that its passage was held in. */
  private void followers(Evidence evidence, Set<CrossingRow> rest) {
    for (LedgerEvent event : evidence.world().of("tailgated")) {
      String plate = Plates.key(event.text("plate"));
      rest.stream()
          .filter(row -> row.lane().equals(event.text("lane")))
          .filter(row -> row.manual() ? row.plate().equals(plate) : isTailgate(row))
          .min(Comparator.comparing(row -> row.manual() ? 0 : 1))
          .ifPresent(
              row -> {
                rest.remove(row);
                byFollower.put(event.text("truck"), row);
              });
    }
  }

  private static boolean isTailgate(CrossingRow row) {
    return row.held() && row.reason().equals("TAILGATE");
  }

  Optional<CrossingRow> of(PlannedTruck truck) {
    return Optional.ofNullable(byTruck.get(truck.id()));
  }

  /** Also of a follower. */
  Optional<CrossingRow> of(String truck) {
    return Optional.ofNullable(byTruck.getOrDefault(truck, byFollower.get(truck)));
  }

  /** The truck of a crossing, by the id that both gates give it. */
  Optional<String> truckOf(String crossing) {
    return Optional.ofNullable(truckOf.get(crossing));
  }

  /** Crossings of the export gate without a vehicle of their own. */
  List<CrossingRow> extra() {
    return extra;
  }
}
