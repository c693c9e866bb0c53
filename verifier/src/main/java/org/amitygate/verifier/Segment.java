package org.amitygate.verifier;

import static org.amitygate.verifier.Report.count;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.amitygate.verifier.Database.Part;
import org.amitygate.verifier.Lines.About;
import org.amitygate.verifier.Lines.Proof;
import org.jspecify.annotations.Nullable;

/** Verifies an exported segment by itself: its records, the seals that cover them, its evidence. */
final class Segment implements Evidence {

  private final ZipFile zip;
  private final Keys keys;
  private final Findings findings = new Findings();
  private final Findings unproved = new Findings();
  private final Map<String, Seal> seals = new TreeMap<>();
  private final Map<String, Map<Long, List<Proof>>> proofs = new HashMap<>();

  /** Days of seals that prove no record so far. */
  private final TreeSet<String> idle = new TreeSet<>();

  /** First and last whole record of each stream. */
  private final Map<String, long[]> seen = new HashMap<>();

  /** Streams of which no record may follow. */
  private final Set<String> ended = new HashSet<>();

  private final Set<String> notKept = new HashSet<>();
  private final Set<String> missing = new HashSet<>();
  private final Set<String> good = new HashSet<>();

  /** Names of evidence files that are there, or are said to be gone, and that no record named. */
  private final TreeSet<String> left = new TreeSet<>();

  private @Nullable StreamCheck check;
  private String stream = "";
  private long lastSealed;
  private long lastRecord;

  /** Records without their content since the last whole one. */
  private long links;

  private long records;
  private long streams;
  private long erased;
  private long unsealed;

  private Segment(ZipFile zip, Keys keys) {
    this.zip = zip;
    this.keys = keys;
  }

