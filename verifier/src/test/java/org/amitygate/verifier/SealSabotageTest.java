package org.amitygate.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.amitygate.verifier.Database.StoredSeal;
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
}
