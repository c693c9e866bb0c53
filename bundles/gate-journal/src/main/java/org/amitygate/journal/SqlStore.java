package org.amitygate.journal;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.amitygate.journal.SqlWrite.Ends;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store in a database. A writing connection on which anything failed is closed, which rolls back,
 * and opened anew: a database may have ended its transaction by itself, and what follows on the
 * same connection would then be committed piece by piece. A new connection is used only if the
 * tables are as this store left them.
 */
final class SqlStore implements Store {

  static final int READERS = 2;

  /** Larger than most batches, so that a probe that passes means that works will. */
  private static final int PROBE_BYTES = 256 * 1024;

  private static final int DOUBTFUL_IDS = 4_096;
  private static final Logger log = LoggerFactory.getLogger(SqlStore.class);

  private final Dialect dialect;
  private final Readers readers;
  private final Instant lastAt;
  private final Set<String> doubtfulIds = ConcurrentHashMap.newKeySet();
  private @Nullable Writer writer;
  private volatile boolean closed;
  private volatile @Nullable Ends left;

  /** Where the tables end if the batch was committed of which nobody knows. */
  private @Nullable Ends doubt;

  private Consumer<Ends> onSetBack = ends -> {};

  /** The session that writes, and what is asked and written on it. */
  private record Writer(Session session, RecentRows rows, WriteBatch batch, SqlWrite write) {}

