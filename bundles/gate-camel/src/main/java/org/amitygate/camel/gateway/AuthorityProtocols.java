package org.amitygate.camel.gateway;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.authority.AuthorityProtocol;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * The authority protocols that the plug-in host has put to work; versions change behind each of
 * them. Thread-safe.
 */
@Component(service = AuthorityProtocols.class)
public final class AuthorityProtocols {

  private final Map<String, AuthorityProtocol> byName = new ConcurrentHashMap<>();

  @Reference(
      target = "(gate.serving=true)",
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addProtocol(AuthorityProtocol protocol, Map<String, Object> properties) {
    byName.put(name(properties), protocol);
  }

  void removeProtocol(AuthorityProtocol protocol, Map<String, Object> properties) {
    byName.remove(name(properties), protocol);
  }

  private static String name(Map<String, Object> properties) {
    return String.valueOf(properties.get("gate.authority"));
  }

  Optional<AuthorityProtocol> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
