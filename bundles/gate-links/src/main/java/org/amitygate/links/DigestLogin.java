package org.amitygate.links;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * HTTP Digest access authentication, the client's side (RFC 7616; RFC 2069 for a device that names
 * no quality of protection): MD5 and SHA-256, quality {@code auth}. Pure.
 */
final class DigestLogin {

  /**
   * What a server asks for.
   *
   * @param session the algorithm is one of the {@code -sess} variants
   * @param auth it names the quality {@code auth}; otherwise it is of the old kind
   * @param stale only the nonce was refused, not the password
   */
  record Challenge(
      String realm,
      String nonce,
      Optional<String> opaque,
      String algorithm,
      boolean session,
      boolean auth,
      boolean stale) {}

  private static final int BOUND = 8192;

  private DigestLogin() {}

  /**
   * Finds the strongest challenge that can be answered.
   *
   * @param headers values of {@code WWW-Authenticate}
   */
  static Optional<Challenge> strongest(List<String> headers) {
    Optional<Challenge> found = Optional.empty();
    for (String header : headers) {
      for (Map<String, String> parameters : digests(header)) {
        Optional<Challenge> challenge = challenge(parameters);
        if (challenge.isPresent()
            && (found.isEmpty() || challenge.get().algorithm().startsWith("SHA"))) {
          found = challenge;
        }
      }
    }
    return found;
  }

  private static Optional<Challenge> challenge(Map<String, String> parameters) {
    String name = parameters.getOrDefault("algorithm", "MD5").toUpperCase(Locale.ROOT);
    boolean session = name.endsWith("-SESS");
    String algorithm = session ? name.substring(0, name.length() - 5) : name;
    String realm = parameters.get("realm");
    String nonce = parameters.get("nonce");
    String qualities = parameters.get("qop");
    boolean auth =
        qualities != null
            && List.of(qualities.toLowerCase(Locale.ROOT).split("[ ,]+")).contains("auth");
    boolean known = algorithm.equals("MD5") || algorithm.equals("SHA-256");
    if (!known || realm == null || nonce == null || (qualities != null && !auth)) {
      return Optional.empty();
    }
    boolean stale = "true".equalsIgnoreCase(parameters.get("stale"));
    return Optional.of(
        new Challenge(
            realm,
            nonce,
            Optional.ofNullable(parameters.get("opaque")),
            algorithm,
            session,
            auth,
            stale));
  }

  /**
   * Parameters of each Digest challenge in one header, which may hold challenges of several
   * schemes.
   */
  private static List<Map<String, String>> digests(String header) {
    List<Map<String, String>> all = new ArrayList<>();
    Map<String, String> current = new LinkedHashMap<>();
    String text = header.length() > BOUND ? header.substring(0, BOUND) : header;
    int at = 0;
    while (at < text.length()) {
      int start = skip(text, at, " \t,");
      int end = start;
      while (end < text.length() && " \t,=\"".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      if (end == start) {
        at = start + 1;
        continue;
      }
      String token = text.substring(start, end).toLowerCase(Locale.ROOT);
      int after = skip(text, end, " \t");
      if (after < text.length() && text.charAt(after) == '=') {
        StringBuilder value = new StringBuilder();
        at = value(text, skip(text, after + 1, " \t"), value);
        current.putIfAbsent(token, value.toString());
      } else {
        current = new LinkedHashMap<>();
        if (token.equals("digest")) {
          all.add(current);
        }
        at = end;
      }
    }
    return all;
  }

  private static int skip(String text, int from, String what) {
    int at = from;
    while (at < text.length() && what.indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  /** Reads a token or a quoted string; returns where it ends. */
  private static int value(String text, int from, StringBuilder value) {
    int at = from;
    if (at >= text.length() || text.charAt(at) != '"') {
      while (at < text.length() && " \t,".indexOf(text.charAt(at)) < 0) {
        value.append(text.charAt(at++));
      }
      return at;
    }
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      value.append(text.charAt(at++));
    }
    return at + 1;
  }

  /**
   * Answers a challenge: the value of {@code Authorization}.
   *
   * @param count how often this nonce has been used, from 1
   * @param clientNonce fresh and unpredictable
   */
  static String answer(
      Challenge challenge,
      String user,
      String password,
      String method,
      String uri,
      int count,
      String clientNonce) {
    String secret = hash(challenge, user + ":" + challenge.realm() + ":" + password);
    if (challenge.session()) {
      secret = hash(challenge, secret + ":" + challenge.nonce() + ":" + clientNonce);
    }
    String target = hash(challenge, method + ":" + uri);
    String counted = String.format(Locale.ROOT, "%08x", count);
    String proof =
        challenge.auth()
            ? secret
                + ":"
                + challenge.nonce()
                + ":"
                + counted
                + ":"
                + clientNonce
                + ":auth:"
                + target
            : secret + ":" + challenge.nonce() + ":" + target;
    StringBuilder value = new StringBuilder("Digest username=").append(quoted(user));
    value.append(", realm=").append(quoted(challenge.realm()));
    value.append(", nonce=").append(quoted(challenge.nonce()));
    value.append(", uri=").append(quoted(uri));
    value.append(", response=").append(quoted(hash(challenge, proof)));
    value
        .append(", algorithm=")
        .append(challenge.algorithm())
        .append(challenge.session() ? "-sess" : "");
    if (challenge.auth()) {
      value.append(", qop=auth, nc=").append(counted);
    }
    if (challenge.auth() || challenge.session()) {
      value.append(", cnonce=").append(quoted(clientNonce));
    }
    challenge.opaque().ifPresent(opaque -> value.append(", opaque=").append(quoted(opaque)));
    return value.toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String hash(Challenge challenge, String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance(challenge.algorithm());
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5 and SHA-256", e);
    }
  }
}
