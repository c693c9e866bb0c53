package org.amitygate.simulator;

import java.util.ArrayDeque;
import java.util.Deque;

/** One lane through both gates: queue, export zone, strip, import zone, road. */
final class Road implements Zone.Lane {

  private final Agenda agenda;
  private final Dice dice;
  private final Promises promises;
  final String id;
  final Zone export;
  final Zone imports;
  private final Deque<Truck> queue = new ArrayDeque<>();
  private final Deque<Truck> strip = new ArrayDeque<>();
  private boolean coming;
  private boolean arriving;
  private final Cameras cameras;

  /** One at each loop that has one. */
  record Cameras(Camera entry, Camera exit, Camera imports) {}

  Road(
      Agenda agenda,
      Dice dice,
      Promises promises,
      String from,
      String to,
      String id,
      Cameras cameras) {
    this.agenda = agenda;
    this.dice = dice;
    this.promises = promises;
    this.id = id;
    this.cameras = cameras;
    export = new Zone(agenda, dice, this, promises, true, from, id);
    imports = new Zone(agenda, dice, this, promises, false, to, id);
  }

  void queue(Truck truck) {
    queue.add(truck);
    next();
  }

  boolean isEmpty() {
    return queue.isEmpty() && strip.isEmpty() && export.isEmpty() && imports.isEmpty();
  }

  private void next() {
    if (coming || queue.isEmpty()) {
      return;
    }
    coming = true;
    agenda.after(
        dice.millis(1_500, 6_000),
        () -> {
          coming = false;
          if (export.isEmpty() && export.barrier.isClosed()) {
            Truck truck = queue.remove();
            truck.place = Truck.Place.EXPORT_ZONE;
            promises.note(export, truck + " drives in");
            export.enter(truck);
          } else {
            next();
          }
        });
  }

  private void arrive() {
    if (arriving || strip.isEmpty()) {
      return;
    }
    arriving = true;
    agenda.after(
        dice.millis(1_000, 5_000),
        () -> {
          arriving = false;
          if (imports.isEmpty() && imports.barrier.isClosed()) {
            Truck truck = strip.remove();
            truck.place = Truck.Place.IMPORT_ZONE;
            promises.note(imports, truck + " arrives");
            imports.enter(truck);
          } else {
            arrive();
          }
        });
  }

  @Override
  public void entered(Zone zone, Truck truck) {
    Camera camera = zone == export ? cameras.entry() : cameras.imports();
    agenda.after(dice.millis(300, 800), () -> camera.sees(truck.plate, confidence()));
  }

  @Override
  public void atStopLine(Zone zone, Truck truck) {
    if (zone == export) {
      agenda.after(dice.millis(200, 500), () -> cameras.exit().sees(truck.plate, confidence()));
    }
  }

  /** People have the cameras read the vehicle in a zone once more. */
  void readAgain(Zone zone, Truck truck) {
    entered(zone, truck);
    atStopLine(zone, truck);
  }

  private int confidence() {
    return (int) dice.between(88, 99);
  }

  @Override
  public void passed(Zone zone, Truck truck, long token) {
    promises.passed(zone, truck, token);
    if (zone == export) {
      truck.place = Truck.Place.STRIP;
      strip.add(truck);
      promises.inStrip(this, truck, strip.size());
      arrive();
      next();
    } else {
      truck.place = Truck.Place.ROAD;
      arrive();
    }
  }

  @Override
  public void backedOut(Zone zone, Truck truck) {
    promises.note(zone, truck + " backs out");
    truck.place = Truck.Place.PARKED;
    next();
  }
}