  /**
   * @param keys none: those in the file are taken
   */
  static Report verify(Path file, Keys keys) throws Wrong {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      boolean own = keys.isEmpty();
      if (own) {
        for (ZipEntry entry : zip.stream().toList()) {
          if (entry.getName().startsWith("keys/")) {
            keys.add(entry.getName(), new String(bytes(zip, entry), StandardCharsets.US_ASCII));
          }
        }
      }
      Report report = new Segment(zip, keys).run(file.toString());
      if (own && !keys.used().isEmpty()) {
        report.line("", "the key is the file's own: compare it with what you were given");
      }
      return report;
    } catch (IOException | UncheckedIOException e) {
      throw new Wrong(file + " cannot be read", e);
    }
  }

  private Report run(String place) throws Wrong, IOException {
    About about =
        Lines.about(
            Lines.read(new String(bytes(zip, entry("export.json")), StandardCharsets.UTF_8)));
    notKept.addAll(about.notKept());
    left.addAll(notKept);
    ZipParts.check(zip, findings);
    zip.stream()
        .filter(entry -> entry.getName().startsWith("evidence/"))
        .forEach(entry -> left.add(entry.getName().substring("evidence/".length())));
    lines("seals.jsonl", line -> seal(Lines.seal(line)));
    lines("proofs.jsonl", line -> proof(Lines.proof(line)));
    lines("records.jsonl", line -> record(Lines.record(line)));
    endStream();
    about.parts().forEach(this::promised);
    left.forEach(name -> findings.add("the evidence file " + name + " is named by no record"));
    idle.forEach(day -> findings.add("the seal of " + day + " covers no record in this file"));
    if (records == 0) {
      findings.add("there is no record in this file");
    }
    return report(place);
  }

  // Seals and proofs

  private void seal(Seal seal) {
    String name = "the seal of " + seal.day();
    if (!Arrays.equals(seal.digest(), Hashes.seal(seal))) {
      findings.add(name + " was altered: its digest is not that of its day, time, heads and root");
    } else if (keys.signer(seal).isEmpty()) {
      findings.add(name + " is not signed with any of the given keys");
    }
    seals.put(seal.day(), seal);
    idle.add(seal.day());
  }

  private void proof(Proof proof) {
    Seal seal = seals.get(proof.day());
    boolean leads = false;
    try {
      leads =
          seal != null
              && Arrays.equals(
                  seal.root(),
                  MerkleTree.root(proof.head().leaf(), proof.index(), seal.heads(), proof.path()));
    } catch (IllegalArgumentException e) {
      leads = false; // a path of the wrong length
    }
    if (!leads) {
      findings.add(
          new Finding(
              proof.head().stream(),
              proof.head().seq(),
              "what is said to prove that the seal of " + proof.day() + " covers it does not"));
      return;
    }
    proofs
        .computeIfAbsent(proof.head().stream(), key -> new HashMap<>())
        .computeIfAbsent(proof.head().seq(), key -> new ArrayList<>())
        .add(proof);
  }

  // Records

  private void record(Row row) throws Wrong {
    StreamCheck current = check;
    if (current == null || !row.stream().equals(stream)) {
      endStream();
      current = begin(row);
    }
    current.next(row);
    if (row.body().isEmpty()) {
      links++;
    } else if (links > 0) {
      findings.add(
          new Finding(stream, row.seq() - links, "its content is missing in the exported file"));
    } else {
      records++;
      erased += row.erased() ? 1 : 0;
      lastRecord = row.seq();
      seen.merge(stream, new long[] {row.seq(), row.seq()}, (a, b) -> new long[] {a[0], b[1]});
    }
    for (Proof proof : proofs.getOrDefault(stream, Map.of()).getOrDefault(row.seq(), List.of())) {
      idle.remove(proof.day());
      if (Arrays.equals(proof.head().hash(), row.hash())) {
        lastSealed = row.seq();
      } else {
        findings.add(
            new Finding(
                stream,
                row.seq(),
                "it is not the one that the seal of "
                    + proof.day()
                    + " covers: it, or one before it, was rewritten with all hashes after it"));
      }
    }
  }

  private StreamCheck begin(Row row) {
    StreamCheck begun = new StreamCheck(row.stream(), this, null);
    check = begun;
    stream = row.stream();
    lastSealed = row.seq() - 1;
    lastRecord = lastSealed;
    links = 0;
    if (ended.contains(stream)) {
      findings.add(
          new Finding(
              stream, row.seq(), "it stands apart from those before it, which ended already"));
    } else {
      streams++;
    }
    return begun;
  }

  private void endStream() throws Wrong {
    if (check != null) {
      check.end(true).ifPresent(findings::add);
      check.unproved().ifPresent(unproved::add);
      if (lastRecord > lastSealed) {
        unsealed += lastRecord - lastSealed;
        unproved.add(
            new Finding(
                stream,
                lastSealed + 1,
                "no seal in this file covers it or what is behind it, so anybody can have written"
                    + " it: export it again once its day is sealed"));
      }
      ended.add(stream);
    }
  }

  /** The description says which records there are. */
  private void promised(Part part) {
    long[] there = seen.getOrDefault(part.stream(), new long[] {0, 0});
    if (there[0] != part.from() || there[1] != part.through() || part.from() < 1) {
      long first = there[0] != part.from() ? part.from() : there[1] + 1;
      findings.add(new Finding(part.stream(), first, "it is missing in the exported file"));
    }
  }

  // Evidence

  @Override
  public State state(String name) throws Wrong {
    left.remove(name);
    ZipEntry entry = zip.getEntry("evidence/" + name);
    if (entry == null) {
      if (!notKept.contains(name) && missing.add(name)) {
        findings.add("the evidence file " + name + " is missing in the exported file");
      }
      return State.MISSING;
    }
    if (good.contains(name)) {
      return State.GOOD;
    }
    try {
      boolean same = Hashes.hex(Hashes.sha256(bytes(zip, entry))).equals(name);
      if (same) {
        good.add(name);
      }
      return same ? State.GOOD : State.ALTERED;
    } catch (IOException e) {
      throw new Wrong("the evidence file " + name + " cannot be read", e);
    }
  }

  // Reading

  private interface Line {
    void take(JsonNode line) throws Wrong;
  }

  private void lines(String name, Line each) throws IOException, Wrong {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(zip.getInputStream(entry(name)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        each.take(Lines.read(line));
      }
    }
  }

  private ZipEntry entry(String name) throws Wrong {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new Wrong(zip.getName() + " holds no " + name + ": it is no exported segment");
    }
    return entry;
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private Report report(String place) {
    Report report = new Report(place, findings, unproved);
    report.figure("records", records).figure("streams", streams).figure("erased", erased);
    report.line("records", count(records) + " of " + count(streams) + " streams");
    report.line("", erased == 0 ? "no personal values are erased" : erasedLine());
    report.figure("seals", seals.size()).figure("keys", keys.used());
    report.line("seals", count(seals.size()) + ": " + String.join(", ", seals.keySet()));
    keys.used().forEach(key -> report.line("", "signed with the key of fingerprint " + key));
    report.figure("evidence", good.size()).figure("evidenceNotKept", notKept.size());
    report.line(
        "evidence",
        count(good.size())
            + " files"
            + (notKept.isEmpty() ? "" : "; " + count(notKept.size()) + " were not kept any more"));
    report.figure("unsealed", unsealed);
    if (unsealed > 0) {
      report.line("not sealed", count(unsealed) + " records, the last of their streams");
    }
    return report;
  }

  private String erasedLine() {
    return "personal values of " + count(erased) + " are erased";
  }
}
