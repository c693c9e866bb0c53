package org.amitygate.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifyTest extends WrittenJournal {

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Store.class)
  void whatTheGateWroteIsVerifiedAcrossErasedValuesAndDeletedEvidence(Store store)
      throws Exception {
    try (Copy copy = copy(store)) {
      Path json = folder.resolve("report.json");
      Outcome outcome = copy.verify("--json", json.toString());
      assertThat(outcome.said())
          .startsWith("VERIFIED ")
          .contains(
              "in 8 streams",
              "personal values of 8 are erased; each erasure is on record",
              "seals       4, from ",
              "signed with the key of fingerprint " + gateKey.fingerprint(),
              "evidence    5 files",
              "not sealed  5 records, from ");
      assertThat(outcome.status()).isZero();
      JsonNode report = new ObjectMapper().readTree(json.toFile());
      assertThat(report.path("verified").asBoolean()).isTrue();
      assertThat(report.path("records").asLong())
          .isEqualTo(copy.number("SELECT COUNT(*) FROM record"));
      assertThat(report.path("erased").asLong()).isEqualTo(8);
      assertThat(report.path("unsealed").asLong()).isEqualTo(5);
      assertThat(report.path("keys").get(0).asText()).isEqualTo(gateKey.fingerprint());
    }
  }

  @Test
  void nothingOfWhatWasErasedIsLeftInTheFolder() throws Exception {
    String all = everything(journal);
    assertThat(all).contains(GateDays.HELD_PLATE, "trader of " + GateDays.HELD_PLATE);
    assertThat(all).doesNotContain("111.11", "11111");
  }

  private static String everything(Path folder) throws Exception {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    }
    return all.toString();
  }

  @Test
  void itVerifiesWhileTheGateWritesAndChangesNothing() throws Exception {
    try (GateDays gate = GateDays.written(folder.resolve("gate"))) {
      Map<Path, Long> before = files(folder.resolve("gate"));
      Thread writer = new Thread(() -> gate.lane(100));
      writer.start();
      for (int i = 0; i < 5; i++) {
        Outcome outcome = Copy.run(List.of("verify", folder.resolve("gate").toString()));
        assertThat(outcome.said()).startsWith("VERIFIED ");
        assertThat(outcome.status()).isZero();
      }
      writer.join();
      Map<Path, Long> after = files(folder.resolve("gate"));
      assertThat(after.keySet()).containsAll(before.keySet());
      after.keySet().removeAll(before.keySet());
      assertThat(after.keySet()).allMatch(file -> file.toString().contains("/evidence/"));
    }
    Map<Path, Long> before = files(folder.resolve("gate"));
    assertThat(Copy.run(List.of("verify", folder.resolve("gate/journal.db").toString())).status())
        .isZero();
    assertThat(files(folder.resolve("gate"))).as("nothing is created").isEqualTo(before);
  }

  /** What is not in the file itself yet is in the log beside it, and not beside the link. */
  @Test
  void aLinkToAJournalIsThatJournalWithItsLog() throws Exception {
    try (Copy copy = copy(Store.SQLITE)) {
      copy.update("UPDATE record SET v = 2 WHERE stream = ? AND seq = 3", crossing(GateDays.HELD));
      Path link =
          Files.createSymbolicLink(
              Files.createDirectory(copy.folder.resolve("links")).resolve("link.db"),
              copy.folder.resolve("journal.db").toAbsolutePath());
      Outcome outcome =
          Copy.run(List.of("verify", link.toString(), "--key", copy.key().toString()));
      assertThat(outcome.said()).contains(", record 3: it was altered");
      assertThat(outcome.status()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aGateThatBeginsToWriteMeanwhileIsNotMissed(boolean ends) throws Exception {
    Copy copy = copy(Store.SQLITE);
    copy.close();
    Path file = copy.folder.resolve("journal.db");
    Connection gate = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Database database = Database.sqlite(file)) {
      gate.createStatement().execute("UPDATE record SET v = 2 WHERE seq = 3");
      if (ends) {
        gate.close();
      }
      Verification verification =
          new Verification(database, Keys.in(List.of(copy.key())), PartnerKeys.in(List.of()), null);
      assertThatThrownBy(verification::run)
          .isInstanceOf(Wrong.class)
          .hasMessage(file + ": the gate began to write meanwhile: do it again");
    } finally {
      gate.close();
    }
  }

  @Test
  void nothingComesBehindAFileThatNobodyWrites() throws Exception {
    Copy copy = copy(Store.SQLITE);
    copy.close();
    Path file = copy.folder.resolve("journal.db");
    Connection still = DriverManager.getConnection("jdbc:sqlite:file:" + file + "?immutable=1");
    still.setAutoCommit(false);
    try (Database database =
        new Database(
            "",
            still,
            StillFile.of(file),
            () -> {
              throw new AssertionError();
            })) {
      database.recordsNow(
          "gate",
          0,
          row -> {
            throw new AssertionError();
          });
    }
  }

  /** Each may have some hundred thousand bytes. */
  @Test
  void fewSealsAreHeldAtATime() throws Exception {
    Map<String, Integer> ahead = new TreeMap<>();
    try (Copy copy = copy(Store.SQLITE);
        Database database =
            new Database(
                "",
                FetchSizes.of(copy.db, ahead),
                Optional.empty(),
                () -> {
                  throw new AssertionError();
                })) {
      copy.db.setAutoCommit(false);
      database.seals(seal -> {}, strange -> {});
      database.records(row -> {}, strange -> {});
    }
    assertThat(ahead.remove("seal")).isBetween(1, 4);
    assertThat(ahead.get("record")).isGreaterThan(100);
  }

  @Test
  void filesThatTheRulesDeleteMeanwhileAreNotMissed() throws Exception {
    Path data = folder.resolve("gate");
    try (GateDays gate = new GateDays(data)) {
      gate.lane(1);
      gate.begin(GateDays.HELD, "HN-2", GateDays.HELD_PLATE);
      gate.end(GateDays.HELD);
      gate.hold(GateDays.HELD);
      try (Database database = Database.sqlite(data.resolve("journal.db"))) {
        assertThat(database.last("gate")).as("what it has read stays as it is").isZero();
        EvidenceFolder evidence = EvidenceFolder.read(data.resolve("evidence"));
        gate.lift(GateDays.HELD);
        gate.midnight(40);
        Awaiting.until("deleted", () -> everyFile(data.resolve("evidence")).isEmpty());
        Report report =
            new Verification(database, Keys.in(List.of()), PartnerKeys.in(List.of()), evidence)
                .run();
        assertThat(report.text()).startsWith("VERIFIED ");
        assertThat(database.last("gate")).isZero();
      }
    }
  }

  private static List<Path> everyFile(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<Path, Long> files(Path folder) throws Exception {
    Map<Path, Long> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(file, Files.size(file));
      }
    }
    return files;
  }

  @Test
  void aGateThatHasNoSealYetIsVerifiedAndThatIsSaid() throws Exception {
    try (GateDays gate = new GateDays(folder.resolve("young"))) {
      gate.lane(1);
    }
    Outcome outcome = Copy.run(List.of("verify", folder.resolve("young").toString()));
    assertThat(outcome.said())
        .contains("seals       none yet", "not sealed  2 records", "no personal values are erased");
    assertThat(outcome.status()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void anotherKeyThanTheGatesVerifiesNoSeal(Store store) throws Exception {
    Path other = new TestKey().publish(folder.resolve("other.pem"));
    try (Copy copy = copy(store)) {
      Outcome outcome = copy.verify("--key", other.toString());
      assertThat(outcome.said())
          .contains(
              "NOT VERIFIED", "4 things are wrong", "is not signed with any of the given keys");
      assertThat(outcome.status()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+1000000000-12-31T23:59:59Z", "+999999999-01-01T00:00:00Z", "ever"})
  void anErasureUntilATimeThatIsTooFarAwayExcusesNothing(String keptBefore) throws Exception {
    try (Copy copy = copy(Store.SQLITE)) {
      long last = copy.number("SELECT MAX(seq) FROM record WHERE stream = 'gate'");
      copy.put(
          copy.number("SELECT MAX(position) + 1 FROM record"),
          "gate",
          last + 1,
          copy.number("SELECT MAX(at) FROM record"),
          copy.bytes("SELECT hash FROM record WHERE stream = 'gate' AND seq = " + last),
          "{\"type\":\"EvidenceErased\",\"v\":1,\"keptBefore\":\"" + keptBefore + "\"}");
      Outcome outcome = copy.verify();
      assertThat(outcome.said()).startsWith("VERIFIED ");
      assertThat(outcome.status()).isZero();
    }
  }

  /** A 1 would say that something is wrong with what is verified. */
  @Test
  void whatCannotBeReadAsAPathEndsWithTwo() {
    assertThat(Copy.run(List.of("verify", "a\0b")))
        .isEqualTo(new Outcome(2, "'a\0b' is no path: Nul character not allowed\n"));
    String far = "+300000-01-01T00:00:00Z";
    assertThat(Copy.run(List.of("export", "x", "--out", "x.zip", "--from", far, "--to", far)))
        .isEqualTo(
            new Outcome(
                2,
                "--from '"
                    + far
                    + "' is no time such as 2026-11-23T00:00:00+07:00 or …T17:00:00Z\n"));
  }

  @Test
  void wrongUseIsSaidWithTheMend() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Files.writeString(folder.resolve("text"), "text");
    assertThat(Copy.run(List.of()).said()).startsWith("usage: ./gate verify");
    assertThat(Copy.run(List.of("verify")).status()).isEqualTo(2);
    assertThat(Copy.run(List.of("verify", "--help")).status()).isZero();
    for (var wrong :
        Map.of(
                List.of("verify", empty.toString()),
                "holds no journal: give a gate's data folder",
                List.of("verify", folder.resolve("text").toString()),
                "is no database of SQLite",
                List.of("verify", journal.toString(), "x"),
                "'x' is one word too many",
                List.of("verify", journal.toString(), "--out", "x"),
                "there is no option --out here",
                List.of("verify", journal.toString(), "--key"),
                "--key needs a value",
                List.of("verify", journal.toString(), "--key", folder.resolve("text").toString()),
                "holds no PEM",
                List.of("verify", "postgresql://127.0.0.1:1/x?user=y&password=geheim"),
                "postgresql://127.0.0.1:1/x cannot be opened",
                List.of("frobnicate", "x"),
                "there is verify and export, not 'frobnicate'",
                List.of("export", journal.toString(), "--stream", "gate"),
                "say where to export to",
                List.of("export", journal.toString(), "--out", "x.zip", "--from", "2026-11-23"),
                "is no time such as 2026-11-23T00:00:00+07:00")
            .entrySet()) {
      Outcome outcome = Copy.run(wrong.getKey());
      assertThat(outcome.said()).contains(wrong.getValue()).doesNotContain("geheim");
      assertThat(outcome.status()).as(wrong.getValue()).isEqualTo(2);
    }
    try (Copy copy = copy(Store.SQLITE)) {
      Files.delete(copy.key());
      assertThat(copy.verify())
          .isEqualTo(
              new Outcome(
                  2, "there are seals and no public key to verify them with: give --key FILE\n"));
    }
  }
}
