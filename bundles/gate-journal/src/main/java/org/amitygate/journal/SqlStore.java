package org.amitygate.journal;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a database. A writing connection on which anything failed is closed, which rolls back,
 * and opened anew: a database may have ended its transaction by itself, and what follows on the
 * same connection would then be committed piece by piece.
 */
final class SqlStore implements Store {

  static final int READERS = 2;

  /** Larger than most batches, so that a probe that passes means that works will. */
  private static final int PROBE_BYTES = 256 * 1024;

  private static final Logger log = LoggerFactory.getLogger(SqlStore.class);

  private final Dialect dialect;
  private final BlockingQueue<Session> idleReaders = new ArrayBlockingQueue<>(READERS);
  private final Instant lastAt;
  private @Nullable Writer writer;
  private volatile boolean closed;

  /** The session that writes, and what is asked and written on it. */
  private record Writer(Session session, SqlRows rows, SqlWrite write) {}

  private SqlStore(Dialect dialect) {
    this.dialect = dialect;
    Writer first = writer();
    try {
      SqlRows.LastRecord last = first.rows().lastRecord();
      lastAt = Micros.instant(last.at());
      log.info(
          "journal in {}: {}, {} records up to {}",
          dialect.name(),
          dialect.durability(first.session().connection()),
          last.position(),
          lastAt);
      first.session().connection().rollback();
    } catch (SQLException e) {
      first.session().close();
      throw dialect.failure(e);
    }
  }

  /**
   * Opens the store, bringing its tables up to date; owns the dialect from now on.
   *
   * @throws IllegalStateException a newer version wrote it, or commits would not be durable
   * @throws StoreUnavailable it cannot be read or written
   */
  static SqlStore open(Dialect dialect) {
    try {
      return new SqlStore(dialect);
    } catch (RuntimeException | Error e) {
      dialect.close();
      throw e;
    }
  }

  @Override
  public Instant lastAt() {
    return lastAt;
  }

  @Override
  public Rows rows() {
    return writer().rows();
  }

  @Override
  public void commit(Changes changes) {
    Writer now = writer();
    boolean done = false;
    try {
      if (now.session().broken()) {
        throw new StoreUnavailable(
            dialect.name() + " failed while it was read", new IllegalStateException("read failed"));
      }
      if (changes.isEmpty()) {
        now.session().connection().rollback();
      } else {
        now.write().write(changes);
        now.session().connection().commit();
      }
      done = true;
    } catch (SQLException e) {
      throw dialect.failure(e);
    } finally {
      if (!done) {
        discardWriter();
      }
    }
  }

  @Override
  public void probe() {
    discardWriter();
    Writer now = writer();
    boolean done = false;
    try {
      PreparedStatement probe = now.session().statement(Sql.PROBE);
      probe.setBytes(1, new byte[PROBE_BYTES]);
      probe.executeUpdate();
      now.session().connection().commit();
      now.session().statement(Sql.PROBED).executeUpdate();
      now.session().connection().commit();
      done = true;
    } catch (SQLException e) {
      throw dialect.failure(e);
    } finally {
      if (!done) {
        discardWriter();
      }
    }
  }

  @Override
  public <R> R read(Function<Rows, R> question) {
    Session session = idleReaders.poll();
    boolean done = false;
    try {
      if (session == null) {
        session = new Session(dialect.openReader());
      }
      R answer = question.apply(new SqlRows(session, dialect));
      session.connection().rollback();
      done = true;
      return answer;
    } catch (SQLException e) {
      throw dialect.failure(e);
    } finally {
      if (session != null && (!done || closed || !idleReaders.offer(session))) {
        session.close();
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Session idle = idleReaders.poll(); idle != null; idle = idleReaders.poll()) {
      idle.close();
    }
    discardWriter();
    dialect.close();
  }

  private Writer writer() {
    Writer open = writer;
    if (open == null) {
      open = openWriter();
      writer = open;
    }
    return open;
  }

  private Writer openWriter() {
    Session session = null;
    try {
      session = new Session(dialect.openWriter());
      Schema.bringUpToDate(session.connection(), dialect);
      SqlRows rows = new SqlRows(session, dialect);
      SqlWrite write =
          new SqlWrite(session, rows.lastRecord().position(), rows.lastOutboxPosition());
      session.connection().rollback();
      Writer opened = new Writer(session, rows, write);
      session = null;
      return opened;
    } catch (SQLException e) {
      throw dialect.failure(e);
    } finally {
      if (session != null) {
        session.close();
      }
    }
  }

  private void discardWriter() {
    if (writer != null) {
      writer.session().close();
      writer = null;
    }
  }
}
