package org.amitygate.core.plugin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.amitygate.core.journal.Refusal;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * A plug-in as its jar describes it, or a flow as its file's name does, read without running
 * anything of it.
 *
 * @param file where the jar or file is
 * @param settingsSchema the JSON Schema of its settings
 */
record PluginFile(
    PluginKind kind,
    String name,
    Version version,
    String symbolicName,
    String sha256,
    Path file,
    List<NeededPackage> needs,
    Optional<String> settingsSchema) {

  /** A package it imports. */
  record NeededPackage(String name, VersionRange range) {}

  static final String CAPABILITY = "org.amitygate.plugin";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
  private static final long MAX_BYTES = 64L * 1024 * 1024;
  private static final int MAX_SCHEMA = 1024 * 1024;

  /** What the framework installs. */
  InputStream open() throws IOException {
    return FlowFileBundle.isNamedSo(file) ? FlowFileBundle.open(this) : Files.newInputStream(file);
  }

  /** As people call it: {@code mt-sics 1.2.0}. */
  @Override
  public String toString() {
    return name + " " + version;
  }

  /**
   * Reads a jar and refuses what cannot be a plug-in.
   *
   * @throws Refusal it is no plug-in, or one that could not be updated without restarting others
   */
  static PluginFile read(Path file) throws Refusal {
    String called = "'" + file.getFileName() + "'";
    if (!Files.isRegularFile(file)) {
      throw new Refusal("there is no file " + file + "; name the plug-in's jar on this server");
    }
    if (FlowFileBundle.isNamedSo(file)) {
      return FlowFileBundle.read(file);
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new Refusal(called + " is larger than 64 MiB; a plug-in must be smaller");
      }
      try (JarFile jar = new JarFile(file.toFile())) {
        Manifest manifest = jar.getManifest();
        if (manifest == null) {
          throw new Refusal(
              called + " is not a plug-in: it has no manifest; build it as an OSGi bundle");
        }
        return read(called, file, jar, manifest.getMainAttributes());
      }
    } catch (IOException e) {
      throw new Refusal(
          called + " is not a plug-in: it cannot be read as a jar (" + e.getMessage() + ")");
    }
  }

  private static PluginFile read(String called, Path file, JarFile jar, Attributes manifest)
      throws Refusal, IOException {
    List<HeaderClause> bundle = HeaderClause.parse(manifest.getValue("Bundle-SymbolicName"));
    if (bundle.isEmpty()) {
      throw new Refusal(
          called
              + " is not a plug-in: its manifest has no Bundle-SymbolicName; build it as an OSGi bundle");
    }
    List<HeaderClause> capabilities =
        HeaderClause.parse(manifest.getValue("Provide-Capability")).stream()
            .filter(clause -> clause.paths().contains(CAPABILITY))
            .toList();
    if (capabilities.isEmpty()) {
      throw new Refusal(
          called
              + " is not a plug-in: its manifest does not provide the capability "
              + CAPABILITY
              + "; add Provide-Capability: "
              + CAPABILITY
              + ";kind=driver;name=NAME");
    }
    if (capabilities.size() > 1) {
      throw new Refusal(
          called
              + " declares "
              + capabilities.size()
              + " plug-ins; put each into a jar of its own");
    }
    String word = capabilities.get(0).attributes().getOrDefault("kind", "");
    PluginKind kind =
        PluginKind.of(word)
            .orElseThrow(
                () ->
                    new Refusal(
                        called
                            + " says it is of the kind '"
                            + word
                            + "'; the kind must be driver, authority or flow"));
    String name = capabilities.get(0).attributes().getOrDefault("name", "");
    if (!NAME.matcher(name).matches()) {
      throw new Refusal(
          called
              + " has the plug-in name '"
              + name
              + "'; use lower-case letters, digits and -, such as mt-sics");
    }
    refuseCoupling(name, bundle.get(0), manifest);
    return new PluginFile(
        kind,
        name,
        version(name, manifest.getValue("Bundle-Version")),
        bundle.get(0).paths().get(0),
        PluginFolder.digest(file),
        file,
        needs(name, manifest.getValue("Import-Package")),
        schema(name, jar, manifest.getValue("Gate-Settings-Schema")));
  }

  /**
   * What would make an update restart others, or could not run side by side with its predecessor.
   */
  private static void refuseCoupling(String name, HeaderClause bundle, Attributes manifest)
      throws Refusal {
    List<HeaderClause> exports = HeaderClause.parse(manifest.getValue("Export-Package"));
    if (!exports.isEmpty()) {
      throw new Refusal(
          name
              + " exports "
              + String.join(", ", exports.get(0).paths())
              + "; a plug-in exports no package, make it private");
    }
    if (manifest.getValue("Fragment-Host") != null) {
      throw new Refusal(
          name + " is a fragment; a plug-in is a bundle of its own, remove Fragment-Host");
    }
    if (manifest.getValue("Bundle-NativeCode") != null) {
      throw new Refusal(name + " has native code; a plug-in has none, remove Bundle-NativeCode");
    }
    if (manifest.getValue("Require-Bundle") != null) {
      throw new Refusal(
          name + " requires another bundle; import packages instead of Require-Bundle");
    }
    if (manifest.getValue("DynamicImport-Package") != null) {
      throw new Refusal(
          name + " has dynamic imports; name the packages it needs in Import-Package");
    }
    if ("true".equals(bundle.directives().get("singleton"))) {
      throw new Refusal(
          name
              + " is a singleton, so two versions cannot run side by side; remove singleton:=true");
    }
  }

  private static Version version(String name, String text) throws Refusal {
    try {
      Version version = Version.parseVersion(text);
      if (!version.equals(Version.emptyVersion)) {
        return version;
      }
    } catch (IllegalArgumentException e) {
      throw new Refusal(name + " has the version '" + text + "'; write Bundle-Version like 1.2.0");
    }
    throw new Refusal(name + " has no version; write Bundle-Version like 1.2.0");
  }

  private static List<NeededPackage> needs(String name, String header) throws Refusal {
    List<NeededPackage> needs = new ArrayList<>();
    for (HeaderClause clause : HeaderClause.parse(header)) {
      if ("optional".equals(clause.directives().get("resolution"))) {
        throw new Refusal(
            name
                + " imports "
                + clause.paths().get(0)
                + " optionally; a plug-in needs a package or does without, remove resolution:=optional");
      }
      for (String path : clause.paths()) {
        try {
          needs.add(
              new NeededPackage(
                  path, new VersionRange(clause.attributes().getOrDefault("version", "0.0.0"))));
        } catch (IllegalArgumentException e) {
          throw new Refusal(
              name
                  + " imports "
                  + path
                  + " in a version range that cannot be read; write it like [1.0,2)");
        }
      }
    }
    return needs;
  }

  private static Optional<String> schema(String name, JarFile jar, String path)
      throws Refusal, IOException {
    if (path == null || path.isBlank()) {
      return Optional.empty();
    }
    JarEntry entry = jar.getJarEntry(path.strip());
    if (entry == null) {
      throw new Refusal(
          name
              + " names the settings schema '"
              + path.strip()
              + "', which is not in the jar; add it");
    }
    try (InputStream in = jar.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(MAX_SCHEMA + 1);
      if (bytes.length > MAX_SCHEMA) {
        throw new Refusal(name + " has a settings schema of more than 1 MiB; make it smaller");
      }
      return Optional.of(new String(bytes, StandardCharsets.UTF_8));
    }
  }
}
