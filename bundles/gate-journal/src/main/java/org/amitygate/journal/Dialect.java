package org.amitygate.journal;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What differs between databases; everything else is plain SQL in {@link Sql}. Connections are
 * given with auto-commit off.
 */
interface Dialect extends AutoCloseable {

  /** For the operator: which database, where. */
  String name();

  /** Type of a place in a table: a 64-bit integer that the journal numbers. */
  String position();

  /** Type of text, compared by its bytes. */
  String text();

  /** Type of bytes. */
  String blob();

  /** What stands before a line of a schema that only PostgreSQL has. */
  String postgres();

  /** The function that gives the place of a text in another, from 1; 0 if it is not there. */
  String find();

  /**
   * Opens the one connection that writes; no other gate has one to the same tables.
   *
   * @throws SQLException it cannot be opened
   * @throws Store.StoreUnavailable another gate writes there
   * @throws IllegalStateException what makes a commit durable is not in force: nothing may be
   *     written
   */
  Connection openWriter() throws SQLException;

  /** A change of tables follows, which may take long. */
  void migrating(Connection writer) throws SQLException;

  /** How changes are written on the session of that connection. */
  WriteBatch batch(Session writer) throws SQLException;

  /** Opens a connection that cannot write. */
  Connection openReader() throws SQLException;

  /** What makes a commit durable on this connection, as the database itself says. */
  String durability(Connection writer) throws SQLException;

  /**
   * {@link Store.StoreUnavailable} if the database cannot be used for now, else {@link
   * Store.StoreRejected}.
   */
  RuntimeException failure(SQLException e);

  /** Whether a commit that failed with this may have happened all the same. */
  boolean isUndecided(SQLException e);

  /** Lets another process write. */
  @Override
  void close();
}
