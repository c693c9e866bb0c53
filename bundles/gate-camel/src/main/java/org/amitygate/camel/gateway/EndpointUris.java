package org.amitygate.camel.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Completes the endpoint URIs of the configuration with what a gate needs: bounds, time limits,
 * mutual TLS; for transports without answers, what {@link OneWayUris} says.
 */
final class EndpointUris {

  /** Bound under this name in the context of every listening port. */
  static final String GUARD = "gate-guard";

  /** Bound beside it. */
  static final String NOTICE = "gate-notice";

  /** The Java platform's own trusted authorities, for an authority's https endpoint. */
  static final String PLATFORM_TLS = "platform-tls";

  /** Largest message that any endpoint takes. Bytes. */
  static final int LARGEST = 256 * 1024;

  private static final Pattern HTTP =
      Pattern.compile("netty-http:(https?)://(\\[[^\\]]+]|[^:/?]+)(:\\d+)?([^?]*)(\\?.*)?");
  static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "[::1]");

  private EndpointUris() {}

  /**
   * @throws NotUsable it cannot be listened on safely, in one sentence
   */
  static String inbound(Address address) {
    Matcher http = HTTP.matcher(address.uri());
    if (!http.matches()) {
      return withMissing(notHttp(address), OneWayUris.inbound(address));
    }
    Map<String, String> missing = new LinkedHashMap<>();
    missing.put("httpMethodRestrict", "POST");
    missing.put("chunkedMaxContentLength", String.valueOf(LARGEST));
    missing.put("decoders", "#" + GUARD);
    missing.put("encoders", "#" + NOTICE);
    missing.put("usingExecutorService", "false");
    missing.put("mapHeaders", "false");
    missing.put("bridgeEndpoint", "true");
    missing.put("muteException", "true");
    missing.put("logWarnOnBadRequest", "false");
    boolean secure = http.group(1).equals("https");
    if (address.family().equals("partner")) {
      requireMutualTls(address, secure, http.group(2));
    }
    if (secure) {
      requireKeys(address);
      missing.put("ssl", "true");
      missing.put("sslContextParameters", "#" + address.tlsName());
      missing.put("needClientAuth", "true");
    }
    return withMissing(address.uri(), missing);
  }

  /**
   * @throws NotUsable it cannot be sent to safely, in one sentence
   */
  static String outbound(Address address) {
    Matcher http = HTTP.matcher(address.uri());
    if (!http.matches()) {
      return withMissing(notHttp(address), OneWayUris.outbound(address));
    }
    Map<String, String> missing = new LinkedHashMap<>();
    missing.put("throwExceptionOnFailure", "false");
    missing.put("connectTimeout", "5000");
    missing.put("requestTimeout", "10000");
    missing.put("keepAlive", "true");
    missing.put("lazyChannelCreation", "true");
    missing.put("chunkedMaxContentLength", String.valueOf(LARGEST));
    boolean secure = http.group(1).equals("https");
    if (address.family().equals("partner")) {
      requireMutualTls(address, secure, http.group(2));
    }
    if (secure) {
      missing.put("ssl", "true");
      missing.put(
          "sslContextParameters",
          "#" + (address.tls().isEmpty() ? PLATFORM_TLS : address.tlsName()));
      missing.put("hostnameVerification", "true");
    }
    return withMissing(address.uri(), missing);
  }

  /** Endpoints with the same key share one socket; every other transport has a key of its own. */
  static String socket(Address address) {
    Matcher http = HTTP.matcher(address.uri());
    if (!http.matches()) {
      return address.title();
    }
    String port =
        http.group(3) == null ? (http.group(1).equals("https") ? ":443" : ":80") : http.group(3);
    return http.group(2) + port;
  }

  private static String notHttp(Address address) {
    if (address.uri().startsWith("netty-http:")) {
      throw new NotUsable(
          address.title()
              + ": the endpoint must be written like netty-http:https://host:port/path");
    }
    return address.uri();
  }

  private static void requireMutualTls(Address address, boolean secure, String host) {
    if (!secure && !LOOPBACK.contains(host)) {
      throw new NotUsable(
          address.title()
              + ": a partner is reached over https only; plain http is allowed on the loopback address");
    }
    if (secure && address.uri().matches(".*[?&](needClientAuth|hostnameVerification)=false.*")) {
      throw new NotUsable(
          address.title()
              + ": both sides of a partner's channel prove who they are; remove the option that is false");
    }
    if (secure) {
      requireKeys(address);
    }
  }

  private static void requireKeys(Address address) {
    if (address.tls().isEmpty()) {
      throw new NotUsable(
          address.title()
              + ": https needs tls.keyStore, tls.trustStore and tls.password; none are configured for it");
    }
  }

  private static String withMissing(String uri, Map<String, String> missing) {
    StringBuilder complete = new StringBuilder(uri);
    missing.forEach(
        (name, value) -> {
          if (!uri.matches(".*[?&]" + name + "=.*")) {
            complete
                .append(complete.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(value);
          }
        });
    return complete.toString();
  }
}
