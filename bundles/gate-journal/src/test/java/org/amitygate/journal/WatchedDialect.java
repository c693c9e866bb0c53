package org.amitygate.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lets the test see the connections that write, and fail behind a commit. */
final class WatchedDialect implements Dialect {
  private final Dialect real;
  final List<Connection> writers = new ArrayList<>();
  int readers;

  /** What happens once a writing connection has committed. */
  Runnable afterCommit = () -> {};

  WatchedDialect(Dialect real) {
    this.real = real;
  }

  void onWriter(String sql) {
    try (Statement statement = writers.get(writers.size() - 1).createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Connection openWriter() throws SQLException {
    Connection writer = real.openWriter();
    writers.add(writer);
    return writer;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public void migrating(Connection writer) throws SQLException {
    real.migrating(writer);
  }

  @Override
  public WriteBatch batch(Session writer) throws SQLException {
    WriteBatch batch = real.batch(writer);
    return new WriteBatch() {
      @Override
      public void add(Sql.Put put, List<@Nullable Object[]> rows) throws SQLException {
        batch.add(put, rows);
      }

      @Override
      public void commit() throws SQLException {
        batch.commit();
        afterCommit.run();
      }
    };
  }

  @Override
  public boolean isUndecided(SQLException e) {
    return real.isUndecided(e);
  }

  @Override
  public String text() {
    return real.text();
  }

  @Override
  public String position() {
    return real.position();
  }

  @Override
  public String postgres() {
    return real.postgres();
  }

  @Override
  public String find() {
    return real.find();
  }

  @Override
  public String blob() {
    return real.blob();
  }

  @Override
  public Connection openReader() throws SQLException {
    readers++;
    return real.openReader();
  }

  @Override
  public String durability(Connection writer) throws SQLException {
    return real.durability(writer);
  }

  @Override
  public RuntimeException failure(SQLException e) {
    return real.failure(e);
  }

  @Override
  public void close() {
    real.close();
  }
}
