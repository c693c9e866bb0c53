package org.amitygate.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.amitygate.world.physics.Controller;
import org.amitygate.world.physics.Devices;
import org.amitygate.world.physics.Lane;
import org.amitygate.world.physics.PlateCamera;
import org.amitygate.world.physics.Plug;
import org.amitygate.world.physics.Sighting;
import org.amitygate.world.physics.Site;
import org.amitygate.world.physics.Vehicle;
import org.amitygate.world.physics.Zone;
import org.amitygate.world.plan.Kind;
import org.amitygate.world.plan.Plan;
import org.amitygate.world.plan.PlannedEnd;
import org.amitygate.world.plan.PlannedTruck;
import org.amitygate.world.story.Order;
import org.amitygate.world.story.Scene;
import org.amitygate.world.story.TruckStory;
import org.junit.jupiter.api.Test;

/** Plays a whole plan in simulated time before gates that do what the plan expects of them. */
class StoriesTest {
  private final RecordedEvents events = new RecordedEvents();
  private final Site site = new Site();
  private final List<Order> orders = new ArrayList<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> plugs = new ArrayList<>();
  private final Map<String, PlannedTruck> trucks = new HashMap<>();
  private final Map<String, TruckStory> stories = new HashMap<>();
  private final Map<Zone, Long> standingSince = new HashMap<>();
  private final Map<Zone, Long> openedAt = new HashMap<>();
  private final Map<Zone, Long> tokens = new HashMap<>();

  private record Recorder(String name, List<String> plugs) implements PlateCamera {
    @Override
    public void sees(Sighting sighting) {}

    @Override
    public int waiting() {
      return 0;
    }

    @Override
    public void unplug() {
      plugs.add("-" + name);
    }

    @Override
    public void plug() {
      plugs.add("+" + name);
    }
  }

  private Devices devices(String name) {
    Plug io = new Recorder(name + ".io", plugs);
    Plug scale = new Recorder(name + ".weighbridge", plugs);
    return new Devices(
        new Recorder(name + ".entry", plugs), new Recorder(name + ".exit", plugs), io, scale);
  }

  private void play(Plan plan, int lanes) {
    RecordedLinks links = new RecordedLinks(lines);
    Scene scene =
        new Scene(
            site,
            events,
            () -> 1_000 * site.now(),
            (truck, look, todo, done) -> {
              orders.addAll(todo);
              site.after(look + 1_000, done);
            },
            links,
            truck -> true,
            1);
    Map<String, Lane> byId = new HashMap<>();
    for (int i = 1; i <= lanes; i++) {
      Lane lane =
          new Lane("L" + i, site, events, 1, i, "A", devices("A.L" + i), "B", devices("B.L" + i));
      byId.put(lane.id(), lane);
      site.add(lane);
    }
    for (PlannedTruck truck : plan.trucks()) {
      Lane lane = byId.get(truck.lane());
      TruckStory story = new TruckStory(scene, truck, plan.behind(truck), lane, 180_000);
      trucks.put(truck.id(), truck);
      stories.put(truck.id(), story);
      lane.queue(story.vehicle(), story, truck.arrivesAt());
    }
    for (int i = 0; i < 1_000_000 && !site.ended(); i++) {
      site.tick(20);
      site.lanes().forEach(lane -> gate(lane.exportZone(), true));
      site.lanes().forEach(lane -> gate(lane.importZone(), false));
    }
    assertThat(site.ended()).isTrue();
  }

  /** What a right gate would do. */
  private void gate(Zone zone, boolean export) {
    Vehicle standing = zone.standing();
    Controller controller = zone.controller();
    long now = site.now();
    if (zone.isEmpty() && controller.red()) {
      controller.lamp(0, false);
    }
    if (standing == null) {
      standingSince.remove(zone);
      return;
    }
    long since = now - standingSince.computeIfAbsent(zone, key -> now);
    PlannedTruck truck = trucks.get(standing.id());
    if (export && since == 1_000 && truck.kind().end() == PlannedEnd.DONE) {
      stories.get(truck.id()).releasing();
    }
    boolean stuck = truck.kind() == Kind.BARRIER_STUCK;
    boolean opens = !export || truck.kind().end() == PlannedEnd.DONE || (stuck && since < 3_000);
    if (since < 2_000) {
      controller.lamp(0, false);
      return;
    }
    if (!opens) {
      if (!controller.red()) {
        controller.lamp(0, true);
      }
    } else if (controller.boom().isClosed() && now > openedAt.getOrDefault(zone, -9_000L) + 9_000) {
      if (controller.open(tokens.merge(zone, 1L, Long::sum)) != Controller.Answer.FAULT) {
        openedAt.put(zone, now);
      }
    }
  }

