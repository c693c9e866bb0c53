package org.amitygate.journal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.amitygate.core.bench.CrashingJournal;
import org.amitygate.core.bench.VirtualTime;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.View;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.UuidV7;

/**
 * The journal of the engine's bench in a real database: the real writer on the bench's strands,
 * dying where the test wants. A process that has died leaves what it had committed.
 */
final class StoredGate implements CrashingJournal.Storage, AutoCloseable {

  private final SplittableRandom random = new SplittableRandom(20261123);
  private final Connection look;
  private final Function<Path, SqlStore> database;
  private final Path folder;
  private SqlStore store;
  private int commits;
  private long asked;

  StoredGate(TestStore database, Path folder) {
    this.database = database::open;
    this.folder = folder;
    this.store = database.open(folder);
    try {
      this.look = database.look(folder);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public CrashingJournal start(VirtualTime time, GateClock clock) {
    store.close();
    store = database.apply(folder);
    return new Process(time, clock);
  }

  @Override
  public boolean runsBesideCommit() {
    return true;
  }

  @Override
  public Instant lastAt() {
    List<RecordRow> all = recordsAfter(0);
    return all.isEmpty() ? Instant.EPOCH : Micros.instant(all.get(all.size() - 1).at());
  }

  /** Questions that the engine asked of the rows so far, and the rows that it was given. */
  long asked() {
    return asked;
  }

  private Rows counted(Rows rows) {
    return (Rows)
        Proxy.newProxyInstance(
            Rows.class.getClassLoader(),
            new Class<?>[] {Rows.class},
            (proxy, method, arguments) -> {
              try {
                Object answer = method.invoke(rows, arguments);
                asked += answer instanceof Collection<?> all ? 1 + all.size() : 1;
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** In the order in which they were written, but for the first so many. */
  private List<RecordRow> recordsAfter(int count) {
    String sql =
        "SELECT stream, seq, id, at, type, v, body, personal, personal_digest, previous, hash"
            + " FROM record WHERE position > ? ORDER BY position";
    try (PreparedStatement statement = look.prepareStatement(sql)) {
      statement.setLong(1, count);
      List<RecordRow> all = new ArrayList<>();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          ByteBuffer id = ByteBuffer.wrap(row.getBytes(3));
          all.add(
              new RecordRow(
                  row.getString(1),
                  row.getLong(2),
                  new UUID(id.getLong(), id.getLong()),
                  row.getLong(4),
                  row.getString(5),
                  row.getInt(6),
                  row.getBytes(7),
                  Optional.ofNullable(row.getBytes(8)),
                  Optional.ofNullable(row.getBytes(9)),
                  row.getBytes(10),
                  row.getBytes(11)));
        }
      }
      return all;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      look.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    store.close();
  }

  /** One life of the journal. */
  private final class Process implements CrashingJournal {
    private final VirtualTime time;
    private final DyingStore dying;
    private final JournalWriter writer;
    private boolean crashed;

    Process(VirtualTime time, GateClock clock) {
      this.time = time;
      dying = new DyingStore(store, this::crash);
      Executor questions = Runnable::run;
      Strands strands = new Strands(time.strand(), time.strand(), questions, time::after);
      writer = new JournalWriter(dying, clock, new UuidV7(clock::now, random), random, strands);
    }

    @Override
    public View view() {
      return (View)
          Proxy.newProxyInstance(
              View.class.getClassLoader(),
              new Class<?>[] {View.class},
              (proxy, method, arguments) ->
                  store.read(
                      rows -> {
                        try {
                          return method.invoke(new RowsView(rows), arguments);
                        } catch (InvocationTargetException | IllegalAccessException e) {
                          throw new IllegalStateException(method.getName(), e);
                        }
                      }));
    }

    @Override
    public List<Entry> recordsAfter(int count) {
      return StoredGate.this.recordsAfter(count).stream().map(RecordRow::entry).toList();
    }

    @Override
    public int commits() {
      return commits;
    }

    @Override
    public void down(boolean is) {
      dying.down = is;
    }

    @Override
    public void crashAt(int commit, boolean after) {
      dying.crashAt = commit;
      dying.crashAfter = after;
    }

    @Override
    public void crash() {
      crashed = true;
      time.stop();
    }

    @Override
    public boolean crashed() {
      return crashed;
    }

    @Override
    public <R> CompletableFuture<R> submit(Work<R> work) {
      return crashed ? new CompletableFuture<>() : writer.submit(work);
    }

    @Override
    public <R> CompletableFuture<R> read(Function<View, R> question) {
      return writer.read(question);
    }

    @Override
    public Status status() {
      return writer.status();
    }

    @Override
    public void onQueued(Consumer<Outgoing> listener) {
      writer.onQueued(listener);
    }
  }

  /** A store whose process dies at a commit, or whose disk is full. */
  private final class DyingStore extends ForwardingStore {
    private final Runnable crash;
    private boolean down;
    private int crashAt = -1;
    private boolean crashAfter;

    DyingStore(Store real, Runnable crash) {
      super(real);
      this.crash = crash;
    }

    @Override
    public Rows rows() {
      return counted(super.rows());
    }

    @Override
    public <R> R read(Function<Rows, R> question) {
      return super.read(rows -> question.apply(counted(rows)));
    }

    @Override
    public void commit(Changes changes) {
      fail();
      if (changes.isEmpty()) {
        super.commit(changes);
        return;
      }
      boolean dies = commits + 1 == crashAt;
      if (!dies || crashAfter) {
        super.commit(changes);
        commits++;
      }
      if (dies) {
        crash.run();
        throw new StoreUnavailable("dead", new IllegalStateException("dead"));
      }
    }

    @Override
    public void probe() {
      fail();
      super.probe();
    }

    private void fail() {
      if (down) {
        throw new StoreUnavailable("the disk is full", new IllegalStateException("full"));
      }
    }
  }
}
