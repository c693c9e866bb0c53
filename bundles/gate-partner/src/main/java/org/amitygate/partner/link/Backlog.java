package org.amitygate.partner.link;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many messages wait for each partner. One that asks and takes no answers must not fill the
 * memory: what it asks is answered no more when too many wait. Counted in memory, and anew when the
 * gate starts; some more or less is no matter. Thread-safe.
 */
final class Backlog {

  private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

  /** With more that wait, no question is answered and no new crossing of the partner's begun. */
  static final int MOST = 5_000;

  /** What the partner misses is sent again for longer: all that waits may be refused without it. */
  private static final int MOST_AGAIN = MOST + 512;

  private final Map<String, Integer> waiting = new ConcurrentHashMap<>();
  private volatile boolean counted;

  /** Counts what waits since before the start, once. Called every few seconds; never blocks. */
  void look(Journal journal) {
    if (!counted) {
      counted = true;
      journal
          .read(Backlog::count)
          .thenAccept(waiting::putAll)
          .exceptionally(
              failure -> {
                counted = false;
                LOG.warn("what waits for partners is not counted: {}", failure.toString());
                return null;
              });
    }
  }

  private static Map<String, Integer> count(View view) {
    return view.outbox().stream()
        .filter(outgoing -> outgoing.kind().equals(Outbox.KIND))
        .collect(
            Collectors.toMap(
                outgoing -> outgoing.body().path("partner").asText(), one -> 1, Integer::sum));
  }

  void queued(Transaction tx, Partner partner) {
    tx.afterCommit(() -> waiting.merge(partner.id(), 1, Integer::sum));
  }

  void delivered(Transaction tx, Partner partner) {
    tx.afterCommit(() -> waiting.computeIfPresent(partner.id(), (id, n) -> Math.max(0, n - 1)));
  }

  boolean isFull(Partner partner) {
    return waiting.getOrDefault(partner.id(), 0) >= MOST;
  }

  /** Nothing more is sent again either. */
  boolean isOver(Partner partner) {
    return waiting.getOrDefault(partner.id(), 0) >= MOST_AGAIN;
  }
}
