package org.amitygate.world.story;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.amitygate.world.physics.Controller;
import org.amitygate.world.physics.Lane;
import org.amitygate.world.physics.PlateCamera;
import org.amitygate.world.physics.Plug;
import org.amitygate.world.physics.Sighting;
import org.amitygate.world.physics.Story;
import org.amitygate.world.physics.Vehicle;
import org.amitygate.world.physics.Zone;
import org.amitygate.world.plan.Kind;
import org.amitygate.world.plan.PlannedTruck;
import org.jspecify.annotations.Nullable;

/**
 * Lets the cameras read one truck and lets happen to it what its {@link Kind} says. Under the lock
 * of the site; times are milliseconds.
 */
public final class TruckStory implements Story {
  private static final long UNPLUGGED_FOR = 4_000;
  private static final long PARTNERS_CUT_FOR = 7_000;
  private static final long PARTNER_DELAY = 7_000;
  private static final long PARTNER_DELAY_DURING = 8_000;

  private enum Preparation {
    NONE,
    BEGUN,
    DONE
  }

  private final Scene scene;
  private final PlannedTruck plan;
  private final @Nullable PlannedTruck behind;
  private final Lane lane;
  private final Vehicle vehicle;
  private final Random random;
  private Preparation preparation = Preparation.NONE;
  private boolean standsAtExport;
  private boolean released;
  private boolean happened;
  private boolean blocking;

  /**
   * @param behind the next truck of the lane; null for the last
   * @param patience how long it waits at a stop line without any lamp
   */
  public TruckStory(
      Scene scene, PlannedTruck plan, @Nullable PlannedTruck behind, Lane lane, long patience) {
    this.scene = scene;
    this.plan = plan;
    this.behind = behind;
    this.lane = lane;
    this.random = new Random(plan.seed());
    this.vehicle =
        new Vehicle(
            plan.id(),
            plan.plate(),
            plan.grossKg(),
            plan.speed() * scene.pace(),
            between(300, 600),
            patience);
    switch (plan.kind()) {
      case WEIGHT_UNSTABLE -> vehicle.sway();
      case REVERSES -> vehicle.reverseOnce();
      case STALLS -> vehicle.stallOnce();
      default -> {}
    }
  }

  /** The truck itself. */
  public Vehicle vehicle() {
    return vehicle;
  }

  @Override
  public boolean ready(Zone zone) {
    if (!scene.announced(plan)) {
      return false;
    }
    return switch (plan.kind()) {
      case PARTNER_ABSENT, PARTNER_LATE -> scene.takePartners(plan.id());
      case GHOST_READ, BARRIER_BY_HAND -> prepared(zone);
      default -> true;
    };
  }

  private boolean prepared(Zone zone) {
    if (preparation == Preparation.NONE && zone.controller().boom().isClosed()) {
      preparation = Preparation.BEGUN;
      scene.site().after(2_000, () -> prepare(zone));
    }
    return preparation == Preparation.DONE;
  }

  private void prepare(Zone zone) {
    if (plan.kind() == Kind.GHOST_READ) {
      read(zone, "entry", zone.devices().entryCamera(), sighting(other(), 91), "ghost");
      scene.site().after(between(8_500, 10_500), () -> preparation = Preparation.DONE);
    } else {
      zone.controller().openByHand(scene.site().now());
      Order open = Order.openLane(lane.id(), "boom moved by hand, lane is clear");
      guards(7_000, List.of(open), () -> preparation = Preparation.DONE);
    }
  }

