package org.amitygate.driver.mtsics;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decides which looks at an idle scale are handed over. Pure. */
final class IdleWatch {

  private record Seen(long kilograms, boolean stable) {}

  private final long step;
  private @Nullable Seen last;

  /**
   * @param step kilograms that are no news
   */
  IdleWatch(long step) {
    this.step = step;
  }

  /** Whether this differs enough from the last news. */
  boolean isNews(long kilograms, boolean stable) {
    Seen before = last;
    return before == null
        || before.stable() != stable
        || (before.kilograms() == 0) != (kilograms == 0)
        || Math.abs(before.kilograms() - kilograms) > step;
  }

  /** This is handed over: the last news from now on. */
  void told(long kilograms, boolean stable) {
    last = new Seen(kilograms, stable);
  }

  /** The scale shows no weight: whatever comes next is news. */
  void forget() {
    last = null;
  }

  /** The last news as text, for a successor. */
  String state() {
    Seen seen = last;
    return seen == null ? "" : seen.kilograms() + ";" + seen.stable();
  }

  /**
   * @throws IOException not what {@link #state()} gave
   */
  void restore(String state) throws IOException {
    int split = state.indexOf(';');
    try {
      if (!state.isEmpty()) {
        last =
            new Seen(
                Long.parseLong(state.substring(0, Math.max(split, 0))),
                Boolean.parseBoolean(state.substring(split + 1)));
      }
    } catch (NumberFormatException e) {
      throw new IOException("cannot go on from a state that says '" + state + "'", e);
    }
  }
}
