package org.amitygate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.amitygate.journal.JournalFolder;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.amitygate.verifier.Database.StoredSeal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Seals are as hard to forge as records. */
class SealSabotageTest extends WrittenJournal {

  private static String day(Copy copy, int number) throws Exception {
    return new String(
        copy.bytes(
            "SELECT CAST(day AS "
                + (copy.source.startsWith("postgresql") ? "BYTEA" : "BLOB")
                + ") FROM seal ORDER BY day LIMIT 1 OFFSET "
                + number),
        StandardCharsets.US_ASCII);
  }

  private static String said(Copy copy) {
    Outcome outcome = copy.verify();
    assertThat(outcome.status()).as(outcome.said()).isEqualTo(1);
    return outcome.said();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void everyColumnOfASeal(Store store) throws Exception {
    for (String[] change :
        new String[][] {
          {"at = at - 1", " was altered: its digest is not that of its day, time, heads and root"},
          {"position = position - 1", "is not where"},
          {"root = previous", " was altered: its root is not that of its heads"},
          {"digest = root", " was altered: its digest is not that"},
          {"previous = root", " does not follow that of "},
          {"signature = digest", " is not signed with any of the given keys"},
          {"signature = NULL", " is not signed"},
          {"heads = digest", " is damaged: its heads cannot be read"},
        }) {
      try (Copy copy = copy(store)) {
        String second = day(copy, 1);
        copy.update("UPDATE seal SET " + change[0] + " WHERE day = '" + second + "'");
        assertThat(said(copy)).as(change[0]).contains("the seal of " + second, change[1]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aSealOfAnotherDay(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      copy.update("UPDATE seal SET day = '2020-01-01' WHERE day = ?", day(copy, 0));
      assertThat(said(copy)).contains("the seal of 2020-01-01 was altered: its digest");
    }
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void aSealThatIsTakenAway(Store store) throws Exception {
    for (int number = 0; number < 4; number++) {
      try (Copy copy = copy(store)) {
        String day = day(copy, number);
        copy.update("DELETE FROM seal WHERE day = ?", day);
        assertThat(said(copy))
            .contains(
                "the seal of " + day + ", which record ", " of stream gate tells of, is missing");
      }
    }
    try (Copy copy = copy(store)) {
      copy.update("DELETE FROM seal");
      assertThat(said(copy)).contains("4 things are wrong", "is missing or another one");
    }
  }

  /** What a thief of the database can do who does not have the key. */
  @ParameterizedTest
  @EnumSource(Store.class)
  void aSealThatIsMadeAnewOverWhatWasRewritten(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      TestKey thief = new TestKey();
      StoredSeal[] last = new StoredSeal[1];
      try (Database database =
          store == Store.SQLITE
              ? Database.sqlite(copy.folder.resolve("journal.db"))
              : Database.postgres(copy.source)) {
        database.seals(seal -> last[0] = seal, wrong -> {});
      }
      StoredSeal old = last[0];
      byte[] heads = "[]".getBytes(StandardCharsets.US_ASCII);
      byte[] root = Hashes.sha256();
      Seal forged =
          new Seal(old.day(), old.at(), old.previous(), 0, root, new byte[32], Optional.empty());
      byte[] digest = Hashes.seal(forged);
      copy.update(
          "UPDATE seal SET heads = ?, root = ?, digest = ?, signature = ? WHERE day = ?",
          heads,
          root,
          digest,
          thief.sign(digest),
          old.day());
      assertThat(said(copy))
          .contains("the seal of " + old.day() + " is not signed with any of the given keys");
    }
  }

  /**
   * No seal is left and no record tells of one; one record is rewritten; everything is chained
   * anew. The records are dated as far from each other as is said.
   */
  private static void unsealed(Copy copy, Duration apart) throws Exception {
    copy.update("DELETE FROM seal");
    copy.update("DELETE FROM record WHERE stream = 'gate' AND type = 'DaySealed'");
    long last = copy.number("SELECT MAX(position) FROM record");
    copy.update(
        "UPDATE record SET at = at - (" + last + " - position) * ?", apart.toNanos() / 1_000);
    List<Long> places = new ArrayList<>();
    List<String> streams = new ArrayList<>();
    try (ResultSet row =
        copy.db.createStatement().executeQuery("SELECT DISTINCT stream FROM record")) {
      while (row.next()) {
        streams.add(row.getString(1));
      }
    }
    try (ResultSet row =
        copy.db
            .createStatement()
            .executeQuery("SELECT position FROM record WHERE stream = 'gate' ORDER BY seq")) {
      while (row.next()) {
        places.add(row.getLong(1));
      }
    }
    for (int i = 0; i < places.size(); i++) {
      copy.update("UPDATE record SET seq = ? WHERE position = ?", i + 1L, places.get(i));
    }
    for (String stream : streams) {
      String first = "SELECT body FROM record WHERE seq = 1 AND stream = '" + stream + "'";
      SabotageTest.rewrite(copy, stream, 1, copy.bytes(first));
    }
    SabotageTest.rewrite(
        copy,
        crossing(GateDays.HELD),
        3,
        SabotageTest.utf8("{\"type\":\"VehicleArrived\",\"v\":1,\"lane\":\"L9\"}"));
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void whoTakesAllSealsAwayAndTheirRecordsToo(Store store) throws Exception {
    try (Copy copy = copy(store)) {
      unsealed(copy, Duration.ofHours(12));
      assertThat(said(copy))
          .contains("this is wrong\n! records from ")
          .contains(
              " on are not sealed, though the gate wrote on more than 3 days until ",
              ": seals were taken away, or could not be made\n");
    }
  }

  /** A gate that was off for long writes before it seals. */
  @Test
  void fewDaysWithRecordsMayBeUnsealedHoweverFarApart() throws Exception {
    try (Copy copy = copy(Store.SQLITE)) {
      unsealed(copy, Duration.ZERO);
      long last = copy.number("SELECT MAX(seq) FROM record WHERE stream = 'lane:Đường-1'");
      copy.put(
          copy.number("SELECT MAX(position) + 1 FROM record"),
          "lane:Đường-1",
          last + 1,
          copy.number("SELECT MAX(at) FROM record") + Duration.ofDays(9).toNanos() / 1_000,
          copy.bytes("SELECT hash FROM record WHERE stream = 'lane:Đường-1' AND seq = " + last),
          "{\"type\":\"PresenceSensed\",\"v\":1}");
      Outcome outcome = copy.verify();
      assertThat(outcome.said()).startsWith("VERIFIED ").contains("seals       none yet");
      assertThat(outcome.status()).isZero();
    }
  }

  /** What was rewritten is sealed at the next start, and that shows. */
  @Test
  void aSealOverManyDaysIsTold() throws Exception {
    try (Copy copy = copy(Store.SQLITE)) {
      assertThat(copy.verify().said()).doesNotContain("was made late");
      unsealed(copy, Duration.ofHours(12));
      LocalDate day = LocalDate.now(ZoneOffset.UTC);
      long days = copy.number("SELECT COUNT(DISTINCT at / 86400000000) FROM record");
      copy.db.close();
      try (JournalFolder gate = JournalFolder.open(copy.folder)) {
        gate.archive().seal(day, gateKey).join();
      }
      Outcome outcome = copy.verify();
      assertThat(outcome.said())
          .startsWith("VERIFIED ")
          .contains("the seal of " + day + " was made late: over records of " + days + " days\n");
    }
  }
}
