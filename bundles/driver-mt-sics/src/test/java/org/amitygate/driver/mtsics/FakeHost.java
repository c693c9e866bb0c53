package org.amitygate.driver.mtsics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;
import org.amitygate.device.WeightMeasured;
import org.amitygate.testkit.StillHost;

/** A gate whose link carries lines of text. */
final class FakeHost extends StillHost {

  /** The scale answers a {@code S}, and the {@code TA} after it: no tare. */
  void weighs(Session session, String stable) throws IOException {
    takeSent();
    say(session, stable + "\r\n");
    assertThat(takeSent()).containsExactly("TA\r\n");
    say(session, "TA A         0 kg\r\n");
  }

  /** The scale answers a {@code SI}, and the {@code TA} after it if one comes: no tare. */
  void shows(Session session, String weight) throws IOException {
    say(session, weight + "\r\n");
    List<String> asked = takeSent();
    if (!asked.isEmpty() && asked.get(asked.size() - 1).equals("TA\r\n")) {
      say(session, "TA A         0 kg\r\n");
    }
  }

  static Command weigh() {
    return new Command(UUID.randomUUID(), Command.WEIGH, Map.of());
  }

  /** What a weighing comes to. */
  Outcome done(long kilograms, String written) {
    return new Outcome.Done(
        Optional.of(new WeightMeasured(now(), kilograms, true, Map.of("written", written))));
  }

  /** A session that does not look by itself, its first probe answered. */
  Session quiet() throws IOException {
    Settings settings = new Settings("L3.weighbridge", Map.of("idlePoll", "0s"));
    Session session = new MtSicsDriver().open(settings, this, Optional.empty());
    assertThat(takeSent()).containsExactly("I4\r\n");
    say(session, "I4 A \"B021002593\"\r\n");
    return session;
  }

  List<String> takeSent() {
    return takeSentBytes().stream()
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
        .toList();
  }
}