  private SqlStore(Dialect dialect) {
    this.dialect = dialect;
    this.readers = new Readers(dialect, READERS);
    Writer first = writer();
    left = first.write().ends();
    try {
      SqlRows.LastRecord last = new SqlRows(first.session(), dialect).lastRecord();
      lastAt = Micros.instant(last.at());
      log.info(
          "journal in {}: {}, {} records up to {}",
          dialect.name(),
          dialect.durability(first.session().connection()),
          last.position(),
          lastAt);
      first.batch().commit();
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
  public String place() {
    return dialect.name();
  }

  @Override
  public Instant lastAt() {
    return lastAt;
  }

  /** Where the tables end that this store has on disk. May be called by any thread. */
  Ends ends() {
    return Objects.requireNonNull(left);
  }

  /**
   * Whether tables that ended there once have become these. May be called by any thread.
   *
   * @throws StoreUnavailable nobody can say
   */
  boolean has(Ends before) {
    return readers.ask(rows -> isIn(rows, before));
  }

  /** Who hears what this store had on disk when it is found to be there no more. */
  void onSetBack(Consumer<Ends> listener) {
    onSetBack = listener;
  }

  @Override
  public Rows rows() {
    return writer().rows();
  }

  @Override
  public void commit(Changes changes) {
    Writer now = writer();
    boolean sent = false;
    boolean done = false;
    try {
      synchronized (now.session()) {
        Optional<SQLException> before = now.session().failure();
        if (before.isPresent()) {
          throw new StoreUnavailable(
              "%s failed while it was read (%s)"
                  .formatted(dialect.name(), before.get().getMessage()),
              before.get());
        }
        if (!changes.isEmpty()) {
          now.write().write(changes);
        }
        sent = true;
        now.batch().commit();
      }
      left = now.write().ends();
      done = true;
    } catch (SQLException e) {
      throw failed(changes, now, sent, e);
    } catch (RuntimeException | Error e) {
      if (sent && !changes.isEmpty()) {
        throw unknown(now, dialect.name() + " failed in a commit: " + e, e);
      }
      throw e;
    } finally {
      if (!done) {
        discardWriter();
      }
    }
  }

  @Override
  public void committed(Changes changes) {
    writer().rows().committed(changes);
  }

  /** The tables have a batch from some moment of its commit on. */
  @Override
  public boolean answersBesideCommit() {
    return false;
  }

  private RuntimeException failed(Changes changes, Writer now, boolean sent, SQLException e) {
    RuntimeException failure = dialect.failure(e);
    if (sent && !changes.isEmpty() && dialect.isUndecided(e)) {
      return unknown(now, String.valueOf(failure.getMessage()), e);
    }
    if (doubtfulIds.size() > DOUBTFUL_IDS) {
      doubtfulIds.clear();
    }
    doubtfulIds.addAll(changes.queued.keySet());
    return failure;
  }

  private CommitUnknown unknown(Writer now, String sentence, Throwable cause) {
    doubt = now.write().ends();
    return new CommitUnknown(sentence, cause);
  }

  @Override
  public boolean wasCommitted() {
    Ends asked = Objects.requireNonNull(doubt, "nothing is in doubt");
    Ends found = writer().write().ends();
    doubt = null;
    left = found;
    return found.sameAs(asked);
  }

  @Override
  public void probe() {
    discardWriter();
    Writer now = writer();
    boolean done = false;
    try {
      now.batch().add(Sql.PROBE, List.<@Nullable Object[]>of(row(1, new byte[PROBE_BYTES])));
      now.batch().commit();
      now.batch().add(Sql.PROBED, List.<@Nullable Object[]>of(row(1)));
      now.batch().commit();
      done = true;
    } catch (SQLException e) {
      throw dialect.failure(e);
    } finally {
      if (!done) {
        discardWriter();
      }
    }
  }

  private static @Nullable Object[] row(@Nullable Object... cells) {
    return cells;
  }

  @Override
  public <R> R read(Function<Rows, R> question) {
    return readers.ask(question);
  }

  @Override
  public void close() {
    closed = true;
    readers.close();
    discardWriter();
    dialect.close();
  }

  private Writer writer() {
    if (closed) {
      throw new StoreUnavailable(
          dialect.name() + " is closed", new IllegalStateException("closed"));
    }
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
      SqlRows.LastRecord last = rows.lastRecord();
      Ends ends =
          new Ends(
              last.position(), last.id(), rows.lastOutboxPosition(), SqlWrite.unrecorded(rows));
      checkAsLeft(ends, rows);
      session.connection().rollback();
      WriteBatch batch = dialect.batch(session);
      WordBlocks blocks = new WordBlocks(rows.asking());
      while (blocks.behind()) { // after an update from tables without them
        blocks.write(new Changes(), batch);
        batch.commit();
      }
      Writer opened = new Writer(session, recent(rows), batch, new SqlWrite(batch, blocks, ends));
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

  private RecentRows recent(SqlRows rows) {
    return new RecentRows(
        rows, doubtfulIds, rows::lastCrossing, rows::lastCrossingStream, RecentRows.BOUND);
  }

  /** What the gate knows by heart would be wrong if somebody else had written meanwhile. */
  private void checkAsLeft(Ends found, SqlRows rows) {
    Ends before = left;
    Ends open = doubt;
    if (before == null || found.sameAs(before) || open != null && found.sameAs(open)) {
      return;
    }
    IllegalStateException cause =
        new IllegalStateException("left at " + before + ", found " + found);
    if (!isIn(rows, before)) {
      onSetBack.accept(before);
      throw new StoreUnavailable(
          "%s lacks records that this gate has written: it was set back to an earlier copy, or is another one; bring the newer one back, then the gate goes on by itself"
              .formatted(dialect.name()),
          cause);
    }
    throw new StoreUnavailable(
        "%s is not as this gate left it: another gate wrote to it; see that no other gate uses it, then restart this one"
            .formatted(dialect.name()),
        cause);
  }

  /** Whether tables that ended there once have become these. */
  private static boolean isIn(SqlRows rows, Ends before) {
    return (before.position() == 0 || rows.isAt(before.position(), before.last()))
        && SqlWrite.unrecorded(rows) >= before.unrecorded();
  }

  private void discardWriter() {
    Writer open = writer;
    if (open != null) {
      synchronized (open.session()) { // a work may ask
        open.session().close();
      }
      writer = null;
    }
  }
}
