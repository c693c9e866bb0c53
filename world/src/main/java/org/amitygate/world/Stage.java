package org.amitygate.world;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.amitygate.world.outside.Customs;
import org.amitygate.world.outside.Declarer;
import org.amitygate.world.outside.GuardPost;
import org.amitygate.world.outside.PartnerProxies;
import org.amitygate.world.outside.PartnerProxy;
import org.amitygate.world.physics.Lane;
import org.amitygate.world.physics.Site;
import org.amitygate.world.plan.CustomsStep;
import org.amitygate.world.plan.Plan;
import org.amitygate.world.plan.PlannedTruck;
import org.amitygate.world.story.LinkFaults;
import org.amitygate.world.story.Scene;
import org.amitygate.world.story.TruckStory;

/**
 * Puts everything where it belongs: lanes, devices, customs, guards, lines and trucks of one
 * configuration.
 */
final class Stage implements AutoCloseable {
  private static final String[] RELEASES = {"08", "09"};

  private final Site site = new Site();
  private final Events events;
  private final LongSupplier micros;
  private final List<LaneDevices> devices = new ArrayList<>();
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
    int reads = devices.stream().mapToInt(LaneDevices::waiting).sum();
    return reads
        + declarer.waiting()
        + customs.stream().mapToInt(Customs::waiting).sum()
        + guards.busy();
  }

  /** What {@link #waiting} is made of. */
  String waitingFor() {
    int reads = devices.stream().mapToInt(LaneDevices::waiting).sum();
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
    LaneDevices exportDevices = new LaneDevices(id, exports, micros, events);
    LaneDevices importDevices = new LaneDevices(id, imports, micros, events);
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
    for (LaneDevices each : List.of(exportDevices, importDevices)) {
      devices.add(each);
      closers.add(each::close);
    }
    exportDevices.connect(site, lane.exportZone());
    importDevices.connect(site, lane.importZone());
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
            reference -> answers.getOrDefault(reference, List.of()),
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
}
