package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.jspecify.annotations.Nullable;

/** Lanes inside a transaction, on the writer; and as they were committed last, for everyone. */
public final class Lanes {

  private final Map<String, Lane> committed = new ConcurrentHashMap<>();
  private final Map<String, Lane> loaded = new HashMap<>();
  private @Nullable Transaction current;
  private volatile BiConsumer<Transaction, Lane> changed = (tx, lane) -> {};

  /** Hears of every change, inside the transaction. */
  void onChange(BiConsumer<Transaction, Lane> listener) {
    changed = listener;
  }

  /** Reads what was stored. */
  void restore(View view) {
    view.items("lane").forEach(item -> committed.put(item.id(), of(Body.of(item.body()))));
  }

  private static Lane of(Body body) {
    return body.as(Lane.class).copy();
  }

  /** The lane as this transaction has it; the same object each time. */
  Lane load(Transaction tx, String id) {
    if (current != tx) {
      current = tx;
      loaded.clear();
    }
    return loaded.computeIfAbsent(
        id, key -> tx.state("lane", key).map(Lanes::of).orElseGet(() -> new Lane(key)));
  }

  void put(Transaction tx, Lane lane) {
    Lane now = lane.copy();
    tx.put("lane", lane.id(), Body.of(now));
    tx.afterCommit(() -> committed.put(lane.id(), now));
    changed.accept(tx, lane);
  }

  /** All that were ever put, as committed last. */
  public Collection<Lane> all() {
    return List.copyOf(committed.values());
  }

  /** As committed last; not to be changed. */
  public Optional<Lane> find(String id) {
    return Optional.ofNullable(committed.get(id));
  }

  /** Forgets the plates of vehicles that were in any lane before a time. */
  public void forget(Transaction tx, Instant before) {
    for (Item item : tx.items("lane")) {
      Lane lane = load(tx, item.id());
      if (lane.forget(before)) {
        put(tx, lane);
      }
    }
  }

  /** Adds a record to the lane's own stream. */
  static void note(Transaction tx, Lane lane, String type, ObjectNode body) {
    tx.append("lane:" + lane.id(), type, body);
  }
}
