package org.amitygate.itests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Plug-in jars: those that came with the server, and others made of them. */
final class Jars {

  private static final Pattern CAPABILITY =
      Pattern.compile("org\\.amitygate\\.plugin;kind=\"?[a-z]+\"?;name=\"?([a-z0-9-]+)");
  private static final String ACTIVATOR = ThrowingActivator.class.getName();
  private static final String ACTIVATOR_FILE = ACTIVATOR.replace('.', '/') + ".class";

  private Jars() {}

  /** The jars in the server's folder of plug-ins. */
  static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("karaf.home"), "plugins"))) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /** The name that a plug-in's jar gives it. */
  static String name(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String header = file.getManifest().getMainAttributes().getValue("Provide-Capability");
      Matcher capability = CAPABILITY.matcher(header);
      if (!capability.find()) {
        throw new IOException(jar + " is no plug-in");
      }
      return capability.group(1);
    }
  }

  static String sha256(Path jar) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(jar)));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  /** The same plug-in under another version. */
  static Path version(String name, String version) throws IOException {
    return copy(name, Map.of("Bundle-Version", version), false);
  }

  /** The same plug-in under another version, which throws when it is started. */
  static Path throwing(String name, String version) throws IOException {
    return copy(name, Map.of("Bundle-Version", version, "Bundle-Activator", ACTIVATOR), true);
  }

  /** A plug-in that is not there yet, which throws when it is started. */
  static Path newThrowing(String name) throws IOException {
    Manifest manifest = manifest(name, "org.osgi.framework");
    manifest.getMainAttributes().putValue("Bundle-Activator", ACTIVATOR);
    return write(manifest, null, true);
  }

  /** A plug-in that is not there yet, and needs a package that is not there either. */
  static Path newNeeding(String name, String missing) throws IOException {
    return write(manifest(name, missing), null, false);
  }

  private static Manifest manifest(String name, String imports) {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", "org.example." + name);
    main.putValue("Bundle-Version", "1.0.0");
    main.putValue("Import-Package", imports);
    main.putValue("Provide-Capability", "org.amitygate.plugin;kind=driver;name=" + name);
    return manifest;
  }

  private static Path copy(String name, Map<String, String> headers, boolean throwing)
      throws IOException {
    for (Path jar : shipped()) {
      if (name(jar).equals(name)) {
        try (JarFile file = new JarFile(jar.toFile())) {
          Manifest manifest = new Manifest(file.getManifest());
          Attributes main = manifest.getMainAttributes();
          headers.forEach(main::putValue);
          if (throwing) {
            String imports = main.getValue("Import-Package") + ",org.osgi.framework";
            main.putValue("Import-Package", imports);
          }
          return write(manifest, file, throwing);
        }
      }
    }
    throw new IOException("no plug-in " + name + " came with the server");
  }

  private static Path write(Manifest manifest, JarFile content, boolean throwing)
      throws IOException {
    Path made = Files.createTempFile("plugin-", ".jar");
    made.toFile().deleteOnExit();
    List<JarEntry> entries =
        content == null ? new ArrayList<>() : Collections.list(content.entries());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(made), manifest)) {
      for (JarEntry entry : entries) {
        if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
          out.putNextEntry(new JarEntry(entry.getName()));
          try (InputStream in = content.getInputStream(entry)) {
            in.transferTo(out);
          }
        }
      }
      if (throwing) {
        out.putNextEntry(new JarEntry(ACTIVATOR_FILE));
        try (InputStream in = Jars.class.getClassLoader().getResourceAsStream(ACTIVATOR_FILE)) {
          in.transferTo(out);
        }
      }
    }
    return made;
  }
}
