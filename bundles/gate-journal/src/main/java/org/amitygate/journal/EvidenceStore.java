package org.amitygate.journal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evidence as files: {@code ab/abcd…} by SHA-256 below one folder. Each is written under another
 * name, synced, renamed, and its folder synced: a file with a name is whole. Files over the quota
 * are not kept. Thread-safe; blocks for the disk.
 */
final class EvidenceStore implements Evidence {

  private static final Logger log = LoggerFactory.getLogger(EvidenceStore.class);

  private final Path folder;
  private final Path unfinished;
  private final FileSync sync;
  private final Supplier<OptionalLong> quota;
  private final AtomicLong used = new AtomicLong();
  private volatile boolean full;

  /**
   * Creates the folder, and empties it of files that a crash left unfinished.
   *
   * @param quota bytes that all files may have together; asked each time
   */
  EvidenceStore(Path folder, FileSync sync, Supplier<OptionalLong> quota) throws IOException {
    this.folder = folder;
    this.unfinished = folder.resolve("unfinished");
    this.sync = sync;
    this.quota = quota;
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

  /** Adds up what is there from before. Before it returns, the quota counts only what is new. */
  void count() {
    long from = System.currentTimeMillis();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (attributes.lastModifiedTime().toMillis() < from) {
                used.addAndGet(attributes.size());
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    } catch (IOException e) {
      log.warn("the evidence in {} is not counted to the end: {}", folder, e.toString());
    }
  }

  @Override
  public String keep(byte[] bytes) {
    String name = HexFormat.of().formatHex(Chain.sha256(bytes));
    try {
      Path place = folder.resolve(name.substring(0, 2));
      Path file = place.resolve(name);
      if (!isWhole(file, bytes)) {
        if (!fits(bytes.length)) {
          throw new EvidenceFull(name, sentence());
        }
        write(file, bytes);
        used.addAndGet(bytes.length);
      }
      // Also if it was there: whoever renamed it may not have come to this sync.
      sync.directory(place);
      return name;
    } catch (IOException e) {
      throw new JournalUnavailable("evidence cannot be written to " + folder + ": " + e, e);
    }
  }

  private boolean fits(long bytes) {
    OptionalLong most = quota.get();
    full = most.isPresent() && used.get() + bytes > most.getAsLong();
    return !full;
  }

  private String sentence() {
    return "the evidence in %s has reached its quota, %d of %d bytes: records name pictures that are not kept; raise evidenceQuota in etc/gate.yaml"
        .formatted(folder, used.get(), quota.get().orElse(0));
  }

  /** A sentence for the operator while pictures are not kept. */
  Optional<String> trouble() {
    return full && quota.get().isPresent() ? Optional.of(sentence()) : Optional.empty();
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
