package org.amitygate.bench.contender;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Counts a process's fsync and fdatasync calls from outside, by a library of a few lines that is
 * preloaded into it.
 */
final class SyncCounter {

  private final Path library;
  private final Path counter;

  private SyncCounter(Path library, Path counter) {
    this.library = library;
    this.counter = counter;
  }

  /** Empty where there is no C compiler. */
  static Optional<SyncCounter> in(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path library = folder.resolve("syncs.so");
    Path counter = folder.resolve("syncs.count");
    Files.write(counter, new byte[3 * Long.BYTES]);
    Path source = folder.resolve("syncs.c");
    try (InputStream in = SyncCounter.class.getResourceAsStream("/org/amitygate/bench/syncs.c")) {
      if (in == null) {
        throw new IOException("syncs.c is not in the jar");
      }
      Files.write(source, in.readAllBytes());
    }
    return compiled(source, library)
        ? Optional.of(new SyncCounter(library, counter))
        : Optional.empty();
  }

  private static boolean compiled(Path source, Path library) {
    List<String> command =
        List.of(
            "cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl");
    try {
      Process cc =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return cc.waitFor(60, TimeUnit.SECONDS) && cc.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "SYNC_COUNT_FILE", counter.toString());
  }

  long syncs() throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(counter)).order(ByteOrder.nativeOrder()).getLong();
  }
}
