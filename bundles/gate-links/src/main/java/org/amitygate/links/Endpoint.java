package org.amitygate.links;

import java.net.URI;

/**
 * Host and port.
 *
 * @param host name or address; an IPv6 address without brackets
 */
record Endpoint(String host, int port) {

  /**
   * Reads {@code host:port}, {@code [v6]:port}.
   *
   * @throws IllegalArgumentException it is neither
   */
  static Endpoint parse(String device, String address) {
    try {
      URI uri = URI.create("tcp://" + address.strip());
      if (uri.getHost() != null
          && uri.getPort() >= 0
          && uri.getPort() <= 65535
          && uri.getRawPath().isEmpty()) {
        return of(uri.getHost(), uri.getPort());
      }
    } catch (IllegalArgumentException e) {
      // The sentence below says what is expected.
    }
    throw new IllegalArgumentException(
        device + ": '" + address + "' is no address; write it like 192.168.1.20:4305");
  }

  static Endpoint of(String host, int port) {
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new Endpoint(bracketed ? host.substring(1, host.length() - 1) : host, port);
  }

  @Override
  public String toString() {
    return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
  }
}
