package org.amitygate.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.amitygate.core.journal.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Refuses plug-ins whose code does what would outlive them or end the server: the host gives them
 * schedules and calls them on its own threads. A flow's code may besides reach nothing but what the
 * gate gives to a stage, so that a recorded stage can be run again and decides the same.
 */
final class PluginCode {

  /**
   * Methods that must not be called.
   *
   * @param instead what they do, and what to do instead
   */
  private record Rule(Pattern methods, String instead) {

    static Rule refuse(String methods, String instead) {
      return new Rule(Pattern.compile(methods), instead);
    }

    boolean breaks(String method) {
      return methods.matcher(method).matches();
    }
  }

  private static final List<Rule> OF_ALL =
      List.of(
          Rule.refuse(
              "java/lang/Thread\\.(<init>|start|ofVirtual|ofPlatform|startVirtualThread)",
              "makes threads; use the host's schedules"),
          Rule.refuse(
              "java/util/(concurrent/(Executors\\.new.*|ForkJoinPool\\.<init>|ThreadPoolExecutor\\.<init>|ScheduledThreadPoolExecutor\\.<init>)|Timer\\.<init>)",
              "makes threads; use the host's schedules"),
          Rule.refuse(
              "java/lang/(Inheritable)?ThreadLocal\\.(<init>|withInitial)",
              "keeps values in threads of the server, which outlive it; keep them in its own objects"),
          Rule.refuse(
              "java/lang/(System|Runtime)\\.(exit|halt|addShutdownHook)",
              "would end the server or wait for its end; throw an exception instead"));

  private static final List<Rule> OF_FLOWS =
      List.of(
          Rule.refuse(
              "java/lang/System\\.(currentTimeMillis|nanoTime)|java/time/[A-Za-z]+\\.now|java/time/(Clock|InstantSource)\\..*|java/util/(Date\\.<init>|(Gregorian)?Calendar\\.(<init>|getInstance))",
              "reads a clock; a stage's only time is StageExchange.now"),
          Rule.refuse(
              "java/util/(Random|SplittableRandom)\\.<init>|java/util/random/.*|java/util/concurrent/ThreadLocalRandom\\..*|java/security/SecureRandom\\..*|java/lang/Math\\.random|java/util/UUID\\.randomUUID|java/util/Collections\\.shuffle",
              "uses randomness; a stage decides the same whenever it is run, take what differs from the crossing"),
          Rule.refuse(
              "java/util/concurrent/(CompletableFuture\\..*Async|ForkJoinPool\\..*)|java/lang/Thread\\.sleep|.*\\.parallelStream|java/util/stream/.*\\.parallel|org/apache/camel/spi/ExecutorServiceManager\\..*",
              "uses threads of the server or waits; wait with crossing:await"),
          Rule.refuse(
              "java/net/(?!URI\\.|URLEncoder\\.|URLDecoder\\.).*|javax/net/.*|java/nio/channels/.*|java/rmi/.*",
              "uses the network; ask a device or an authority through the gate"),
          Rule.refuse(
              "java/io/(File|FileInputStream|FileOutputStream|FileReader|FileWriter|RandomAccessFile)\\..*|java/nio/file/.*",
              "uses files; a setting of the flow can say what it needs to know"),
          Rule.refuse(
              "java/lang/System\\.(getenv|getProperty|getProperties)|java/lang/(ProcessBuilder|Runtime)\\..*",
              "reaches outside of the gate; a setting of the flow can say what it needs to know"),
          Rule.refuse(
              "java/lang/reflect/(Method\\.invoke|Constructor\\.newInstance)|java/lang/Class\\.(forName|newInstance)",
              "calls methods by name, so nobody sees which; call them directly"));

  private PluginCode() {}

  /**
   * Looks at every class of a plug-in, those of jars inside it included.
   *
   * @throws Refusal names the class, what it calls and what to do instead
   */
  static void check(PluginFile plugin) throws Refusal {
    if (FlowFileBundle.isNamedSo(plugin.file())) {
      return; // no code
    }
    try (JarFile jar = new JarFile(plugin.file().toFile())) {
      check(plugin, jar);
    } catch (IOException e) {
      throw new Refusal("%s cannot be read (%s); build it anew".formatted(plugin, e.getMessage()));
    }
  }

  private static void check(PluginFile plugin, JarFile jar) throws Refusal, IOException {
    Set<String> inner = innerJars(jar.getManifest());
    for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
      JarEntry entry = entries.nextElement();
      if (entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class")) {
        try (InputStream in = jar.getInputStream(entry)) {
          check(plugin, entry.getName(), in);
        }
      } else if (entry.getName().endsWith(".jar")
          || inner.contains(entry.getName()) && !entry.isDirectory()) {
        try (InputStream in = jar.getInputStream(entry)) {
          checkJar(plugin, in);
        }
      }
    }
  }

  /** What a bundle's class path names beside the bundle itself. */
  private static Set<String> innerJars(@Nullable Manifest manifest) {
    return manifest == null
        ? Set.of()
        : HeaderClause.parse(manifest.getMainAttributes().getValue("Bundle-ClassPath")).stream()
            .flatMap(clause -> clause.paths().stream())
            .collect(Collectors.toSet());
  }

  private static void checkJar(PluginFile plugin, InputStream in) throws Refusal, IOException {
    Path copy = Files.createTempFile("plug-in", ".jar");
    try {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      try (JarFile jar = new JarFile(copy.toFile())) {
        check(plugin, jar);
      }
    } finally {
      Files.delete(copy);
    }
  }

  private static void check(PluginFile plugin, String file, InputStream in)
      throws Refusal, IOException {
    for (String method : ClassReferences.methods(in)) {
      Optional<Rule> broken = rules(plugin.kind()).filter(rule -> rule.breaks(method)).findFirst();
      if (broken.isPresent()) {
        throw new Refusal(
            "%s %s (%s calls %s)"
                .formatted(
                    plugin,
                    broken.get().instead(),
                    file.substring(0, file.length() - ".class".length()).replace('/', '.'),
                    method.replace('/', '.')));
      }
    }
  }

  private static Stream<Rule> rules(PluginKind kind) {
    return kind == PluginKind.FLOW
        ? Stream.concat(OF_ALL.stream(), OF_FLOWS.stream())
        : OF_ALL.stream();
  }
}
