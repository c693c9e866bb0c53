package org.amitygate.world;

import java.io.IOException;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.amitygate.world.device.AlertStream;
import org.amitygate.world.device.CameraSettings;
import org.amitygate.world.device.ModbusServer;
import org.amitygate.world.device.PushCamera;
import org.amitygate.world.device.ScaleServer;
import org.amitygate.world.outside.Customs;
import org.amitygate.world.outside.Declarer;
import org.amitygate.world.outside.GuardPost;
import org.amitygate.world.outside.PartnerProxies;
import org.amitygate.world.outside.PartnerProxy;
import org.amitygate.world.physics.Devices;
import org.amitygate.world.physics.Lane;
import org.amitygate.world.physics.PlateCamera;
import org.amitygate.world.physics.Plug;
import org.amitygate.world.physics.Site;
import org.amitygate.world.physics.Zone;
import org.amitygate.world.plan.CustomsStep;
import org.amitygate.world.plan.Plan;
import org.amitygate.world.plan.PlannedTruck;
import org.amitygate.world.story.LinkFaults;
import org.amitygate.world.story.Scene;
import org.amitygate.world.story.TruckStory;
import org.jspecify.annotations.Nullable;

/**
 * Puts everything where it belongs: lanes, devices, customs, guards, lines and trucks of one
 * configuration.
 */
final class Stage implements AutoCloseable {
  private static final String[] RELEASES = {"08", "09"};

  private final Site site = new Site();
  private final Events events;
  private final LongSupplier micros;
  private final List<PlateCamera> cameras = new ArrayList<>();
  private final List<Customs> customs = new ArrayList<>();
  private final List<Runnable> closers = new ArrayList<>();
  private final Map<String, TruckStory> stories = new HashMap<>();
  private final Declarer declarer;
  private final GuardPost guards;
  private final Optional<LinkFaults> faults;
  private final long closesAfter;

  Stage(WorldConfig config, Plan plan, Events events, LongSupplier micros) throws IOException {
    this.events = events;
    this.micros = micros;
    WorldConfig.Gate exports = config.gate("export");
    WorldConfig.Gate imports = config.gate("import");
    this.guards = guards(exports);
    this.declarer =
        new Declarer(
            events,
            exports.id(),
            URI.create(exports.declarationsUrl()),
            imports.id(),
            URI.create(imports.declarationsUrl()));
    closers.add(declarer::close);
    closers.add(guards::close);
    Scene scene =
        new Scene(
            site,
            events,
            micros,
            guards,
            proxies(config, imports),
            declarer::acknowledged,
            config.pace());
    this.faults =
        config.faults() ? Optional.of(new LinkFaults(scene, config.seed())) : Optional.empty();
    this.closesAfter = config.closesAfterSeconds() * 1_000L;
    Map<String, Lane> lanes = new HashMap<>();
    for (int i = 1; i <= config.lanes(); i++) {
      lanes.put("L" + i, lane("L" + i, config, exports, imports));
    }
    long patience = config.patienceSeconds() * 1_000L;
    for (PlannedTruck truck : plan.trucks()) {
      Lane lane = lanes.get(truck.lane());
      TruckStory story = new TruckStory(scene, truck, plan.behind(truck), lane, patience);
      truck.exportReferences().forEach(reference -> stories.put(reference, story));
      lane.queue(story.vehicle(), story, Math.round(truck.arrivesAt() / config.pace()));
    }
    customs(plan, exports);
    customs(plan, imports);
  }

  Site site() {
    return site;
  }

  /** Announces every truck in its time. */
  void begin(Plan plan, double pace) {
    faults.ifPresent(LinkFaults::begin);
    if (closesAfter > 0) {
      site.closeAfter(closesAfter);
    }
    for (PlannedTruck truck : plan.trucks()) {
      declarer.announce(truck, Math.round(truck.declaredAt() / pace));
    }
  }

  /** How many messages to the gates are not acknowledged yet. */
  int waiting() {
    int reads = cameras.stream().mapToInt(PlateCamera::waiting).sum();
    return reads
        + declarer.waiting()
        + customs.stream().mapToInt(Customs::waiting).sum()
        + guards.busy();
  }

  /** What {@link #waiting} is made of. */
  String waitingFor() {
    int reads = cameras.stream().mapToInt(PlateCamera::waiting).sum();
    int answers = customs.stream().mapToInt(Customs::waiting).sum();
    return "reads "
        + reads
        + ", declarations "
        + declarer.waiting()
        + ", customs "
        + answers
        + ", guards "
        + guards.busy();
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }

  private GuardPost guards(WorldConfig.Gate gate) {
    WorldConfig.Ssh ssh = gate.ssh();
    if (ssh == null || ssh.accounts().size() < 2) {
      throw new IllegalArgumentException("gate " + gate.id() + ": ssh with two accounts is needed");
    }
    return new GuardPost(gate.id(), ssh.host(), ssh.port(), ssh.accounts(), events);
  }

