package org.amitygate.journal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Remembers what was used last, up to a weight. Not thread-safe. */
final class Recent<K, V> {

  private static final boolean BY_USE = true;

  private final Map<K, V> values = new LinkedHashMap<>(64, 0.75f, BY_USE);
  private final ToIntFunction<V> weight;
  private final long bound;
  private final BiConsumer<K, V> gone;
  private long total;

  /** {@code gone} hears of each that is no longer remembered. */
  Recent(long bound, ToIntFunction<V> weight, BiConsumer<K, V> gone) {
    this.bound = bound;
    this.weight = weight;
    this.gone = gone;
  }

  V get(K key, Function<K, V> load) {
    V known = values.get(key);
    if (known != null) {
      return known;
    }
    V loaded = load.apply(key);
    put(key, loaded);
    return loaded;
  }

  void put(K key, V value) {
    @Nullable V before = values.put(key, value);
    total += weight.applyAsInt(value) - (before == null ? 0 : weight.applyAsInt(before));
    Iterator<Map.Entry<K, V>> oldest = values.entrySet().iterator();
    while (total > bound && oldest.hasNext()) {
      Map.Entry<K, V> entry = oldest.next();
      total -= weight.applyAsInt(entry.getValue());
      oldest.remove();
      gone.accept(entry.getKey(), entry.getValue());
    }
  }
}
