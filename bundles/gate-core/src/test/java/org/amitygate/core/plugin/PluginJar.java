package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.amitygate.device.Driver;
import org.osgi.framework.BundleActivator;

/** Builds the jar of a plug-in on the fly. */
final class PluginJar {

  private final Map<String, String> headers = new LinkedHashMap<>();
  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private PluginJar() {}

  /** A bundle that has nothing yet. */
  static PluginJar bundle(String symbolicName, String version) {
    PluginJar jar = new PluginJar();
    jar.header("Bundle-ManifestVersion", "2");
    jar.header("Bundle-SymbolicName", symbolicName);
    jar.header("Bundle-Version", version);
    return jar;
  }

  /** A driver whose version can be told by its safe commands. */
  static PluginJar driver(String name, String version) {
    return driver(name, version, "");
  }

  /** As {@link #driver(String, String)}. @param stop what its activator does in the end */
  static PluginJar driver(String name, String version, String stop) {
    return bundle("test.driver-" + name, version)
        .capability("driver", name)
        .header("Import-Package", "org.osgi.framework,org.amitygate.device;version=\"[1.0,2)\"")
        .activator(
            """
            registerDriver(context);
            """,
            stop,
            """
            static final class TestDriver implements org.amitygate.device.Driver {
              public org.amitygate.device.Session open(org.amitygate.device.Settings s, org.amitygate.device.DeviceHost h,
                  java.util.Optional<org.amitygate.device.State> before) {
                return null;
              }
              public java.util.Set<String> safeCommands() { return java.util.Set.of("VERSION"); }
            }
            private void registerDriver(org.osgi.framework.BundleContext context) {
              var properties = new java.util.Hashtable<String, Object>();
              properties.put("gate.driver", "NAME");
              context.registerService(org.amitygate.device.Driver.class, new TestDriver(), properties);
            }
            """
                .replace("NAME", name)
                .replace("VERSION", version));
  }

  /** An authority protocol whose version can be told by its content type. */
  static PluginJar authority(String name, String version) {
    return bundle("test.authority-" + name, version)
        .capability("authority", name)
        .header("Import-Package", "org.osgi.framework,org.amitygate.authority;version=\"[1.0,2)\"")
        .activator(
            """
            var properties = new java.util.Hashtable<String, Object>();
            properties.put("gate.authority", "NAME");
            context.registerService(org.amitygate.authority.AuthorityProtocol.class, new Protocol(), properties);
            """
                .replace("NAME", name),
            """
            static final class Protocol implements org.amitygate.authority.AuthorityProtocol {
              public String contentType() { return "VERSION"; }
              public byte[] encode(org.amitygate.authority.Request request) {
                try { Thread.sleep(2); } catch (InterruptedException e) { throw new IllegalStateException(e); }
                // A class that is loaded late: fails if the bundle is gone before the call has ended.
                return new Late().bytes();
              }
              public org.amitygate.authority.Answer decode(byte[] bytes) { return null; }
            }
            static final class Late { byte[] bytes() { return "VERSION".getBytes(); } }
            """
                .replace("VERSION", version));
  }

  /** A flow; its service type is its own, since only its name matters to the host. */
  static PluginJar flow(String name, String version) {
    return bundle("test.flow-" + name, version)
        .capability("flow", name)
        .header("Import-Package", "org.osgi.framework")
        .source("org.amitygate.flow.Flow", "package org.amitygate.flow; public interface Flow {}")
        .activator(
            """
            var properties = new java.util.Hashtable<String, Object>();
            properties.put("gate.flow", "NAME");
            context.registerService(org.amitygate.flow.Flow.class, new org.amitygate.flow.Flow() {}, properties);
            """
                .replace("NAME", name),
            "");
  }

  PluginJar capability(String kind, String name) {
    return header(
        "Provide-Capability", "org.amitygate.plugin;kind=\"" + kind + "\";name=\"" + name + "\"");
  }

  /** Sets a header; null takes it away. */
  PluginJar header(String name, String value) {
    if (value == null) {
      headers.remove(name);
    } else {
      headers.put(name, value);
    }
    return this;
  }

