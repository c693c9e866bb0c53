package org.amitygate.journal;

import java.sql.SQLException;
import java.util.Set;
import org.amitygate.config.PostgresConfig;
import org.amitygate.journal.Store.StoreRejected;
import org.amitygate.journal.Store.StoreUnavailable;
import org.postgresql.util.PSQLException;

/**
 * What a failure of PostgreSQL means to the operator, by SQLSTATE
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
final class PostgresFailure {

  /**
   * Classes of failures by which one batch differs from the next: bad data, broken keys, limits.
   */
  private static final Set<String> OF_THE_BATCH = Set.of("22", "23", "54", "P0");

  private PostgresFailure() {}

  static RuntimeException of(SQLException e, PostgresConfig config) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    if (state.length() == 5 && OF_THE_BATCH.contains(state.substring(0, 2))) {
      return new StoreRejected(String.valueOf(e.getMessage()), e);
    }
    return new StoreUnavailable(sentence(state, config) + " (" + e.getMessage() + ")", e);
  }

  private static String sentence(String state, PostgresConfig config) {
    String place = config.place();
    return switch (state) {
      case "53100" -> "the disk of " + place + " is full: make room on its machine";
      case "53200" -> "the machine of " + place + " has no memory left: see to it";
      case "53300" ->
          place + " takes no more connections: raise its max_connections, or end other programs";
      case "25006" ->
          place + " is read-only: connect the gate to the primary, or lift the read-only setting";
      case "28P01", "28000" ->
          "%s does not let user %s in: see to the password in the secret of etc/gate.yaml, and to pg_hba.conf"
              .formatted(place, config.user());
      case "3D000" ->
          "%s: there is no such database: create it with CREATE DATABASE %s ENCODING 'UTF8' OWNER %s"
              .formatted(place, config.database(), config.user());
      case "3F000" ->
          "%s: there is no such schema: create it with CREATE SCHEMA %s AUTHORIZATION %s"
              .formatted(place, config.schema(), config.user());
      case "42501" ->
          "user %s may not write to %s: make it the owner of the schema and its tables"
              .formatted(config.user(), place);
      case "55P03" -> place + " is locked by another program: end that program";
      case "57P03" -> place + " is starting or stopping: wait, or see to its log";
      case "57P01", "57P02" -> place + " was stopped: start it";
      case "58030", "XX001", "XX002" -> "the disk of " + place + " fails or is damaged: see to it";
      default ->
          state.startsWith("08") || state.isEmpty()
              ? place + " does not answer: see that it runs, and to the network"
              : place + " cannot be used: see to its log";
    };
  }

  /** The server did not say that it refused: it may have committed before it fell silent. */
  static boolean isUndecided(SQLException e) {
    String state = String.valueOf(e.getSQLState());
    boolean refused = e instanceof PSQLException p && p.getServerErrorMessage() != null;
    return !refused || state.startsWith("57P") || state.startsWith("08");
  }
}