  @Test
  void everyTruckEndsAsPlannedAndEveryStoryHappens() {
    Plan plan = Plan.of(11, 210, 4, true, 9_000);
    play(plan, 4);
    Map<String, String> ends = new HashMap<>();
    events
        .named("ended")
        .forEach(e -> ends.put((String) e.fields().get("truck"), (String) e.fields().get("how")));
    for (PlannedTruck truck : plan.trucks()) {
      String how = truck.kind().end() == PlannedEnd.DONE ? "through" : "parked";
      assertThat(ends).as("%s %s", truck.id(), truck.kind()).containsEntry(truck.id(), how);
      if (truck.kind() == Kind.TAILGATER) {
        assertThat(ends).containsEntry(truck.id() + "-F", "turned-around");
      }
    }
    assertThat(orders)
        .hasSize(
            (int)
                (count(plan, Kind.BARRIER_BY_HAND, Kind.BARRIER_POWER_CYCLED)
                    + 3 * count(plan, Kind.GATE_STOP, Kind.TAILGATER)));
    assertThat(lines).contains("cut", "heal", "delay 7000");
    assertThat(plugs.stream().filter(p -> p.startsWith("-")).count())
        .isEqualTo(plugs.stream().filter(p -> p.startsWith("+")).count())
        .isEqualTo(
            count(
                plan,
                Kind.CAMERA_UNPLUGGED,
                Kind.SCALE_UNPLUGGED,
                Kind.BARRIER_UNPLUGGED,
                Kind.BARRIER_POWER_CYCLED));
    for (String name :
        List.of("powerCycled", "handMoved", "repaired", "tailgated", "cut", "delayed", "healed")) {
      assertThat(events.named(name)).as(name).isNotEmpty();
    }
  }

  private static long count(Plan plan, Kind... kinds) {
    return plan.trucks().stream().filter(truck -> Set.of(kinds).contains(truck.kind())).count();
  }

  @Test
  void twoPeopleRecordAFollowerAndLiftAStop() {
    play(Plan.of(11, 210, 4, true, 9_000), 4);
    for (String command : List.of("gate:resume", "gate:crossing record")) {
      Map<String, Set<Integer>> guards = new HashMap<>();
      orders.stream()
          .filter(order -> order.command().startsWith(command))
          .forEach(
              order ->
                  guards
                      .computeIfAbsent(order.command(), key -> new HashSet<>())
                      .add(order.guard()));
      assertThat(guards.values()).isNotEmpty().allMatch(people -> people.size() == 2);
    }
  }

  @Test
  void readsFitTheStories() {
    Plan plan = Plan.of(12, 210, 4, false, 9_000);
    play(plan, 4);
    Map<Object, List<RecordedEvents.Event>> reads =
        events.named("read").stream().collect(Collectors.groupingBy(e -> e.fields().get("truck")));
    for (PlannedTruck truck : plan.trucks()) {
      List<RecordedEvents.Event> mine = reads.get(truck.id());
      long atImport = mine.stream().filter(e -> e.is("gate", "B")).count();
      assertThat(atImport).isEqualTo(truck.kind().end() == PlannedEnd.DONE ? 1 : 0);
      long ids = mine.stream().map(e -> e.fields().get("eventId")).distinct().count();
      switch (truck.kind()) {
        case REPEATED_READ -> {
          assertThat(mine.size()).isEqualTo(7);
          assertThat(ids).isEqualTo(6);
        }
        case GHOST_READ -> assertThat(mine.get(0)).matches(e -> e.is("plate", truck.otherPlate()));
        case NEXT_PLATE ->
            assertThat(mine).anyMatch(e -> e.is("plate", plan.behind(truck).plateAsRead()));
        default -> {
          assertThat(mine.size()).isEqualTo(2 + atImport);
          assertThat(ids).isEqualTo(mine.size());
          assertThat(mine.get(0)).matches(e -> e.is("plate", truck.readAs()));
        }
      }
    }
  }

  @Test
  void everyPassHadItsOwnOpening() {
    play(Plan.of(13, 210, 3, true, 9_000), 3);
    Map<String, Set<Object>> used = new HashMap<>();
    for (RecordedEvents.Event event : events.all()) {
      if (event.name().startsWith("passed") && !event.name().equals("passageCounted")) {
        assertThat(event.fields()).containsEntry("cause", "command");
        String barrier = event.fields().get("gate") + " " + event.fields().get("lane");
        assertThat(
                used.computeIfAbsent(barrier, key -> new HashSet<>())
                    .add(event.fields().get("token")))
            .as("%s", event)
            .isTrue();
      }
      if (event.name().equals("enteredStrip")) {
        assertThat((Integer) event.fields().get("occupants")).isEqualTo(1);
      }
    }
    assertThat(used).hasSize(6);
  }
}
