package org.amitygate.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.amitygate.config.PostgresConfig;
import org.amitygate.journal.Store.StoreUnavailable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * PostgreSQL, with what its documentation says makes a commit durable: {@code fsync}, {@code
 * full_page_writes} and {@code synchronous_commit}
 * (https://www.postgresql.org/docs/current/runtime-config-wal.html). One gate at a time holds the
 * tables of a schema, by an advisory lock of its writing session, which ends with that session.
 */
final class Postgres implements Dialect {

  /** First half of the lock's key: "Amit"; the second is the schema. */
  private static final int LOCK = 0x416d6974;

  private static final Set<String> SYNCHRONOUS = Set.of("on", "remote_apply");

  /**
   * Whatever is asked for in an order has an index of that order, and only some rows of it are
   * needed: never all rows, sorted. Nothing runs so long that compiling it would pay.
   */
  private static final String PLANS = "SET enable_sort = off; SET jit = off;";

  /**
   * A writer that died without a word is noticed by the server within half a minute. The statements
   * are as good with a plan for any rows, and need not be planned each time. They touch a few rows
   * each, and are planned when the tables are empty: scanning a whole table, which looks cheap
   * then, has to look expensive.
   */
  private static final String SETTINGS =
      PLANS
          + """
      SET synchronous_commit = on; SET statement_timeout = 0;
      SET idle_session_timeout = 0;
      SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;
      SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET lock_timeout = %d
      """;

  private static final String DURABILITY =
      """
      SELECT current_setting('server_version'), current_setting('fsync'),
        current_setting('full_page_writes'), current_setting('synchronous_commit'),
        current_setting('server_encoding'), current_setting('transaction_read_only'),
        coalesce(current_schema(), '')
      """;

  private static final String TAKE_LOCK =
      "SELECT pg_advisory_lock(%d, current_schema()::regnamespace::oid::int)".formatted(LOCK);

  private static final String HOLDER =
      """
      SELECT a.application_name, coalesce(host(a.client_addr), 'the same machine'), a.pid
      FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()
        AND l.classid = %d AND l.objid = current_schema()::regnamespace::oid
      """
          .formatted(LOCK);

  /** A server that has said nothing for so long is given up, as one that has ended the session. */
  static final Duration ANSWER = Duration.ofSeconds(30);

  private static final int CONNECT_SECONDS = 5;

  private final Supplier<PostgresConfig> config;
  private final Duration answer;
  private final Duration patience;
  private final Supplier<List<String>> settings;

  /** {@code config} is asked at each connection: the password may change. */
  Postgres(Supplier<PostgresConfig> config) {
    this(config, ANSWER, Duration.ofSeconds(5), List::of);
  }

  /**
   * @param answer how long the server may take for one answer; whole seconds
   * @param patience how long to wait for somebody else's lock
   * @param settings statements for each writing connection, before it is checked
   */
  Postgres(
      Supplier<PostgresConfig> config,
      Duration answer,
      Duration patience,
      Supplier<List<String>> settings) {
    this.config = config;
    this.answer = answer;
    this.patience = patience;
    this.settings = settings;
  }

  @Override
  public String name() {
    return config.get().place();
  }

  @Override
  public String position() {
    return "BIGINT";
  }

  /** Not the database's language: that may sort differently after an update of its machine. */
  @Override
  public String text() {
    return "TEXT COLLATE \"C\"";
  }

  @Override
  public String blob() {
    return "BYTEA";
  }

  @Override
  public String postgres() {
    return "";
  }

  @Override
  public String find() {
    return "strpos";
  }

  @Override
  public Connection openWriter() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute(SETTINGS.formatted(patience.toMillis()));
      for (String setting : settings.get()) {
        statement.execute(setting);
      }
      check(statement);
      lock(statement);
      connection.setAutoCommit(false);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  private void check(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery(DURABILITY)) {
      row.next();
      String synchronous = row.getString(4);
      if (!row.getString(2).equals("on")
          || !row.getString(3).equals("on")
          || !SYNCHRONOUS.contains(synchronous)) {
        throw new IllegalStateException(
            "%s would lose what it acknowledged: fsync is %s, full_page_writes is %s and synchronous_commit is %s, not on; switch them on in its postgresql.conf"
                .formatted(name(), row.getString(2), row.getString(3), synchronous));
      }
      if (!row.getString(5).equals("UTF8")) {
        throw new IllegalStateException(
            "%s keeps text as %s: create the database with ENCODING 'UTF8'"
                .formatted(name(), row.getString(5)));
      }
      if (row.getString(6).equals("on")) {
        throw new SQLException("transaction_read_only is on", "25006");
      }
      if (row.getString(7).isEmpty()) {
        throw new SQLException("no such schema", "3F000");
      }
    }
  }

  private void lock(Statement statement) throws SQLException {
    try {
      statement.execute(TAKE_LOCK);
    } catch (SQLException e) {
      if (!"55P03".equals(e.getSQLState())) {
        throw e;
      }
      try (ResultSet row = statement.executeQuery(HOLDER)) {
        String holder =
            row.next()
                ? "%s on %s (server process %d)"
                    .formatted(row.getString(1), row.getString(2), row.getInt(3))
                : "another gate";
        throw new StoreUnavailable(
            "%s is in use by %s: one gate at a time writes a journal".formatted(name(), holder), e);
      }
    }
  }

  @Override
  public void migrating(Connection writer) throws SQLException {
    writer.setNetworkTimeout(Runnable::run, 0);
  }

  /** Commits by its own statements: see {@link ArrayBatch}. */
  @Override
  public WriteBatch batch(Session writer) throws SQLException {
    writer.connection().setAutoCommit(true);
    writer.connection().setNetworkTimeout(Runnable::run, (int) answer.toMillis());
    return new ArrayBatch(writer);
  }

  @Override
  public Connection openReader() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute(PLANS);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    return connection;
  }

  private Connection connect() throws SQLException {
    PostgresConfig wanted = config.get();
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {wanted.host()});
    source.setPortNumbers(new int[] {wanted.port()});
    source.setDatabaseName(wanted.database());
    source.setCurrentSchema(wanted.schema());
    source.setUser(wanted.user());
    source.setPassword(wanted.password());
    source.setApplicationName("amity-gate process " + ProcessHandle.current().pid());
    source.setConnectTimeout(CONNECT_SECONDS);
    source.setSocketTimeout((int) answer.toSeconds());
    source.setTcpKeepAlive(true);
    source.setPrepareThreshold(1);
    for (var option : wanted.tls().entrySet()) {
      source.setProperty(option.getKey(), option.getValue());
    }
    return source.getConnection();
  }

  @Override
  public String durability(Connection writer) throws SQLException {
    try (Statement statement = writer.createStatement();
        ResultSet row = statement.executeQuery(DURABILITY)) {
      row.next();
      return "PostgreSQL %s, fsync=%s, full_page_writes=%s, synchronous_commit=%s"
          .formatted(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
    }
  }

  @Override
  public RuntimeException failure(SQLException e) {
    return PostgresFailure.of(e, config.get());
  }

  @Override
  public boolean isUndecided(SQLException e) {
    return PostgresFailure.isUndecided(e);
  }

  /** The lock ends with the session that holds it. */
  @Override
  public void close() {}
}
