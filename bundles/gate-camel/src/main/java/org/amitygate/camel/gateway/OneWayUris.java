package org.amitygate.camel.gateway;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is filled into the URIs of transports that have no answers, so that a message is whole when
 * it is taken, and taken away only after it is on disk. Plain FTP and AMQP stay on this machine,
 * like plain HTTP.
 */
final class OneWayUris {

  /** Bound under this name in every context: hears of messages that are given back. */
  static final String QUIET = "gate-quiet";

  /** Names that end so are not taken: the file is being written. */
  private static final String PART = ".part";

  private static final Pattern SCHEME = Pattern.compile("([a-z0-9-]+):.*");
  private static final Pattern BROKER =
      Pattern.compile(".*[?&]broker=(amqps?)://(\\[[^\\]]+]|[^:/?&]+).*");
  private static final Pattern SERVER =
      Pattern.compile("(?:ftps?|sftp):(?://)?(?:[^@/?]*@)?(\\[[^\\]]+]|[^:/?]+).*");

  private OneWayUris() {}

  /**
   * @throws NotUsable it cannot be listened on safely, in one sentence
   */
  static Map<String, String> inbound(Address address) {
    Map<String, String> missing = new LinkedHashMap<>();
    switch (scheme(address)) {
      case "file" -> {
        files(missing);
        missing.put("delay", "500");
      }
      case "ftp", "ftps", "sftp" -> {
        server(address, missing);
        files(missing);
        missing.put("delay", "2000");
        missing.put("streamDownload", "true");
      }
      case "amqp" -> {
        broker(address, missing);
        missing.put("transacted", "true");
        missing.put("lazyCreateTransactionManager", "false");
        missing.put("disableReplyTo", "true");
        missing.put("recoveryInterval", "3000");
        missing.put("errorHandlerLoggingLevel", "DEBUG");
        missing.put("errorHandlerLogStackTrace", "false");
      }
      default -> {}
    }
    return missing;
  }

  /**
   * @throws NotUsable it cannot be sent to safely, in one sentence
   */
  static Map<String, String> outbound(Address address) {
    Map<String, String> missing = new LinkedHashMap<>();
    switch (scheme(address)) {
      case "file" -> {
        missing.put("tempFileName", "${file:name}" + PART);
        missing.put("fileExist", "Ignore");
      }
      case "ftp", "ftps", "sftp" -> {
        server(address, missing);
        missing.put("tempFileName", "${file:name}" + PART);
        missing.put("fileExist", "Ignore");
      }
      case "amqp" -> broker(address, missing);
      default -> {}
    }
    return missing;
  }

  /** One after another, oldest first: an FTP connection serves one thread. */
  private static void files(Map<String, String> missing) {
    missing.put("delete", "true");
    missing.put("antExclude", "*" + PART);
    missing.put("sortBy", "file:modified");
    missing.put("synchronous", "true");
    missing.put("initialDelay", "100");
    missing.put("onCompletionExceptionHandler", "#" + QUIET);
  }

  private static String scheme(Address address) {
    Matcher scheme = SCHEME.matcher(address.uri());
    return scheme.matches() ? scheme.group(1) : "";
  }

  private static void broker(Address address, Map<String, String> missing) {
    Matcher broker = BROKER.matcher(address.uri());
    if (!broker.matches()) {
      throw new NotUsable(
          address.title()
              + ": the endpoint must name its broker: amqp:queue:NAME?broker=amqps://host:5671");
    }
    secure(address, broker.group(1).equals("amqps"), broker.group(2), "amqps", missing);
  }

  private static void server(Address address, Map<String, String> missing) {
    Matcher server = SERVER.matcher(address.uri());
    if (!server.matches()) {
      throw new NotUsable(
          address.title() + ": the endpoint must be written like ftps://user@host:port/folder");
    }
    missing.put("binary", "true");
    missing.put("stepwise", "false");
    missing.put("fastExistsCheck", "true");
    missing.put("passiveMode", "true");
    missing.put("connectTimeout", "5000");
    missing.put("soTimeout", "10000");
    missing.put("maximumReconnectAttempts", "1");
    secure(address, !scheme(address).equals("ftp"), server.group(1), "ftps or sftp", missing);
  }

  private static void secure(
      Address address, boolean secure, String host, String instead, Map<String, String> missing) {
    if (!secure && !EndpointUris.LOOPBACK.contains(host)) {
      throw new NotUsable(
          address.title()
              + ": beyond the loopback address a connection is encrypted; use "
              + instead);
    }
    if (scheme(address).equals("sftp")) {
      missing.put("strictHostKeyChecking", "yes");
    }
    if (scheme(address).equals("ftps")) {
      missing.put("ftpClient.endpointCheckingEnabled", "true");
    }
    if (secure && !scheme(address).equals("sftp")) {
      missing.put(
          "sslContextParameters",
          "#" + (address.tls().isEmpty() ? EndpointUris.PLATFORM_TLS : address.tlsName()));
    }
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
