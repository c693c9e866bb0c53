package org.amitygate.verifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.amitygate.verifier.Database.StoredSeal;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the seals, one after another: each by itself, its signature, its chain to the one
 * before, and that the records which it covers are those that are there.
 */
final class SealCheck {

  /**
   * Days (UTC) with records that are sealed together at most: a day of a gate's zone is two of
   * them, and a start after a pause, which writes before it seals, is one more.
   */
  static final int MOST_DAYS = 3;

  /** µs. */
  static final long DAY = 86_400_000_000L;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Database database;
  private final Keys keys;
  private final Findings findings;
  private final Map<String, String> digests = new HashMap<>();
  private @Nullable StoredSeal before;
  private String first = "";
  private long count;

  /** By the last place that it covers. */
  private final TreeMap<Long, Reach> reaches = new TreeMap<>();

  private final List<String> late = new ArrayList<>();

  /** The last record so far, and where it belongs. */
  private Head end = new Head("", 0, Hashes.zeros());

  private @Nullable Reach reach;

  SealCheck(Database database, Keys keys, Findings findings) {
    this.database = database;
    this.keys = keys;
    this.findings = findings;
  }

  void all() throws Wrong {
    database.seals(this::next, findings::add);
  }

  /** Takes a record, stream by stream, each in the order of its numbers. */
  void next(Row row) {
    Map.Entry<Long, Reach> entry = reaches.ceilingEntry(row.position().orElseThrow());
    Reach in = entry == null ? null : entry.getValue();
    if (in != reach || !row.stream().equals(end.stream())) {
      endReach();
    }
    reach = in;
    end = new Head(row.stream(), row.seq(), row.hash());
    if (in != null) {
      in.next(row);
    }
  }

  private void endReach() {
    if (reach != null) {
      reach.end(end).ifPresent(findings::add);
    }
  }

  /** After the last record: those that were read are those that the seals cover. */
  void end() {
    endReach();
    for (Reach each : reaches.values()) {
      String seal = "the seal of " + each.day();
      if (each.days() > MOST_DAYS) {
        late.add(seal + " was made late: over records of " + each.days() + " days");
      }
      if (!each.isSigned() && findings.none()) {
        findings.add(
            seal
                + " covers other records than those that are read one by one: the tables are not"
                + " those that a gate makes");
      }
    }
  }

  /** Seals over records of more days than are sealed together. */
  List<String> late() {
    return late;
  }

  long count() {
    return count;
  }

  String firstDay() {
    return first;
  }

  Optional<StoredSeal> last() {
    return Optional.ofNullable(before);
  }

  /** Whether there is this seal; the gate records each one that it makes. */
  boolean has(String day, String digest) {
    return digest.equals(digests.get(day));
  }

  /** The heads of a stored seal; empty if they cannot be read. */
  static Optional<List<Head>> heads(StoredSeal seal) {
    List<Head> heads = new ArrayList<>();
    try {
      for (JsonNode head : MAPPER.readTree(seal.heads())) {
        heads.add(
            new Head(
                head.path(0).asText(), head.path(1).asLong(), Hashes.bytes(head.path(2).asText())));
      }
      return Optional.of(heads);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  static Seal seal(StoredSeal stored, int heads) {
    return new Seal(
        stored.day(),
        stored.at(),
        stored.previous(),
        heads,
        stored.root(),
        stored.digest(),
        stored.signature());
  }

  private void next(StoredSeal stored) throws Wrong {
    if (keys.isEmpty()) {
      throw new Wrong("there are seals and no public key to verify them with: give --key FILE");
    }
    count++;
    first = first.isEmpty() ? stored.day() : first;
    digests.put(stored.day(), Hashes.hex(stored.digest()));
    Optional<List<Head>> heads = heads(stored);
    String name = "the seal of " + stored.day();
    if (heads.isEmpty()) {
      findings.add(name + " is damaged: its heads cannot be read");
    } else {
      fault(stored, heads.get()).ifPresent(fault -> findings.add(name + " " + fault));
      covered(stored, heads.get());
      long from = before == null ? Long.MIN_VALUE : before.at();
      reaches.put(stored.position(), new Reach(stored.day(), from, stored.at(), heads.get()));
    }
    before = stored;
  }

  private Optional<String> fault(StoredSeal stored, List<Head> heads) {
    byte[] previous = before == null ? Hashes.zeros() : before.digest();
    if (!Arrays.equals(stored.previous(), previous)) {
      return Optional.of(
          before == null
              ? "names a seal before it, and there is none: seals were taken away"
              : "does not follow that of " + before.day() + ": a seal is missing or was replaced");
    }
    byte[] root = new MerkleTree(heads.stream().map(Head::leaf).toList()).root();
    if (!Arrays.equals(stored.root(), root)) {
      return Optional.of("was altered: its root is not that of its heads");
    }
    Seal seal = seal(stored, heads.size());
    if (!Arrays.equals(stored.digest(), Hashes.seal(seal))) {
      return Optional.of("was altered: its digest is not that of its day, time, heads and root");
    }
    if (before != null && (stored.at() < before.at() || stored.position() <= before.position())) {
      return Optional.of("does not end behind that of " + before.day());
    }
    if (seal.signature().isEmpty()) {
      return Optional.of("is not signed");
    }
    return keys.signer(seal).isEmpty()
        ? Optional.of("is not signed with any of the given keys")
        : Optional.empty();
  }

  /** Compares the heads with the records that stand between the seal before and this one. */
  private void covered(StoredSeal stored, List<Head> heads) throws Wrong {
    String seal = "the seal of " + stored.day();
    long after = before == null ? 0 : before.position();
    Map<String, Head> there = database.heads(after, stored.position());
    for (Head head : heads) {
      Head found = there.remove(head.stream());
      if (found == null || found.seq() != head.seq() || !Arrays.equals(found.hash(), head.hash())) {
        differs(seal, head, found);
      }
    }
    there
        .values()
        .forEach(
            found ->
                findings.add(
                    new Finding(
                        found.stream(),
                        found.seq(),
                        "it stands among the records of " + seal + ", which does not know it")));
  }

  private void differs(String seal, Head head, @Nullable Head found) throws Wrong {
    Optional<byte[]> hash = database.hash(head.stream(), head.seq());
    if (hash.isEmpty()) {
      long last = database.last(head.stream());
      long missing = last < head.seq() ? last + 1 : head.seq();
      findings.add(
          new Finding(
              head.stream(),
              missing,
              "it is missing: " + seal + " covers the stream up to record " + head.seq()));
    } else if (!Arrays.equals(hash.get(), head.hash())) {
      findings.add(
          new Finding(
              head.stream(),
              head.seq(),
              "it is not the one that "
                  + seal
                  + " covers: it, or one before it, was rewritten with all hashes after it"));
    } else {
      long first = found == null ? head.seq() : Math.min(head.seq(), found.seq()) + 1;
      findings.add(
          new Finding(
              head.stream(), first, "its place in the database is not where " + seal + " has it"));
    }
  }

  /**
   * @throws ArithmeticException it is too far away
   */
  static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
