package org.amitygate.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * SQLite in one file, with a write-ahead log that is synced at each commit: {@code
 * journal_mode=WAL}, {@code synchronous=FULL}
 * (https://www.sqlite.org/pragma.html#pragma_synchronous). One process holds the file, by a lock on
 * a second file beside it. The driver is called by its class, since {@code DriverManager} does not
 * see into bundles.
 */
final class Sqlite implements Dialect {

  private static final int SYNCHRONOUS_FULL = 2;

  /** 32 MiB of write-ahead log. */
  private static final int CHECKPOINT_PAGES = 8_192;

  private static final int CACHE_KIB = 16_384;

  /** Files that journals of this process have open. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final SqliteFiles files;
  private final FileSync sync;
  private final Duration patience;
  private final Supplier<List<String>> pragmas;
  private final Path held;
  private final FileChannel lockFile;

  /**
   * Locks the file.
   *
   * @throws IllegalStateException another process, or another journal of this one, has it
   */
  static Sqlite lock(Path file, FileSync sync) throws IOException {
    return new Sqlite(file, sync, Duration.ofSeconds(5), List::of);
  }

  /**
   * @param patience how long to wait for somebody who looks at the file with another program
   * @param pragmas set on each writing connection, before it is checked
   */
  Sqlite(Path file, FileSync sync, Duration patience, Supplier<List<String>> pragmas)
      throws IOException {
    this.file = file;
    this.files = new SqliteFiles(file);
    this.sync = sync;
    this.patience = patience;
    this.pragmas = pragmas;
    this.held = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    this.lockFile = lock();
  }

  private FileChannel lock() throws IOException {
    Path path = file.resolveSibling(file.getFileName() + ".lock");
    // Opening and closing the lock's file a second time would give back the lock of this process.
    if (!HELD.add(held)) {
      throw inUse(Long.toString(ProcessHandle.current().pid()));
    }
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        throw inUse(Files.readString(path).strip());
      }
      String pid = Long.toString(ProcessHandle.current().pid());
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
      return channel;
    } catch (IOException | RuntimeException e) {
      HELD.remove(held);
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  private IllegalStateException inUse(String process) {
    return new IllegalStateException(
        "%s is in use by process %s: one gate at a time writes a journal".formatted(file, process));
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public String position() {
    return "INTEGER";
  }

  @Override
  public String text() {
    return "TEXT";
  }

  @Override
  public String blob() {
    return "BLOB";
  }

  @Override
  public String postgres() {
    return "--";
  }

  @Override
  public String find() {
    return "instr";
  }

  @Override
  public Connection openWriter() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(Math.toIntExact(patience.toMillis()));
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.enforceForeignKeys(true);
    config.setJournalSizeLimit(64 << 20);
    files.beforeOpening();
    Connection connection = connect(config);
    try {
      try (Statement statement = connection.createStatement()) {
        // Where the system's sync does not reach the disk (macOS), this does; elsewhere it is
        // nothing.
        statement.execute("PRAGMA fullfsync = ON");
        // Pages that change with every batch are copied back once in so many, not once in 4 MiB.
        statement.execute("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        // With the usual 2 MiB some pages are read again from the file for each batch.
        statement.execute("PRAGMA cache_size = -" + CACHE_KIB);
        // What is erased is overwritten, not only forgotten.
        statement.execute("PRAGMA secure_delete = ON");
        for (String pragma : pragmas.get()) {
          statement.execute(pragma);
        }
      }
      checkDurable(connection);
      files.opening(connection);
      sync.directory(file.toAbsolutePath().getParent());
      connection.setAutoCommit(false);
      return connection;
    } catch (IOException e) {
      connection.close();
      throw new SQLException("the folder of " + file + " cannot be synced", e);
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void migrating(Connection writer) {}

  @Override
  public WriteBatch batch(Session writer) throws SQLException {
    files.opened();
    return new RowBatch(writer, files);
  }

  @Override
  public Connection openReader() throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.setBusyTimeout(Math.toIntExact(patience.toMillis()));
    Connection connection = connect(config);
    connection.setAutoCommit(false);
    return connection;
  }

  private Connection connect(SQLiteConfig config) throws SQLException {
    return JDBC.createConnection(JDBC.PREFIX + file, config.toProperties());
  }

  private void checkDurable(Connection connection) throws SQLException {
    String mode = pragma(connection, "journal_mode");
    int synchronous = Integer.parseInt(pragma(connection, "synchronous"));
    if (!mode.equals("wal") || synchronous < SYNCHRONOUS_FULL) {
      throw new IllegalStateException(
          "%s would lose what it acknowledged: journal_mode is %s and synchronous is %d, not wal and %d; put the data folder on a local disk"
              .formatted(file, mode, synchronous, SYNCHRONOUS_FULL));
    }
  }

  @Override
  public String durability(Connection writer) throws SQLException {
    return "SQLite %s, journal_mode=%s, synchronous=%s, fullfsync=%s"
        .formatted(
            writer.getMetaData().getDatabaseProductVersion(),
            pragma(writer, "journal_mode"),
            pragma(writer, "synchronous"),
            pragma(writer, "fullfsync"));
  }

  static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      return row.next() ? row.getString(1) : "";
    }
  }

  @Override
  public RuntimeException failure(SQLException e) {
    if (e instanceof SqliteFiles.TakenAway) {
      return new Store.StoreUnavailable(String.valueOf(e.getMessage()), e);
    }
    SQLiteErrorCode code = code(e);
    String sentence =
        switch (code) {
          case SQLITE_FULL -> "the disk of " + file + " is full: make room";
          case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH ->
              file + " is read-only: give the gate the right to write it";
          case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL ->
              file + " is locked by another program: end that program";
          case SQLITE_CANTOPEN -> file + " cannot be opened: see to its folder and its rights";
          case SQLITE_IOERR -> "the disk of " + file + " fails: see to the disk";
          case SQLITE_CORRUPT, SQLITE_NOTADB ->
              file + " is damaged: put back a copy, and keep the damaged file";
          case SQLITE_NOMEM -> "there is no memory left to write " + file;
          case SQLITE_CONSTRAINT, SQLITE_MISMATCH, SQLITE_TOOBIG, SQLITE_RANGE -> "";
          default -> file + " cannot be used: restart the gate, and see to its log";
        };
    return sentence.isEmpty()
        ? new Store.StoreRejected(e.getMessage(), e)
        : new Store.StoreUnavailable(sentence + " (" + e.getMessage() + ")", e);
  }

  /** The frames of a commit may have reached the file before its sync failed. */
  @Override
  public boolean isUndecided(SQLException e) {
    return code(e) == SQLiteErrorCode.SQLITE_IOERR;
  }

  private static SQLiteErrorCode code(SQLException e) {
    // Extended codes carry the primary one in their low byte: https://www.sqlite.org/rescode.html
    int extended =
        e instanceof SQLiteException sqlite ? sqlite.getResultCode().code : e.getErrorCode();
    return SQLiteErrorCode.getErrorCode(extended & 0xff);
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (SQLException e) {
      throw new IllegalStateException("what was written last cannot be brought into " + file, e);
    } finally {
      unlock();
    }
  }

  private void unlock() {
    try {
      lockFile.close();
      HELD.remove(held);
    } catch (IOException e) {
      throw new IllegalStateException("the lock of " + file + " cannot be given back", e);
    }
  }
}
