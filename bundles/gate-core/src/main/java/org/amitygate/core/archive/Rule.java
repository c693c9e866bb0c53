package org.amitygate.core.archive;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.amitygate.core.json.Json;

/**
 * A retention rule as it is applied now.
 *
 * @param setting where it stands in the configuration, such as {@code retention.personal}
 * @param before gate time; what is older has to go
 * @param configuration digest of the file
 */
record Rule(String setting, Duration period, Instant before, String configuration) {

  static Rule of(String setting, Duration period, Instant now, String configuration) {
    return new Rule(setting, period, now.minus(period), configuration);
  }

  /** What a record says of who erased and why. */
  ObjectNode body() {
    return Json.object()
        .put("rule", setting)
        .put("days", period.toDays())
        .put("configuration", configuration);
  }
}
