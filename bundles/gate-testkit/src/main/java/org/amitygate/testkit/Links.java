package org.amitygate.testkit;

import java.util.Map;
import org.amitygate.config.LinkConfig;

/** The link that leads to a loopback port, or listens there. */
final class Links {

  private Links() {}

  static LinkConfig to(Declaration declared, int port) {
    String address = "127.0.0.1:" + port;
    String kind = declared.linkKind;
    return switch (kind) {
      case "http-stream" -> new LinkConfig(kind, "http://" + address + declared.path, Map.of());
      case "http-push" -> new LinkConfig(kind, address + declared.path, Map.of());
      default -> new LinkConfig(kind, address, Map.of());
    };
  }
}
