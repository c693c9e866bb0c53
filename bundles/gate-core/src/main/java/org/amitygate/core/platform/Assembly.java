package org.amitygate.core.platform;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.plugin.HeaderClause;
import org.osgi.framework.Version;

/**
 * An assembly of the server as its files describe it, read without running anything of it.
 *
 * @param version of the server that it is
 * @param home its folder
 * @param java the Java that its bundles need
 * @param tables the newest version of the journal's tables that it knows
 * @param packages what it exports, with the versions
 */
record Assembly(
    String version, Path home, int java, int tables, Map<String, List<Version>> packages) {

  private static final String OURS = "system/org/amitygate/";

  /** Without these it is no assembly of this server. */
  private static final List<String> PARTS =
      List.of(
          "bin/amity-gate",
          "bin/karaf",
          "etc/config.properties",
          "etc/jre.properties",
          "etc/startup.properties",
          "etc/org.apache.karaf.features.cfg",
          "lib/boot",
          "plugins",
          OURS + "gate-api",
          OURS + "gate-camel",
          OURS + "gate-core",
          OURS + "gate-journal");

  private static final Pattern TABLES =
      Pattern.compile("org/amitygate/journal/schema-(\\d+)\\.sql");
  private static final Pattern JAVA = Pattern.compile("osgi\\.ee=JavaSE\\)\\(version=(\\d+)");
  private static final Pattern ARTIFACT = Pattern.compile("mvn:([^/]+)/([^/]+)/([^/]+)");

  @Override
  public String toString() {
    return version + " in " + home;
  }

  /** The version of the server in a folder. @throws Refusal there is none */
  static String version(Path home) throws Refusal {
    Path versions = home.resolve(OURS + "features");
    try (Stream<Path> each = Files.list(versions)) {
      List<String> found =
          each.filter(Files::isDirectory).map(path -> path.getFileName().toString()).toList();
      if (found.size() == 1) {
        return found.get(0);
      }
      throw new Refusal(
          "%s has %d versions of the server instead of one; unpack the assembly anew"
              .formatted(versions, found.size()));
    } catch (IOException e) {
      throw none(home, OURS + "features is missing");
    }
  }

  /**
   * Reads a folder.
   *
   * @throws Refusal it is no assembly of this server, or not the whole of one
   */
  static Assembly read(Path folder) throws Refusal {
    if (!Files.isDirectory(folder)) {
      throw new Refusal("there is no folder " + folder + "; name an assembly on this server");
    }
    for (String part : PARTS) {
      if (!Files.exists(folder.resolve(part))) {
        throw none(folder, part + " is missing");
      }
    }
    if (!Files.isExecutable(folder.resolve("bin/amity-gate"))) {
      throw none(folder, "bin/amity-gate cannot be run");
    }
    try {
      Path home = folder.toRealPath();
      if (home.toString().matches("(?s).*\\s.*")) {
        throw new Refusal(
            "the path '"
                + home
                + "' has white space in it, which the launcher does not take; put the assembly elsewhere");
      }
      Reading reading = new Reading();
      reading.packagesOfTheFramework(home.resolve("etc"));
      reading.startup(home);
      for (Path jar : jars(home.resolve("system"))) {
        reading.jar(jar, jar.startsWith(home.resolve(OURS)));
      }
      if (reading.tables == 0) {
        throw none(folder, "its gate-journal has no tables");
      }
      return new Assembly(
          version(home),
          home,
          reading.java,
          reading.tables,
          Collections.unmodifiableMap(reading.packages));
    } catch (IOException e) {
      throw none(folder, "it cannot be read: " + e.getMessage());
    }
  }

  private static Refusal none(Path folder, String why) {
    return new Refusal(
        "%s is no assembly of this server: %s; unpack karaf-assembly-VERSION.tar.gz anew, or name that file"
            .formatted(folder, why));
  }

  private static List<Path> jars(Path system) throws IOException {
    try (Stream<Path> files = Files.walk(system, FileVisitOption.FOLLOW_LINKS)) {
      return files.filter(file -> file.toString().endsWith(".jar")).toList();
    }
  }

  /** What was found so far. */
  private static final class Reading {

    final Map<String, List<Version>> packages = new HashMap<>();
    int java;
    int tables;

    void jar(Path file, boolean ours) throws IOException {
      try (JarFile jar = new JarFile(file.toFile())) {
        Manifest manifest = jar.getManifest();
        if (manifest == null) {
          return;
        }
        Attributes headers = manifest.getMainAttributes();
        exported(headers.getValue("Export-Package"));
        if (ours) {
          highest(JAVA, String.valueOf(headers.getValue("Require-Capability")))
              .forEach(found -> java = Math.max(java, found));
          jar.stream()
              .flatMap(entry -> highest(TABLES, entry.getName()))
              .forEach(found -> tables = Math.max(tables, found));
        }
      }
    }

    private static Stream<Integer> highest(Pattern pattern, String text) {
      return pattern.matcher(text).results().map(found -> Integer.valueOf(found.group(1)));
    }

    private void exported(String header) {
      for (HeaderClause clause : HeaderClause.parse(header)) {
        Version version =
            Version.parseVersion(clause.attributes().getOrDefault("version", "0.0.0"));
        clause
            .paths()
            .forEach(name -> packages.computeIfAbsent(name, key -> new ArrayList<>()).add(version));
      }
    }

    /** What the framework itself exports: its own, and those of Java that it lets through. */
    void packagesOfTheFramework(Path etc) throws IOException {
      exported(
          properties(etc.resolve("config.properties"))
              .getProperty("org.osgi.framework.system.packages", ""));
      Properties java = properties(etc.resolve("jre.properties"));
      java.stringPropertyNames().forEach(name -> exported(java.getProperty(name)));
    }

    /** An archive that was cut off lacks bundles. */
    void startup(Path home) throws IOException {
      for (String bundle :
          properties(home.resolve("etc/startup.properties")).stringPropertyNames()) {
        Matcher artifact = ARTIFACT.matcher(bundle);
        if (artifact.matches()) {
          Path jar =
              home.resolve("system")
                  .resolve(artifact.group(1).replace('.', '/'))
                  .resolve(artifact.group(2))
                  .resolve(artifact.group(3));
          if (!Files.isDirectory(jar)) {
            throw new IOException(bundle + " of etc/startup.properties is not in system");
          }
        }
      }
    }

    private static Properties properties(Path file) throws IOException {
      Properties properties = new Properties();
      try (var in = Files.newInputStream(file)) {
        properties.load(in);
      }
      return properties;
    }
  }
}
