package org.amitygate.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.journal.SimulatedDisk;
import org.jspecify.annotations.Nullable;

/**
 * What must hold at every step, looked at from outside: barriers, vehicles, what is on disk, what
 * was answered. Knows the protocol, and nothing of how the server keeps to it.
 */
final class Promises {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One attempt to hand a crossing over. */
  private record Attempt(String crossing, int epoch) {}

  /** What was meant by an opening. */
  private record Intent(String crossing, int epoch) {}

  /** What one gate has on disk. */
  private static final class OnDisk {
    final Map<String, Intent> intents = new HashMap<>();
    final Set<Attempt> committed = new HashSet<>();
    final Set<String> readings = new HashSet<>();
    final Set<String> sent = new HashSet<>();
    final Set<String> received = new HashSet<>();
    final Set<String> receipts = new HashSet<>();
    final Map<String, String> plates = new HashMap<>();
    final Set<String> released = new HashSet<>();
  }

  private final Trace trace;
  private final String exit;
  private final String entry;
  private final Map<String, OnDisk> disks = new HashMap<>();
  private final Map<Attempt, Long> opened = new HashMap<>();
  private final Map<String, Long> through = new HashMap<>();
  private final Map<String, Truck> trucks = new HashMap<>();
  private final Set<String> stopsTold = new HashSet<>();

  /** Who stood there when a command to open was sent first. */
  private final Map<String, Optional<Truck>> commandedFor = new HashMap<>();

  private @Nullable Violation first;

  Promises(Trace trace, String exit, String entry) {
    this.trace = trace;
    this.exit = exit;
    this.entry = entry;
    disks.put(exit, new OnDisk());
    disks.put(entry, new OnDisk());
  }

  /**
   * @throws Violation what was broken first
   */
  void check() {
    if (first != null) {
      throw first;
    }
  }

  void note(String text) {
    trace.note(text);
  }

  void note(Zone zone, String text) {
    trace.note(zone + " " + text);
  }

  void broken(String promise, String how) {
    broken(promise, how, null);
  }

  private void broken(String promise, String how, @Nullable Throwable cause) {
    trace.note("BROKEN " + promise + ": " + how);
    if (first == null) {
      first = new Violation(trace.when() + ": " + promise + ": " + how, cause);
    }
  }

  private OnDisk of(String gate) {
    OnDisk disk = disks.get(gate);
    if (disk == null) {
      throw new IllegalArgumentException(gate);
    }
    return disk;
  }

  void knows(Truck truck) {
    trucks.put(truck.plateKey(), truck);
  }

  /** A task of a gate's thread threw something. */
  void failed(String gate, Throwable failure) {
    broken("no thread fails", gate + ": " + failure, failure);
  }

  // What is on disk

  void watch(Node node) {
    OnDisk disk = of(node.id);
    node.disk.watch(
        new SimulatedDisk.Watcher() {
          @Override
          public void record(String stream, String type, Supplier<ObjectNode> body) {
            recorded(node.id, disk, stream, type, body);
          }

          @Override
          public void crossing(CrossingRow row) {
            written(node.id, disk, row);
          }
        });
  }

  private void recorded(
      String gate, OnDisk disk, String stream, String type, Supplier<ObjectNode> body) {
    trace.note(gate + " " + stream + " " + type);
    switch (type) {
      case "OpeningIntended" -> {
        ObjectNode intent = body.get();
        disk.intents.put(
            intent.path("lane").asText() + "/" + intent.path("token").asLong(),
            new Intent(crossing(stream), intent.path("epoch").asInt()));
      }
      case "HandoverStep" -> {
        ObjectNode step = body.get();
        trace.note(
            "%s %s %s %s -> %s %s"
                .formatted(
                    gate,
                    crossing(stream).substring(24),
                    step.path("on").asText(),
                    step.path("from").asText(),
                    step.path("to").asText(),
                    step.path("epoch").asText()));
        if (step.path("to").asText().equals("COMMITTED")) {
          disk.committed.add(new Attempt(crossing(stream), step.path("epoch").asInt()));
        }
      }
      case "HoldReleased" -> disk.released.add(crossing(stream));
      case "PlateRead" -> disk.readings.add(body.get().path("eventId").asText());
      case "PartnerMessageSent" -> disk.sent.add(body.get().path("messageId").asText());
      case "PartnerMessageReceived" -> {
        String id = body.get().path("messageId").asText();
        if (!disk.received.add(id)) {
          broken("a message is taken once", gate + " took " + id + " twice");
        }
      }
      case "PartnerReceiptSent" -> disk.receipts.add(body.get().path("messageId").asText());
      default -> {}
    }
  }

  private static String crossing(String stream) {
    return stream.substring(stream.indexOf(':') + 1);
  }

  private void written(String gate, OnDisk disk, CrossingRow row) {
    disk.plates.put(row.id().toString(), row.plate());
    Truck truck = trucks.get(row.plate());
    if (!gate.equals(entry) || truck == null || truck.hasLeft()) {
      return;
    }
    String state = row.body().tree().path("handover").path("state").asText();
    if (state.equals("RECEIVED") || state.equals("CLEARED")) {
      broken("received means that it left the other side", truck + " is in " + truck.place);
    }
  }

  // What is sent and answered

  /** A message leaves a gate. */
  void sends(String gate, byte[] message) {
    String id = id(message);
    if (!of(gate).sent.contains(id)) {
      broken("what is sent is on disk", gate + " sent " + id);
    }
  }