  PluginJar entry(String path, String text) {
    return entry(path, text.getBytes(StandardCharsets.UTF_8));
  }

  PluginJar entry(String path, byte[] content) {
    entries.put(path, content);
    return this;
  }

  PluginJar entry(String path, Path file) throws IOException {
    entries.put(path, Files.readAllBytes(file));
    return this;
  }

  /** A class of the tests, as it was compiled. */
  PluginJar type(Class<?> type) throws IOException {
    String path = type.getName().replace('.', '/') + ".class";
    try (java.io.InputStream in = type.getClassLoader().getResourceAsStream(path)) {
      entries.put(path, in.readAllBytes());
    }
    return this;
  }

  PluginJar activator(String start, String members) {
    return activator(start, "", members);
  }

  private PluginJar activator(String start, String stop, String members) {
    header("Bundle-Activator", "plug.Activator");
    return source(
        "plug.Activator",
        "package plug; public final class Activator implements org.osgi.framework.BundleActivator {"
            + "public void start(org.osgi.framework.BundleContext context) throws Exception {"
            + start
            + "} public void stop(org.osgi.framework.BundleContext context) throws Exception {"
            + stop
            + "}"
            + members
            + "}");
  }

  private PluginJar source(String type, String text) {
    entries.putAll(compile(type, text, entries));
    return this;
  }

  /** Writes it; the same content gives the same bytes, whenever it is written. */
  Path write(Path folder, String name) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.forEach((key, value) -> manifest.getMainAttributes().putValue(key, value));
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    manifest.write(head);
    Map<String, byte[]> all = new LinkedHashMap<>();
    all.put("META-INF/MANIFEST.MF", head.toByteArray());
    all.putAll(entries);
    Files.createDirectories(folder);
    Path file = folder.resolve(name);
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out)) {
      for (Map.Entry<String, byte[]> entry : all.entrySet()) {
        ZipEntry zip = new ZipEntry(entry.getKey());
        zip.setTime(0);
        jar.putNextEntry(zip);
        jar.write(entry.getValue());
        jar.closeEntry();
      }
    }
    return file;
  }

  private static String location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (java.net.URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, byte[]> compile(String type, String text, Map<String, byte[]> beside) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
    StringWriter said = new StringWriter();
    try (Folder own = new Folder(beside);
        StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null);
        JavaFileManager files =
            new ForwardingJavaFileManager<>(standard) {
              @Override
              public JavaFileObject getJavaFileForOutput(
                  Location where, String name, JavaFileObject.Kind kind, FileObject sibling) {
                return new SimpleJavaFileObject(
                    URI.create("mem:///" + name.replace('.', '/') + ".class"), kind) {
                  @Override
                  public OutputStream openOutputStream() {
                    return classes.computeIfAbsent(
                        name.replace('.', '/') + ".class", key -> new ByteArrayOutputStream());
                  }
                };
              }
            }) {
      JavaFileObject source =
          new SimpleJavaFileObject(
              URI.create("mem:///" + type.replace('.', '/') + ".java"),
              JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignore) {
              return text;
            }
          };
      String path =
          String.join(
              ":", own.path().toString(), location(Driver.class), location(BundleActivator.class));
      List<String> options = List.of("--release", "17", "-proc:none", "-classpath", path);
      assertThat(compiler.getTask(said, files, null, options, null, List.of(source)).call())
          .as(said.toString())
          .isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, byte[]> compiled = new LinkedHashMap<>();
    classes.forEach((name, bytes) -> compiled.put(name, bytes.toByteArray()));
    return compiled;
  }

  /** The classes of the jar so far, as a folder for the compiler. */
  private record Folder(Path path) implements AutoCloseable {
    Folder(Map<String, byte[]> entries) throws IOException {
      this(Files.createTempDirectory("plug-in"));
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        Path file = path.resolve(entry.getKey());
        Files.createDirectories(file.getParent());
        Files.write(file, entry.getValue());
      }
    }

    @Override
    public void close() throws IOException {
      try (var files = Files.walk(path)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
