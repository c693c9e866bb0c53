package org.amitygate.camel.flow;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/** What one {@code to("crossing:…")} of a route does. Never blocks. */
@FunctionalInterface
interface Step {

  /** What a step returns that had nothing to wait for. */
  CompletionStage<?> DONE = CompletableFuture.completedFuture(null);

  /** The exchange may be changed until the stage completes, and not after. */
  CompletionStage<?> take(StageRun run, Exchange exchange);

  /** A step that is done at once. */
  static Step now(Consumer<StageRun> what) {
    return (run, exchange) -> {
      what.accept(run);
      return DONE;
    };
  }
}
