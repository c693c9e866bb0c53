package org.amitygate.verifier;

import java.nio.file.Files;
import java.nio.file.Path;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A journal that a gate wrote once, for tests that work on copies of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WrittenJournal {

  private Path temporary;
  private int copies;
  Path journal;
  TestKey gateKey;

  @BeforeAll
  void write(@TempDir Path folder) throws Exception {
    temporary = folder;
    journal = temporary.resolve("journal");
    try (GateDays days = GateDays.written(journal)) {
      gateKey = days.key;
    }
  }

  final Copy copy(Store store) throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("copy-" + ++copies));
    return Copy.of(journal, store, folder);
  }

  static String crossing(java.util.UUID id) {
    return "crossing:" + id;
  }
}
