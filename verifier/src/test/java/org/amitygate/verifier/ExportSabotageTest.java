package org.amitygate.verifier;

import static org.amitygate.verifier.GateDays.HELD;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.amitygate.verifier.Copy.Outcome;
import org.amitygate.verifier.Copy.Store;
import org.junit.jupiter.api.Test;

/** Whatever is done to an exported file is found and named. */
class ExportSabotageTest extends ExportedFile {

  /** Whoever has an exported file can do this; it needs no key. */
  @Test
  void aFileThatNobodySealedIsNotProved() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    assertThat(said).doesNotContain("not sealed");
    lines(file, "records.jsonl", lines -> lines.replaceAll(ExportSabotageTest::elsewhere));
    lines(file, "records.jsonl", ExportSabotageTest::chain);
    lines(file, "proofs.jsonl", List::clear);
    assertThat(verify(file).said())
        .contains("! the seal of ", " covers no record in this file\n")
        .doesNotContain("crossing:" + HELD + ", record 3: it was altered");
    lines(file, "seals.jsonl", List::clear);
    Outcome outcome = verify(file);
    assertThat(outcome.said())
        .startsWith("NOT PROVED ")
        .contains(
            "? crossing:" + HELD + ", record 1: no seal in this file covers it",
            "? declaration:DEC-HN-2, record 1: no seal in this file covers it");
    assertThat(outcome.status()).isEqualTo(3);
  }

  @Test
  void whatIsBehindTheLastProofIsNotProved() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    String of = "\"stream\":\"crossing:" + HELD + "\"";
    List<JsonNode> ends =
        lines(file, "proofs.jsonl").stream().filter(line -> line.toString().contains(of)).toList();
    long sealed = ends.get(ends.size() - 2).path("seq").asLong();
    lines(
        file,
        "proofs.jsonl",
        lines -> lines.remove(lines.lastIndexOf(ends.get(ends.size() - 1).toString())));
    assertThat(verify(file).said())
        .contains("? crossing:" + HELD + ", record " + (sealed + 1) + ": no seal in this file");
  }

  /**
   * A record is put elsewhere; its hash, and those behind it, are not those of its content then.
   */
  private static String elsewhere(String line) {
    return line.replace("\\\"lane\\\":\\\"L1\\\"", "\\\"lane\\\":\\\"L9\\\"");
  }

  /** Gives each record the hash that it must have. */
  private static void chain(List<String> lines) {
    byte[] previous = Hashes.zeros();
    for (int i = 0; i < lines.size(); i++) {
      try {
        Row row = Lines.record(Lines.read(lines.get(i)));
        Row chained = SabotageTest.chained(row, row.seq() == 1 ? Hashes.zeros() : previous);
        previous = chained.hash();
        lines.set(i, Lines.record(chained, true).toString());
      } catch (Wrong e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void whatOtherProgramsCouldReadOtherwiseIsFound() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Files.copy(zip.getPath("records.jsonl"), zip.getPath("records.jsonX"));
      Files.writeString(zip.getPath("note.txt"), "another story");
    }
    assertThat(verify(file).said())
        .contains(
            "! the file holds note.txt, which no export has\n", "! the file holds records.js");
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(
        file, bytes.replace("records.jsonX", "records.jsonl"), StandardCharsets.ISO_8859_1);
    assertThat(verify(file).said()).contains("! the file holds records.jsonl twice\n");
    for (String[] change :
        new String[][] {
          {"\"seq\":2,", "\"seq\":\"2\","},
          {"\"seq\":2,", "\"seq\":2.5,"},
          {"\"seq\":2,", "\"seq\":18446744073709551618,"},
          {"\"v\":1,", "\"v\":4294967297,"},
          {"\"seq\":2,", "\"seq\":9,\"seq\":2,"},
          {"}\n", "} {}\n"},
          {"\"type\":\"CrossingBegun\"", "\"type\":[]"},
          {"\"seq\":2,", "\"seq\":2,\"Body\":\"{}\","},
          {"\"seq\":2,", "\"seq\":2,\"note\":\"sealed\","},
          {"\"seq\":2,", "\"seq\":2,\"bodyDigest\":\"00\","},
        }) {
      export(Store.SQLITE, "--crossing", "HN-2");
      lines(
          file,
          "records.jsonl",
          lines -> lines.replaceAll(line -> replaced(line, change[0], change[1])));
      Outcome outcome = verify(file);
      assertThat(outcome.said()).as(change[1]).contains("of the exported file");
      assertThat(outcome.status()).as(change[1]).isEqualTo(2);
    }
  }

  @Test
  void aKeyIsTheOneItsNameSaysAndNothingElse() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    String name = "keys/" + gateKey.fingerprint() + ".pem";
    String other = Files.readString(new TestKey().publish(folder.resolve("other.pem")));
    String own = Files.readString(gateKey.publish(folder.resolve("own.pem")));
    for (String content : List.of(other, own + "the plate was read by a person\n", own + other)) {
      try (FileSystem zip = FileSystems.newFileSystem(file)) {
        Files.writeString(zip.getPath(name), content);
      }
      assertThat(verify(file).said())
          .contains("this is wrong\n! " + name + " is not the one key that has this fingerprint");
    }
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Files.writeString(zip.getPath(name), "no key");
    }
    assertThat(verify(file).said()).contains("this is wrong\n! " + name + " holds no PEM");
  }

  @Test
  void whatAProgramReadsFromTheBeginningOfTheFileIsTheSame() throws Exception {
    String otherwise = " for a program that reads the file from its beginning";
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    // Only the name in front of the records, and not that in the directory at the end.
    String renamed = bytes.replaceFirst("records\\.jsonl", "records.jsonX");
    Files.writeString(file, renamed, StandardCharsets.ISO_8859_1);
    assertThat(verify(file).said())
        .contains("2 things are wrong\n! there is one more records.jsonX" + otherwise)
        .contains("! there is no records.jsonl" + otherwise);

    // A whole file before this one, without its directory.
    Path other = folder.resolve("other.zip");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(other))) {
      zip.putNextEntry(new ZipEntry("records.jsonl"));
      zip.write("another story".getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    String before = Files.readString(other, StandardCharsets.ISO_8859_1);
    before = before.substring(0, before.indexOf("PK\001\002"));
    Files.writeString(file, before + bytes, StandardCharsets.ISO_8859_1);
    assertThat(verify(file).said())
        .contains("2 things are wrong\n! records.jsonl has other content" + otherwise)
        .contains("! there is one more records.jsonl" + otherwise);

    Files.writeString(file, bytes, StandardCharsets.ISO_8859_1);
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Files.writeString(zip.getPath("README.txt"), "the plate was read by a person");
    }
    assertThat(verify(file).said())
        .contains("this is wrong\n! README.txt was altered: it is not the text that comes with");
  }

  @Test
  void anExportWithTheTextOfBeforeIsTaken() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    try (FileSystem zip = FileSystems.newFileSystem(file);
        InputStream former = getClass().getResourceAsStream("export-before.txt")) {
      Files.write(zip.getPath("README.txt"), former.readAllBytes());
    }
    assertThat(verify(file).said()).doesNotContain("README.txt");
  }

  @Test
  void aFileWithoutRecordsProvesNothing() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    for (String name : List.of("records.jsonl", "proofs.jsonl", "seals.jsonl")) {
      lines(file, name, List::clear);
    }
    try (FileSystem zip = FileSystems.newFileSystem(file);
        Stream<Path> evidence = Files.list(zip.getPath("evidence"))) {
      for (Path picture : evidence.toList()) {
        Files.delete(picture);
      }
      Files.delete(zip.getPath("evidence"));
      String empty =
          "{\"format\":\"amity-gate-export\",\"v\":1,\"streams\":[],\"evidenceNotKept\":[]}";
      Files.delete(zip.getPath("export.json"));
      Files.writeString(zip.getPath("export.json"), empty);
    }
    assertThat(verify(file).said()).contains("this is wrong\n! there is no record in this file\n");
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
      lines(without, "records.jsonl", lines -> lines.remove(drop));
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

  /** Anybody can cut them out: no hash of a record changes. */
  @Test
  void personalValuesThatWereTakenOutAreNotProvedToBeErased() throws Exception {
    String gone = ", record 2: its personal values are gone, ";
    Path file = export(Store.SQLITE, "--crossing", "HN-3");
    lines(file, "records.jsonl", lines -> lines.replaceAll(ExportSabotageTest::withoutPersonal));
    Outcome outcome = verify(file);
    assertThat(outcome.said())
        .startsWith("NOT PROVED ")
        .contains(
            "? crossing:"
                + GateDays.OPEN
                + gone
                + "and no record in this file says who erased them",
            "? declaration:DEC-HN-3, record 1: its personal values are gone, ",
            "personal values of 3 are erased");
    assertThat(outcome.status()).isEqualTo(3);

    file = export(Store.SQLITE, "--crossing", "HN-2");
    lines(file, "records.jsonl", lines -> lines.replaceAll(ExportSabotageTest::withoutPersonal));
    outcome = verify(file);
    assertThat(outcome.said())
        .contains("this is wrong\n! crossing:" + HELD + gone + "in spite of a legal hold\n");
    assertThat(outcome.status()).isEqualTo(1);
  }

  private static String withoutPersonal(String line) {
    return line.replaceFirst("\"personal\":\"[^\"]*\",", "");
  }

  /** Who makes a file says which evidence is gone: under a legal hold that has to be shown. */
  @Test
  void evidenceUnderLegalHoldThatIsSaidToBeGoneIsNotProved() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    String picture =
        Hashes.hex(
            Hashes.sha256(("picture of " + GateDays.HELD_PLATE).getBytes(StandardCharsets.UTF_8)));
    try (FileSystem zip = FileSystems.newFileSystem(file)) {
      Files.delete(zip.getPath("evidence/" + picture));
      Path about = zip.getPath("export.json");
      String said = Files.readString(about);
      Files.writeString(about, said.replace("Kept\" : [ ]", "Kept\" : [ \"" + picture + "\" ]"));
    }
    Outcome outcome = verify(file);
    assertThat(outcome.said())
        .startsWith("NOT PROVED ")
        .contains(
            "? crossing:" + HELD + ", record 2: the evidence file " + picture,
            " that it names is missing, in spite of a legal hold, and nothing in this file says");
    assertThat(outcome.status()).isEqualTo(3);
  }

  @Test
  void aStreamThatIsCutInTwoIsFound() throws Exception {
    Path file = export(Store.SQLITE, "--crossing", "HN-2");
    lines(
        file,
        "records.jsonl",
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
    lines(file, "records.jsonl", lines -> lines.set(2, link(lines.get(2))));
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
}
