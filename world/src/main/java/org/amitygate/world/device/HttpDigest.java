package org.amitygate.world.device;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * HTTP Digest access authentication with qop=auth (RFC 7616): both the side that asks and the side
 * that answers. Thread-safe.
 */
public final class HttpDigest {
  private static final Pattern PARAMETER =
      Pattern.compile("([A-Za-z]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,]+))");
  private static final int MOST_NONCES = 256;

  /** What came of a client's credentials. */
  public enum Verdict {
    GOOD,
    BAD,
    /** Good credentials for a nonce that is unknown or was used before. */
    STALE
  }

  private final SecureRandom random = new SecureRandom();
  private final Map<String, Long> nonces = new ConcurrentHashMap<>();
  private final String realm;
  private final String user;
  private final String password;
  private final String algorithm;

  /**
   * @param algorithm MD5 or SHA-256
   */
  public HttpDigest(String realm, String user, String password, String algorithm) {
    this.realm = realm;
    this.user = user;
    this.password = password;
    this.algorithm = algorithm;
  }

  /** The value of a WWW-Authenticate header with a fresh nonce. */
  public String challenge(boolean stale) {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String nonce = HexFormat.of().formatHex(bytes);
    if (nonces.size() >= MOST_NONCES) {
      nonces.clear();
    }
    nonces.put(nonce, 0L);
    return "Digest qop=\"auth\", realm=\""
        + realm
        + "\", nonce=\""
        + nonce
        + "\", algorithm="
        + algorithm
        + ", opaque=\"\""
        + (stale ? ", stale=\"TRUE\"" : ", stale=\"FALSE\"");
  }

  /** Checks the value of an Authorization header. */
  public Verdict check(String method, String uri, String header) {
    Map<String, String> given = parameters(header);
    String nonce = given.getOrDefault("nonce", "");
    String expected = response(algorithm, user, realm, password, method, uri, given);
    boolean right =
        header.regionMatches(true, 0, "Digest ", 0, 7)
            && user.equals(given.get("username"))
            && realm.equals(given.get("realm"))
            && uri.equals(given.get("uri"))
            && "auth".equals(given.get("qop"))
            && algorithm.equalsIgnoreCase(given.getOrDefault("algorithm", "MD5"))
            && MessageDigest.isEqual(
                expected.getBytes(StandardCharsets.US_ASCII),
                given
                    .getOrDefault("response", "")
                    .toLowerCase(Locale.ROOT)
                    .getBytes(StandardCharsets.US_ASCII));
    if (!right) {
      return Verdict.BAD;
    }
    long count = count(given.getOrDefault("nc", ""));
    boolean[] fresh = new boolean[1];
    nonces.computeIfPresent(
        nonce,
        (key, used) -> {
          fresh[0] = count > used;
          return Math.max(count, used);
        });
    return fresh[0] ? Verdict.GOOD : Verdict.STALE;
  }

  /**
   * The Authorization header that answers a challenge; empty when the challenge is of a kind it
   * does not know.
   *
   * @param challenge the value of WWW-Authenticate
   */
  public static String authorization(
      String challenge, String user, String password, String method, String uri) {
    Map<String, String> asked = parameters(challenge);
    String algorithm = asked.getOrDefault("algorithm", "MD5");
    if (!challenge.regionMatches(true, 0, "Digest ", 0, 7)
        || algorithm.toLowerCase(Locale.ROOT).endsWith("-sess")) {
      return "";
    }
    String realm = asked.getOrDefault("realm", "");
    byte[] bytes = new byte[8];
    new SecureRandom().nextBytes(bytes);
    Map<String, String> given = new LinkedHashMap<>();
    given.put("nonce", asked.getOrDefault("nonce", ""));
    given.put("nc", "00000001");
    given.put("cnonce", HexFormat.of().formatHex(bytes));
    given.put("qop", "auth");
    String response = response(algorithm, user, realm, password, method, uri, given);
    return "Digest username=\""
        + user
        + "\", realm=\""
        + realm
        + "\", nonce=\""
        + given.get("nonce")
        + "\", uri=\""
        + uri
        + "\", algorithm="
        + algorithm
        + ", qop=auth, nc=00000001, cnonce=\""
        + given.get("cnonce")
        + "\", response=\""
        + response
        + "\""
        + (asked.containsKey("opaque") ? ", opaque=\"" + asked.get("opaque") + "\"" : "");
  }

  private static String response(
      String algorithm,
      String user,
      String realm,
      String password,
      String method,
      String uri,
      Map<String, String> given) {
    String who = hash(algorithm, user + ":" + realm + ":" + password);
    String what = hash(algorithm, method + ":" + uri);
    return hash(
        algorithm,
        String.join(
            ":",
            who,
            given.getOrDefault("nonce", ""),
            given.getOrDefault("nc", ""),
            given.getOrDefault("cnonce", ""),
            given.getOrDefault("qop", ""),
            what));
  }

  private static long count(String hex) {
    try {
      return hex.length() == 8 ? Long.parseLong(hex, 16) : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static Map<String, String> parameters(String header) {
    Map<String, String> found = new LinkedHashMap<>();
    Matcher matcher = PARAMETER.matcher(header);
    while (matcher.find()) {
      found.put(
          matcher.group(1).toLowerCase(Locale.ROOT),
          matcher.group(2) != null ? matcher.group(2) : matcher.group(3));
    }
    return found;
  }

  private static String hash(String algorithm, String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance(algorithm.toUpperCase(Locale.ROOT));
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      return "";
    }
  }
}
