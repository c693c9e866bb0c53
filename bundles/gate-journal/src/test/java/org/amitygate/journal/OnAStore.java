package org.amitygate.journal;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A journal on a new store of one kind, for each test. */
abstract class OnAStore {

  @TempDir Path folder;
  final TestStore database;
  Fixture gate;

  OnAStore(TestStore database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    gate = new Fixture(database.open(folder));
  }

  @AfterEach
  void close() {
    gate.close();
  }
}
