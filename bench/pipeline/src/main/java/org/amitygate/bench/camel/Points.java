package org.amitygate.bench.camel;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.apache.camel.Body;
import org.apache.camel.Header;

/** The durable points of a crossing: a transaction each. Called as beans by the route. */
public final class Points {

  private final DataSource database;

  Points(DataSource database) {
    this.database = database;
  }

  void createTables(boolean postgres) throws SQLException {
    String id = postgres ? "BIGSERIAL PRIMARY KEY" : "INTEGER PRIMARY KEY";
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE reading (id "
              + id
              + ", at BIGINT NOT NULL, device TEXT NOT NULL, event TEXT NOT NULL, plate TEXT NOT NULL, confidence INTEGER NOT NULL)");
      statement.execute(
          "CREATE TABLE decision (id "
              + id
              + ", at BIGINT NOT NULL, device TEXT NOT NULL, event TEXT NOT NULL, plate TEXT NOT NULL, decision TEXT NOT NULL, command TEXT NOT NULL)");
      statement.execute(
          "CREATE TABLE outcome (id "
              + id
              + ", at BIGINT NOT NULL, device TEXT NOT NULL, event TEXT NOT NULL, command TEXT NOT NULL, outcome TEXT NOT NULL)");
      connection.commit();
    }
  }

  /** A vehicle's plate was read. */
  public Arrival read(@Body String line, @Header("device") String device) throws SQLException {
    String[] words = line.split(" ");
    Arrival arrival = new Arrival(device, words[1], words[2]);
    insert(
        "INSERT INTO reading (at, device, event, plate, confidence) VALUES (?, ?, ?, ?, ?)",
        System.currentTimeMillis(),
        device,
        arrival.event(),
        arrival.plate(),
        95);
    return arrival;
  }

  /** It may pass; the command is part of the decision. */
  public Arrival decide(@Body Arrival arrival) throws SQLException {
    insert(
        "INSERT INTO decision (at, device, event, plate, decision, command) VALUES (?, ?, ?, ?, ?, ?)",
        System.currentTimeMillis(),
        arrival.device(),
        arrival.event(),
        arrival.plate(),
        "open",
        "open-lane");
    return arrival;
  }

  /** The lane has opened. */
  public String end(@Body String line, @Header("device") String device) throws SQLException {
    String event = line.split(" ")[1];
    insert(
        "INSERT INTO outcome (at, device, event, command, outcome) VALUES (?, ?, ?, ?, ?)",
        System.currentTimeMillis(),
        device,
        event,
        "open-lane",
        "Done");
    return event;
  }

  private void insert(String sql, Object... values) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      statement.executeUpdate();
      connection.commit();
    }
  }

  /** A vehicle whose plate was read. */
  public record Arrival(String device, String event, String plate) {}
}
