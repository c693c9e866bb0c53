package org.amitygate.core.operations;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.barrier.LaneOrders;
import org.amitygate.core.barrier.Stops;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.journal.Transaction;

/** GATE_STOP as people order it: at once; and lifted, in the journal, by two. */
final class StopActs {

  private final Journal journal;
  private final ConfigSource config;
  private final LaneOrders orders;

  StopActs(Journal journal, ConfigSource config, LaneOrders orders) {
    this.journal = journal;
    this.config = config;
    this.orders = orders;
  }

  CompletableFuture<String> stop(Actor actor, String laneOrAll, String reason) {
    try {
      allowed(actor, laneOrAll, reason);
    } catch (Refusal e) {
      return CompletableFuture.failedFuture(e);
    }
    Consumer<Transaction> stopped = orders.stop(laneOrAll, actor, reason);
    return journal
        .submit(
            tx -> {
              stopped.accept(tx);
              return "GATE_STOP is in force for " + laneOrAll;
            })
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(unwritten(laneOrAll, failure)));
  }

  /** What a person is told whose stop is not in the journal, whatever the reason. */
  private static Refusal unwritten(String laneOrAll, Throwable failure) {
    String sentence =
        "the journal did not take it (%s): GATE_STOP is in force for %s, but only until the server"
            + " starts again; stop once more when the journal can be written";
    return new Refusal(sentence.formatted(failure.getMessage(), laneOrAll));
  }

  CompletableFuture<String> resume(Actor actor, String laneOrAll, String reason) {
    return journal.submit(
        tx -> {
          allowed(actor, laneOrAll, reason);
          return orders.resume(tx, laneOrAll, actor, reason);
        });
  }

  private void allowed(Actor actor, String laneOrAll, String reason) throws Refusal {
    actor.require(Role.OPERATOR, Role.BORDER_GUARD);
    Operations.given(reason);
    if (!laneOrAll.equals(Stops.ALL)) {
      Operations.lane(config, laneOrAll);
    }
  }
}
