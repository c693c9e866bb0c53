package org.amitygate.driver.mtsics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.amitygate.device.Session;
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

  List<String> takeSent() {
    return takeSentBytes().stream()
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
        .toList();
  }
}
