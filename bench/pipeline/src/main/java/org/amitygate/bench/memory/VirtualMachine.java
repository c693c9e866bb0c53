package org.amitygate.bench.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks into another Java process with {@code jcmd}, which comes with the JDK. */
final class VirtualMachine {

  /** Felix' class loader of a bundle. */
  private static final String LOADER =
      "org.apache.felix.framework.BundleWiringImpl$BundleClassLoader";

  private static final Pattern METASPACE = Pattern.compile("(?m)^\\s*Metaspace\\s+used (\\d+)K");

  private final long pid;

  VirtualMachine(long pid) {
    this.pid = pid;
  }

  /** Collects garbage, and waits until that is done. */
  void collect() throws IOException {
    ask("GC.run");
  }

  /** Class loaders of bundles that something still refers to. */
  long loaders() throws IOException {
    return Arrays.stream(ask("GC.class_histogram").split("\n"))
        .filter(line -> line.contains(LOADER + " ") || line.strip().endsWith(LOADER))
        .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[1]))
        .sum();
  }

  /** Threads that are alive. */
  long threads() throws IOException {
    try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return tasks.count();
    }
  }

  /** KiB of metaspace that is used. */
  long metaspaceKb() throws IOException {
    String heap = ask("GC.heap_info");
    Matcher found = METASPACE.matcher(heap);
    if (!found.find()) {
      throw new IOException("jcmd does not say how much metaspace is used: " + heap);
    }
    return Long.parseLong(found.group(1));
  }

  private String ask(String command) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(List.of(jcmd, Long.toString(pid), command))
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException("jcmd " + command + " failed: " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return said;
  }
}
