package org.amitygate.core.plugin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.amitygate.core.journal.Refusal;
import org.osgi.framework.Version;

/**
 * A flow as one file of Camel's YAML, {@code flow-NAME-VERSION.camel.yaml}. The framework gets it
 * inside a bundle without code, made when it is installed; whoever runs flows finds it by {@link
 * #HEADER} and registers its service.
 */
public final class FlowFileBundle {

  /** Header of the bundle: the flow's name. */
  public static final String HEADER = "Gate-Flow-File";

  /** Where the file is in the bundle. */
  public static final String ENTRY = "flow.camel.yaml";

  static final String SUFFIX = ".camel.yaml";

  private static final Pattern NAMED =
      Pattern.compile("flow-([a-z][a-z0-9-]{0,63})-([0-9]+\\.[0-9]+\\.[0-9]+(\\.[A-Za-z0-9_-]+)?)");

  private static final int MAX_BYTES = 1024 * 1024;

  private FlowFileBundle() {}

  static boolean isNamedSo(Path file) {
    return file.getFileName().toString().endsWith(SUFFIX);
  }

  /** Reads a file whose name says what it is. @throws Refusal it does not, or it cannot be read */
  static PluginFile read(Path file) throws Refusal {
    String name = file.getFileName().toString();
    Matcher named = NAMED.matcher(name.substring(0, name.length() - SUFFIX.length()));
    if (!named.matches()) {
      throw new Refusal(
          "'%s' does not say which flow it is; name it like flow-cargo-export-1.2.0.camel.yaml"
              .formatted(name));
    }
    return read(file, named.group(1), Version.parseVersion(named.group(2)));
  }

  /** Reads a file of which it is known what it is. */
  static PluginFile read(Path file, String name, Version version) throws Refusal {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new Refusal(
            "'" + file.getFileName() + "' is larger than 1 MiB; a flow's file must be smaller");
      }
      Files.readString(file);
      return new PluginFile(
          PluginKind.FLOW,
          name,
          version,
          "org.amitygate.flow-file." + name,
          PluginFolder.digest(file),
          file,
          List.of(),
          Optional.empty());
    } catch (CharacterCodingException e) {
      throw new Refusal("'" + file.getFileName() + "' is no UTF-8 text; save it as UTF-8");
    } catch (IOException e) {
      throw new Refusal("'" + file.getFileName() + "' cannot be read (" + e.getMessage() + ")");
    }
  }

  /** The bundle that holds a flow's file. */
  static InputStream open(PluginFile plugin) throws IOException {
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", plugin.symbolicName());
    main.putValue("Bundle-Version", plugin.version().toString());
    main.putValue(HEADER, plugin.name());
    main.putValue(
        "Provide-Capability",
        "%s;kind=flow;name=\"%s\"".formatted(PluginFile.CAPABILITY, plugin.name()));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
      jar.putNextEntry(new JarEntry(ENTRY));
      jar.write(Files.readString(plugin.file()).getBytes(StandardCharsets.UTF_8));
      jar.closeEntry();
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }
}