  /** A gate answered a message with a receipt. */
  void receipted(Node node, byte[] message) {
    String id = id(message);
    if (!of(node.id).receipts.contains(id)) {
      broken("what is acknowledged is on disk", node.id + " receipted " + id);
    }
  }

  private static String id(byte[] message) {
    try {
      JsonNode payload =
          JSON.readTree(
              Base64.getUrlDecoder().decode(JSON.readTree(message).path("payload").asText()));
      return payload.path("id").asText();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A gate answered a camera with 200. */
  void acknowledged(String gate, String event) {
    if (!of(gate).readings.contains(event)) {
      broken("what is acknowledged is on disk", gate + " acknowledged " + event);
    }
  }

  // Stops

  /** A GATE_STOP of a lane, or all, was confirmed to the person who ordered it. */
  void stopped(String gate, String lane) {
    stopsTold.add(gate + "/" + lane);
    trace.note(gate + "/" + lane + " is stopped");
  }

  /** People are about to lift it, whoever ordered it. */
  void lifting(String gate, String lane) {
    stopsTold.remove(gate + "/" + lane);
    trace.note(gate + "/" + lane + " stop is being lifted");
  }

  /** Bytes leave a process for the controller of a lane. */
  void commands(Zone zone, byte[] bytes) {
    long token = ModbusServer.openingToken(bytes);
    if (token == 0) {
      return;
    }
    String gate = zone.gate;
    String lane = zone.id;
    commandedFor.putIfAbsent(zone + " " + token, Optional.ofNullable(zone.truck()));
    trace.note(gate + "/" + lane + " is commanded to open, token " + token);
    if (stopsTold.contains(gate + "/" + lane) || stopsTold.contains(gate + "/all")) {
      broken("no opening while GATE_STOP", gate + "/" + lane + " token " + token);
    }
    if (!of(gate).intents.containsKey(lane + "/" + token)) {
      broken("an opening is on disk before its command", gate + "/" + lane + " token " + token);
    }
  }

  // Barriers and vehicles

  void accepted(Zone zone, long token) {
    note(zone, "accepts token " + token);
  }

  /** A boom left its closed end. */
  void opened(Zone zone, long token) {
    note(zone, "opens, token " + token);
    Intent intent = of(zone.gate).intents.get(zone.id + "/" + token);
    if (intent == null) {
      broken("an opening is on disk before its command", zone + " token " + token);
      return;
    }
    Attempt attempt = new Attempt(intent.crossing(), intent.epoch());
    boolean leaving = zone.gate.equals(exit);
    Long before =
        opened.put(new Attempt(zone.gate + "/" + attempt.crossing(), attempt.epoch()), token);
    // On the entry side, where the vehicle is in the country, a person may let it be tried again.
    if (before != null && (leaving || !of(entry).released.remove(attempt.crossing()))) {
      broken("a barrier opens at most once in an epoch", zone + " tokens " + before + ", " + token);
    }
    if (!of(entry).committed.contains(attempt)) {
      broken(
          "a barrier opens only after COMMIT_OK of its epoch is on disk at the other gate",
          zone + " epoch " + attempt.epoch());
    }
    String plate = String.valueOf(of(zone.gate).plates.get(intent.crossing()));
    Truck truck = zone.truck();
    if (truck == null && backedOut(zone, token, plate)) {
      note(zone, "opens for nobody: " + plate + " has backed out behind the command");
    } else if (truck == null || !truck.plateKey().equals(plate)) {
      broken("a barrier opens for the vehicle before it", zone + ": " + truck + ", not " + plate);
    }
  }

  /**
   * It stood there when the command was sent, has backed out since, and nobody has come: no message
   * can be sooner than a driver.
   */
  private boolean backedOut(Zone zone, long token, String plate) {
    return commandedFor.getOrDefault(zone + " " + token, Optional.empty()).stream()
        .anyMatch(it -> it.plateKey().equals(plate) && it.place == Truck.Place.PARKED);
  }

  /** Whether the boom left its closed end for the last opening that was meant for a crossing. */
  boolean openedFor(Zone zone, String crossing) {
    long token =
        of(zone.gate).intents.entrySet().stream()
            .filter(entry -> entry.getKey().startsWith(zone.id + "/"))
            .filter(entry -> entry.getValue().crossing().equals(crossing))
            .mapToLong(entry -> Long.parseLong(entry.getKey().substring(zone.id.length() + 1)))
            .max()
            .orElse(-1);
    return token == zone.barrier.lastOpened();
  }

  /** A vehicle drove under a boom. */
  void passed(Zone zone, Truck truck, long token) {
    note(zone, truck + " passes, token " + token);
    Long before = through.put(zone.toString(), zone.barrier.leftClosedCount());
    if (before != null && before == zone.barrier.leftClosedCount()) {
      broken("one vehicle passes an opening", zone + ": " + truck);
    }
  }

  /** A vehicle is in the strip. */
  void inStrip(Road road, Truck truck, int vehicles) {
    if (vehicles > 1) {
      broken("one vehicle is in the strip", road.id + ": " + vehicles);
    }
    long token = road.export.barrier.lastOpened();
    Intent intent = of(exit).intents.get(road.id + "/" + token);
    if (intent == null
        || !of(entry).committed.contains(new Attempt(intent.crossing(), intent.epoch()))) {
      broken("the other gate has promised to take a vehicle that is in the strip", truck + "");
    }
  }
}
