package org.amitygate.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.amitygate.core.journal.Refusal;

/**
 * Refuses plug-ins whose code does what would outlive them or end the server: the host gives them
 * schedules and calls them on its own threads.
 */
final class PluginCode {

  private static final String THREADS = "makes threads; use the host's schedules";

  /** What plug-ins may not call. */
  private static final List<Refused> REFUSED =
      List.of(
          new Refused(
              "java/lang/Thread\\.(<init>|start|ofVirtual|ofPlatform|startVirtualThread)", THREADS),
          new Refused("java/util/concurrent/Executors\\.new.*", THREADS),
          new Refused(
              "java/util/concurrent/(ForkJoinPool|(Scheduled)?ThreadPoolExecutor)\\.<init>",
              THREADS),
          new Refused("java/util/Timer\\.<init>", THREADS),
          new Refused(
              "java/lang/(Inheritable)?ThreadLocal\\.(<init>|withInitial)",
              "keeps values in threads of the server, which outlive it; keep them in its own objects"),
          new Refused(
              "java/lang/(System|Runtime)\\.(exit|halt|addShutdownHook)",
              "would end the server or wait for its end; throw an exception instead"));

  /** Methods, and what to do instead of calling them. */
  private record Refused(Pattern methods, String instead) {
    Refused(String methods, String instead) {
      this(Pattern.compile(methods), instead);
    }

    boolean includes(String method) {
      return methods.matcher(method).matches();
    }
  }

  private PluginCode() {}

  /**
   * Looks at every class of a plug-in.
   *
   * @throws Refusal names the class, what it calls and what to do instead
   */
  static void check(PluginFile plugin) throws Refusal {
    if (FlowFileBundle.isNamedSo(plugin.file())) {
      return; // no code
    }
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
    String type = file.substring(0, file.length() - ".class".length()).replace('/', '.');
    for (String method : ClassReferences.methods(in)) {
      for (Refused refused : REFUSED) {
        if (refused.includes(method)) {
          throw new Refusal(
              "%s %s (%s calls %s)"
                  .formatted(plugin, refused.instead(), type, method.replace('/', '.')));
        }
      }
    }
  }
}