  @Override
  public void arrived(Zone zone) {
    if (zone != lane.exportZone()) {
      readSoon(
          zone, "entry", zone.devices().entryCamera(), sighting(plan.plateAsRead(), 97), 300, 800);
      return;
    }
    switch (plan.kind()) {
      case CAMERA_UNPLUGGED -> {
        boolean entry = plan.variant() == 0;
        PlateCamera camera = entry ? zone.devices().entryCamera() : zone.devices().exitCamera();
        unplug(zone, entry ? "plate-camera.entry" : "plate-camera.exit", camera);
      }
      case BARRIER_STUCK -> zone.controller().defect(Controller.Defect.STUCK);
      case BARRIER_ANSWER_LOST -> zone.controller().defect(Controller.Defect.ANSWER_LOST);
      default -> {}
    }
    Sighting first = sighting(plan.readAs(), plan.confidence());
    readSoon(zone, "entry", zone.devices().entryCamera(), first, 300, 800);
    if (plan.kind() == Kind.REPEATED_READ) {
      scene
          .site()
          .after(
              soon(1_000),
              () -> read(zone, "entry", zone.devices().entryCamera(), first, "repeated"));
      for (int again = 1; again <= 3; again++) {
        scene.site().after(soon(1_000 + 600L * again), () -> readAgain(zone));
      }
    }
  }

  private void readAgain(Zone zone) {
    if (!zone.isEmpty()) {
      Sighting again = sighting(plan.readAs(), plan.confidence());
      read(zone, "entry", zone.devices().entryCamera(), again, "again");
    }
  }

  @Override
  public void atStopLine(Zone zone) {
    if (zone != lane.exportZone() || standsAtExport) {
      return;
    }
    standsAtExport = true;
    readSoon(
        zone,
        "exit",
        zone.devices().exitCamera(),
        sighting(plan.readAs(), plan.confidence()),
        200,
        500);
    switch (plan.kind()) {
      case SCALE_UNPLUGGED -> unplug(zone, "weighbridge", zone.devices().weighbridge());
      case BARRIER_UNPLUGGED -> unplug(zone, "io", zone.devices().io());
      case NEXT_PLATE -> {
        if (behind != null) {
          Sighting next = sighting(behind.plateAsRead(), 93);
          readSoon(zone, "entry", zone.devices().entryCamera(), next, 600, 900);
        }
      }
      case PARTNER_ABSENT -> {
        happened = true;
        scene.cutPartners(plan.id(), PARTNERS_CUT_FOR);
      }
      case PARTNER_LATE -> delayPartners();
      case TAILGATER -> {
        blocking = true;
        lane.block();
        lane.follow(vehicle.follower(plan.id() + "-F", other()));
      }
      case GATE_STOP -> stop(zone);
      default -> {}
    }
  }

  /**
   * Customs is about to tell the export gate that this truck's goods are released. Takes the lock
   * itself.
   */
  public void releasing() {
    scene.site().run(this::releasingNow);
  }

  private void releasingNow() {
    released = true;
    if (plan.kind() == Kind.PARTNER_LATE) {
      delayPartners();
    }
  }

  private void delayPartners() {
    if (standsAtExport && released && !happened) {
      happened = true;
      scene.delayPartners(plan.id(), PARTNER_DELAY, PARTNER_DELAY_DURING);
    }
  }

  private void stop(Zone zone) {
    vehicle.tellToWait(true);
    blocking = true;
    lane.block();
    Order stop = Order.stop(zone.lane(), "person on the lane");
    guards(0, List.of(stop), () -> scene.site().after(3_000, () -> resume(zone)));
  }

  private void resume(Zone zone) {
    String why = "lane is clear again";
    guards(
        0,
        List.of(Order.resume(0, zone.lane(), why), Order.resume(1, zone.lane(), why)),
        this::settled);
  }

  private void settled() {
    vehicle.tellToWait(false);
    unblock();
  }

  @Override
  public void boomLeftClosed(Zone zone) {
    if (plan.kind() == Kind.BARRIER_POWER_CYCLED && zone == lane.exportZone() && !happened) {
      happened = true;
      scene.site().after(450, () -> powerOff(zone));
    }
  }

  private void powerOff(Zone zone) {
    vehicle.tellToWait(true);
    zone.controller().powerOff();
    zone.devices().io().unplug();
    scene.site().after(1_500, () -> powerOn(zone));
  }

