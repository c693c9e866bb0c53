package org.amitygate.verifier;

import static org.amitygate.verifier.GateDays.HELD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportTest extends WrittenJournal {

  @TempDir Path folder;

  private Path export(Store store, String... what) throws Exception {
    Path file = folder.resolve("export.zip");
    try (Copy copy = copy(store)) {
      List<String> options = new ArrayList<>(List.of(what));
      options.addAll(List.of("--out", file.toString()));
      Outcome outcome = copy.run("export", options.toArray(String[]::new));
      assertThat(outcome.said()).startsWith("EXPORTED " + file);
      assertThat(outcome.status()).isZero();
    }
    return file;
  }

  private Outcome verify(Path file) {
    Path key = gateKey.publish(folder.resolve("given.pem"));
    return Copy.run(List.of("verify", file.toString(), "--key", key.toString()));
  }

  private static List<JsonNode> lines(Path zip, String name) throws IOException {
    try (FileSystem files = FileSystems.newFileSystem(zip);
        Stream<String> lines = Files.lines(files.getPath(name))) {
      List<JsonNode> all = new ArrayList<>();
      for (String line : lines.toList()) {
        all.add(new ObjectMapper().readTree(line));
      }
      return all;
    }
  }

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
    assertThat(verify(file).said())
        .startsWith("VERIFIED ")
        .contains("records     " + inside + " of ")
        .doesNotContain("not sealed");
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
  void whatIsNotSealedYetIsSaid() throws Exception {
    Path file = export(Store.SQLITE, "--stream", "lane:Đường-1");
    assertThat(verify(file).said())
        .startsWith("VERIFIED ")
        .contains("evidence    2 files; 5 were not kept any more", "not sealed  4 records");
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

  /** What is said of the exported crossing when the text of one of its files is changed. */
  private String changed(String name, String old, String other) throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path entry = zip.getPath(name);
      String text = Files.readString(entry);
      assertThat(text).contains(old);
      byte[] changed =
          text.replaceFirst(java.util.regex.Pattern.quote(old), other)
              .getBytes(StandardCharsets.UTF_8);
      Files.delete(entry);
      Files.write(entry, changed);
    }
    Outcome outcome = verify(file);
    assertThat(outcome.status()).as(outcome.said()).isEqualTo(1);
    return outcome.said();
  }

  @Test
  void whateverIsChangedInAnExportedFileIsFound() throws Exception {
    String crossing = "! crossing:" + HELD + ", record ";
    assertThat(
            changed("records.jsonl", "\\\"lane\\\":\\\"L1\\\"", "\\\\\"lane\\\\\":\\\\\"L9\\\\\""))
        .contains(crossing + "3: it was altered: its hash is not that of its content");
    assertThat(
            changed(
                "records.jsonl", "\"type\":\"LegalHoldPlaced\"", "\"type\":\"LegalHoldLifted\""))
        .contains(": it was altered");
    Path plain = export(Store.SQLITE, "--crossing", "HN-2");
    JsonNode proof = lines(plain, "proofs.jsonl").get(0);
    JsonNode seal = lines(plain, "seals.jsonl").get(0);
    JsonNode read =
        lines(plain, "records.jsonl").stream()
            .filter(line -> line.path("type").asText().equals("PlateRead"))
            .findFirst()
            .orElseThrow();
    assertThat(changed("records.jsonl", read.path("personal").asText(), "AAAAAAAAAAAAAAAAAAAAAAAA"))
        .contains(crossing + "2: its personal values were altered");
    assertThat(changed("proofs.jsonl", proof.path("hash").asText(), "00".repeat(32)))
        .contains("what is said to prove that the seal of ");
    assertThat(changed("proofs.jsonl", "\"index\":1", "\"index\":0"))
        .contains("what is said to prove that the seal of ");
    assertThat(changed("seals.jsonl", seal.path("root").asText(), "00".repeat(32)))
        .contains("the seal of " + seal.path("day").asText() + " was altered");
    assertThat(changed("seals.jsonl", seal.path("signature").asText(), "AAAA"))
        .contains("is not signed with any of the given keys");
  }

  @Test
  void whateverIsTakenOutOfAnExportedFileIsFound() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    String picture =
        Hashes.hex(
            Hashes.sha256(("picture of " + GateDays.HELD_PLATE).getBytes(StandardCharsets.UTF_8)));
    Path without = folder.resolve("without.zip");
    Files.copy(file, without);
    try (FileSystem zip = FileSystems.newFileSystem(without)) {
      Files.delete(zip.getPath("evidence/" + picture));
    }
    assertThat(verify(without).said())
        .contains("this is wrong", "the evidence file " + picture + " is missing in the exported");

    for (int drop : new int[] {0, 2}) {
      Files.copy(file, without, StandardCopyOption.REPLACE_EXISTING);
      records(without, lines -> lines.remove(drop));
      assertThat(verify(without).said())
          .contains("! crossing:" + HELD + ", record " + (drop + 1) + ": it is missing");
    }
    Files.copy(file, without, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem zip = FileSystems.newFileSystem(without)) {
      Files.write(zip.getPath("evidence/" + picture), new byte[3]);
    }
    assertThat(verify(without).said())
        .contains("record 2: the evidence file " + picture + " that it names was altered");
  }

  /** Changes the lines of an exported file's records. */
  private static void records(Path file, Consumer<List<String>> change) throws IOException {
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Path records = zip.getPath("records.jsonl");
      List<String> lines = new ArrayList<>(Files.readAllLines(records));
      change.accept(lines);
      Files.delete(records);
      Files.write(records, lines);
    }
  }

  @Test
  void aStreamThatIsCutInTwoIsFound() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    records(
        file,
        lines -> {
          String other = lines.remove(lines.size() - 1);
          assertThat(other).contains("declaration:DEC-HN-2");
          lines.set(3, other);
        });
    assertThat(verify(file).said())
        .contains(
            "this is wrong\n! crossing:"
                + HELD
                + ", record 5: it stands apart from those before it, which ended already\n");
  }

  @Test
  void contentThatIsTakenOutIsFound() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    records(file, lines -> lines.set(2, link(lines.get(2))));
    assertThat(verify(file).said())
        .contains(
            "this is wrong\n! crossing:"
                + HELD
                + ", record 3: its content is missing in the exported file\n");
  }

  private static String link(String line) {
    try {
      return Lines.record(Lines.record(Lines.read(line)), false).toString();
    } catch (Wrong e) {
      throw new IllegalStateException(e);
    }
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
    assertThat(verify(file).said())
        .startsWith("VERIFIED ")
        .contains("records     4 of 1 streams", "not sealed  4 records");
  }
}
