package org.amitygate.verifier;

import static org.amitygate.verifier.GateDays.FORGOTTEN;
import static org.amitygate.verifier.GateDays.HELD;
import static org.amitygate.verifier.GateDays.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is done to a journal behind the gate's back is found and named. */
class SabotageTest extends WrittenJournal {

  private static final String HELD_STREAM = crossing(HELD);
  private static final String LANE = "lane:Đường-1";

  /** Something that is done to a journal. */
  private interface Sabotage {
    void to(Copy copy) throws Exception;
  }

  /** That exactly this is found, and nothing else. */
  private void finds(Store store, String finding, Sabotage sabotage) throws Exception {
    try (Copy copy = copy(store)) {
      sabotage.to(copy);
      Outcome outcome = copy.verify();
      assertThat(outcome.said()).contains("NOT VERIFIED", "this is wrong\n! " + finding + "\n");
      assertThat(outcome.status()).isEqualTo(1);
    }
  }

  private static void set(Copy copy, String column, String stream, long seq, Object value)
      throws Exception {
    copy.update(
        "UPDATE record SET " + column + " = ? WHERE stream = ? AND seq = ?", value, stream, seq);
  }

  private static byte[] get(Copy copy, String column, String stream, long seq) throws Exception {
    return copy.bytes(
        "SELECT %s FROM record WHERE stream = '%s' AND seq = %d".formatted(column, stream, seq));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void oneByteOfAColumn(Store store) throws Exception {
    for (String column : List.of("body", "id", "personal_digest", "previous", "hash")) {
      finds(
          store,
          HELD_STREAM + ", record 2: it was altered: its hash is not that of its content",
          copy -> {
            byte[] bytes = get(copy, column, HELD_STREAM, 2);
            bytes[bytes.length / 2] ^= 1;
            set(copy, column, HELD_STREAM, 2, bytes);
          });
    }
    finds(
        store,
        HELD_STREAM + ", record 2: its personal values were altered",
        copy -> {
          byte[] bytes = get(copy, "personal", HELD_STREAM, 2);
          bytes[bytes.length - 3] ^= 1;
          set(copy, "personal", HELD_STREAM, 2, bytes);
        });
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void anotherTimeTypeOrVersion(Store store) throws Exception {
    String altered =
        HELD_STREAM + ", record 3: it was altered: its hash is not that of its content";
    finds(
        store,
        altered,
        copy ->
            copy.update(
                "UPDATE record SET at = at - 3600000000 WHERE stream = ? AND seq = 3",
                HELD_STREAM));
    finds(store, altered, copy -> set(copy, "type", HELD_STREAM, 3, "VehicleLeftZone"));
    finds(store, altered, copy -> set(copy, "v", HELD_STREAM, 3, 2));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void personalValuesThatWereNeverThere(Store store) throws Exception {
    finds(
        store,
        HELD_STREAM + ", record 1: personal values were added to it that it never had",
        copy -> set(copy, "personal", HELD_STREAM, 1, new byte[20]));
    finds(
        store,
        crossing(FORGOTTEN) + ", record 2: its personal values were altered",
        copy -> set(copy, "personal", crossing(FORGOTTEN), 2, new byte[20]));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void personalValuesThatNoRuleErased(Store store) throws Exception {
    String gone = "its personal values are gone, and no record says who erased them";
    finds(
        store,
        HELD_STREAM + ", record 2: " + gone,
        copy -> copy.update("UPDATE record SET personal = NULL WHERE stream = ?", HELD_STREAM));
    finds(
        store,
        LANE + ", record 15: " + gone,
        copy ->
            copy.update(
                "UPDATE record SET personal = NULL WHERE stream = ? AND seq >= 15 AND personal IS NOT NULL",
                LANE));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aRecordThatIsTakenAway(Store store) throws Exception {
    for (long seq : new long[] {1, 3}) {
      finds(
          store,
          HELD_STREAM + ", record " + seq + ": it is missing",
          copy -> copy.update("DELETE FROM record WHERE stream = ? AND seq = ?", HELD_STREAM, seq));
    }
    finds(
        store,
        HELD_STREAM + ", record 2: it is missing, with those up to 4",
        copy ->
            copy.update(
                "DELETE FROM record WHERE stream = ? AND seq > 1 AND seq < 5", HELD_STREAM));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void twoRecordsInEachOthersPlace(Store store) throws Exception {
    finds(
        store,
        HELD_STREAM + ", record 3: what stands here is record 4: the order was changed",
        copy -> {
          String move =
              "UPDATE record SET seq = ? WHERE stream = '" + HELD_STREAM + "' AND seq = ?";
          copy.update(move, 99L, 3L).update(move, 3L, 4L).update(move, 4L, 99L);
        });
    finds(
        store,
        HELD_STREAM
            + ", record 4: its place in the database was changed: it stands before an earlier one",
        copy -> {
          String where = " FROM record WHERE stream = '" + HELD_STREAM + "' AND seq = ";
          long third = copy.number("SELECT position" + where + 3);
          long fourth = copy.number("SELECT position" + where + 4);
          String move = "UPDATE record SET position = ? WHERE position = ?";
          copy.update(move, -1L, third).update(move, third, fourth).update(move, fourth, -1L);
        });
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void anEndThatIsCutOff(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      long last = copy.number("SELECT MAX(seq) FROM record WHERE stream = '" + LANE + "'") - 4;
      copy.update("DELETE FROM record WHERE stream = ? AND seq >= ?", LANE, last);
      assertThat(copy.verify().said())
          .contains(
              "this is wrong\n! " + LANE + ", record " + last + ": it is missing: the seal of ",
              " covers the stream up to record " + last + "\n");
    }
    try (Copy copy = copy(store)) {
      copy.update("DELETE FROM record WHERE stream = ?", HELD_STREAM);
      assertThat(copy.verify().said())
          .contains("this is wrong\n! " + HELD_STREAM + ", record 1: it is missing: the seal of ");
    }
  }

  /** Writes a record anew, and all hashes after it, as somebody does who knows the format. */
  static void rewrite(Copy copy, String stream, long seq, byte[] body) throws Exception {
    set(copy, "body", stream, seq, body);
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement select =
        copy.db.prepareStatement("SELECT * FROM record WHERE stream = ? ORDER BY seq")) {
      select.setString(1, stream);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          rows.add(SabotageTest.row(row));
        }
      }
    }
    byte[] previous = Hashes.zeros();
    for (Row row : rows) {
      Row chained = chained(row, previous);
      set(copy, "previous", stream, row.seq(), previous);
      set(copy, "hash", stream, row.seq(), chained.hash());
      previous = chained.hash();
    }
  }

  /** The record behind another one than it was. */
  static Row chained(Row row, byte[] previous) {
    Row behind = with(row, previous, row.hash());
    return with(row, previous, Hashes.record(behind));
  }

  private static Row with(Row row, byte[] previous, byte[] hash) {
    return new Row(
        row.position(),
        row.stream(),
        row.seq(),
        row.id(),
        row.at(),
        row.type(),
        row.v(),
        row.body(),
        row.bodyDigest(),
        row.personal(),
        row.personalDigest(),
        previous,
        hash);
  }

  private static Row row(ResultSet row) throws Exception {
    byte[] body = row.getBytes("body");
    return new Row(
        Optional.of(row.getLong("position")),
        row.getString("stream"),
        row.getLong("seq"),
        row.getBytes("id"),
        row.getLong("at"),
        row.getString("type"),
        row.getInt("v"),
        Optional.of(body),
        Hashes.sha256(body),
        Optional.ofNullable(row.getBytes("personal")),
        Optional.ofNullable(row.getBytes("personal_digest")),
        row.getBytes("previous"),
        row.getBytes("hash"));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aRecordThatIsRewrittenAlone(Store store) throws Exception {
    finds(
        store,
        HELD_STREAM
            + ", record 3: it was replaced: record 4 was written after another one than this",
        copy -> {
          byte[] fourth = get(copy, "hash", HELD_STREAM, 4);
          byte[] previous = get(copy, "previous", HELD_STREAM, 4);
          rewrite(
              copy, HELD_STREAM, 3, utf8("{\"type\":\"VehicleArrived\",\"v\":1,\"lane\":\"L9\"}"));
          set(copy, "previous", HELD_STREAM, 4, previous);
          set(copy, "hash", HELD_STREAM, 4, fourth);
        });
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aRecordThatIsRewrittenWithAllHashesAfterIt(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      byte[] body = utf8("{\"type\":\"VehicleArrived\",\"v\":1,\"lane\":\"L9\"}");
      rewrite(copy, HELD_STREAM, 3, body);
      Outcome outcome = copy.verify();
      assertThat(outcome.said())
          .contains(
              "this is wrong\n! " + HELD_STREAM + ", record 4: it is not the one that the seal of ",
              " covers: it, or one before it, was rewritten with all hashes after it\n");
      assertThat(outcome.status()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aStreamThatIsInventedLater(Store store) throws Exception {
    for (boolean atTheEnd : new boolean[] {true, false}) {
      try (Copy copy = copy(store)) {
        long position =
            copy.number(
                atTheEnd
                    ? "SELECT MAX(position) + 1 FROM record"
                    : "SELECT MIN(position) FROM seal");
        if (!atTheEnd) {
          copy.update("DELETE FROM record WHERE position = ?", position);
        }
        invent(copy, position);
        assertThat(copy.verify().said())
            .contains(
                atTheEnd
                    ? "! crossing:invented, record 1: it is dated before the end of the seal of "
                    : "! crossing:invented, record 1: it stands among the records of the seal of ");
      }
    }
  }

  private static void invent(Copy copy, long position) throws Exception {
    long at = copy.number("SELECT MIN(at) FROM record");
    byte[] none = Hashes.zeros();
    copy.put(position, "crossing:invented", 1, at, none, "{\"type\":\"Note\",\"v\":1}");
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aStreamThatIsInventedBeforeAllOthers(Store store) throws Exception {
    for (long position : new long[] {0, -1, Long.MIN_VALUE}) {
      finds(
          store,
          "crossing:invented, record 1: it stands in the database before the first place that a gate gives",
          copy -> invent(copy, position));
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void personalValuesThatAreErasedUnderALegalHold(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      String ofStream = " FROM record WHERE stream = '" + HELD_STREAM + "'";
      long last = copy.number("SELECT MAX(seq)" + ofStream);
      copy.update("UPDATE record SET personal = NULL WHERE stream = ? AND seq = 2", HELD_STREAM);
      copy.put(
          copy.number("SELECT MAX(position) + 1 FROM record"),
          HELD_STREAM,
          last + 1,
          copy.number("SELECT MAX(at) FROM record"),
          get(copy, "hash", HELD_STREAM, last),
          "{\"type\":\"PersonalValuesErased\",\"v\":1,\"from\":1,\"through\":2}");
      Outcome outcome = copy.verify();
      assertThat(outcome.said())
          .contains(
              "this is wrong\n! "
                  + HELD_STREAM
                  + ", record "
                  + (last + 1)
                  + ": it erased personal values in spite of a legal hold\n");
      assertThat(outcome.status()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void evidenceThatIsAlteredOrTakenAway(Store store) throws Exception {
    String held = Hashes.hex(Hashes.sha256(utf8("picture of " + GateDays.HELD_PLATE)));
    String open = Hashes.hex(Hashes.sha256(utf8("picture of 51C-333.33")));
    String young = Hashes.hex(Hashes.sha256(utf8("lane picture 7")));
    finds(
        store,
        crossing(OPEN) + ", record 2: the evidence file " + open + " that it names was altered",
        copy -> Files.writeString(copy.evidence(open), "another picture"));
    finds(
        store,
        LANE + ", record 15: the evidence file " + young + " that it names is missing",
        copy -> Files.delete(copy.evidence(young)));
    finds(
        store,
        HELD_STREAM
            + ", record 2: the evidence file "
            + held
            + " that it names is missing, in spite of a legal hold",
        copy -> Files.delete(copy.evidence(held)));
    String stray = "ab" + "0".repeat(62);
    finds(
        store,
        "the evidence file " + stray + " was altered",
        copy -> {
          Path file = copy.evidence(stray);
          Files.createDirectories(file.getParent());
          Files.writeString(file, "named by nobody");
        });
  }

  /** Every gate has that folder from its first start. */
  @Test
  void evidenceThatIsTakenAwayWithItsFolder() throws Exception {
    try (Copy copy = copy(Store.SQLITE)) {
      Path evidence = copy.folder.resolve("evidence");
      Files.move(evidence, copy.folder.resolve("elsewhere"));
      Outcome gone = copy.verify();
      assertThat(gone.said()).contains("NOT VERIFIED", " that it names is missing\n", "0 files");
      Files.createDirectory(evidence);
      assertThat(copy.verify()).as("as if its files were gone").isEqualTo(gone);
      Files.delete(evidence);
      assertThat(copy.verify("--evidence", evidence.toString()))
          .isEqualTo(
              new Outcome(
                  2,
                  evidence + " is no folder: give that of the evidence files with --evidence\n"));
    }
  }
}
