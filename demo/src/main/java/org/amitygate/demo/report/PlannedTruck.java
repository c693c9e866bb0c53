package org.amitygate.demo.report;

/**
 * What the plan says of one truck.
 *
 * @param plate as written on it
 * @param end {@code done}, {@code held} or {@code refused}
 * @param reason empty when it is to be done
 */
record PlannedTruck(String id, String plate, String lane, String kind, String end, String reason) {

  static PlannedTruck of(LedgerEvent line) {
    String reason = line.fields().path("reason").isNull() ? "" : line.text("reason");
    return new PlannedTruck(
        line.text("truck"),
        line.text("plate"),
        line.text("lane"),
        line.text("kind"),
        line.text("end"),
        reason);
  }

  /** How the world sees it end when all goes to plan. */
  String endInTheWorld() {
    return end.equals("done") ? "through" : "parked";
  }

  @Override
  public String toString() {
    return id + " (" + plate + ", " + lane + ", " + kind + ")";
  }
}
