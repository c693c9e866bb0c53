package org.amitygate.core.archive;

import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A long work in small steps, one after the other, that ends early when it must. */
final class Steps {

  private final BooleanSupplier stopped;

  Steps(BooleanSupplier stopped) {
    this.stopped = stopped;
  }

  /**
   * @param step completes with whether there is more
   */
  CompletableFuture<Void> repeat(Supplier<CompletableFuture<Boolean>> step) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    next(step, done);
    return done;
  }

  private void next(Supplier<CompletableFuture<Boolean>> step, CompletableFuture<Void> done) {
    if (stopped.getAsBoolean()) {
      done.completeExceptionally(new IllegalStateException("the gate is being stopped"));
      return;
    }
    step.get()
        .whenComplete(
            (more, failure) -> {
              if (failure != null) {
                done.completeExceptionally(failure);
              } else if (more) {
                next(step, done);
              } else {
                done.complete(null);
              }
            });
  }
}
