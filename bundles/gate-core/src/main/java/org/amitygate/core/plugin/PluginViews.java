package org.amitygate.core.plugin;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.core.plugin.PluginHost.PluginView;

/** Plug-ins as people see them. Thread-safe. */
final class PluginViews {

  private final RunningPlugins running;
  private final Map<String, String> problems = new ConcurrentHashMap<>();

  PluginViews(RunningPlugins running) {
    this.running = running;
  }

  /** A plug-in is not up, and why. */
  void problem(String plugin, String why) {
    problems.put(plugin, why);
  }

  PluginView of(PluginRecord record) {
    return new PluginView(
        PluginKind.of(record.kind()).orElse(PluginKind.DRIVER),
        record.name(),
        record.active().version(),
        record.active().sha256(),
        Optional.ofNullable(record.previous()).map(PluginRecord.Release::version).orElse(""),
        record.retiring().stream().map(PluginRecord.Release::version).toList(),
        record.bad().stream().map(PluginRecord.Bad::version).toList(),
        record.who(),
        record.why(),
        lanes(record),
        probation(record),
        problem(record));
  }

  private static Map<String, String> lanes(PluginRecord record) {
    Map<String, String> versions = new TreeMap<>();
    record.lanes().forEach((lane, release) -> versions.put(lane, release.version()));
    return versions;
  }

  private static String probation(PluginRecord record) {
    PluginRecord.Trial trial = record.trial();
    if (trial == null) {
      return "";
    }
    String later = trial.rest().isEmpty() ? "" : ", then " + String.join(" ", trial.rest());
    return "%s on %s%s".formatted(trial.release().version(), String.join(" ", trial.on()), later);
  }

  private String problem(PluginRecord record) {
    return running
        .find(record.active())
        .map(plugin -> plugin.service() == null ? "it took its service away" : "")
        .orElseGet(() -> problems.getOrDefault(record.name(), "it is not up"));
  }
}
