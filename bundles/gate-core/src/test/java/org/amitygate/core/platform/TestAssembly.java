package org.amitygate.core.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Assemblies with what is read of them. */
final class TestAssembly {

  final Path home;
  String version = "1.0.1";
  String api = "org.amitygate.device;version=\"1.0.0\",org.amitygate.flow;version=\"1.0.0\"";
  int java = 17;
  int tables = 2;

  TestAssembly(Path home) {
    this.home = home;
  }

  Path write() throws IOException {
    for (String folder : List.of("bin", "etc", "lib/boot", "plugins")) {
      Files.createDirectories(home.resolve(folder));
    }
    for (String file :
        List.of("bin/amity-gate", "bin/karaf", "etc/org.apache.karaf.features.cfg")) {
      Files.writeString(home.resolve(file), "");
    }
    home.resolve("bin/amity-gate").toFile().setExecutable(true);
    Files.writeString(
        home.resolve("etc/config.properties"),
        "org.osgi.framework.system.packages= \\\n org.osgi.framework;version=\"1.10\",\\\n ${x}\n");
    Files.writeString(
        home.resolve("etc/jre.properties"), "jre-17 = ${jre-16}, \\\n javax.xml.stream\n");
    Files.writeString(
        home.resolve("etc/startup.properties"),
        "mvn\\:org.amitygate/gate-api/%s = 30\n".formatted(version));
    Files.createDirectories(ours("features"));
    jar("gate-api", "Export-Package", api);
    jar("gate-camel", "Export-Package", "org.amitygate.camel");
    jar(
        "gate-core",
        "Require-Capability",
        "osgi.ee;filter:=\"(&(osgi.ee=JavaSE)(version=%d))\"".formatted(java));
    String[] scripts = new String[tables];
    for (int table = 1; table <= tables; table++) {
      scripts[table - 1] = "org/amitygate/journal/schema-" + table + ".sql";
    }
    jar("gate-journal", "Bundle-Name", "x", scripts);
    return home;
  }

  private Path ours(String artifact) {
    return home.resolve("system/org/amitygate").resolve(artifact).resolve(version);
  }

  private void jar(String artifact, String header, String value, String... entries)
      throws IOException {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue(header, value);
    Path file = Files.createDirectories(ours(artifact)).resolve(artifact + ".jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
      for (String entry : entries) {
        jar.putNextEntry(new JarEntry(entry));
      }
    }
  }
}
