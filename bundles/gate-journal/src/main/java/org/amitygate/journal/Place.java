package org.amitygate.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The note, in the data folder, of where this gate's journal is. A gate that came up on another one
 * would have forgotten every vehicle that is under way.
 */
final class Place {

  static final String SQLITE = "SQLite in the data folder";

  private final Path folder;
  private final Path file;

  Place(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("journal.place");
  }

  /**
   * @throws IllegalStateException the journal was elsewhere until now
   */
  void check(String place) throws IOException {
    String before = place;
    if (Files.exists(file)) {
      before = Files.readString(file, StandardCharsets.UTF_8).strip();
    } else if (Files.exists(folder.resolve("journal.db"))) {
      before = SQLITE;
    }
    if (!before.equals(place)) {
      throw new IllegalStateException(
          "this gate's journal is in %s, and etc/gate.yaml says %s: put the line back; or, if the journal was moved there, write the new place into %s"
              .formatted(before, place, file));
    }
  }

  /** Once the journal was opened there. */
  void note(String place, FileSync sync) throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, place + "\n", StandardCharsets.UTF_8);
      sync.file(file);
      sync.directory(folder);
    }
  }
}