  private PartnerProxies proxies(WorldConfig config, WorldConfig.Gate imports) throws IOException {
    List<PartnerProxy> all = new ArrayList<>();
    List<PartnerProxy> fromImport = new ArrayList<>();
    for (WorldConfig.Proxy each : config.partnerProxies()) {
      int listen = port(each.listen());
      int target = port(each.target());
      String host = each.target().substring(0, each.target().lastIndexOf(':'));
      PartnerProxy proxy = new PartnerProxy(each.name(), listen, host, target);
      closers.add(proxy::close);
      all.add(proxy);
      if (each.from().equals(imports.id())) {
        fromImport.add(proxy);
      }
    }
    return new PartnerProxies(all, fromImport);
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private Lane lane(
      String id, WorldConfig config, WorldConfig.Gate exports, WorldConfig.Gate imports)
      throws IOException {
    LateDevices exportDevices = new LateDevices(id, exports);
    LateDevices importDevices = new LateDevices(id, imports);
    long seed = config.seed() * 31 + id.hashCode();
    Lane lane =
        new Lane(
            id,
            site,
            events,
            config.pace(),
            seed,
            exports.id(),
            exportDevices.devices(),
            imports.id(),
            importDevices.devices());
    site.add(lane);
    exportDevices.connect(lane.exportZone());
    importDevices.connect(lane.importZone());
    return lane;
  }

  private void customs(Plan plan, WorldConfig.Gate gate) throws IOException {
    Map<String, List<CustomsStep>> answers = new HashMap<>();
    plan.trucks().forEach(truck -> answers.putAll(truck.customs()));
    Customs made =
        new Customs(
            gate.id(),
            gate.customsPort(),
            URI.create(gate.customsAnswerUrl()),
            answers,
            this::answering,
            micros,
            events);
    customs.add(made);
    closers.add(made::close);
  }

  private void answering(String reference, String code) {
    TruckStory story = stories.get(reference);
    if (story != null && List.of(RELEASES).contains(code)) {
      story.releasing();
    }
  }

  /**
   * The devices of one lane at one gate; the barrier and the scale exist only once their zone does.
   */
  private final class LateDevices {
    private final WorldConfig.Gate gate;
    private final String lane;
    private final WorldConfig.LanePorts ports;
    private final Cable io = new Cable();
    private final Cable weighbridge = new Cable();
    private final PlateCamera entry;
    private final PlateCamera exit;

    LateDevices(String lane, WorldConfig.Gate gate) throws IOException {
      this.gate = gate;
      this.lane = lane;
      this.ports = WorldConfig.ports(gate, lane);
      this.entry = camera("entry", ports.entryCamera());
      this.exit = camera("exit", ports.exitCamera());
    }

    Devices devices() {
      return new Devices(entry, exit, io, weighbridge);
    }

    void connect(Zone zone) throws IOException {
      String name = gate.id() + " " + lane;
      ModbusServer modbus = new ModbusServer(name + ".io", ports.ioPort(), site, zone.controller());
      closers.add(modbus::close);
      io.to = modbus;
      if (ports.weighbridgePort() > 0) {
        String serial = Integer.toString(1_100_000_000 + name.hashCode() % 1_000_000);
        ScaleServer scale =
            new ScaleServer(name + ".weighbridge", ports.weighbridgePort(), serial, site, zone);
        closers.add(scale::close);
        weighbridge.to = scale;
      }
    }

    private PlateCamera camera(String position, @Nullable CameraSettings settings)
        throws IOException {
      if (settings == null) {
        return PlateCamera.NONE;
      }
      String id = lane + ".plate-camera." + position;
      ZoneOffset zone = ZoneOffset.of(gate.zoneOffset() == null ? "+07:00" : gate.zoneOffset());
      PlateCamera camera;
      if (settings.mode().equals("pull")) {
        AlertStream stream = new AlertStream(gate.id(), id, settings, zone, micros, events);
        closers.add(stream::close);
        camera = stream;
      } else if (settings.mode().equals("push")) {
        PushCamera push = new PushCamera(gate.id(), id, settings, zone, events);
        closers.add(push::close);
        camera = push;
      } else {
        throw new IllegalArgumentException(
            gate.id() + " " + id + ": mode is pull or push, not " + settings.mode());
      }
      cameras.add(camera);
      return camera;
    }
  }

  /** Leads to a device that is put there later. Under the lock of the site once the world runs. */
  private static final class Cable implements Plug {
    private Plug to = Plug.NONE;

    @Override
    public void unplug() {
      to.unplug();
    }

    @Override
    public void plug() {
      to.plug();
    }
  }
}
