package org.amitygate.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal.JournalUnavailable;

/**
 * Evidence as files: {@code ab/abcd…} by SHA-256 below one folder. Each is written under another
 * name, synced, renamed, and its folder synced: a file with a name is whole. Thread-safe; blocks
 * for the disk.
 */
final class EvidenceStore implements Evidence {

  private final Path folder;
  private final Path unfinished;
  private final FileSync sync;

  /** Creates the folder, and empties it of files that a crash left unfinished. */
  EvidenceStore(Path folder, FileSync sync) throws IOException {
    this.folder = folder;
    this.unfinished = folder.resolve("unfinished");
    this.sync = sync;
    Files.createDirectories(unfinished);
    for (int first = 0; first < 256; first++) {
      Files.createDirectories(folder.resolve(HexFormat.of().toHexDigits((byte) first)));
    }
    sync.directory(folder);
    sync.directory(folder.toAbsolutePath().getParent());
    try (Stream<Path> left = Files.list(unfinished)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
  }

  @Override
  public String keep(byte[] bytes) {
    String name = HexFormat.of().formatHex(Chain.sha256(bytes));
    try {
      Path place = folder.resolve(name.substring(0, 2));
      Path file = place.resolve(name);
      if (!isWhole(file, bytes)) {
        write(file, bytes);
      }
      // Also if it was there: whoever renamed it may not have come to this sync.
      sync.directory(place);
      return name;
    } catch (IOException e) {
      throw new JournalUnavailable("evidence cannot be written to " + folder + ": " + e, e);
    }
  }

  private void write(Path file, byte[] bytes) throws IOException {
    Path temporary = Files.createTempFile(unfinished, "", "");
    try {
      Files.write(temporary, bytes);
      sync.file(temporary);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static boolean isWhole(Path file, byte[] bytes) throws IOException {
    return Files.exists(file)
        && Files.size(file) == bytes.length
        && Arrays.equals(Files.readAllBytes(file), bytes);
  }
}
