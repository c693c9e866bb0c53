package org.amitygate.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code store} and {@code evidenceQuota}. */
final class StorageReader {

  /** The setting whose references are filled in percent-encoded: its value is a URL. */
  static final String STORE = "store";

  private static final String FORM =
      "postgresql://HOST:5432/DATABASE?user=NAME&password=${file:keys/NAME}";
  private static final int PORT = 5432;
  private static final Set<String> FILES = Set.of("sslrootcert", "sslcert", "sslkey");
  private static final Set<String> TLS_MODES =
      Set.of("disable", "prefer", "require", "verify-ca", "verify-full");
  private static final Map<String, Long> UNITS =
      Map.of("MB", 1_000_000L, "GB", 1_000_000_000L, "TB", 1_000_000_000_000L);

  private final Path folder;
  private final List<ConfigProblem> problems;

  StorageReader(Path folder, List<ConfigProblem> problems) {
    this.folder = folder;
    this.problems = problems;
  }

  StorageConfig read(Located root) {
    Located store = root.field(STORE);
    return new StorageConfig(
        store.isMissing() ? Optional.empty() : Optional.ofNullable(postgres(store)),
        quota(root.field("evidenceQuota")));
  }

  private @Nullable PostgresConfig postgres(Located store) {
    URI uri;
    try {
      uri = new URI(store.text());
    } catch (URISyntaxException e) {
      // Its message would show the password.
      return wrong(store, "found no URL", FORM);
    }
    String database = uri.getPath() == null ? "" : uri.getPath().replaceFirst("^/", "");
    if (!"postgresql".equals(uri.getScheme()) || uri.getHost() == null || database.isEmpty()) {
      return wrong(store, "found no database", FORM);
    }
    if (uri.getRawUserInfo() != null) {
      return wrong(store, "found a user before the host", "user=NAME after the ?");
    }
    Map<String, String> options = options(uri.getRawQuery());
    String user = options.remove("user");
    String password = options.remove("password");
    String schema = options.remove("schema");
    if (user == null || user.isEmpty()) {
      return wrong(store, "found no user", FORM);
    }
    return new PostgresConfig(
        uri.getHost(),
        uri.getPort() < 0 ? PORT : uri.getPort(),
        database,
        schema == null ? "public" : schema,
        user,
        password == null ? "" : password,
        tls(store, options));
  }

  private static Map<String, String> options(@Nullable String query) {
    Map<String, String> options = new HashMap<>();
    for (String option : query == null ? new String[0] : query.split("&")) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        options.put(option.substring(0, equals), decoded(option.substring(equals + 1)));
      } else if (!option.isEmpty()) {
        options.put(option, "");
      }
    }
    return options;
  }

  private static String decoded(String text) {
    // A plus is a plus here, as everywhere but in HTML forms.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private Map<String, String> tls(Located store, Map<String, String> options) {
    Map<String, String> tls = new LinkedHashMap<>();
    options.forEach(
        (name, value) -> {
          if (FILES.contains(name)) {
            tls.put(name, folder.resolve(value).toAbsolutePath().normalize().toString());
          } else if (!name.equals("sslmode")) {
            wrong(
                store,
                "found the option '" + name + "'",
                "user, password, schema, sslmode, sslrootcert, sslcert or sslkey");
          } else if (TLS_MODES.contains(value)) {
            tls.put(name, value);
          } else {
            String known = String.join(", ", TLS_MODES.stream().sorted().toList());
            wrong(store, "found sslmode '" + value + "'", "one of " + known);
          }
        });
    return Map.copyOf(tls);
  }

  private static OptionalLong quota(Located quota) {
    if (quota.isMissing()) {
      return OptionalLong.empty();
    }
    String text = quota.text();
    int unit = text.length() - 2;
    long many = Long.parseLong(text.substring(0, unit).strip());
    return OptionalLong.of(many * UNITS.getOrDefault(text.substring(unit), 0L));
  }

  private @Nullable PostgresConfig wrong(Located at, String found, String expected) {
    problems.add(new ConfigProblem(at.line(), STORE, found + ", expected " + expected));
    return null;
  }
}
