package org.amitygate.verifier;

import static org.amitygate.verifier.GateDays.HELD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTest extends ExportedFile {

  @ParameterizedTest
  @EnumSource(Store.class)
  void aCrossingIsExportedWithAllThatProvesItAndVerifiedAlone(Store store) throws Exception {
    Path file = export(store, "--crossing", "HN-2");
    Outcome outcome = verify(file);
    assertThat(outcome.said())
        .startsWith("VERIFIED ")
        .contains(
            "records     8 of 2 streams",
            "signed with the key of fingerprint " + gateKey.fingerprint(),
            "evidence    2 files\n")
        .doesNotContain("not sealed", "compare it");
    assertThat(outcome.status()).isZero();
    String all = lines(file, "records.jsonl").toString();
    assertThat(all).contains("crossing:" + HELD, "declaration:DEC-HN-2", "LegalHoldPlaced");
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      assertThat(Files.readString(zip.getPath("README.txt")))
          .contains("openssl dgst -sha256 -verify");
      assertThat(zip.getPath("keys/" + gateKey.fingerprint() + ".pem")).exists();
    }
  }

  @Test
  void whatARuleErasedIsCounted() throws Exception {
    Outcome outcome = verify(export(Store.SQLITE, "--crossing", "HN-1"));
    assertThat(outcome.said())
        .startsWith("VERIFIED ")
        .contains("streams\n  personal values of 3 are erased\n", "2 were not kept any more");
    assertThat(outcome.status()).isZero();
  }

  @Test
  void withoutAGivenKeyThatOfTheFileIsTakenAndThatIsSaid() throws Exception {
    Outcome outcome =
        Copy.run(List.of("verify", export(Store.SQLITE, "--crossing", HELD.toString()).toString()));
    assertThat(outcome.said()).contains("the key is the file's own: compare it");
    assertThat(outcome.status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--partner-key", "--evidence"})
  void whatOnlyAJournalCanBeAskedIsRefused(String option) throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    Outcome outcome =
        Copy.run(List.of("verify", file.toString(), option, folder.resolve("x").toString()));
    assertThat(outcome.said()).contains("is an exported file", option).doesNotContain("VERIFIED");
    assertThat(outcome.status()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource(Store.class)
  void everythingOfAPartOfTheTime(Store store) throws Exception {
    String from;
    String to;
    long inside;
    try (Copy copy = copy(store)) {
      long first = copy.number("SELECT at FROM record WHERE position = 5");
      long last = copy.number("SELECT at FROM record WHERE stream = 'lane:Đường-1' AND seq = 3");
      from = Instant.EPOCH.plusNanos(first * 1000).toString();
      to = Instant.EPOCH.plusNanos(last * 1000).toString();
      inside =
          copy.number("SELECT COUNT(*) FROM record WHERE at >= " + first + " AND at < " + last);
    }
    Path file = export(store, "--from", from, "--to", to);
    Outcome outcome = verify(file);
    assertThat(outcome.said())
        .startsWith("NOT PROVED ")
        .contains(
            "? lane:Đường-1, record 2: its personal values are gone, and no record in this file says"
                + " who erased them: export all of the stream\n",
            "records     " + inside + " of ")
        .doesNotContain("not sealed");
    assertThat(outcome.status()).isEqualTo(3);
    Set<String> links = new TreeSet<>();
    long whole = 0;
    for (JsonNode line : lines(file, "records.jsonl")) {
      if (line.has("bodyDigest")) {
        links.add(line.path("stream").asText());
        assertThat(line.has("body") || line.has("personal")).as("a link tells nothing").isFalse();
      } else {
        whole++;
      }
    }
    assertThat(whole).isEqualTo(inside);
    assertThat(links).as("streams that go on behind that time").isNotEmpty();
  }

  @Test
  void whatIsNotSealedYetIsNotProved() throws Exception {
    Path file = export(Store.SQLITE, "--stream", "lane:Đường-1");
    assertThat(said)
        .contains("not sealed  the ends of 1 streams, such as lane:Đường-1 from record 12 on.");
    Path json = folder.resolve("report.json");
    Outcome outcome = verify(file, "--json", json.toString());
    assertThat(outcome.said())
        .startsWith("NOT PROVED " + file + ": nothing is wrong with what is proved\n? ")
        .contains(
            "? lane:Đường-1, record 12: no seal in this file covers it or what is behind it, so"
                + " anybody can have written it: export it again once its day is sealed\n",
            "evidence    2 files; 5 were not kept any more",
            "not sealed  4 records");
    assertThat(outcome.status()).isEqualTo(3);
    JsonNode report = new ObjectMapper().readTree(json.toFile());
    assertThat(report.path("verified").asBoolean(true)).isFalse();
    assertThat(report.path("wrong").asLong(-1)).isZero();
    assertThat(report.path("notProved").asLong()).isEqualTo(1);
    assertThat(report.path("unproved").path(0).path("seq").asLong()).isEqualTo(12);
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    for (String[] what :
        new String[][] {
          {"--stream", "lane:L9", "there is no stream 'lane:L9'"},
          {"--crossing", "HN-9", "there is no crossing 'HN-9'"},
        }) {
      Outcome outcome =
          Copy.run(
              List.of(
                  "export",
                  journal.toString(),
                  what[0],
                  what[1],
                  "--out",
                  folder.resolve("x.zip").toString()));
      assertThat(outcome.said()).contains(what[2]);
      assertThat(outcome.status()).isEqualTo(2);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsNotSealedOfAPartIsCountedFromItsBeginning() throws Exception {
    long position;
    String from;
    try (Copy copy = copy(Store.SQLITE)) {
      position = copy.number("SELECT MAX(position) + 2 FROM seal");
      long at = copy.number("SELECT at FROM record WHERE position = " + position);
      from = Instant.EPOCH.plusNanos(at * 1000).toString();
    }
    Path file = export(Store.SQLITE, "--from", from, "--to", "2100-01-01T00:00:00Z");
    assertThat(said).contains("not sealed  the ends of 1 streams, such as ");
    Outcome outcome = verify(file);
    assertThat(outcome.said())
        .startsWith("NOT PROVED ")
        .contains("records     4 of 1 streams", "not sealed  4 records");
    assertThat(outcome.status()).isEqualTo(3);
  }
}
