package org.amitygate.journal;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells without asking the store that a key is not there: every stored key is at hand, or not
 * greater than the greatest that was stored when this was first asked, or than the greatest that
 * went from hand since. Keys that are made of the time are new that way, in whatever order they
 * come. Not thread-safe.
 */
final class Greatest<K> {

  private final Comparator<K> order;
  private final Supplier<Optional<K>> stored;
  private boolean asked;
  private @Nullable K greatest;

  /**
   * @param order of the keys
   * @param stored the greatest stored key
   */
  Greatest(Comparator<K> order, Supplier<Optional<K>> stored) {
    this.order = order;
    this.stored = stored;
  }

  /** Whether a key that is not at hand is certainly not stored. */
  boolean isNew(K key) {
    if (!asked) {
      stored.get().ifPresent(this::noLongerAtHand);
      asked = true;
    }
    return greatest == null || order.compare(greatest, key) < 0;
  }

  /** What is stored under this key has to be looked up from now on. */
  void noLongerAtHand(K key) {
    if (greatest == null || order.compare(greatest, key) < 0) {
      greatest = key;
    }
  }
}