  private void powerOn(Zone zone) {
    zone.controller().powerOn();
    zone.devices().io().plug();
    scene.site().after(2_000, zone.controller()::closeByHand);
    Order resolve =
        Order.resolveNotDeparted(plan.plate(), "boom closed by hand, truck never moved");
    scene
        .site()
        .after(3_500, () -> guards(1_000, List.of(resolve), () -> vehicle.tellToWait(false)));
  }

  @Override
  public void passed(Zone zone) {
    if (plan.kind() == Kind.TAILGATER && zone == lane.exportZone()) {
      scene.site().after(4_000, () -> recordFollower(zone));
    }
  }

  private void recordFollower(Zone zone) {
    String why = "followed " + plan.id() + " through, turned around in the strip";
    guards(
        3_000,
        List.of(
            Order.record(0, other(), zone.lane(), why),
            Order.record(1, other(), zone.lane(), why),
            Order.openLane(zone.lane(), "follower recorded, lane is clear")),
        this::unblock);
  }

  @Override
  public void ended(Zone zone) {
    if (plan.kind() == Kind.BARRIER_STUCK) {
      zone.controller().defect(Controller.Defect.NONE);
      scene
          .events()
          .write("repaired", "gate", zone.gate(), "lane", zone.lane(), "truck", plan.id());
    }
    if (plan.kind() == Kind.BARRIER_ANSWER_LOST && zone == lane.exportZone()) {
      zone.controller().defect(Controller.Defect.NONE);
    }
    if (plan.kind() == Kind.TAILGATER && zone == lane.exportZone()) {
      unblock();
    }
    boolean partnersLeftAlone = !happened;
    if (partnersLeftAlone) {
      scene.releasePartners(plan.id());
    }
  }

  private void unblock() {
    if (blocking) {
      blocking = false;
      lane.unblock();
    }
  }

  private void unplug(Zone zone, String device, Plug plug) {
    scene
        .events()
        .write(
            "unplugged",
            "gate",
            zone.gate(),
            "device",
            zone.lane() + "." + device,
            "truck",
            plan.id());
    plug.unplug();
    scene.site().after(UNPLUGGED_FOR, () -> plugAgain(zone, device, plug));
  }

  private void plugAgain(Zone zone, String device, Plug plug) {
    plug.plug();
    scene
        .events()
        .write(
            "plugged",
            "gate",
            zone.gate(),
            "device",
            zone.lane() + "." + device,
            "truck",
            plan.id());
  }

  private void readSoon(
      Zone zone, String position, PlateCamera camera, Sighting sighting, int from, int to) {
    long delay = soon(between(from, to));
    long micros = scene.micros() + delay * 1_000;
    Sighting then =
        new Sighting(sighting.eventId(), sighting.plate(), sighting.confidence(), micros);
    scene.site().after(delay, () -> read(zone, position, camera, then, "truck"));
  }

  private void read(Zone zone, String position, PlateCamera camera, Sighting sighting, String why) {
    scene
        .events()
        .write(
            "read",
            "gate",
            zone.gate(),
            "camera",
            zone.lane() + ".plate-camera." + position,
            "eventId",
            sighting.eventId(),
            "plate",
            sighting.plate(),
            "confidence",
            sighting.confidence(),
            "truck",
            plan.id(),
            "why",
            why);
    camera.sees(sighting);
  }

  private Sighting sighting(String plate, int confidence) {
    return new Sighting(UUID.randomUUID().toString(), plate, confidence, scene.micros());
  }

  private String other() {
    String plate = plan.otherPlate();
    return plate == null ? plan.plate() : plate;
  }

  /** Has orders carried out and then something done under the lock. */
  private void guards(long lookMillis, List<Order> orders, Runnable then) {
    scene.guards().carryOut(plan.id(), lookMillis, orders, () -> scene.site().run(then));
  }

  private long soon(long millis) {
    return Math.round(millis / scene.pace());
  }

  private int between(int from, int to) {
    return from + random.nextInt(to - from);
  }
}
