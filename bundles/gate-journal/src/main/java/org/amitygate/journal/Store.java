package org.amitygate.journal;

import java.time.Instant;
import java.util.function.Function;

/**
 * Where the journal's rows are: a database, or the memory of a simulator. One journal has one store
 * and is its only writer. {@link #rows}, {@link #commit} and {@link #probe} are called by one
 * thread at a time, {@link #read} by any.
 */
interface Store extends AutoCloseable {

  /** Which database, where: for people. */
  String place();

  /**
   * The stored rows as the next batch finds them; valid until the next {@link #commit}.
   *
   * @throws StoreUnavailable now, or later by the rows
   */
  Rows rows();

  /**
   * Stores a batch, all or nothing, and returns when it is on disk. An empty one ends the use of
   * {@link #rows}.
   *
   * @throws StoreUnavailable nothing can be stored for now; nothing of the batch was
   * @throws StoreRejected something in this batch cannot be stored; nothing of the batch was
   * @throws CommitUnknown the answer was lost: ask {@link #wasCommitted} before anything else
   */
  void commit(Changes changes);

  /**
   * Finds out whether the batch of the last {@link #commit} is on disk, after {@link
   * CommitUnknown}. Once it was answered, the question is closed.
   *
   * @throws StoreUnavailable nobody can say yet
   */
  boolean wasCommitted();

  /** Asks a question of one moment's stored rows; the rows are gone when it returns. Blocks. */
  <R> R read(Function<Rows, R> question);

  /**
   * Writes something of the size of a batch to disk and takes it away again. Throws as {@link
   * #commit} does.
   */
  void probe();

  /** The time of the last stored record; {@link Instant#EPOCH} if there is none. */
  Instant lastAt();

  @Override
  void close();

  /** The store cannot be used for now: the message is a sentence for the operator. */
  final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreUnavailable(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  /** A commit was sent and its answer lost: the message is a sentence for the operator. */
  final class CommitUnknown extends RuntimeException {
    private static final long serialVersionUID = 1;

    CommitUnknown(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }

  /** The store works, but does not take this. */
  final class StoreRejected extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreRejected(String sentence, Throwable cause) {
      super(sentence, cause);
    }
  }
}
