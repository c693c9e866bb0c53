package org.amitygate.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/**
 * The two files that a commit gets into, the database and its write-ahead log, and whether their
 * names still lead to them: SQLite writes and syncs a file that was removed as well as any other.
 * For one thread at a time.
 */
final class SqliteFiles implements AutoCloseable {

  private static final Object NONE = "none";

  private final Path file;
  private final Path wal;
  private @Nullable Object fileKey;
  private @Nullable Object walKey;

  /** Writes into files of which one was taken away; closing it would lose what is in them. */
  private @Nullable Connection stranded;

  /** What the log has since was perhaps never synced, and a later sync need not do it. */
  private boolean syncFailed;

  SqliteFiles(Path file) {
    this.file = file;
    this.wal = file.resolveSibling(file.getFileName() + "-wal");
  }

  /** A file was taken away from the one who writes it: the message is for the operator. */
  static final class TakenAway extends SQLException {
    private static final long serialVersionUID = 1;

    private TakenAway(String sentence, @Nullable Throwable cause) {
      super(sentence, "", SQLiteErrorCode.SQLITE_IOERR.code, cause);
    }
  }

  /**
   * To be called before the database is opened to be written.
   *
   * @throws SQLException it must not be opened now
   */
  void beforeOpening() throws SQLException {
    Connection before = stranded;
    if (before != null) {
      copyBack(before);
    }
    if (fileKey != null && !fileKey.equals(key(file))) {
      throw new TakenAway(
          file
              + " was taken away or replaced while the gate runs: move back the file that was there; or stop the gate, and see which one has everything",
          null);
    }
    if (before != null) {
      before.close();
      stranded = null;
    }
  }

  /**
   * To be called before anything is read on the connection that writes, in auto-commit: what is
   * found in a log whose sync failed may be there in memory only, and gets to the disk by being
   * copied.
   *
   * @throws SQLException it could not be copied
   */
  void opening(Connection writer) throws SQLException {
    if (syncFailed) {
      copyBack(writer);
      syncFailed = false;
    }
  }

  /**
   * It was opened to be written, and its log has been made.
   *
   * @throws TakenAway or not
   */
  void opened() throws TakenAway {
    if (fileKey == null) {
      fileKey = key(file);
    }
    walKey = key(wal);
    if (walKey.equals(NONE)) {
      throw new TakenAway(wal + " was taken away while it was opened", null);
    }
  }

  /** To be called when a commit failed. */
  void failed(SQLException e) {
    syncFailed |= (e.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_IOERR.code;
  }

  /**
   * To be called behind each commit.
   *
   * @throws TakenAway what was committed is in files that have lost their names, from where it is
   *     copied back if that can be done; the session is not to be used any more
   */
  void check(Session writer) throws TakenAway {
    boolean sameWal = key(wal).equals(walKey);
    if (sameWal && key(file).equals(fileKey)) {
      return;
    }
    stranded = writer.giveAway();
    @Nullable SQLException failure = null;
    try {
      copyBack(stranded);
    } catch (SQLException e) {
      failure = e;
    }
    throw new TakenAway(
        (sameWal ? file : wal)
            + " was taken away or replaced while the gate writes it: leave the files of a running gate alone",
        failure);
  }

  /** Moves what is in the log into the file; both may have lost their names. */
  private void copyBack(Connection connection) throws SQLException {
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
      if (row.next() && row.getInt(1) != 0) {
        throw new SQLException(
            "an older state of " + file + " is still being read",
            "",
            SQLiteErrorCode.SQLITE_BUSY.code);
      }
    }
  }

  /** What tells a file from others that had its name before; not on Windows, which removes none. */
  private static Object key(Path path) {
    try {
      Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
      return key == null ? "" : key;
    } catch (IOException e) {
      return NONE;
    }
  }

  @Override
  public void close() throws SQLException {
    Connection before = stranded;
    if (before != null) {
      try (before) {
        copyBack(before);
      }
      stranded = null;
    }
  }
}
