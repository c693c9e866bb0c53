package org.amitygate.verifier;

import static org.amitygate.verifier.GateDays.HELD;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables are built anew, so that the database compares otherwise than what is read tells. */
class TableSabotageTest extends WrittenJournal {

  private static final String HELD_STREAM = crossing(HELD);
  private static final String COLUMNS =
      "position, stream, seq, id, at, type, v, body, personal, personal_digest, previous, hash";

  /** The table of the records without keys, and with other columns: in SQLite, of any type. */
  private static void rebuild(Copy copy, String columns, String firstRow) throws Exception {
    try (var statement = copy.db.createStatement()) {
      statement.execute("CREATE TABLE other (" + columns + ")");
      if (!firstRow.isEmpty()) {
        statement.execute("INSERT INTO other SELECT " + firstRow);
      }
      statement.execute("INSERT INTO other SELECT " + COLUMNS + " FROM record");
      statement.execute("DROP TABLE record");
      statement.execute("ALTER TABLE other RENAME TO record");
    }
  }

  private static String said(Copy copy) {
    Outcome outcome = copy.verify();
    assertThat(outcome.status()).as(outcome.said()).isEqualTo(1);
    return outcome.said();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x'32'", "'2'", "NULL"})
  void aStreamThatIsInventedAtAPlaceThatIsNoNumber(String place) throws Exception {
    try (Copy copy = copy(Store.SQLITE)) {
      rebuild(copy, COLUMNS, "");
      long at = copy.number("SELECT MIN(at) FROM record");
      copy.put(9_999, "crossing:invented", 1, at, Hashes.zeros(), "{\"type\":\"Note\",\"v\":1}");
      copy.update("UPDATE record SET position = " + place + " WHERE position = 9999");
      assertThat(said(copy))
          .contains(
              "this is wrong\n! crossing:invented, record 1: its position is not stored as a whole"
                  + " number, as a gate stores it\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "position = CAST(position AS BLOB)",
        "seq = CAST(seq AS TEXT)",
        "seq = seq + 0.25",
        "id = NULL",
        "at = CAST(at AS TEXT)",
        "at = at + 0.25",
        "type = CAST(type AS BLOB)",
        "v = v + 4294967296",
        "v = CAST(v AS TEXT)",
        "body = CAST(body AS TEXT)",
        "personal = 7",
        "personal_digest = 7",
        "previous = CAST(previous AS TEXT)",
        "hash = NULL",
      })
  void aValueOfAnotherType(String change) throws Exception {
    try (Copy copy = copy(Store.SQLITE)) {
      rebuild(copy, COLUMNS, "");
      copy.update("UPDATE record SET " + change + " WHERE stream = ? AND seq = 3", HELD_STREAM);
      assertThat(said(copy))
          .contains("! " + HELD_STREAM)
          .contains(": its " + change.substring(0, change.indexOf(' ')) + " is not stored as ");
    }
  }

  @Test
  void aStreamThatIsInventedWithTheNameOfAnotherInBytes() throws Exception {
    try (Copy copy = copy(Store.SQLITE)) {
      rebuild(copy, COLUMNS, "");
      String third = " FROM record WHERE seq = 3 AND stream = '" + HELD_STREAM + "'";
      copy.put(
          copy.number("SELECT position" + third),
          HELD_STREAM,
          1,
          copy.number("SELECT at" + third),
          Hashes.zeros(),
          "{\"type\":\"Note\",\"v\":1}");
      copy.update("UPDATE record SET stream = CAST(stream AS BLOB) WHERE type = 'Note'");
      assertThat(said(copy))
          .contains("! " + HELD_STREAM + ", record 1: its stream is not stored as text");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aColumnOfAnotherType(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      if (store == Store.SQLITE) {
        rebuild(copy, COLUMNS.replace("position", "position REAL"), "");
      } else {
        copy.db.createStatement().execute("ALTER TABLE record ALTER position TYPE NUMERIC");
      }
      assertThat(said(copy)).contains(HELD_STREAM + ", record 1: its position is not stored as ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "day = CAST(day AS BLOB)",
        "position = CAST(position AS TEXT)",
        "at = at + 0.25",
        "digest = NULL",
        "heads = CAST(heads AS TEXT)",
      })
  void aValueOfASealOfAnotherType(String change) throws Exception {
    try (Copy copy = copy(Store.SQLITE)) {
      String columns = "day, position, at, previous, root, heads, digest, signature";
      try (var statement = copy.db.createStatement()) {
        statement.execute("CREATE TABLE other (" + columns + ")");
        statement.execute("INSERT INTO other SELECT " + columns + " FROM seal");
        statement.execute("DROP TABLE seal");
        statement.execute("ALTER TABLE other RENAME TO seal");
      }
      copy.update(
          "UPDATE seal SET " + change + " WHERE position = (SELECT MAX(position) FROM seal)");
      assertThat(said(copy))
          .contains("! the seal of ")
          .contains(
              " was altered: its "
                  + change.substring(0, change.indexOf(' '))
                  + " is not stored as ");
    }
  }

  /** One name for the database, two for everybody else. */
  @Test
  void aStreamThatIsInventedBehindTheNameOfAnother() throws Exception {
    try (Copy copy = copy(Store.SQLITE)) {
      String invented = "LANE:Đường-1";
      long position = copy.number("SELECT MIN(position) FROM record WHERE stream = 'lane:Đường-1'");
      long at = copy.number("SELECT at FROM record WHERE position = " + position);
      copy.put(9_999, invented, 1, at, Hashes.zeros(), "{\"type\":\"Note\",\"v\":1}");
      rebuild(
          copy,
          COLUMNS.replace("stream", "stream COLLATE NOCASE"),
          COLUMNS.replace("position", String.valueOf(position))
              + " FROM record WHERE position = 9999");
      copy.update("DELETE FROM record WHERE position = 9999");
      assertThat(said(copy))
          .contains("this is wrong\n! the seal of ")
          .contains(
              " covers other records than those that are read one by one: the tables are not those"
                  + " that a gate makes\n");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void whatIsReadOneByOneIsWhatTheSealsCover(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      TwoTables.forge(
          copy,
          store,
          records ->
              SabotageTest.rewrite(
                  records,
                  HELD_STREAM,
                  3,
                  SabotageTest.utf8("{\"type\":\"VehicleArrived\",\"v\":1,\"lane\":\"L9\"}")));
      assertThat(said(copy))
          .contains("this is wrong\n! the seal of ")
          .contains(" covers other records than those that are read one by one: the tables are ");
    }
  }

  /** Two seals up to one place: the records of the second would be covered by none. */
  @ParameterizedTest
  @EnumSource(Store.class)
  void sealsThatEndAtOnePlace(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      copy.update(
          "UPDATE seal SET position = (SELECT MAX(position) FROM seal)"
              + " WHERE position > (SELECT MIN(position) FROM seal)");
      assertThat(said(copy)).contains(" does not end behind that of ");
    }
  }

  @Test
  void whatExcusesGoneEvidenceIsWhatIsRead() throws Exception {
    try (Copy copy = copy(Store.POSTGRES)) {
      String later =
          "convert_to(regexp_replace(convert_from(body, 'UTF8'), '(\"keptBefore\":\")[^\"]*',"
              + " '\\12999-01-01T00:00:00Z'), 'UTF8')";
      TwoTables.view(
          copy,
          "% AND type = %",
          records ->
              records.update(
                  "UPDATE record SET body = " + later + " WHERE type = 'EvidenceErased'"));
      assertThat(said(copy))
          .contains("this is wrong\n! gate, record ")
          .contains(": another one says what evidence was deleted than is read where all are read");
    }
  }

  /** What is found when nothing is asked but by type, and when nothing is but what came since. */
  @ParameterizedTest
  @ValueSource(strings = {"% AND type = %", "% AND seq > %"})
  void whatExcusesGoneEvidenceFollowsWhatIsRead(String question) throws Exception {
    try (Copy copy = copy(Store.POSTGRES)) {
      Files.delete(copy.evidence(nameOf("lane picture 7")));
      TwoTables.view(
          copy,
          question,
          records ->
              putBehind(
                  records,
                  "gate",
                  1_000,
                  records.number("SELECT MAX(at) FROM record"),
                  "{\"type\":\"EvidenceErased\",\"v\":1,\"keptBefore\":\"2999-01-01T00:00:00Z\"}"));
      assertThat(said(copy))
          .contains("this is wrong\n! gate, record ")
          .contains(": another one says what evidence was deleted than is read where all are read");
    }
  }

  @Test
  void aLegalHoldThatIsSaidToBeLiftedLaterExcusesNothingThatWasDeletedBefore() throws Exception {
    try (Copy copy = copy(Store.POSTGRES)) {
      Files.delete(copy.evidence(nameOf("picture of " + GateDays.HELD_PLATE)));
      TwoTables.view(
          copy,
          "% AND seq > %",
          records ->
              putBehind(
                  records,
                  HELD_STREAM,
                  1,
                  records.number("SELECT MIN(at) FROM record WHERE type = 'EvidenceErased'"),
                  "{\"type\":\"LegalHoldLifted\",\"v\":1}"));
      assertThat(said(copy))
          .contains("this is wrong\n! " + HELD_STREAM + ", record 2: the evidence file ")
          .contains(" that it names is missing, in spite of a legal hold\n");
    }
  }

  private static String nameOf(String content) {
    return Hashes.hex(Hashes.sha256(SabotageTest.utf8(content)));
  }

  /** Puts a record behind the last one of its stream, which it names, so many numbers further. */
  private static void putBehind(Copy copy, String stream, int further, long at, String body)
      throws Exception {
    String last = " FROM record WHERE stream = '" + stream + "' ORDER BY seq DESC LIMIT 1";
    copy.put(
        copy.number("SELECT MAX(position) + 1 FROM record"),
        stream,
        copy.number("SELECT seq" + last) + further,
        at,
        copy.bytes("SELECT hash" + last),
        body);
  }
}
