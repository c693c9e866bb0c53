package org.amitygate.verifier;

import static org.amitygate.verifier.Report.count;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.amitygate.verifier.Arguments.Selection;
import org.amitygate.verifier.Database.Part;
import org.amitygate.verifier.Database.StoredSeal;
import org.amitygate.verifier.Lines.Proof;
import org.jspecify.annotations.Nullable;

/**
 * Writes a segment: records with everything that is needed to verify them without the journal. A
 * record that a seal does not end with is followed by the bare hashes of the records up to the one
 * that it does.
 */
final class Export {

  private final Database database;
  private final Keys keys;
  private final @Nullable Path evidence;

  /** Parts of streams, by stream. */
  private final Map<String, Part> parts = new TreeMap<>();

  private final List<Seal> seals = new ArrayList<>();
  private final List<Proof> proofs = new ArrayList<>();

  /** Up to where a stream's chain has to go on, to end with a head. */
  private final Map<String, Long> ends = new LinkedHashMap<>();

  private final TreeSet<String> files = new TreeSet<>();
  private final TreeSet<String> missing = new TreeSet<>();
  private long records;

  Export(Database database, Keys keys, @Nullable Path evidence) {
    this.database = database;
    this.keys = keys;
    this.evidence = evidence;
  }

  /**
   * @return what was exported, for a person
   */
  String to(Path file, Selection selection) throws Wrong {
    select(selection);
    database.seals(
        this::prove,
        wrong -> {
          throw new Wrong(wrong + ": verify the journal first");
        });
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (ZipOutputStream zip =
          new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
        write(zip, selection);
      }
      database.wasStill();
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Wrong(file + " cannot be written", e);
    } finally {
      part.toFile().delete();
    }
    return "EXPORTED "
        + file
        + "\n  records     "
        + count(records)
        + " of "
        + count(parts.size())
        + " streams\n  evidence    "
        + count(files.size() - missing.size())
        + " files"
        + (missing.isEmpty() ? "" : ", " + count(missing.size()) + " are no longer kept")
        + "\n  seals       "
        + count(seals.size())
        + "\n"
        + notSealed();
  }

  /** What the file cannot prove yet. */
  private String notSealed() {
    List<Part> open =
        parts.values().stream()
            .filter(part -> ends.getOrDefault(part.stream(), 0L) < part.through())
            .toList();
    if (open.isEmpty()) {
      return "";
    }
    Part first = open.get(0);
    return "  not sealed  the ends of "
        + count(open.size())
        + " streams, such as "
        + first.stream()
        + " from record "
        + Math.max(first.from(), ends.getOrDefault(first.stream(), 0L) + 1)
        + " on.\n              Verify says NOT PROVED until they are exported again, once their day is"
        + " sealed.\n";
  }

  // What

  private void select(Selection selection) throws Wrong {
    if (selection.from() != null) {
      long to = SealCheck.micros(Objects.requireNonNull(selection.to()));
      database
          .between(SealCheck.micros(selection.from()), to)
          .forEach(part -> parts.put(part.stream(), part));
    }
    for (String stream : selection.streams()) {
      if (!whole(stream)) {
        throw new Wrong("there is no stream '" + stream + "'");
      }
    }
    for (String crossing : selection.crossings()) {
      List<Database.Crossing> found = database.crossings(crossing, id(crossing));
      if (found.size() != 1) {
        throw new Wrong(
            found.isEmpty()
                ? "there is no crossing '" + crossing + "': give its short name or id"
                : "there are " + found.size() + " crossings '" + crossing + "': give an id");
      }
      ByteBuffer id = ByteBuffer.wrap(found.get(0).id());
      whole("crossing:" + new UUID(id.getLong(), id.getLong()));
      whole("declaration:" + found.get(0).declaration());
    }
    if (parts.isEmpty()) {
      throw new Wrong("nothing was recorded in that time");
    }
  }

  private boolean whole(String stream) throws Wrong {
    long last = database.last(stream);
    if (last > 0) {
      parts.put(stream, new Part(stream, 1, last));
    }
    return last > 0;
  }

  private static byte[] id(String text) {
    try {
      UUID id = UUID.fromString(text);
      return ByteBuffer.allocate(16)
          .putLong(id.getMostSignificantBits())
          .putLong(id.getLeastSignificantBits())
          .array();
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  // The seals that cover it

  private void prove(StoredSeal stored) throws Wrong {
    List<Head> heads =
        SealCheck.heads(stored)
            .orElseThrow(() -> new Wrong("the seal of " + stored.day() + " is damaged"));
    MerkleTree tree = new MerkleTree(heads.stream().map(Head::leaf).toList());
    int before = proofs.size();
    for (int index = 0; index < heads.size(); index++) {
      Head head = heads.get(index);
      Part part = parts.get(head.stream());
      // Every head within the part, and the first one behind it.
      if (part != null
          && head.seq() >= part.from()
          && ends.getOrDefault(head.stream(), 0L) < part.through()) {
        proofs.add(new Proof(head, stored.day(), index, tree.path(index)));
        ends.put(head.stream(), head.seq());
      }
    }
    if (proofs.size() > before) {
      seals.add(SealCheck.seal(stored, heads.size()));
    }
  }

  // Writing

  private void write(ZipOutputStream zip, Selection selection) throws IOException, Wrong {
    put(zip, "README.txt", readme());
    zip.putNextEntry(new ZipEntry("records.jsonl"));
    for (Part part : parts.values()) {
      database.records(part.stream(), part.from(), part.through(), row -> record(zip, row, true));
      long end = ends.getOrDefault(part.stream(), 0L);
      database.records(part.stream(), part.through() + 1, end, row -> record(zip, row, false));
    }
    zip.closeEntry();
    zip.putNextEntry(new ZipEntry("proofs.jsonl"));
    for (Proof proof : proofs) {
      line(zip, Lines.proof(proof));
    }
    zip.closeEntry();
    zip.putNextEntry(new ZipEntry("seals.jsonl"));
    for (Seal seal : seals) {
      line(zip, Lines.seal(seal));
    }
    zip.closeEntry();
    for (Map.Entry<String, String> key : keys.pem().entrySet()) {
      put(zip, "keys/" + key.getKey() + ".pem", key.getValue().getBytes(StandardCharsets.US_ASCII));
    }
    for (String name : files) {
      evidence(zip, name);
    }
    put(zip, "export.json", description(selection));
  }

  private void record(OutputStream out, Row row, boolean whole) throws Wrong {
    try {
      line(out, Lines.record(row, whole));
    } catch (IOException e) {
      throw new Wrong("the file cannot be written", e);
    }
    if (whole) {
      records++;
      row.body().map(Body::of).ifPresent(body -> files.addAll(body.evidence()));
    }
  }

  private static void line(OutputStream out, ObjectNode line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  private void evidence(ZipOutputStream zip, String name) throws IOException {
    if (evidence == null || !EvidenceFolder.NAME.matcher(name).matches()) {
      missing.add(name);
      return;
    }
    Path file = evidence.resolve(name.substring(0, 2)).resolve(name);
    if (Files.notExists(file)) {
      missing.add(name);
      return;
    }
    zip.putNextEntry(new ZipEntry("evidence/" + name));
    Files.copy(file, zip);
    zip.closeEntry();
  }

  private byte[] description(Selection selection) {
    ObjectNode json = Lines.object().put("format", Lines.FORMAT).put("v", Lines.VERSION);
    json.put("journal", database.place()).put("exportedAt", Instant.now().toString());
    if (selection.from() != null) {
      json.put("from", selection.from().toString()).put("to", String.valueOf(selection.to()));
    }
    ArrayNode streams = json.putArray("streams");
    parts
        .values()
        .forEach(
            part ->
                streams
                    .addObject()
                    .put("stream", part.stream())
                    .put("from", part.from())
                    .put("through", part.through()));
    ArrayNode gone = json.putArray("evidenceNotKept");
    missing.forEach(gone::add);
    return (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** What is said in each file of this version of the format. */
  static byte[] readme() throws IOException {
    try (InputStream in = Objects.requireNonNull(Export.class.getResourceAsStream("export.txt"))) {
      return in.readAllBytes();
    }
  }
}
