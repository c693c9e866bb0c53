package org.amitygate.core.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what was asked of the gate. For threads that may block, so never the writer's. */
public final class Answers {

  private static final long WITHIN_SECONDS = 60;

  private Answers() {}

  /**
   * @param look the command that shows what became of it
   * @throws Refusal it was refused, or there is no answer within a minute
   */
  public static <R> R await(CompletableFuture<R> future, String look)
      throws Refusal, InterruptedException {
    try {
      return future.get(WITHIN_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw refusal(e.getCause());
    } catch (TimeoutException e) {
      throw new Refusal(
          "there is no answer within "
              + WITHIN_SECONDS
              + " s; look at "
              + look
              + " before trying again");
    }
  }

  /**
   * Waits for as long as it takes: for whoever does one thing if it was written, and another if
   * not.
   *
   * @throws Refusal nothing was written
   */
  public static <R> R awaitOutcome(CompletableFuture<R> future)
      throws Refusal, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw refusal(e.getCause());
    }
  }

  private static Refusal refusal(Throwable cause) {
    return cause instanceof Refusal refusal
        ? refusal
        : new Refusal(
            "the journal cannot be used (" + cause.getMessage() + "); nothing was changed");
  }
}
