package org.amitygate.verifier;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The evidence of a gate: files {@code ab/abcd…} that are named by the SHA-256 of their content.
 * Each is read once; one that comes later is read when it is asked for.
 */
final class EvidenceFolder implements Evidence {

  private static final Pattern SHELF = Pattern.compile("[0-9a-f]{2}");
  static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;
  private final Instant began = Instant.now().minusSeconds(1);
  private final TreeSet<String> altered = new TreeSet<>();
  private final TreeSet<String> named = new TreeSet<>();
  private long files;

  private EvidenceFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads every file. A folder that is not there has none.
   *
   * @throws Wrong the folder cannot be read
   */
  static EvidenceFolder read(Path folder) throws Wrong {
    EvidenceFolder evidence = new EvidenceFolder(folder);
    if (Files.notExists(folder)) {
      return evidence;
    }
    try (DirectoryStream<Path> shelves = Files.newDirectoryStream(folder)) {
      for (Path shelf : shelves) {
        if (SHELF.matcher(shelf.getFileName().toString()).matches()) {
          evidence.readShelf(shelf);
        }
      }
    } catch (IOException e) {
      throw new Wrong("the evidence in " + folder + " cannot be read", e);
    }
    return evidence;
  }

  private void readShelf(Path shelf) throws IOException {
    try (DirectoryStream<Path> names = Files.newDirectoryStream(shelf)) {
      for (Path file : names) {
        String name = file.getFileName().toString();
        if (NAME.matcher(name).matches() && Files.exists(file)) {
          files++;
          if (!digest(file).equals(name) || !name.startsWith(shelf.getFileName().toString())) {
            altered.add(name);
          }
        }
      }
    }
  }

  long files() {
    return files;
  }

  /** Files that are not what their name says and that no record has asked for. */
  TreeSet<String> alteredAndNotNamed() {
    TreeSet<String> left = new TreeSet<>(altered);
    left.removeAll(named);
    return left;
  }

  Path file(String name) {
    return folder.resolve(name.substring(0, 2)).resolve(name);
  }

  @Override
  public State state(String name) throws Wrong {
    if (!NAME.matcher(name).matches()) {
      return State.MISSING;
    }
    if (altered.contains(name)) {
      named.add(name);
      return State.ALTERED;
    }
    Path file = file(name);
    try {
      if (!Files.exists(file)) {
        return State.MISSING;
      }
      boolean readBefore = Files.getLastModifiedTime(file).toInstant().isBefore(began);
      return readBefore || digest(file).equals(name) ? State.GOOD : State.ALTERED;
    } catch (IOException e) {
      throw new Wrong("the evidence file " + file + " cannot be read", e);
    }
  }

  private static String digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return Hashes.hex(Hashes.sha256(in));
    }
  }
}
