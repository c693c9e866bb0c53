package org.amitygate.simulator;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** A weighbridge that speaks MT-SICS. */
final class Scale implements Wires.Endpoint {

  private final Agenda agenda;
  private final Zone zone;
  private String line = "";

  Scale(Agenda agenda, Zone zone) {
    this.agenda = agenda;
    this.zone = zone;
  }

  @Override
  public void received(byte[] bytes, Consumer<byte[]> answer) {
    line += new String(bytes, StandardCharsets.US_ASCII);
    for (int end = line.indexOf("\r\n"); end >= 0; end = line.indexOf("\r\n")) {
      String command = line.substring(0, end);
      line = line.substring(end + 2);
      answer(command, answer);
    }
  }

  @Override
  public void left() {
    line = "";
  }

  private void answer(String command, Consumer<byte[]> answer) {
    switch (command) {
      case "S" -> {
        if (zone.weightIsStable()) {
          say("S S" + weight(), answer);
        } else {
          agenda.after(
              1_500_000, () -> say(zone.weightIsStable() ? "S S" + weight() : "S I", answer));
        }
      }
      case "SI" -> say((zone.weightIsStable() ? "S S" : "S D") + weight(), answer);
      case "I4" -> say("I4 A \"0123456789\"", answer);
      default -> say("ES", answer);
    }
  }

  private String weight() {
    return "%11d kg".formatted(zone.weightKg());
  }

  private static void say(String text, Consumer<byte[]> answer) {
    answer.accept((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }
}
