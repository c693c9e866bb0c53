package org.amitygate.verifier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * A file of SQLite that nobody writes, since there is no write-ahead log beside it. It can be read
 * without creating anything, but then nothing shows that somebody begins to write.
 *
 * @param file itself, and no link
 * @param size bytes
 */
record StillFile(Path file, long size, FileTime changed) {

  /** Empty if there is a write-ahead log. */
  static Optional<StillFile> of(Path file) throws IOException {
    return Files.exists(file.resolveSibling(file.getFileName() + "-wal"))
        ? Optional.empty()
        : Optional.of(new StillFile(file, Files.size(file), Files.getLastModifiedTime(file)));
  }

  /** Whether nobody has written since. */
  boolean isStill() throws IOException {
    return of(file).equals(Optional.of(this));
  }
}
