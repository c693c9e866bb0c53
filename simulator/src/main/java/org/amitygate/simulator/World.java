package org.amitygate.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.Declarations;
import org.amitygate.core.json.Json;
import org.jspecify.annotations.Nullable;

/** Both gates and everything between and around them, of one run. */
final class World {

  final Agenda agenda;
  final Trace trace;
  final Promises promises;
  final Network network;
  final Flows flows;
  final Node exit;
  final Node entry;
  final List<Node> nodes;
  final List<Road> roads = new ArrayList<>();
  final List<Truck> trucks = new ArrayList<>();
  final List<Wires.Cable> cables = new ArrayList<>();
  final List<Camera> cameras = new ArrayList<>();
  private final Map<Zone, List<Wires.Cable>> cablesOf = new HashMap<>();
  private final Map<Node, Guard> guards = new HashMap<>();
  private final Dice dice;

  World(
      Dice dice,
      Flows flows,
      GateConfig exitConfig,
      GateConfig entryConfig,
      @Nullable Consumer<String> printer) {
    this.dice = dice;
    this.flows = flows;
    flows.reset(Flows.EXPORT);
    flows.reset(Flows.IMPORT);
    agenda = new Agenda(dice.split());
    trace = new Trace(agenda, printer);
    promises = new Promises(trace, Site.EXIT, Site.ENTRY);
    network =
        new Network(
            agenda, dice.split(), promises, () -> roads.stream().anyMatch(road -> !road.isEmpty()));
    Wires exitWires = new Wires(agenda, dice.split());
    Wires entryWires = new Wires(agenda, dice.split());
    Pushes exitPushes = new Pushes(agenda, dice.split());
    Pushes entryPushes = new Pushes(agenda, dice.split());
    exit =
        new Node(
            exitConfig,
            Flows.EXPORT,
            new Node.Outside(agenda, dice.split(), network, exitWires, exitPushes),
            flows,
            promises);
    entry =
        new Node(
            entryConfig,
            Flows.IMPORT,
            new Node.Outside(agenda, dice.split(), network, entryWires, entryPushes),
            flows,
            promises);
    nodes = List.of(exit, entry);
    nodes.forEach(promises::watch);
    for (String lane : Site.LANES) {
      Road.Cameras seen =
          new Road.Cameras(
              camera(exitPushes, Site.EXIT, lane, "entry"),
              camera(exitPushes, Site.EXIT, lane, "exit"),
              camera(entryPushes, Site.ENTRY, lane, "entry"));
      Road road = new Road(agenda, dice.split(), promises, Site.EXIT, Site.ENTRY, lane, seen);
      roads.add(road);
      lay(exitWires, road.export, true);
      lay(entryWires, road.imports, false);
    }
    for (Node node : nodes) {
      Guard guard = new Guard(agenda, dice.split(), node, roads, trucks, promises);
      guards.put(node, guard);
      guard.begin();
      node.start();
    }
  }

  private void lay(Wires wires, Zone zone, boolean weighs) {
    List<Wires.Cable> laid = new ArrayList<>();
    String address = zone.gate + "/" + zone.id;
    laid.add(
        wires.lay(
            address + ".io",
            new ModbusServer(zone.barrier),
            bytes -> promises.commands(zone, bytes)));
    if (weighs) {
      laid.add(wires.lay(address + ".weighbridge", new Scale(agenda, zone), bytes -> {}));
    }
    cables.addAll(laid);
    cablesOf.put(zone, laid);
  }

  private Camera camera(Pushes pushes, String gate, String lane, String position) {
    Camera camera =
        new Camera(
            agenda,
            pushes,
            gate + "/" + lane + ".plate-camera." + position,
            event -> promises.acknowledged(gate, event));
    cameras.add(camera);
    return camera;
  }

  List<Wires.Cable> cables(Zone zone) {
    return cablesOf.getOrDefault(zone, List.of());
  }

  Wires.Cable io(Zone zone) {
    return cables(zone).get(0);
  }

  Zone zone(Node node, Road road) {
    return node == exit ? road.export : road.imports;
  }

  Guard guard(Node node) {
    Guard guard = guards.get(node);
    if (guard == null) {
      throw new IllegalArgumentException(node.id);
    }
    return guard;
  }

  /** A truck whose declarations both gates have comes to a lane. */
  Truck send(Road road, boolean last) {
    int number = trucks.size() + 1;
    long kg = 20_000 + 10 * dice.between(0, 2_000);
    Truck truck = new Truck(number, "29C-%d47.%d1".formatted(number, number), kg, last);
    truck.hesitates = !last && dice.one(12);
    trucks.add(truck);
    promises.knows(truck);
    declare(exit, "DEC-E-" + number, "export", truck);
    declare(entry, "DEC-I-" + number, "import", truck);
    road.queue(truck);
    return truck;
  }

  /** Traders repeat their declaration until it is on disk. */
  private void declare(Node node, String reference, String direction, Truck truck) {
    boolean[] on = new boolean[1];
    node.submit(
            (tx, desk) ->
                Declarations.announce(
                    tx,
                    Json.object()
                        .put("reference", reference)
                        .put("plate", truck.plate)
                        .put("direction", direction)
                        .put("declaredGrossKg", truck.grossKg)
                        .put("goods", "durian")
                        .put("trader", "trader")))
        .ifPresent(done -> done.whenComplete((announced, failure) -> on[0] = failure == null));
    agenda.after(
        2_000_000,
        () -> {
          if (!on[0]) {
            declare(node, reference, direction, truck);
          }
        });
  }
}
