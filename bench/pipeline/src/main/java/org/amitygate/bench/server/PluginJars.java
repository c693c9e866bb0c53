package org.amitygate.bench.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Bundles made from others. */
public final class PluginJars {

  private PluginJars() {}

  /** The same under another version: its classes read that from their bundle. */
  public static Path version(Path jar, String version, Path into) throws IOException {
    String name = jar.getFileName().toString().replace("-1.0.0.jar", "");
    Path made = into.resolve(name + "-" + version + ".jar");
    copy(jar, made, headers -> headers.putValue("Bundle-Version", version), Map.of());
    return made;
  }

  /**
   * The same with other headers and more in it.
   *
   * @param more content of files by their names
   */
  public static void copy(
      Path jar, Path made, Consumer<Attributes> headers, Map<String, byte[]> more)
      throws IOException {
    try (JarFile content = new JarFile(jar.toFile())) {
      Manifest manifest = new Manifest(content.getManifest());
      headers.accept(manifest.getMainAttributes());
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(made), manifest)) {
        for (JarEntry entry : Collections.list(content.entries())) {
          if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
            out.putNextEntry(new JarEntry(entry.getName()));
            try (InputStream in = content.getInputStream(entry)) {
              in.transferTo(out);
            }
          }
        }
        for (Map.Entry<String, byte[]> file : more.entrySet()) {
          out.putNextEntry(new JarEntry(file.getKey()));
          out.write(file.getValue());
        }
      }
    }
  }
}
