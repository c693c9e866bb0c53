package org.amitygate.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of a gate file into a configuration: YAML, schema, templates, secrets, meaning.
 * Either everything is right or everything that is wrong is told. Thread-safe.
 */
public final class ConfigLoader {

  private static final int MAX_BYTES = 4 * 1024 * 1024;

  private final SettingsSchema schema = SettingsSchema.parse(schemaText());
  private final UnaryOperator<@Nullable String> environment;

  /**
   * @param environment looks an environment variable up; null if there is none
   */
  public ConfigLoader(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /**
   * What a file says.
   *
   * @param effective the configuration as YAML with templates filled in and secrets left as
   *     references
   * @param files the files that secrets were read from
   */
  public record Loaded(GateConfig config, String effective, List<Path> files) {}

  /** The JSON Schema of the gate file, for editors. */
  public static String schemaText() {
    try (InputStream in = ConfigLoader.class.getResourceAsStream("gate.schema.json")) {
      if (in == null) {
        throw new IllegalStateException("gate.schema.json is not in the bundle");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("gate.schema.json cannot be read", e);
    }
  }

  /** SHA-256 in hexadecimal. */
  static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads and checks.
   *
   * @param file names the file in messages; paths in it are relative to its folder
   * @throws ConfigException the file is refused
   */
  public Loaded load(Path file, byte[] bytes) throws ConfigException {
    List<ConfigProblem> problems = new ArrayList<>();
    String name = String.valueOf(file.getFileName());
    Path folder = file.toAbsolutePath().normalize().getParent();
    Located root = YamlText.read(text(name, bytes), problems);
    refuseIfAny(name, problems);
    for (SettingsSchema.Finding finding : schema.check(root.toJson())) {
      problems.add(problem(root, finding));
    }
    refuseIfAny(name, problems);

    LaneTemplates templates = new LaneTemplates(root.field("templates"), problems);
    Map<String, Located> lanes = new LinkedHashMap<>();
    root.field("lanes").fields().forEach((id, lane) -> lanes.put(id, templates.fill(id, lane)));
    Map<String, Located> parts = new LinkedHashMap<>(root.fields());
    parts.remove("templates");
    parts.put("lanes", new Located(lanes, root.field("lanes").line()));
    Located filled = new Located(parts, root.line());

    Secrets secrets = new Secrets(folder, environment, problems);
    Located resolved = secrets.resolve(filled, "");
    GateConfig config = new ConfigReader(folder, problems).read(resolved, digest(bytes));
    if (!problems.isEmpty()) {
      throw new ConfigException(name, problems, secrets.files());
    }
    return new Loaded(config, YamlText.write(filled.plain()), secrets.files());
  }

  private static String text(String name, byte[] bytes) throws ConfigException {
    if (bytes.length > MAX_BYTES) {
      throw new ConfigException(
          name, List.of(new ConfigProblem(0, "", "found more than 4 MiB, expected a gate file")));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ConfigException(
          name,
          List.of(new ConfigProblem(0, "", "found bytes that are not UTF-8, expected UTF-8 text")));
    }
  }

  private static ConfigProblem problem(Located root, SettingsSchema.Finding finding) {
    Located at = root;
    StringBuilder where = new StringBuilder();
    for (String step : finding.path()) {
      if (at.value() instanceof List) {
        where.append('[').append(step).append(']');
        at = at.items().get(Integer.parseInt(step));
      } else {
        where.append(where.isEmpty() ? "" : ".").append(step);
        at = at.field(step);
      }
    }
    return new ConfigProblem(at.line(), where.toString(), finding.what());
  }

  private static void refuseIfAny(String name, List<ConfigProblem> problems)
      throws ConfigException {
    if (!problems.isEmpty()) {
      throw new ConfigException(name, problems);
    }
  }
}
