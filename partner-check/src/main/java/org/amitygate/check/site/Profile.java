package org.amitygate.check.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.nimbusds.jose.jwk.ECKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the two sides agreed on, and where they are. YAML or JSON; files in it are relative to it.
 *
 * @param us the gate that the kit plays
 * @param them the gate that is checked
 * @param listen where the other side calls the kit
 * @param url where the other side listens
 * @param key the kit's signing key
 * @param keys the other side's public keys
 * @param tls empty: plain HTTP, and the rules about TLS are not run
 * @param exitLanes lanes on which the other side is S
 * @param entryLanes lanes on which the other side is R
 * @param tidalLanes those of the exit lanes that may be turned
 * @param vehicles how vehicles are made to come, as {@code --vehicles} takes it; empty: nobody does
 */
public record Profile(
    String us,
    String them,
    String route,
    String profile,
    URI listen,
    URI url,
    ECKey key,
    List<ECKey> keys,
    Optional<Tls> tls,
    List<String> exitLanes,
    List<String> entryLanes,
    List<String> tidalLanes,
    Limits limits,
    String vehicles) {

  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(ms|s|m|h)");

  /**
   * Time limits of the other side, and how long the kit waits for an answer that is due.
   *
   * @param offerValid S waits so long for an answer to its OFFER
   * @param commitWithin S waits so long for an answer to its COMMIT
   * @param statusAfter R asks so long after COMMIT_OK
   * @param overdueAfter both sides ask when a vehicle is in the strip for so long
   * @param linkLost S sends no COMMIT when nothing could be delivered for so long
   * @param answerWithin the kit's patience
   * @param quiet the kit waits so long where nothing is due that would come behind
   * @param settledAfter what happened to a crossing within that is left out of a reconciliation
   * @param headEvery their evidence heads come so often while crossings go on, and they compare the
   *     books when a lane closes at most so often
   */
  public record Limits(
      Duration offerValid,
      Duration commitWithin,
      Duration statusAfter,
      Duration overdueAfter,
      Duration linkLost,
      Duration answerWithin,
      Duration quiet,
      Duration settledAfter,
      Duration headEvery) {}

  /** Key store, trust store and their password. */
  public record Tls(KeyStore own, KeyStore trusted, char[] password) {
    /** A context of TLS 1.3 that shows this certificate and trusts the other side's authority. */
    public SSLContext context() throws GeneralSecurityException {
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(own, password);
      return context(keys);
    }

    /** The same without a certificate of its own. */
    public SSLContext anonymous() throws GeneralSecurityException {
      return context(null);
    }

    private SSLContext context(@Nullable KeyManagerFactory keys) throws GeneralSecurityException {
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys == null ? null : keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException it cannot be read, or something in it is missing or wrong: the message
   *     names it
   */
  public static Profile read(Path file) throws IOException {
    JsonNode tree = new YAMLMapper().readTree(file.toFile());
    Path folder = file.toAbsolutePath().getParent();
    if (tree == null || folder == null) {
      throw new IOException(file + ": there is nothing in it");
    }
    try {
      return read(tree, folder);
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  private static Profile read(JsonNode tree, Path folder) throws IOException {
    List<ECKey> keys = new ArrayList<>();
    for (JsonNode each : tree.at("/them/keys")) {
      keys.add(jwk(folder.resolve(each.asText())));
    }
    if (keys.isEmpty()) {
      throw new IOException("them.keys: at least one file with a public key (JWK) is needed");
    }
    ECKey key = jwk(folder.resolve(text(tree, "/us/signingKey")));
    if (!key.isPrivate()) {
      throw new IOException("us.signingKey: the file holds no private key");
    }
    JsonNode limits = tree.path("limits");
    return new Profile(
        text(tree, "/us/id"),
        text(tree, "/them/id"),
        text(tree, "/route"),
        text(tree, "/profile"),
        listen(tree),
        url(text(tree, "/them/url")).orElseThrow(() -> noUrl(tree, "/them/url")),
        key,
        keys,
        tls(tree, folder),
        texts(tree.at("/lanes/exit")),
        texts(tree.at("/lanes/entry")),
        texts(tree.at("/lanes/tidal")),
        new Limits(
            duration(limits, "offerValid", "5m"),
            duration(limits, "commitWithin", "30s"),
            duration(limits, "statusAfter", "5m"),
            duration(limits, "overdueAfter", "15m"),
            duration(limits, "linkLost", "30s"),
            duration(limits, "answerWithin", "20s"),
            duration(limits, "quiet", "20s"),
            duration(limits, "settledAfter", "60s"),
            duration(limits, "headEvery", "60s")),
        tree.path("vehicles").asText(""));
  }

  /** The same, called at another place. */
  public Profile at(URI other) {
    return new Profile(
        us,
        them,
        route,
        profile,
        listen,
        other,
        key,
        keys,
        tls,
        exitLanes,
        entryLanes,
        tidalLanes,
        limits,
        vehicles);
  }

  private static Optional<Tls> tls(JsonNode tree, Path folder) throws IOException {
    if (text(tree, "/them/url").startsWith("http:")) {
      return Optional.empty();
    }
    char[] password =
        Files.readString(folder.resolve(text(tree, "/us/passwordFile"))).strip().toCharArray();
    try {
      return Optional.of(
          new Tls(
              store(folder.resolve(text(tree, "/us/keyStore")), password),
              store(folder.resolve(text(tree, "/us/trustStore")), password),
              password));
    } catch (GeneralSecurityException e) {
      throw new IOException("us.keyStore or us.trustStore: " + e.getMessage(), e);
    }
  }

  private static KeyStore store(Path file, char[] password)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    return store;
  }

  private static ECKey jwk(Path file) throws IOException {
    try {
      ECKey key = ECKey.parse(Files.readString(file));
      if (key.getKeyID() == null) {
        throw new IOException(file + ": the key has no kid");
      }
      return key;
    } catch (ParseException e) {
      throw new IOException(file + ": no EC key as JWK: " + e.getMessage(), e);
    }
  }

  private static String text(JsonNode tree, String pointer) throws IOException {
    String text = tree.at(pointer).asText("");
    if (text.isEmpty()) {
      throw new IOException(pointer.substring(1).replace('/', '.') + " is missing");
    }
    return text;
  }

  /** What is said as a place to call; empty: it is none. */
  public static Optional<URI> url(String text) {
    try {
      URI url = new URI(text);
      boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
      return http && url.getHost() != null ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static URI listen(JsonNode tree) throws IOException {
    return url(text(tree, "/us/listen"))
        .filter(url -> url.getPort() >= 0 && url.getPath().startsWith("/"))
        .orElseThrow(() -> noUrl(tree, "/us/listen"));
  }

  private static IOException noUrl(JsonNode tree, String pointer) {
    return new IOException(
        "%s is '%s', expected a URL such as https://gate.example:9443/amity"
            .formatted(pointer.substring(1).replace('/', '.'), tree.at(pointer).asText()));
  }

  private static List<String> texts(JsonNode list) {
    List<String> all = new ArrayList<>();
    list.forEach(each -> all.add(each.asText()));
    return List.copyOf(all);
  }

  private static Duration duration(JsonNode limits, String name, String otherwise)
      throws IOException {
    String text = limits.path(name).asText(otherwise);
    Matcher parts = DURATION.matcher(text);
    if (!parts.matches()) {
      throw new IOException("limits." + name + " is '" + text + "', expected such as 30s or 5m");
    }
    long number = Long.parseLong(parts.group(1));
    return switch (parts.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }
}
