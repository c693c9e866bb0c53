package org.amitygate.demo.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;

/**
 * At which points gates were killed, such as {@code huu-nghi commit:Held:after}.
 *
 * @param hit in the order in which it happened
 * @param notReached required, and it did not happen
 * @param unlisted came by and are in no list
 * @param outages when which gate was not at work because of that
 */
public record CrashPoints(
    List<String> hit,
    List<String> notReached,
    List<String> unlisted,
    @JsonIgnore List<Outage> outages) {

  public CrashPoints {
    hit = List.copyOf(hit);
    notReached = List.copyOf(notReached);
    unlisted = List.copyOf(unlisted);
    outages = List.copyOf(outages);
  }
}
