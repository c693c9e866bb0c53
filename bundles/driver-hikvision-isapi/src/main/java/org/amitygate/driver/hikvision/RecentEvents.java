package org.amitygate.driver.hikvision;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last events, so that a repeat is told from a new one. Bounded: of {@value #MAX_EVENTS} events
 * the oldest is forgotten first. Pure.
 */
final class RecentEvents {

  static final int MAX_EVENTS = 512;

  /** A reading that is not durable after this time may never be; its repeat is taken as new. */
  static final Duration DURABLE_WITHIN = Duration.ofSeconds(10);

  /** What an event is. */
  enum Kind {
    NEW,
    /** A repeat of one whose reading is not on disk yet. */
    PENDING,
    /** A repeat of one whose reading is on disk. */
    DURABLE,
    /** Another event under the same id. */
    OTHER
  }

  /**
   * @param pendingSince null when the reading is on disk
   */
  private record Entry(String content, @Nullable Instant pendingSince) {}

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * @param content what makes it this event and no other
   */
  Kind kind(String id, String content, Instant now) {
    Entry entry = entries.get(id);
    if (entry == null) {
      return Kind.NEW;
    }
    if (!entry.content().equals(content)) {
      return Kind.OTHER;
    }
    if (entry.pendingSince() == null) {
      return Kind.DURABLE;
    }
    return now.isBefore(entry.pendingSince().plus(DURABLE_WITHIN)) ? Kind.PENDING : Kind.NEW;
  }

  boolean knows(String id) {
    return entries.containsKey(id);
  }

  void emitted(String id, String content, Instant now) {
    put(id, new Entry(content, now));
  }

  void durable(String id, String content) {
    put(id, new Entry(content, null));
  }

  private void put(String id, Entry entry) {
    entries.remove(id);
    entries.put(id, entry);
    if (entries.size() > MAX_EVENTS) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  /** Content by id of those that are on disk, oldest first. */
  Map<String, String> onDisk() {
    Map<String, String> durable = new LinkedHashMap<>();
    entries.forEach(
        (id, entry) -> {
          if (entry.pendingSince() == null) {
            durable.put(id, entry.content());
          }
        });
    return durable;
  }
}
