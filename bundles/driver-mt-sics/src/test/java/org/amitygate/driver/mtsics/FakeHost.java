package org.amitygate.driver.mtsics;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.amitygate.testkit.StillHost;

/** A gate whose link carries lines of text. */
final class FakeHost extends StillHost {

  List<String> takeSent() {
    return takeSentBytes().stream()
        .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
        .toList();
  }
}
