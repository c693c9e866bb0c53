package org.amitygate.core.barrier;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.core.journal.Transaction;

/**
 * Which lanes' controllers are there, and since when they were seen so: while the process was down,
 * or could write nothing, nobody asked them. Thread-safe.
 */
final class Controllers {

  private final Set<String> online = ConcurrentHashMap.newKeySet();
  private final Map<String, Instant> seen = new ConcurrentHashMap<>();

  void online(String lane, boolean now) {
    if (now) {
      online.add(lane);
    } else {
      online.remove(lane);
    }
    unasked(lane);
  }

  boolean online(String lane) {
    return online.contains(lane);
  }

  /**
   * Since when a controller is online or away, as it is now. Gate time of the first transaction
   * that asked this since then.
   */
  Instant since(Transaction tx, String lane) {
    Instant since = seen.getOrDefault(lane, tx.now());
    tx.afterCommit(() -> seen.putIfAbsent(lane, since));
    return since;
  }

  /** What it did until now does not count. */
  void unasked(String lane) {
    seen.remove(lane);
  }
}
