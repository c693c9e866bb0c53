package org.amitygate.core.barrier;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.core.journal.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * Which lanes' controllers are there, and since when they were seen so: while the process was down,
 * or could write nothing, nobody asked them. Thread-safe.
 */
final class Controllers {

  /**
   * How a controller is; gate times of the first transaction that asked, null before that.
   *
   * @param since it is online or away, as it is now
   * @param asked it could be asked whenever it was online
   */
  record Seen(boolean online, @Nullable Instant since, @Nullable Instant asked) {}

  private static final Seen AWAY = new Seen(false, null, null);

  private final Map<String, Seen> lanes = new ConcurrentHashMap<>();

  void online(String lane, boolean now) {
    lanes.compute(lane, (id, was) -> new Seen(now, null, was == null ? null : was.asked()));
  }

  boolean online(String lane) {
    return lanes.getOrDefault(lane, AWAY).online();
  }

  /** How it is, with both times. */
  Seen seen(Transaction tx, String lane) {
    Seen now = lanes.computeIfAbsent(lane, id -> new Seen(false, null, null));
    Seen seen =
        new Seen(
            now.online(),
            now.since() == null ? tx.now() : now.since(),
            now.asked() == null ? tx.now() : now.asked());
    // What changed meanwhile has its own time.
    tx.afterCommit(() -> lanes.computeIfPresent(lane, (id, is) -> is == now ? seen : is));
    return seen;
  }

  /** What it did until now does not count. */
  void unasked(String lane) {
    lanes.computeIfPresent(lane, (id, was) -> new Seen(was.online(), null, null));
  }
}
