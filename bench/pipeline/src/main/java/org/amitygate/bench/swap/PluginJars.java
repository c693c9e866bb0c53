package org.amitygate.bench.swap;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Bundles under other versions: the same classes, which read their version from their bundle. */
public final class PluginJars {

  private PluginJars() {}

  /** Writes a copy with another version. */
  public static Path version(Path jar, String version, Path into) throws IOException {
    String name = jar.getFileName().toString().replace("-1.0.0.jar", "");
    Path made = into.resolve(name + "-" + version + ".jar");
    try (JarFile content = new JarFile(jar.toFile())) {
      Manifest manifest = new Manifest(content.getManifest());
      manifest.getMainAttributes().putValue("Bundle-Version", version);
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(made), manifest)) {
        for (JarEntry entry : Collections.list(content.entries())) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new JarEntry(entry.getName()));
            try (InputStream in = content.getInputStream(entry)) {
              in.transferTo(out);
            }
          }
        }
      }
    }
    return made;
  }
}
