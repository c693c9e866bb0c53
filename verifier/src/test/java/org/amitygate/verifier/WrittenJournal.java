package org.amitygate.verifier;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A journal that a gate wrote once, for tests that work on copies of it. */
abstract class WrittenJournal {

  private static final AtomicInteger COPIES = new AtomicInteger();

  @TempDir static Path temporary;
  static Path journal;
  static TestKey gateKey;

  @BeforeAll
  static void write() throws Exception {
    journal = temporary.resolve("journal");
    try (GateDays days = GateDays.written(journal)) {
      gateKey = days.key;
    }
  }

  static Copy copy(Store store) throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("copy-" + COPIES.incrementAndGet()));
    return Copy.of(journal, store, folder);
  }

  static String crossing(java.util.UUID id) {
    return "crossing:" + id;
  }
}
