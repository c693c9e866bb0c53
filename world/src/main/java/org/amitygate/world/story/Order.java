package org.amitygate.world.story;

/**
 * One command a guard types into the gate's shell.
 *
 * @param guard which of the accounts, from 0; two numbers are two different people
 */
public record Order(int guard, String command) {
  static Order openLane(String lane, String reason) {
    return new Order(0, "gate:lane open " + lane + reason(reason));
  }

  static Order stop(String lane, String reason) {
    return new Order(0, "gate:stop " + lane + reason(reason));
  }

  static Order resume(int guard, String lane, String reason) {
    return new Order(guard, "gate:resume " + lane + reason(reason));
  }

  static Order record(int guard, String plate, String lane, String reason) {
    return new Order(
        guard,
        "gate:crossing record --plate \""
            + plate
            + "\" --lane "
            + lane
            + " --direction export"
            + reason(reason));
  }

  static Order resolveNotDeparted(String plate, String reason) {
    return new Order(0, "gate:crossing resolve \"" + plate + "\" not-departed" + reason(reason));
  }

  private static String reason(String text) {
    return " --reason \"" + text + "\"";
  }
}
