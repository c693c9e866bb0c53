package org.amitygate.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evidence as files: {@code ab/abcd…} by SHA-256 below one folder. Each is written under another
 * name, synced, renamed, and its folder synced: a file with a name is whole. Files over the quota
 * are not kept. The time of last modification of a file is when it was last kept, in gate time, and
 * on disk like its bytes: the retention rule goes by it, and must not believe a wall clock that was
 * wrong. Thread-safe; blocks for the disk.
 */
final class EvidenceStore implements Evidence {

  private static final Logger log = LoggerFactory.getLogger(EvidenceStore.class);

  private static final int SHELVES = 256;

  private final Path folder;
  private final Path unfinished;
  private final FileSync sync;
  private final Supplier<OptionalLong> quota;
  private final Supplier<Instant> now;

  private final AtomicLong used = new AtomicLong();

  /** A file is kept or deleted by one thread at a time. */
  private final Object[] shelves = new Object[SHELVES];

  /** Bytes that {@link #used} has of each shelf: not all before it is counted. Guarded by it. */
  private final long[] known = new long[SHELVES];

  /** Bytes of the last picture, if there was no room for it; 0: there was. */
  private volatile long turnedAway;

  /**
   * Creates the folder, and empties it of files that a crash left unfinished.
   *
   * @param quota bytes that all files may have together; asked each time
   * @param now gate time
   */
  EvidenceStore(Path folder, FileSync sync, Supplier<OptionalLong> quota, Supplier<Instant> now)
      throws IOException {
    this.folder = folder;
    this.unfinished = folder.resolve("unfinished");
    this.sync = sync;
    this.quota = quota;
    this.now = now;
    Arrays.setAll(shelves, number -> new Object());
    Files.createDirectories(unfinished);
    for (int number = 0; number < SHELVES; number++) {
      Files.createDirectories(shelf(number));
    }
    sync.directory(folder);
    sync.directory(folder.toAbsolutePath().getParent());
    try (Stream<Path> left = Files.list(unfinished)) {
      for (Path file : left.toList()) {
        Files.delete(file);
      }
    }
  }

  /**
   * Counts what is there from before, shelf by shelf. Before it returns, the quota counts only what
   * is new on the others.
   */
  void count() {
    try {
      for (int number = 0; number < SHELVES; number++) {
        synchronized (shelves[number]) {
          long bytes = 0;
          try (Stream<Path> files = Files.list(shelf(number))) {
            for (Path file : (Iterable<Path>) files::iterator) {
              bytes += Files.size(file);
            }
          }
          grown(number, bytes - known[number]);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      log.warn("the evidence in {} is not counted to the end: {}", folder, e.toString());
    }
  }

  /** Holding the shelf. */
  private void grown(int number, long bytes) {
    known[number] += bytes;
    used.addAndGet(bytes);
  }

  @Override
  public String keep(byte[] bytes) {
    byte[] digest = Chain.sha256(bytes);
    int number = Byte.toUnsignedInt(digest[0]);
    synchronized (shelves[number]) {
      return keep(number, HexFormat.of().formatHex(digest), bytes);
    }
  }

  private Path shelf(int number) {
    return folder.resolve(HexFormat.of().toHexDigits((byte) number));
  }

  private String keep(int number, String name, byte[] bytes) {
    Path shelf = shelf(number);
    try {
      Path file = shelf.resolve(name);
      if (isWhole(file, bytes)) {
        Files.setLastModifiedTime(file, FileTime.from(now.get()));
        sync.file(file);
      } else {
        if (!fits(bytes.length)) {
          throw new EvidenceFull(name, sentence());
        }
        write(file, bytes);
        grown(number, bytes.length);
      }
      // Also if it was there: whoever renamed it may not have come to this sync.
      sync.directory(shelf);
      return name;
    } catch (IOException e) {
      throw new JournalUnavailable(
          "evidence cannot be written to %s: make room, or give the gate the right to write there (%s)"
              .formatted(folder, e),
          e);
    }
  }

  private boolean fits(long bytes) {
    boolean fits = hasRoom(bytes);
    turnedAway = fits ? 0 : bytes;
    return fits;
  }

  private boolean hasRoom(long bytes) {
    OptionalLong most = quota.get();
    return most.isEmpty() || used.get() + bytes <= most.getAsLong();
  }

  private String sentence() {
    return "the evidence in %s has reached its quota, %d of %d bytes: records name pictures that are not kept; raise evidenceQuota in etc/gate.yaml"
        .formatted(folder, used.get(), quota.get().orElse(0));
  }

  /** A sentence for the operator while pictures are not kept. */
  Optional<String> trouble() {
    long bytes = turnedAway;
    return bytes == 0 || hasRoom(bytes) ? Optional.empty() : Optional.of(sentence());
  }

  /** Whether there are files last kept before this time that are not held. */
  boolean has(Instant keptBefore, Predicate<String> held) {
    try {
      for (int number = 0; number < SHELVES; number++) {
        try (Stream<Path> files = Files.list(shelf(number))) {
          if (files.anyMatch(file -> isDue(file, keptBefore, held))) {
            return true;
          }
        }
      }
      return false;
    } catch (IOException e) {
      throw new JournalUnavailable(
          "evidence cannot be read in " + folder + ": see to its rights and disk (" + e + ")", e);
    }
  }

  /** Deletes files last kept before this time that are not held. @return how many */
  long delete(Instant keptBefore, Predicate<String> held) {
    long deleted = 0;
    for (int number = 0; number < SHELVES; number++) {
      synchronized (shelves[number]) {
        try (Stream<Path> files = Files.list(shelf(number))) {
          for (Path file : (Iterable<Path>) files::iterator) {
            if (isDue(file, keptBefore, held)) {
              long bytes = Files.size(file);
              Files.delete(file);
              grown(number, -Math.min(bytes, known[number]));
              deleted++;
            }
          }
        } catch (IOException e) {
          throw new JournalUnavailable(
              "evidence cannot be deleted in "
                  + folder
                  + ": see to its rights and disk ("
                  + e
                  + ")",
              e);
        }
      }
    }
    return deleted;
  }

  private static boolean isDue(Path file, Instant keptBefore, Predicate<String> held) {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(keptBefore)
          && !held.test(file.getFileName().toString());
    } catch (IOException e) {
      return false; // gone meanwhile
    }
  }

  private void write(Path file, byte[] bytes) throws IOException {
    Path temporary = Files.createTempFile(unfinished, "", "");
    try {
      Files.write(temporary, bytes);
      Files.setLastModifiedTime(temporary, FileTime.from(now.get()));
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
