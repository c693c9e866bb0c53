package org.amitygate.journal;

import java.time.Instant;
import java.util.function.Function;

/**
 * Where the journal's rows are: a database, or the memory of a simulator. One journal has one store
 * and is its only writer. {@link #read} may be called by any thread, everything else by one at a
 * time; only the rows of {@link #rows} may be asked while another thread commits.
 */
interface Store extends AutoCloseable {

  /** Which database, where: for people. */
  String place();

  /**
   * The stored rows as the next batch finds them; valid until a {@link #commit} fails.
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

  /** Lets {@link #rows} have what {@link #commit} has stored. */
  void committed(Changes changes);

  /**
   * Whether lists of {@link #rows} that are asked for while {@link #commit} runs on another thread
   * are those of before, until it returns. Rows that are asked for by key may be of either. Of a
   * database they are not; of a simulator's memory they are.
   */
  boolean answersBesideCommit();

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
