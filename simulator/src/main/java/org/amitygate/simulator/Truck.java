package org.amitygate.simulator;

/** One vehicle and where it is. */
final class Truck {

  /** On its way from the queue of one country to the road of the other. */
  enum Place {
    QUEUE,
    EXPORT_ZONE,
    STRIP,
    IMPORT_ZONE,
    ROAD,
    /** Backed out of the export zone, for good. */
    PARKED
  }

  final int number;
  final String plate;
  final long grossKg;

  /** Nothing goes wrong any more when this one comes: it has to get through. */
  final boolean last;

  /** Stays where it is the first time the barrier opens. */
  boolean hesitates;

  Place place = Place.QUEUE;

  Truck(int number, String plate, long grossKg, boolean last) {
    this.number = number;
    this.plate = plate;
    this.grossKg = grossKg;
    this.last = last;
  }

  /** It drove under the barrier of the country that it leaves. */
  boolean hasLeft() {
    return place == Place.STRIP || place == Place.IMPORT_ZONE || place == Place.ROAD;
  }

  /** As the gates write it. */
  String plateKey() {
    return plate.replaceAll("[^A-Z0-9]", "");
  }

  @Override
  public String toString() {
    return "truck " + number + " " + plate;
  }
}
