package org.amitygate.demo.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.amitygate.demo.report.CrossingRow;
import org.amitygate.demo.report.JournalRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal by docs/records.md that somebody is writing. */
class JournalReaderTest {
  private static final UUID ID = UUID.fromString("01890000-0000-7000-8000-000000000001");

  @TempDir Path folder;
  private Path file;
  private Connection writer;
  private JournalReader reader;

  @BeforeEach
  void open() throws SQLException {
    file = folder.resolve("journal.db");
    reader = new JournalReader("huu-nghi", file);
  }

  @AfterEach
  void close() throws SQLException {
    reader.close();
    if (writer != null) {
      writer.close();
    }
  }

  private void write(String... statements) throws SQLException {
    if (writer == null) {
      writer = DriverManager.getConnection("jdbc:sqlite:" + file);
      try (Statement statement = writer.createStatement()) {
        statement.execute("PRAGMA journal_mode = WAL");
      }
      write(
          "CREATE TABLE record (position INTEGER PRIMARY KEY, stream TEXT, seq BIGINT, id BLOB, at"
              + " BIGINT, type TEXT, v INTEGER, body BLOB, personal BLOB, personal_digest BLOB,"
              + " previous BLOB, hash BLOB)",
          "CREATE TABLE crossing (id BLOB PRIMARY KEY, name TEXT, role TEXT, lane TEXT, flow TEXT,"
              + " flow_version TEXT, state TEXT, stage TEXT, reason TEXT, plate TEXT, declaration"
              + " TEXT, open INTEGER, opened_at BIGINT, changed_at BIGINT, due_at BIGINT, version"
              + " INTEGER, body BLOB)",
          "CREATE TABLE outbox (position INTEGER PRIMARY KEY, id TEXT, queue TEXT, kind TEXT,"
              + " queued_at BIGINT, body BLOB)");
    }
    try (Statement statement = writer.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  private void record(String stream, long seq, String type, String body, byte[] personal)
      throws SQLException {
    write();
    try (PreparedStatement insert =
        writer.prepareStatement(
            "INSERT INTO record (stream, seq, at, type, body, personal) VALUES (?, ?, 5, ?, ?,"
                + " ?)")) {
      insert.setString(1, stream);
      insert.setLong(2, seq);
      insert.setString(3, type);
      insert.setBytes(4, body.getBytes(StandardCharsets.UTF_8));
      insert.setBytes(5, personal);
      insert.execute();
    }
  }

  private void crossing(String state, int open, String body) throws SQLException {
    write();
    try (PreparedStatement insert =
        writer.prepareStatement(
            "INSERT OR REPLACE INTO crossing (id, name, role, lane, state, stage, reason, plate,"
                + " declaration, open, opened_at, body) VALUES (?, 'HN-1', 'EXIT', 'L1', ?,"
                + " 'weigh', '', '29C12345', 'DEC-1', ?, 1, ?)")) {
      ByteBuffer id = ByteBuffer.allocate(16);
      id.putLong(ID.getMostSignificantBits()).putLong(ID.getLeastSignificantBits());
      insert.setBytes(1, id.array());
      insert.setString(2, state);
      insert.setInt(3, open);
      insert.setBytes(4, body.getBytes(StandardCharsets.UTF_8));
      insert.execute();
    }
  }

  @Test
  void aGateThatNeverStartedHasNothing() {
    assertThat(reader.snapshot().records()).isEmpty();
    assertThat(reader.last()).isZero();
    assertThat(reader.count("GateStarted")).isZero();
    assertThat(reader.version()).isEqualTo(-1);
  }

  @Test
  void aFileThatIsNoJournalYetHasNothing() throws Exception {
    Files.writeString(file, "");
    assertThat(reader.open()).isEmpty();
    record("gate", 1, "GateStarted", "{}", null);
    assertThat(reader.count("GateStarted")).isEqualTo(1);
  }

  @Test
  void readsRecordsWithWhatIsPersonalBehindItsSalt() throws Exception {
    byte[] personal = new byte[16 + 13];
    System.arraycopy("{\"plate\":\"P\"}".getBytes(StandardCharsets.UTF_8), 0, personal, 16, 13);
    record("crossing:" + ID, 1, "PlateRead", "{\"eventId\":\"e1\"}", personal);
    JournalRecord read = reader.snapshot().records().get(0);
    assertThat(read.type()).isEqualTo("PlateRead");
    assertThat(read.at()).isEqualTo(5);
    assertThat(read.body().path("eventId").asText()).isEqualTo("e1");
    assertThat(read.personal().path("plate").asText()).isEqualTo("P");
  }

  @Test
  void readsCrossingsAndTellsWhichGoOn() throws Exception {
    crossing(
        "UNDER_WAY",
        1,
        "{\"facts\":{\"plate\":\"29C-123.45\"},\"waiting\":{\"answers\":[\"customs\"]},"
            + "\"handover\":{\"state\":\"LOCAL\",\"epoch\":1,\"committedEpoch\":0}}");
    CrossingRow row = reader.underWay().get(0);
    assertThat(row.id()).isEqualTo(ID.toString());
    assertThat(row.shownPlate()).isEqualTo("29C-123.45");
    assertThat(row.waitsFor()).containsExactly("customs");
    assertThat(Stages.of(row)).isEqualTo("weigh");
    crossing("HOLD_WEIGHT", 1, "{}");
    assertThat(reader.underWay()).isEmpty();
    assertThat(reader.open()).hasSize(1);
    assertThat(reader.states()).containsEntry("HOLD_WEIGHT", 1);
    crossing("DONE", 0, "{}");
    assertThat(reader.open()).isEmpty();
    assertThat(reader.snapshot().crossings()).hasSize(1);
  }

  @Test
  void theVersionChangesWithEveryWriteOfAnotherProcess() throws Exception {
    record("gate", 1, "GateStarted", "{}", null);
    long before = reader.version();
    assertThat(reader.version()).isEqualTo(before);
    record("crossing:" + ID, 1, "CrossingEnded", "{}", null);
    assertThat(reader.version()).isNotEqualTo(before);
    assertThat(reader.endedSince(1)).isTrue();
    assertThat(reader.endedSince(2)).isFalse();
  }

  @Test
  void messagesThatWaitAreKnownByTheirIds() throws Exception {
    write(
        "INSERT INTO outbox (id, body) VALUES ('a', CAST('{\"messageId\":\"m1\"}' AS BLOB))",
        "INSERT INTO outbox (id, body) VALUES ('b', CAST('{\"authority\":\"customs\"}' AS BLOB))");
    sent(1, "m1");
    sent(2, "m2");
    assertThat(reader.receipted()).containsExactly(Map.entry("m2", "OFFER"));
    assertThat(reader.waiting()).isEqualTo(2);
  }

  private void sent(long seq, String id) throws SQLException {
    String body = "{\"messageId\":\"" + id + "\",\"messageType\":\"OFFER\"}";
    record("partner:x", seq, "PartnerMessageSent", body, null);
  }

  @Test
  void neverWrites() throws Exception {
    record("gate", 1, "GateStarted", "{}", null);
    writer.close();
    writer = null;
    byte[] before = Files.readAllBytes(file);
    reader.snapshot();
    reader.close();
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void aRecordIsFoundByItsId() throws SQLException {
    assertThat(reader.has(ID.toString())).isFalse();
    write();
    write(
        "INSERT INTO record (stream, seq, at, id, type) VALUES ('gate', 1, 5, x'"
            + ID.toString().replace("-", "")
            + "', 'GateStarted')");
    assertThat(reader.has(ID.toString())).isTrue();
    assertThat(reader.has(new UUID(1, 2).toString())).isFalse();
  }
}
