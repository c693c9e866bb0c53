package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.Crossings;
import org.amitygate.core.journal.View;

/** A lane for people: its boom, and what stands in its zone and waits for what. Pure. */
final class WhatALaneShows {

  private static final String UNWATCHED = "its loops, which are not watched";

  private WhatALaneShows() {}

  static void add(Lane lane, ObjectNode line, View view) {
    line.put("barrier", lane.barrier().map(state -> state.position().name()).orElse("UNKNOWN"));
    Zone zone = lane.zone();
    if (zone.crossing().isEmpty() && !zone.watched()) {
      line.put("waitingFor", UNWATCHED);
    } else if (zone.unclaimed()) {
      line.put("waitingFor", "a crossing: the lane's flow is not installed, or not running");
    }
    zone.crossing()
        .flatMap(view::crossing)
        .map(Crossings::of)
        .ifPresent(
            crossing -> {
              line.put("crossing", crossing.name()).put("plate", crossing.fact("plate"));
              line.put("stage", crossing.stage()).put("crossingState", crossing.shownState());
              line.put("reason", crossing.reason());
              line.put("waitingFor", waitingFor(lane, crossing));
            });
  }

  /** Who stands before a camera that is not sure of it must not wait for nobody knows what. */
  private static String waitingFor(Lane lane, Crossing crossing) {
    Zone zone = lane.zone();
    if (lane.unsure().isPresent()
        && !zone.matched()
        && PlateReadings.awaited(crossing.handover().state())) {
      return "a sure read of its plate: "
          + lane.unsure().get().shown()
          + " was read, "
          + crossing.fact("plate")
          + " was sent; or two people, who let it in by hand: gate:crossing received";
    }
    if (lane.awaitsReadAnew(crossing)) {
      String byPerson =
          "or an operator who reads it: gate:crossing read %s %s --at exit"
              .formatted(crossing.name(), crossing.fact("plate"));
      if (!lane.isWatched()) {
        return UNWATCHED;
      }
      if (zone.stranger().isPresent()) {
        return "a read of its plate at the stop line: "
            + zone.stranger().get().shown()
            + " was read there, and it was not watched for a while; "
            + byPerson;
      }
      if (!lane.exitCameraIsThere()) {
        return "the camera at the stop line, which is away, since the vehicle was not watched for a"
            + " while; "
            + byPerson;
      }
    }
    return crossing.waiting().map(w -> String.join(" or ", w.answers())).orElse("");
  }
}
