package org.amitygate.camel.gateway;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is filled into the URIs of transports that have no answers, so that a message is whole when
 * it is taken, and taken away only after it is on disk.
 */
final class OneWayUris {

  /** Bound under this name in every context: hears of messages that are given back. */
  static final String QUIET = "gate-quiet";

  /** Names that end so are not taken: the file is being written. */
  private static final String PART = ".part";

  private OneWayUris() {}

  static Map<String, String> inbound(Address address) {
    Map<String, String> missing = new LinkedHashMap<>();
    if (address.uri().startsWith("file:")) {
      missing.put("delete", "true");
      missing.put("antExclude", "*" + PART);
      missing.put("sortBy", "file:modified");
      missing.put("initialDelay", "100");
      missing.put("delay", "500");
      missing.put("onCompletionExceptionHandler", "#" + QUIET);
    }
    return missing;
  }

  static Map<String, String> outbound(Address address) {
    Map<String, String> missing = new LinkedHashMap<>();
    if (address.uri().startsWith("file:")) {
      missing.put("tempFileName", "${file:name}" + PART);
      missing.put("fileExist", "Ignore");
    }
    return missing;
  }

  /** The same for the same bytes: what still lies there is not written again. */
  static String fileName(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return HexFormat.of().formatHex(digest) + ".jose";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
