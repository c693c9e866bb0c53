package org.amitygate.core.plugin;

import org.amitygate.core.journal.View;
import org.amitygate.core.json.Json;

/** Which versions of flows stay up, as the journal has it. */
public final class FlowReleases {

  private FlowReleases() {}

  /** Whether a version is retired, or never was: it is down, or about to be brought down. */
  public static boolean isGone(View view, String flow, String version) {
    return view.item(PluginRecord.ITEM, flow)
        .map(body -> Json.read(body, PluginRecord.class))
        .filter(
            record ->
                record.inUse().stream().noneMatch(release -> release.version().equals(version)))
        .isPresent();
  }
}
