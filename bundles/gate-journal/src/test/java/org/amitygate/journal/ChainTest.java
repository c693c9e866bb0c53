package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.amitygate.journal.Fixture.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.SealKey;
import org.amitygate.journal.Rows.Heads;
import org.amitygate.journal.Seal.StreamHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The golden files were computed by another program from docs/records.md; they never change. */
abstract class ChainTest {

  private static final LocalDate DAY = LocalDate.parse("2026-11-23");

  /** Signs nothing: how the gate signs is proved where the key is, and by the verifier. */
  private static final SealKey KEY =
      new SealKey() {
        @Override
        public String fingerprint() {
          return "a key";
        }

        @Override
        public byte[] sign(byte[] bytes) {
          return Chain.sha256(bytes);
        }
      };

  @TempDir Path folder;
  final TestStore database;

  ChainTest(TestStore database) {
    this.database = database;
  }

  @Test
  void hashesTheGoldenRecords() throws IOException {
    JsonNode golden = golden("records.json");
    assertThat(golden).hasSize(4);
    for (JsonNode row : golden) {
      byte[] json = row.path("body").asText().getBytes(StandardCharsets.UTF_8);
      Optional<byte[]> digest = optional(row.path("personal")).map(Chain::sha256);
      assertThat(digest.isPresent()).isEqualTo(!row.path("personalDigest").isNull());
      digest.ifPresent(d -> assertThat(hex(d)).isEqualTo(row.path("personalDigest").asText()));
      byte[] hash =
          Chain.hash(
              row.path("stream").asText(),
              row.path("seq").asLong(),
              UUID.fromString(row.path("id").asText()),
              row.path("at").asLong(),
              row.path("type").asText(),
              row.path("v").asInt(),
              Chain.sha256(json),
              digest,
              bytes(row.path("previous")));
      assertThat(hex(hash)).as(row.path("type").asText()).isEqualTo(row.path("hash").asText());
    }
  }

  @Test
  void writesTheGoldenBodiesByteForByteAndReadsThemBack() throws IOException {
    for (JsonNode row : golden("records.json")) {
      byte[] json = row.path("body").asText().getBytes(StandardCharsets.UTF_8);
      var body = Json.object(json);
      String type = body.remove("type").asText();
      int v = body.remove("v").asInt();
      assertThat(Json.recordBody(type, v, body)).isEqualTo(json);
      Optional<byte[]> personal = optional(row.path("personal"));
      Entry entry =
          new RecordRow("s", 1, new UUID(0, 0), 0, type, v, json, personal, personal, json, json)
              .entry();
      assertThat(entry.type()).isEqualTo(type);
      assertThat(entry.personal().isPresent()).isEqualTo(personal.isPresent());
    }
  }

  @Test
  void aBodyWithItsOwnTypeOrAnInexactNumberIsRefused() {
    for (String bad :
        List.of(
            "{\"type\":\"X\"}",
            "{\"v\":1}",
            "{\"kg\":1.5}",
            "{\"n\":1e3}",
            "{\"a\":[{\"n\":9007199254740992}]}",
            "{\"n\":-9007199254740992}",
            "{\"n\":99999999999999999999}")) {
      var body = Json.object(bad.getBytes(StandardCharsets.UTF_8));
      assertThatThrownBy(() -> Json.recordBody("Bad", 1, body))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
    var exact = Json.object().put("a", (1L << 53) - 1).put("b", 1 - (1L << 53));
    assertThat(Json.recordBody("Good", 1, exact))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"type\":\"Good\",\"v\":1,\"a\":9007199254740991,\"b\":-9007199254740991}");
  }

