package org.amitygate.config;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts secrets in the place of references: {@code ${file:PATH}} and {@code ${env:NAME}}. */
final class Secrets {

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{([^}:]*):?([^}]*)}");
  private static final Pattern SECRET_NAME =
      Pattern.compile(".*(password|passphrase|secret|token)", Pattern.CASE_INSENSITIVE);
  private static final Pattern PASSWORD_IN_URL = Pattern.compile("[?&]password=(?!\\$\\{)");
  private static final int MAX_BYTES = 16 * 1024;

  private final Path folder;
  private final UnaryOperator<@Nullable String> environment;
  private final List<ConfigProblem> problems;
  private final List<Path> files = new ArrayList<>();

  Secrets(Path folder, UnaryOperator<@Nullable String> environment, List<ConfigProblem> problems) {
    this.folder = folder;
    this.environment = environment;
    this.problems = problems;
  }

  static boolean isSecretName(String setting) {
    return SECRET_NAME.matcher(setting).matches();
  }

  /** The files that secrets were read from. */
  List<Path> files() {
    return List.copyOf(files);
  }

  /** Resolves every reference in a tree, and refuses secrets that are written out. */
  Located resolve(Located tree, String where) {
    if (tree.isMap()) {
      Map<String, Located> resolved = new LinkedHashMap<>();
      tree.fields()
          .forEach(
              (name, field) -> {
                String at = where.isEmpty() ? name : where + "." + name;
                if (isSecretName(name)
                    && !field.isMap()
                    && !REFERENCE.matcher(field.text("${:}")).find()) {
                  problems.add(
                      new ConfigProblem(
                          field.line(),
                          at,
                          "found it written out, expected a reference: ${file:keys/NAME} or ${env:NAME}"));
                }
                resolved.put(name, resolve(field, at));
              });
      return new Located(resolved, tree.line());
    }
    return tree.mapLeaves(
        leaf ->
            leaf.value() instanceof String text ? fill(text, leaf.line(), where) : leaf.value());
  }

  private String fill(String text, int line, String where) {
    if (where.equals(StorageReader.STORE) && PASSWORD_IN_URL.matcher(text).find()) {
      problems.add(
          new ConfigProblem(
              line,
              where,
              "found the password written out, expected password=${file:keys/NAME} or password=${env:NAME}"));
    }
    Matcher m = REFERENCE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (m.find()) {
      String secret =
          switch (m.group(1)) {
            case "file" -> file(m.group(2), line, where);
            case "env" -> variable(m.group(2), line, where);
            default -> {
              problems.add(
                  new ConfigProblem(
                      line,
                      where,
                      "found the reference '"
                          + m.group()
                          + "', expected ${file:PATH} or ${env:NAME}"));
              yield "";
            }
          };
      m.appendReplacement(filled, Matcher.quoteReplacement(encoded(secret, where)));
    }
    return m.appendTail(filled).toString();
  }

  /** In a URL a secret may hold any character. */
  private static String encoded(String secret, String where) {
    return where.equals(StorageReader.STORE)
        ? URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20")
        : secret;
  }

  private String file(String name, int line, String where) {
    try {
      Path file = folder.resolve(name).toAbsolutePath().normalize();
      files.add(file);
      if (!Files.isRegularFile(file)) {
        problems.add(
            new ConfigProblem(
                line, where, "found no file " + file + ", expected one that holds the secret"));
        return "";
      }
      if (Files.size(file) > MAX_BYTES) {
        problems.add(
            new ConfigProblem(
                line, where, "found more than 16 KiB in " + file + ", expected one secret"));
        return "";
      }
      return Files.readString(file, StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException | InvalidPathException e) {
      problems.add(
          new ConfigProblem(
              line, where, "found a file that cannot be read (" + e + "), expected the secret"));
      return "";
    }
  }

  private String variable(String name, int line, String where) {
    String value = environment.apply(name);
    if (value == null) {
      problems.add(
          new ConfigProblem(
              line,
              where,
              "found no environment variable " + name + ", expected one that holds the secret"));
      return "";
    }
    return value;
  }
}
