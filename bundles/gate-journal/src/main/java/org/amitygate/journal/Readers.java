package org.amitygate.journal;

import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.amitygate.journal.Store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** The sessions that only read, kept for the next question. Thread-safe. */
final class Readers implements AutoCloseable {

  private final Dialect dialect;
  private final BlockingQueue<Session> idle;
  private volatile boolean closed;

  /** {@code most}: sessions that are kept. */
  Readers(Dialect dialect, int most) {
    this.dialect = dialect;
    this.idle = new ArrayBlockingQueue<>(most);
  }

  /** Asks a question of one moment's rows; on a new session if the kept one has died meanwhile. */
  <R> R ask(Function<? super SqlRows, R> question) {
    Session kept = idle.poll();
    if (kept != null) {
      try {
        return ask(kept, question);
      } catch (StoreUnavailable e) {
        if (!kept.broken()) {
          throw e;
        }
      }
    }
    try {
      return ask(new Session(dialect.openReader()), question);
    } catch (SQLException e) {
      throw dialect.failure(e);
    }
  }

  private <R> R ask(Session session, Function<? super SqlRows, R> question) {
    boolean done = false;
    try {
      R answer = question.apply(new SqlRows(session, dialect));
      session.connection().rollback();
      done = true;
      return answer;
    } catch (SQLException e) {
      session.breakOff(e);
      throw dialect.failure(e);
    } finally {
      if (!done || !idle.offer(session) || (closed && idle.remove(session))) {
        session.close();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (@Nullable Session left = idle.poll(); left != null; left = idle.poll()) {
      left.close();
    }
  }
}