  @Test
  void personalValuesAreSaltedSoThatTheirDigestTellsNothing() throws Exception {
    try (Fixture gate = new Fixture(database.open(folder))) {
      for (int i = 0; i < 2; i++) {
        gate.<Void>done(
            tx -> {
              tx.append("gate", "Seen", 1, body("n", 1), Optional.of(body("plate", 1)));
              return null;
            });
      }
      List<RecordRow> rows = gate.store.read(view -> view.records("gate"));
      byte[] first = rows.get(0).personal().orElseThrow();
      byte[] second = rows.get(1).personal().orElseThrow();
      assertThat(first).hasSize(16 + "{\"plate\":1}".length());
      assertThat(Arrays.copyOf(first, 16))
          .isNotEqualTo(new byte[16])
          .isNotEqualTo(Arrays.copyOf(second, 16));
      assertThat(Arrays.copyOfRange(first, 16, first.length))
          .isEqualTo(Arrays.copyOfRange(second, 16, second.length))
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("{\"plate\":1}");
      var inexact =
          gate.journal.submit(
              tx -> {
                tx.append(
                    "gate", "Seen", 1, body("n", 1), Optional.of(Json.object().put("kg", 1.5)));
                return null;
              });
      gate.settle();
      assertThat(failure(inexact)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void sealsTheGoldenHeads() throws IOException {
    Optional<Seal> before = Optional.empty();
    for (JsonNode golden : golden("seals.json")) {
      List<StreamHead> heads =
          StreamSupport.stream(golden.path("heads").spliterator(), false)
              .map(h -> new StreamHead(h.get(0).asText(), h.get(1).asLong(), bytes(h.get(2))))
              .toList();
      Seal seal =
          Seal.of(
              LocalDate.parse(golden.path("day").asText()),
              before,
              new Heads(99, golden.path("at").asLong(), heads));
      assertThat(hex(seal.previous())).isEqualTo(golden.path("previous").asText());
      assertThat(hex(seal.root())).isEqualTo(golden.path("root").asText());
      assertThat(hex(seal.digest())).isEqualTo(golden.path("digest").asText());
      assertThat(new ObjectMapper().readTree(seal.heads())).isEqualTo(golden.path("heads"));
      before = Optional.of(seal);
    }
  }

  @Test
  void whatIsWrittenVerifiesByTheDocumentAlone() throws Exception {
    try (Fixture gate = written()) {
      assertThat(check()).isEmpty();
      assertThat(database.check(folder).ids).hasSize(6);
      assertThat(gate.journal.read(view -> view.records("crossing:1")).join())
          .extracting(Entry::personal)
          .containsExactly(Optional.of(body("plate", 0)), Optional.of(body("plate", 1)));
    }
  }

  @Test
  void aChangeToAnyColumnOfARecordIsFound() throws Exception {
    written().close();
    String zero = database.bytes("00");
    try (Connection db = database.look(folder);
        Statement statement = db.createStatement()) {
      db.setAutoCommit(false);
      for (String change :
          List.of(
              "seq = 9",
              "id = " + database.bytes("00000000000070008000000000000000"),
              "at = at + 1",
              "type = 'Y'",
              "v = 2",
              "body = '{\"type\":\"Seen\",\"v\":1,\"n\":7}'",
              "personal = " + zero,
              "personal_digest = NULL",
              "previous = " + zero,
              "hash = " + zero,
              "stream = 'crossing:9'")) {
        int changed =
            statement.executeUpdate(
                "UPDATE record SET " + change + " WHERE stream = 'crossing:1' AND seq = 1");
        assertThat(changed).isEqualTo(1);
        assertThat(new RecordsCheck(db).faults).as(change).isNotEmpty();
        db.rollback();
      }
      assertThat(new RecordsCheck(db).faults).isEmpty();
    }
  }

  @Test
  void erasingPersonalValuesKeepsTheChainAndOverwritesThem() throws Exception {
    try (Fixture gate = written()) {
      gate.write(tx -> ((WorkTransaction) tx).forget("crossing:1", 1, 1));
      assertThat(gate.journal.read(view -> view.records("crossing:1")).join())
          .extracting(Entry::personal)
          .containsExactly(Optional.empty(), Optional.of(body("plate", 1)));
      assertThat(check()).isEmpty();
      long last = gate.done(tx -> ((WorkTransaction) tx).forget("crossing:1", 2, Long.MAX_VALUE));
      assertThat(last).isEqualTo(2);
    }
    assertThat(check()).isEmpty();
    if (database == TestStore.SQLITE) {
      // Closing has emptied the log into the file: no trace may be left in it.
      assertThat(Files.readString(folder.resolve("journal.db"), StandardCharsets.ISO_8859_1))
          .contains("Seen")
          .doesNotContain("\"plate\":");
    }
  }

  @Test
  void sealsCoverWhatGrewSinceTheSealBefore() throws Exception {
    try (Fixture gate = written()) {
      Seal first = seal(gate, DAY);
      assertThat(streams(first)).containsExactly("crossing:1", "gate", "lane:Đường-3");
      gate.<Void>done(
          tx -> {
            tx.append("gate", "Seen", body("n", 3));
            return null;
          });
      Seal second = seal(gate, DAY.plusDays(1));
      assertThat(streams(second)).containsExactly("gate");
      assertThat(second.previous()).isEqualTo(first.digest());
      Seal third = seal(gate, DAY.plusDays(2));
      assertThat(streams(third)).as("the seal before was recorded").containsExactly("gate");
      var again = gate.journal.seal(DAY.plusDays(2), KEY);
      gate.settle();
      assertThat(failure(again)).hasMessageContaining("sealed up to 2026-11-25");
      assertThat(check()).isEmpty();
    }
    String zero = database.bytes("00");
    database.sql(folder, "UPDATE seal SET root = " + zero + " WHERE day = '2026-11-24'");
    assertThat(check()).contains("2026-11-24: root");
  }

  @Test
  void ofTwoSealsAtOnceOneFails() {
    try (Fixture gate = written()) {
      var one = gate.journal.seal(DAY, KEY);
      var other = gate.journal.seal(DAY.plusDays(1), KEY);
      gate.settle();
      assertThat(one.join().day()).isEqualTo(DAY);
      assertThat(failure(other)).hasMessageContaining("another seal");
    }
  }

  private Fixture written() {
    Fixture gate = new Fixture(database.open(folder));
    for (int i = 0; i < 2; i++) {
      int n = i;
      gate.<Void>done(
          tx -> {
            tx.append("crossing:1", "Seen", 1, body("n", n), Optional.of(body("plate", n)));
            tx.append("gate", "Seen", body("n", n));
            tx.append("lane:Đường-3", "Seen", body("n", n));
            return null;
          });
    }
    return gate;
  }

  private static Seal seal(Fixture gate, LocalDate day) {
    var seal = gate.journal.seal(day, KEY);
    gate.settle();
    return seal.join();
  }

  private static List<String> streams(Seal seal) throws IOException {
    List<String> streams = new ArrayList<>();
    new ObjectMapper().readTree(seal.heads()).forEach(head -> streams.add(head.get(0).asText()));
    return streams;
  }

  private List<String> check() throws Exception {
    return database.check(folder).faults;
  }

  private static JsonNode golden(String name) throws IOException {
    try (InputStream in = ChainTest.class.getResourceAsStream("/golden/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static Optional<byte[]> optional(JsonNode hex) {
    return hex.isNull() ? Optional.empty() : Optional.of(bytes(hex));
  }

  private static byte[] bytes(JsonNode hex) {
    return HexFormat.of().parseHex(hex.asText());
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
