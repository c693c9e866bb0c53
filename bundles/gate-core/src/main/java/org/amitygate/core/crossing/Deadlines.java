package org.amitygate.core.crossing;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.json.Json;

/** What becomes of crossings in their time. Thread-safe, never blocks. */
public final class Deadlines implements Timekeeper.Woken {

  private final Journal journal;
  private final Crossings crossings;

  public Deadlines(Journal journal, Crossings crossings) {
    this.journal = journal;
    this.crossings = crossings;
  }

  @Override
  public boolean out() {
    return !journal.status().writable();
  }

  @Override
  public CompletionStage<?> wake(UUID crossing) {
    return journal.submit(
        tx -> {
          crossings.due(tx, crossing);
          return crossing;
        });
  }

  @Override
  public CompletionStage<?> afterOutage() {
    return journal.submit(
        tx -> {
          List<Crossing> open = crossings.restore(tx);
          String until = tx.now().plus(Crossings.GRACE).toString();
          tx.append("gate", "WaitsExtended", Json.object().put("until", until));
          return open;
        });
  }
}
