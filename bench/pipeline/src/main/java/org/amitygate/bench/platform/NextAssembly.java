package org.amitygate.bench.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import org.amitygate.bench.server.PluginJars;

/** Assemblies made from the one that was built: the same server under another version. */
final class NextAssembly {

  private static final String OLD = "1.0.0";
  private static final String OURS = "system/org/amitygate";

  /** They are Camel's and change with it. */
  private static final List<String> NOT_OURS = List.of("camel", "camel-netty");

  private NextAssembly() {}

  /** Copies an assembly; each bundle of the server gets the version. */
  static Path make(Path assembly, Path into, String version) throws IOException {
    Files.createDirectories(into);
    for (String part : List.of("bin", "etc", "lib", "plugins")) {
      copy(assembly.resolve(part), into.resolve(part));
    }
    linkSystem(assembly.resolve("system"), into.resolve("system"));
    for (Path artifact : list(assembly.resolve(OURS))) {
      String name = artifact.getFileName().toString();
      Path target = into.resolve(OURS).resolve(name);
      if (NOT_OURS.contains(name)) {
        copy(artifact, target);
      } else {
        Path versioned = Files.createDirectories(target.resolve(version));
        for (Path file : list(artifact.resolve(OLD))) {
          if (file.toString().endsWith(".jar")) {
            PluginJars.version(file, version, versioned);
          } else {
            rewrite(
                file,
                versioned.resolve(file.getFileName().toString().replace(OLD, version)),
                version);
          }
        }
      }
    }
    Path boot = into.resolve("etc/org.apache.karaf.features.cfg");
    rewrite(boot, boot, version);
    return into;
  }

  /** What is not ours is the same. */
  private static void linkSystem(Path from, Path to) throws IOException {
    Files.createDirectories(to.resolve("org"));
    for (Path each : list(from)) {
      if (!each.getFileName().toString().equals("org")) {
        Files.createSymbolicLink(to.resolve(each.getFileName()), each);
      }
    }
    for (Path each : list(from.resolve("org"))) {
      if (!each.getFileName().toString().equals("amitygate")) {
        Files.createSymbolicLink(to.resolve("org").resolve(each.getFileName()), each);
      }
    }
  }

  private static void rewrite(Path from, Path to, String version) throws IOException {
    Files.writeString(
        to,
        Files.readString(from)
            .replaceAll("(org\\.amitygate/(?!camel)[^/]+/)" + OLD, "$1" + version)
            .replaceAll("(amity-gate/|amity-gate-)" + OLD, "$1" + version)
            .replaceAll("(name=\"amity-gate[^\"]*\" version=\")" + OLD, "$1" + version));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(each, target, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }
}
