package org.amitygate.verifier;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** A copy of a journal in one of the two databases, to be tampered with and verified. */
final class Copy implements AutoCloseable {

  /** Which database. */
  enum Store {
    SQLITE,
    POSTGRES
  }

  private static final List<String> TABLES = List.of("record", "seal", "crossing");

  final Path folder;
  final String source;
  final Connection db;

  private Copy(Path folder, String source, Connection db) {
    this.folder = folder;
    this.source = source;
    this.db = db;
  }

  static Copy of(Path journal, Store store, Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(journal)) {
      for (Path file : files.toList()) {
        Path copy = folder.resolve(journal.relativize(file).toString());
        if (Files.isRegularFile(file)) {
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
    Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
    if (store == Store.SQLITE) {
      return new Copy(folder, folder.toString(), sqlite);
    }
    String dsn = Postgres.newSchema();
    Connection postgres =
        DriverManager.getConnection("jdbc:" + dsn.replace("schema=", "currentSchema="));
    for (String sql : schema()) {
      postgres.createStatement().execute(sql);
    }
    for (String table : TABLES) {
      rows(sqlite, postgres, table);
    }
    sqlite.close();
    return new Copy(folder, dsn, postgres);
  }

  /** The gate's own tables, with the types of PostgreSQL. */
  private static List<String> schema() throws IOException {
    List<String> all = new ArrayList<>(schema("schema-1.sql"));
    all.addAll(schema("schema-2.sql"));
    return all;
  }

  private static List<String> schema(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Copy.class.getResourceAsStream("/org/amitygate/journal/" + file))) {
      String all =
          new String(in.readAllBytes(), StandardCharsets.UTF_8)
              .replaceAll("(?m)^--.*$", "")
              .replace("${postgres}", "")
              .replace("${position}", "BIGINT")
              .replace("${text}", "TEXT COLLATE \"C\"")
              .replace("${blob}", "BYTEA");
      return Stream.of(all.split(";")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }
  }

  private static void rows(Connection from, Connection to, String table) throws SQLException {
    try (ResultSet row = from.createStatement().executeQuery("SELECT * FROM " + table)) {
      int columns = row.getMetaData().getColumnCount();
      String marks = "?,".repeat(columns - 1) + "?";
      try (PreparedStatement insert =
          to.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")")) {
        while (row.next()) {
          for (int i = 1; i <= columns; i++) {
            insert.setObject(i, row.getObject(i));
          }
          insert.executeUpdate();
        }
      }
    }
  }

  /** Changes something, once. */
  Copy update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = db.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      if (statement.executeUpdate() == 0) {
        throw new AssertionError("changes nothing: " + sql);
      }
    }
    return this;
  }

  /** Puts a record in that has the right hash. Its type is that of its body. */
  void put(long position, String stream, long seq, long at, byte[] previous, String body)
      throws SQLException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String type = Body.of(bytes).text("type");
    Row row =
        new Row(
            Optional.of(position),
            stream,
            seq,
            new byte[16],
            at,
            type,
            1,
            Optional.of(bytes),
            Hashes.sha256(bytes),
            Optional.empty(),
            Optional.empty(),
            previous,
            previous);
    update(
        "INSERT INTO record (position, stream, seq, id, at, type, v, body, previous, hash)"
            + " VALUES (?, ?, ?, ?, ?, ?, 1, ?, ?, ?)",
        position,
        stream,
        seq,
        row.id(),
        at,
        type,
        bytes,
        previous,
        Hashes.record(row));
  }

  byte[] bytes(String sql) throws SQLException {
    try (ResultSet row = db.createStatement().executeQuery(sql)) {
      row.next();
      return row.getBytes(1);
    }
  }

  long number(String sql) throws SQLException {
    try (ResultSet row = db.createStatement().executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** What the verifier said, and how it ended. */
  record Outcome(int status, String said) {}

  Outcome verify(String... options) {
    return run("verify", options);
  }

  Outcome run(String command, String... options) {
    List<String> words = new ArrayList<>(List.of(command, source));
    if (source.startsWith("postgresql:")) {
      words.addAll(List.of("--evidence", folder.resolve("evidence").toString()));
      if (!List.of(options).contains("--key")) {
        words.addAll(List.of("--key", key().toString()));
      }
    }
    words.addAll(List.of(options));
    return run(words);
  }

  static Outcome run(List<String> words) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
    int status = new Main(print, print).run(words);
    return new Outcome(status, said.toString(StandardCharsets.UTF_8));
  }

  Path key() {
    try (Stream<Path> keys = Files.list(folder.resolve("seal-keys"))) {
      return keys.findFirst().orElseThrow();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  Path evidence(String name) {
    return folder.resolve("evidence").resolve(name.substring(0, 2)).resolve(name);
  }

  @Override
  public void close() throws SQLException {
    db.close();
  }
}
