package org.amitygate.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.util.Enumeration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.amitygate.core.journal.Refusal;

/**
 * Refuses plug-ins whose code does what would outlive them or end the server: the host gives them
 * schedules and calls them on its own threads.
 */
final class PluginCode {

  /** Methods, and what to do instead of calling them. */
  private static final Map<Pattern, String> REFUSED =
      new TreeMap<>(java.util.Comparator.comparing(Pattern::pattern));

  static {
    refuse(
        "java/lang/Thread\\.(<init>|start|ofVirtual|ofPlatform|startVirtualThread)",
        "makes threads; use the host's schedules");
    refuse(
        "java/util/(concurrent/(Executors\\.new.*|ForkJoinPool\\.<init>|ThreadPoolExecutor\\.<init>|ScheduledThreadPoolExecutor\\.<init>)|Timer\\.<init>)",
        "makes threads; use the host's schedules");
    refuse(
        "java/lang/(Inheritable)?ThreadLocal\\.(<init>|withInitial)",
        "keeps values in threads of the server, which outlive it; keep them in its own objects");
    refuse(
        "java/lang/(System|Runtime)\\.(exit|halt|addShutdownHook)",
        "would end the server or wait for its end; throw an exception instead");
  }

  private PluginCode() {}

  private static void refuse(String methods, String instead) {
    REFUSED.put(Pattern.compile(methods), instead);
  }

  /**
   * Looks at every class of a plug-in.
   *
   * @throws Refusal names the class, what it calls and what to do instead
   */
  static void check(PluginFile plugin) throws Refusal {
    try (JarFile jar = new JarFile(plugin.file().toFile())) {
      check(plugin.toString(), jar);
    } catch (IOException e) {
      throw new Refusal("%s cannot be read (%s); build it anew".formatted(plugin, e.getMessage()));
    }
  }

  private static void check(String plugin, JarFile jar) throws Refusal, IOException {
    for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      if (entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class")) {
        try (InputStream in = jar.getInputStream(entry)) {
          check(plugin, entry.getName(), in);
        }
      }
    }
  }

  private static void check(String plugin, String file, InputStream in)
      throws Refusal, IOException {
    for (String method : ClassReferences.methods(in)) {
      Optional<String> instead = instead(method);
      if (instead.isPresent()) {
        throw new Refusal(
            "%s %s (%s calls %s)"
                .formatted(
                    plugin,
                    instead.get(),
                    file.substring(0, file.length() - ".class".length()).replace('/', '.'),
                    method.replace('/', '.')));
      }
    }
  }

  private static Optional<String> instead(String method) {
    return REFUSED.entrySet().stream()
        .filter(refused -> refused.getKey().matcher(method).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
