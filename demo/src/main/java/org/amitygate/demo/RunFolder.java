package org.amitygate.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.amitygate.demo.site.Site;
import org.jspecify.annotations.Nullable;

/** The folder of a run, such as {@code run/demo}: one run at a time. */
public final class RunFolder {
  private RunFolder() {}

  /**
   * Makes it empty, and ours.
   *
   * @param keep what is there is kept beside it as {@code demo-1}, {@code demo-2}, …
   * @throws IOException another run is going on, or it cannot be made
   */
  static Path take(Path root, boolean keep) throws IOException {
    Path folder = root.resolve("run/demo");
    Optional<Long> other = running(folder.resolve("demo.pid"));
    if (other.isPresent()) {
      throw new IOException(
          "a demo is running already (process " + other.get() + "); stop it with ./gate down");
    }
    if (Files.exists(folder)) {
      if (keep) {
        Files.move(folder, unused(folder));
      } else {
        delete(folder);
      }
    }
    Files.createDirectories(folder);
    Site.pid(folder.resolve("demo.pid"), ProcessHandle.current().pid());
    return folder;
  }

  static void release(Path folder) {
    for (String file : new String[] {"demo.pid", "world.pid"}) {
      try {
        Files.deleteIfExists(folder.resolve(file));
      } catch (IOException e) {
        continue; // a stale pid file does no harm: nobody runs under it
      }
    }
  }

  /** The process that this file names, if it is one of ours and still runs. */
  public static Optional<Long> running(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (!text.matches("\\d{1,18}")) {
      return Optional.empty();
    }
    long pid = Long.parseLong(text);
    return ProcessHandle.of(pid)
        .filter(process -> process.info().commandLine().orElse("").contains("org.amitygate.demo"))
        .map(ProcessHandle::pid);
  }

  private static Path unused(Path folder) {
    int number = 1;
    while (Files.exists(folder.resolveSibling("demo-" + number))) {
      number++;
    }
    return folder.resolveSibling("demo-" + number);
  }

  /** Takes a folder away with everything in it. */
  public static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, @Nullable IOException problem)
              throws IOException {
            if (problem != null) {
              throw problem;
            }
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
