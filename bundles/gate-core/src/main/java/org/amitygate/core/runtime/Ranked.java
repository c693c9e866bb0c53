package org.amitygate.core.runtime;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Services by name. Of those with the same name the one with the greatest reference serves, which
 * in OSGi is the one of the highest {@code service.ranking}, then the oldest; when it goes, the
 * next one serves. Thread-safe.
 */
final class Ranked<R extends Comparable<? super R>, S> {

  private final Map<String, NavigableMap<R, S>> services = new ConcurrentHashMap<>();

  void add(String name, R reference, S service) {
    services
        .computeIfAbsent(name, unknown -> new ConcurrentSkipListMap<>())
        .put(reference, service);
  }

  void remove(String name, R reference) {
    NavigableMap<R, S> known = services.get(name);
    if (known != null) {
      known.remove(reference);
    }
  }

  Optional<S> find(String name) {
    return Optional.ofNullable(services.get(name))
        .map(NavigableMap::lastEntry)
        .map(Map.Entry::getValue);
  }
}
