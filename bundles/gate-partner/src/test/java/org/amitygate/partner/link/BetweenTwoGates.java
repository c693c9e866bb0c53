package org.amitygate.partner.link;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test with the two gates of a pair. */
abstract class BetweenTwoGates {

  @TempDir Path folder;

  GatePair pair;
  TestGate exit;
  TestGate entry;

  @BeforeEach
  final void bothGates() {
    pair = GatePair.of(folder);
    exit = pair.exit();
    entry = pair.entry();
  }
}
