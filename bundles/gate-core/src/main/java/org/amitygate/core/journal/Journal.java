package org.amitygate.core.journal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The gate's only memory. Work is queued, run one after another by the one writer against the state
 * of everything before it, written with what else is queued in one commit, and completed when that
 * commit is on disk.
 */
public interface Journal {

  /**
   * Queues a piece of work; never blocks.
   *
   * @return completes with the work's result after its commit is on disk, on a thread of the
   *     journal's that must not be blocked; fails with {@link Refusal} if the work refused, with
   *     {@link JournalUnavailable} if it could not be written for now, with {@link WorkRejected} if
   *     it never can (in both cases nothing of it happened)
   */
  <R> CompletableFuture<R> submit(Work<R> work);

  /** Asks a question of the committed state, on another connection than the writer's. */
  <R> CompletableFuture<R> read(Function<View, R> question);

  Status status();

  /**
   * Hears of every entry put into the outbox, after its commit, in order; the listener must not
   * block.
   */
  default void onQueued(Consumer<Outgoing> listener) {}

  /**
   * @param writable new work is being accepted
   * @param cause why not, as a sentence for the operator; empty when writable
   */
  record Status(boolean writable, String cause) {}

  /**
   * A piece of work: decides by what the transaction shows and writes what follows. Runs on the
   * writer: no waiting.
   */
  @FunctionalInterface
  interface Work<R> {
    /**
     * @throws Refusal the request cannot be granted; nothing is written
     */
    R run(Transaction tx) throws Refusal;
  }

  /** The journal cannot be written: a full disk, a read-only folder, a lost database. */
  final class JournalUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public JournalUnavailable(String message, Throwable cause) {
      super(message, cause);
    }

    /** Whether this is why something failed, or what it depended on. */
    public static boolean is(Throwable failure) {
      return failure instanceof JournalUnavailable
          || failure instanceof CompletionException e && e.getCause() instanceof JournalUnavailable;
    }
  }

  /** The journal can be written, but not what this work wants to: it is no use to try it again. */
  final class WorkRejected extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WorkRejected(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
