package org.amitygate.bench.rehearsal;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.amitygate.bench.server.PluginJars;
import org.jspecify.annotations.Nullable;

/** Builds bundles of flows with a fault: the real bundle, with one class compiled anew. */
final class FaultyJar {

  private final Path root;
  private final Path folder;

  FaultyJar(Path root, Path folder) {
    this.root = root;
    this.folder = folder;
  }

  /**
   * Builds one.
   *
   * @param good the bundle without it
   */
  Path build(Fault fault, Path good) throws IOException {
    Path sources = Files.createDirectories(folder.resolve(fault.word()).resolve("source"));
    Path classes = Files.createDirectories(folder.resolve(fault.word()).resolve("classes"));
    Path source = sources.resolve(fault.type() + ".java");
    Files.writeString(source, fault.source(root));
    compile(source, good, classes);
    Path versioned =
        PluginJars.version(good, fault.version(), Files.createDirectories(folder.resolve("good")));
    return replace(versioned, classes, folder.resolve(versioned.getFileName()));
  }

  private static void compile(Path source, Path good, Path classes) throws IOException {
    @Nullable JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException("this Java has no compiler; use a JDK 17");
    }
    StringWriter said = new StringWriter();
    String path = good + ":" + System.getProperty("java.class.path");
    List<String> options =
        List.of("-proc:none", "--release", "17", "-cp", path, "-d", classes.toString());
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      if (!compiler
          .getTask(said, files, null, options, null, files.getJavaFileObjects(source))
          .call()) {
        throw new IOException(source + " cannot be compiled: " + said);
      }
    }
  }

  /** A copy of a jar with other classes of the same names. */
  private static Path replace(Path jar, Path classes, Path made) throws IOException {
    try (JarFile content = new JarFile(jar.toFile());
        JarOutputStream out =
            new JarOutputStream(Files.newOutputStream(made), content.getManifest())) {
      for (JarEntry entry : Collections.list(content.entries())) {
        Path other = classes.resolve(entry.getName());
        if (!entry.getName().equals(JarFile.MANIFEST_NAME) && !Files.isRegularFile(other)) {
          out.putNextEntry(new JarEntry(entry.getName()));
          try (InputStream in = content.getInputStream(entry)) {
            in.transferTo(out);
          }
        }
      }
      try (Stream<Path> all = Files.walk(classes)) {
        for (Path each : all.filter(Files::isRegularFile).toList()) {
          out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
          Files.copy(each, out);
        }
      }
    }
    return made;
  }
}
