package org.amitygate.core.plugin;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a plug-in is, and the service by which it shows that it is up. */
public enum PluginKind {
  DRIVER("org.amitygate.device.Driver"),
  AUTHORITY("org.amitygate.authority.AuthorityProtocol"),
  FLOW("org.amitygate.flow.Flow");

  private final String service;

  PluginKind(String service) {
    this.service = service;
  }

  /** As in the capability: {@code driver}, {@code authority}, {@code flow}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The class under which the plug-in registers its service. */
  String service() {
    return service;
  }

  /** The service property that holds the plug-in's name. */
  String property() {
    return "gate." + word();
  }

  static Optional<PluginKind> of(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
  }
}
