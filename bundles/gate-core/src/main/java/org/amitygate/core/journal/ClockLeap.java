package org.amitygate.core.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Archive.Around;

/**
 * Gate time goes far ahead at once only at a start: the machine's clock is wrong, or the gate was
 * off for long. Only people know which, so for a day nothing is erased by its age. Read from the
 * records: another start does not shorten the day.
 */
public final class ClockLeap {

  /** A gate that was honestly off for longer forgets a day later. */
  private static final Duration FAR = Duration.ofDays(7);

  private static final Duration WAIT = Duration.ofDays(1);

  private ClockLeap() {}

  /**
   * Looks whether gate time went far ahead within the last day.
   *
   * @param now gate time
   * @return a sentence for the operator; empty: it did not
   */
  public static CompletableFuture<Optional<String>> look(Archive archive, Instant now) {
    return archive.around(now.minus(WAIT)).thenApply(ClockLeap::sentence);
  }

  private static Optional<String> sentence(Around around) {
    if (around.before().isEmpty() || around.from().isEmpty()) {
      return Optional.empty();
    }
    Instant before = around.before().get();
    Instant from = around.from().get();
    return Duration.between(before, from).compareTo(FAR) <= 0
        ? Optional.empty()
        : Optional.of(
            "gate time went from %s to %s at a start, so nothing is erased by its age before %s: if the machine's clock was wrong, take retention out of etc/gate.yaml by then"
                .formatted(before, from, from.plus(WAIT)));
  }
}
