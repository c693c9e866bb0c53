package org.amitygate.core.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the journal says of one plug-in: the item {@code plugin/NAME}.
 *
 * @param previous the release before the active one; null if there is none
 * @param retiring releases of a flow on which crossings may still be under way
 * @param bad releases that failed
 * @param who account that made the active one active
 * @param why the reason given
 */
record PluginRecord(
    String kind,
    String name,
    Release active,
    @Nullable Release previous,
    List<Release> retiring,
    List<Bad> bad,
    String who,
    String why) {

  static final String ITEM = "plugin";

  /** One version and its very bytes. */
  record Release(String version, String sha256) {
    static Release of(PluginFile file) {
      return new Release(file.version().toString(), file.sha256());
    }
  }

  /** A release that failed, and how. */
  record Bad(String version, String sha256, String reason) {}

  static PluginRecord installed(PluginFile file, String who, String why) {
    return new PluginRecord(
        file.kind().word(), file.name(), Release.of(file), null, List.of(), List.of(), who, why);
  }

  String stream() {
    return stream(name);
  }

  static String stream(String name) {
    return "plugin:" + name;
  }

  boolean isFlow() {
    return kind.equals(PluginKind.FLOW.word());
  }

  /** Another release becomes active; a flow keeps the old one until nothing is pinned to it. */
  PluginRecord updated(Release next, String by, String reason) {
    List<Release> still = new ArrayList<>(retiring);
    if (isFlow()) {
      still.add(active);
    }
    still.remove(next);
    List<Bad> stillBad = bad.stream().filter(one -> !one.sha256().equals(next.sha256())).toList();
    return new PluginRecord(kind, name, next, active, List.copyOf(still), stillBad, by, reason);
  }

  PluginRecord retired(Release release) {
    List<Release> still = retiring.stream().filter(one -> !one.equals(release)).toList();
    return new PluginRecord(kind, name, active, previous, still, bad, who, why);
  }

  PluginRecord failed(Release release, String reason) {
    Stream<Bad> others = bad.stream().filter(one -> !one.sha256().equals(release.sha256()));
    List<Bad> all =
        Stream.concat(others, Stream.of(new Bad(release.version(), release.sha256(), reason)))
            .toList();
    return new PluginRecord(kind, name, active, previous, retiring, all, who, why);
  }
}
