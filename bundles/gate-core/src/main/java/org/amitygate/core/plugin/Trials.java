package org.amitygate.core.plugin;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.journal.Refusal;

/**
 * Watches what is on probation: takes it back lane by lane where it fails, and ends the probation
 * where it does not. After a restart each begins anew. On the host's thread.
 */
final class Trials {

  /** Where there was nothing to do, what is new is on probation so many times as long. */
  private static final int IDLE = 10;

  private final Serving serving;
  private final TrialChanges changes;
  private final Duration lasting;
  private final Map<Place, Long> begun = new HashMap<>();

  private record Place(String plugin, PluginRecord.Release release, String lane) {}

  /**
   * @param lasting how long a probation lasts on each lane
   */
  Trials(Serving serving, TrialChanges changes, Duration lasting) {
    this.serving = serving;
    this.changes = changes;
    this.lasting = lasting;
  }

  /**
   * Looks once.
   *
   * @return whether something was decided
   */
  boolean look(List<PluginRecord> records) throws Refusal, InterruptedException {
    Set<Place> watched = new HashSet<>();
    for (PluginRecord record : records) {
      for (PluginRecord.Watch watch : record.watched()) {
        Place place = new Place(record.name(), watch.trial().release(), watch.lane());
        watched.add(place);
        if (decided(record, watch, place)) {
          begun.remove(place);
          return true;
        }
      }
    }
    begun.keySet().retainAll(watched);
    return false;
  }

  private boolean decided(PluginRecord record, PluginRecord.Watch watch, Place place)
      throws Refusal, InterruptedException {
    PluginRecord.Trial trial = watch.trial();
    long now = System.nanoTime();
    long since = begun.computeIfAbsent(place, begins -> now);
    boolean lasted = now - since >= lasting.toNanos();
    boolean over =
        lasted
            && (now - since >= lasting.multipliedBy(IDLE).toNanos()
                || serving.hasWorked(record, trial.release(), place.lane()));
    Optional<String> objection =
        serving.objection(record, trial.release(), trial.before(), place.lane(), lasted);
    if (objection.isPresent()) {
      changes.takeBack(record, trial, place.lane(), objection.get());
    } else if (over && watch.onTrial()) {
      changes.passed(record, trial, place.lane());
    }
    return objection.isPresent() || over && watch.onTrial();
  }
}
