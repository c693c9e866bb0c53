package org.amitygate.config;

import java.util.Map;

/**
 * A PostgreSQL database.
 *
 * @param schema the schema that holds the gate's tables
 * @param password empty if the server asks for none
 * @param tls how the connection is protected, by the names of libpq: {@code sslmode, sslrootcert,
 *     sslcert, sslkey}; files are absolute
 */
public record PostgresConfig(
    String host,
    int port,
    String database,
    String schema,
    String user,
    String password,
    Map<String, String> tls) {

  /** Which tables these are, as people name them. */
  public String place() {
    return "PostgreSQL %s:%d/%s, schema %s".formatted(host, port, database, schema);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return place() + ", user " + user;
  }
}
