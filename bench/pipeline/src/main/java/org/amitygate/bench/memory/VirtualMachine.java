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

  /** The last line of a histogram: instances and bytes of everything. */
  private static final Pattern REACHABLE = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private static final int BYTES = 1024;

  private static final Pattern LOADED = Pattern.compile("java\\.cls\\.loadedClasses=(\\d+)");
  private static final Pattern UNLOADED = Pattern.compile("java\\.cls\\.unloadedClasses=(\\d+)");

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

  /** Classes that are loaded, hidden ones included. */
  long classes() throws IOException {
    String counters = ask("PerfCounter.print");
    return number(LOADED, counters) - number(UNLOADED, counters);
  }

  /** KiB of metaspace that is used. */
  long metaspaceKb() throws IOException {
    return number(METASPACE, ask("GC.heap_info"));
  }

  /** KiB of what is reachable on the heap. */
  long heapKb() throws IOException {
    return number(REACHABLE, ask("GC.class_histogram")) / BYTES;
  }

  private static long number(Pattern pattern, String said) throws IOException {
    Matcher found = pattern.matcher(said);
    if (!found.find()) {
      throw new IOException("jcmd does not say " + pattern + ": " + said);
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
