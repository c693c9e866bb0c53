package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.OpeningHours;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.GateClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The opening hours of lanes. Outside of them no vehicle begins to pass, and none is taken from the
 * other side; one that the other side was promised is let in. When hours begin or end, by the clock
 * or by another file, it is recorded and the partner is told: item {@code gate/hours} has the lanes
 * that are closed.
 */
public final class LaneHours {

  private static final Logger LOG = LoggerFactory.getLogger(LaneHours.class);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final String KIND = "gate";
  private static final String ID = "hours";

  private final Journal journal;
  private final Lanes lanes;
  private final Stops stops;
  private final ConfigSource config;
  private final Supplier<HandoverDesk> handover;
  private final Consumer<String> follow;

  /** As recorded last; null: not known, or being recorded. */
  private volatile @Nullable Map<String, String> recorded;

  private volatile boolean open;

  /** {@code follow}: lets whatever waits for a lane go on. */
  LaneHours(
      Journal journal,
      Lanes lanes,
      Stops stops,
      ConfigSource config,
      Supplier<HandoverDesk> handover,
      Consumer<String> follow) {
    this.journal = journal;
    this.lanes = lanes;
    this.stops = stops;
    this.config = config;
    this.handover = handover;
    this.follow = follow;
  }

  /** Reads what was recorded. */
  void restore(View view) {
    recorded = stored(view);
  }

  /** Looks every second, at gate time, whether hours began or ended. Once. */
  public void open(GateClock clock, Scheduler scheduler) {
    open = true;
    look(clock, scheduler);
  }

  public void close() {
    open = false;
  }

  private void look(GateClock clock, Scheduler scheduler) {
    if (!open) {
      return;
    }
    scheduler.after(LOOK, () -> look(clock, scheduler));
    Map<String, String> before = recorded;
    if (before != null && !before.equals(closedAt(clock.now()))) {
      recorded = null;
      journal.submit(this::follow).whenComplete((done, failure) -> followed(before, failure));
    }
  }

  private void followed(Map<String, String> before, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.warn("opening hours could not be recorded; it is tried again", failure);
      recorded = before;
    }
  }

  private Map<String, String> follow(Transaction tx) {
    Map<String, String> before = stored(tx);
    Map<String, String> now = closedAt(tx.now());
    ObjectNode closed = Json.object();
    now.forEach(closed::put);
    tx.put(KIND, ID, Json.object().set("closed", closed));
    tx.afterCommit(() -> recorded = now);
    for (LaneConfig lane : config.current().lanes()) {
      if (before.containsKey(lane.id()) != now.containsKey(lane.id())) {
        changed(tx, lane, now.getOrDefault(lane.id(), "its opening hours began"));
      }
    }
    return now;
  }

  private void changed(Transaction tx, LaneConfig config, String why) {
    Lane lane = lanes.load(tx, config.id());
    String shown = shown(tx, lane);
    Lanes.note(tx, lane, "LaneHours", Json.object().put("state", shown).put("why", why));
    handover.get().laneState(tx, lane.id(), shown, "HOURS");
    tx.afterCommit(() -> follow.accept(lane.id()));
  }

  /** Lanes that are closed by their hours, as recorded last, and why. */
  private static Map<String, String> stored(View view) {
    Map<String, String> closed = new TreeMap<>();
    view.item(KIND, ID)
        .map(item -> item.path("closed"))
        .ifPresent(
            lanes ->
                lanes.properties().forEach(e -> closed.put(e.getKey(), e.getValue().asText())));
    return closed;
  }

  private Map<String, String> closedAt(Instant moment) {
    Map<String, String> closed = new TreeMap<>();
    for (LaneConfig lane : config.current().lanes()) {
      why(lane, moment).ifPresent(why -> closed.put(lane.id(), why));
    }
    return closed;
  }

  /** Why a lane takes no vehicle at a moment; empty: it does, or is not configured. */
  Optional<String> closed(String lane, Instant moment) {
    return config.current().lane(lane).flatMap(found -> why(found, moment));
  }

  private static Optional<String> why(LaneConfig lane, Instant moment) {
    return lane.hours()
        .filter(hours -> !hours.isOpen(moment))
        .map(
            hours ->
                "calendar '%s' is closed %s"
                    .formatted(hours.calendar(), until(hours, hours.nextChange(moment))));
  }

  private static String until(OpeningHours hours, Optional<Instant> next) {
    return next.map(at -> "until " + at.atZone(hours.zone()).toOffsetDateTime())
        .orElse("for more than a year");
  }

  /** What is told of a lane: STOP, CLOSED (by a person or by its hours), DEGRADED or OPEN. */
  String shown(View view, Lane lane) {
    if (stops.inForce(view, lane.id()).isPresent()) {
      return "STOP";
    }
    return stored(view).containsKey(lane.id()) ? "CLOSED" : lane.state();
  }

  /** Why it is so; empty when it is open. */
  String why(View view, Lane lane) {
    return stops
        .inForce(view, lane.id())
        .or(() -> Optional.ofNullable(stored(view).get(lane.id())))
        .orElse(lane.why());
  }
}
