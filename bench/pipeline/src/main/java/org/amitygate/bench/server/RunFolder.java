package org.amitygate.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder that a benchmark works in. */
public final class RunFolder {

  private RunFolder() {}

  /** Makes it empty, but for the number of this process, by which {@code ./gate down} ends it. */
  public static void begin(Path folder) throws IOException {
    clear(folder);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("bench.pid"), ProcessHandle.current().pid() + "\n");
  }

  /** Deletes it, if it is there. */
  public static void clear(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
