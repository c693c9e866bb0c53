package org.amitygate.core.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Which releases have a bundle now, by digest. Changed on the host's thread, read everywhere. */
final class RunningPlugins {

  private final Map<String, RunningPlugin> byDigest = new ConcurrentHashMap<>();

  void add(RunningPlugin running) {
    byDigest.put(running.file().sha256(), running);
  }

  void remove(RunningPlugin running) {
    byDigest.remove(running.file().sha256(), running);
  }

  Optional<RunningPlugin> find(PluginRecord.Release release) {
    return Optional.ofNullable(byDigest.get(release.sha256()));
  }

  void clear() {
    byDigest.values().forEach(RunningPlugin::close);
    byDigest.clear();
  }

  List<RunningPlugin> all() {
    return new ArrayList<>(byDigest.values());
  }
}
