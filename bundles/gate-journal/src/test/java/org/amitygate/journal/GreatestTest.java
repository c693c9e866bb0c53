package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class GreatestTest {

  @Test
  void onlyGreaterKeysAreNewAndTheStoreIsAskedOnce() {
    AtomicInteger asked = new AtomicInteger();
    Greatest<Integer> greatest =
        new Greatest<>(
            Comparator.naturalOrder(),
            () -> {
              asked.incrementAndGet();
              return Optional.of(5);
            });
    assertThat(greatest.isNew(4)).isFalse();
    assertThat(greatest.isNew(5)).isFalse();
    assertThat(greatest.isNew(6)).isTrue();
    greatest.noLongerAtHand(8);
    greatest.noLongerAtHand(7);
    assertThat(greatest.isNew(8)).isFalse();
    assertThat(greatest.isNew(9)).isTrue();
    assertThat(asked).hasValue(1);
  }

  @Test
  void inAnEmptyStoreEveryKeyIsNew() {
    assertThat(new Greatest<Integer>(Comparator.naturalOrder(), Optional::empty).isNew(-1))
        .isTrue();
  }

  /** Keys come in any order, and what is at hand is much less than what is stored. */
  @Test
  void whatIsStoredIsNeverTakenForNew() {
    SplittableRandom random = new SplittableRandom(11);
    TreeMap<Integer, Integer> stored = new TreeMap<>(Map.of(100, 0));
    Greatest<Integer> greatest =
        new Greatest<>(Comparator.naturalOrder(), () -> Optional.of(stored.lastKey()));
    Recent<Integer, Integer> recent =
        new Recent<>(20, value -> 1, (key, value) -> greatest.noLongerAtHand(key));
    Map<Integer, Integer> looked = new HashMap<>();
    for (int n = 1; n <= 5_000; n++) {
      int key = 100 + n / 2 + random.nextInt(60);
      int found =
          recent.get(
              key,
              wanted -> {
                if (greatest.isNew(wanted)) {
                  return 0;
                }
                looked.merge(wanted, 1, Integer::sum);
                return stored.getOrDefault(wanted, 0);
              });
      assertThat(found).isEqualTo(stored.getOrDefault(key, 0));
      stored.put(key, n);
      recent.put(key, n);
    }
    assertThat(looked.size()).as("some had to be looked up").isBetween(1, 4_000);
  }
}
