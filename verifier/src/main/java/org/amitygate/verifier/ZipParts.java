package org.amitygate.verifier;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * That every program that opens an exported file finds in it what is verified, and only that. A zip
 * file names its parts twice: in a directory at its end, and in front of each part, where programs
 * look that read it from its beginning.
 */
final class ZipParts {

  private static final String README = "README.txt";
  private static final String KEYS = "keys/";
  private static final Pattern PART =
      Pattern.compile(
          Pattern.quote(README)
              + "|export\\.json|(records|proofs|seals)\\.jsonl|keys/[0-9a-f]{64}\\.pem"
              + "|evidence/.*");

  /** SHA-256 of the texts that exports of this format came with before this program's. */
  private static final Set<String> FORMER_READMES =
      Set.of(
          "4d0f62f982c8784ed223fc9ff7e9cfca4b00725b36d7538b3f08e1b7c9108611",
          "addedf10c639db65d62ba6edb007cee1cf74c8f49fe296c842593ad3b76869bc");

  private static final String FROM_ITS_BEGINNING =
      " for a program that reads the file from its beginning";

  private final ZipFile zip;
  private final Findings findings;

  /** In its directory, and not found from its beginning so far. */
  private final List<String> left = new ArrayList<>();

  private ZipParts(ZipFile zip, Findings findings) {
    this.zip = zip;
    this.findings = findings;
  }

  /**
   * Reads the whole file.
   *
   * @throws IOException it cannot be read
   */
  static void check(ZipFile zip, Findings findings) throws IOException {
    ZipParts parts = new ZipParts(zip, findings);
    parts.directory();
    parts.readme();
    parts.keys();
    parts.fromItsBeginning();
  }

  private void directory() {
    if (zip.getComment() != null) {
      findings.add("the file has a comment, which no export has");
    }
    Set<String> names = new HashSet<>();
    zip.stream()
        .map(ZipEntry::getName)
        .forEach(
            name -> {
              left.add(name);
              if (!PART.matcher(name).matches()) {
                findings.add("the file holds " + name + ", which no export has");
              } else if (!names.add(name)) {
                findings.add("the file holds " + name + " twice");
              }
            });
  }

  private void readme() throws IOException {
    ZipEntry entry = zip.getEntry(README);
    if (entry == null) {
      findings.add("the file holds no " + README);
      return;
    }
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] text = in.readAllBytes();
      if (!Arrays.equals(text, Export.readme())
          && !FORMER_READMES.contains(Hashes.hex(Hashes.sha256(text)))) {
        findings.add(README + " was altered: it is not the text that comes with every export");
      }
    }
  }

  /** Each is the key alone that its name says, as it is written by {@link Keys#pem}. */
  private void keys() throws IOException {
    for (ZipEntry entry : zip.stream().toList()) {
      if (entry.getName().startsWith(KEYS)) {
        try (InputStream in = zip.getInputStream(entry)) {
          key(entry.getName(), new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
        }
      }
    }
  }

  private void key(String name, String text) {
    Keys own = new Keys();
    try {
      own.add(name, text);
    } catch (Wrong e) {
      findings.add(String.valueOf(e.getMessage()));
      return;
    }
    String fingerprint = name.substring(KEYS.length()).replace(".pem", "");
    if (!own.pem().equals(Map.of(fingerprint, text))) {
      findings.add(name + " is not the one key that has this fingerprint, as every export has it");
    }
  }

  private void fromItsBeginning() throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(Path.of(zip.getName())))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        found(entry.getName(), in);
      }
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      findings.add("a part of the file is damaged" + FROM_ITS_BEGINNING + ": " + e.getMessage());
      return;
    }
    left.forEach(name -> findings.add("there is no " + name + FROM_ITS_BEGINNING));
  }

  private void found(String name, InputStream content) throws IOException {
    if (!left.remove(name)) {
      findings.add("there is one more " + name + FROM_ITS_BEGINNING);
      return;
    }
    try (InputStream verified = zip.getInputStream(zip.getEntry(name))) {
      if (!Arrays.equals(Hashes.sha256(content), Hashes.sha256(verified))) {
        findings.add(name + " has other content" + FROM_ITS_BEGINNING);
      }
    }
  }
}
