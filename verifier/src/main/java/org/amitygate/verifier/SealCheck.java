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
import org.amitygate.verifier.Database.Extent;
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
  private String stream = "";
  private @Nullable Reach reach;

  /** How many streams a seal says to cover, and how many have records where it does. */
  private static final class Reach {
    final String day;
    final long heads;
    long found;

    Reach(String day, long heads) {
      this.day = day;
      this.heads = heads;
    }
  }

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
    if (in != null && (in != reach || !row.stream().equals(stream))) {
      in.found++;
    }
    reach = in;
    stream = row.stream();
  }

  /**
   * After the last record: no stream was left out where the database compared them with the seals.
   * Its tables can be made such that two names are one for it.
   */
  void end() {
    for (Reach each : reaches.values()) {
      if (each.found != each.heads && findings.none()) {
        findings.add(
            "the seal of "
                + each.day
                + " covers "
                + each.heads
                + " streams, and "
                + each.found
                + " have records where it does: the tables are not those that a gate makes");
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
      reaches.putIfAbsent(stored.position(), new Reach(stored.day(), heads.get().size()));
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
    if (before != null && (stored.at() < before.at() || stored.position() < before.position())) {
      return Optional.of("ends before that of " + before.day());
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
    Map<String, Extent> there = database.extents(after, stored.position());
    days(stored, after, there);
    for (Head head : heads) {
      Extent extent = there.remove(head.stream());
      if (extent != null
          && extent.last() == head.seq()
          && Arrays.equals(extent.hash(), head.hash())) {
        dated(stored, head.stream(), extent);
      } else {
        differs(seal, head, extent);
      }
    }
    there.forEach(
        (stream, extent) ->
            findings.add(
                new Finding(
                    stream,
                    extent.last(),
                    "it stands among the records of " + seal + ", which does not know it")));
  }

  private void days(StoredSeal stored, long after, Map<String, Extent> there) throws Wrong {
    long earliest = Long.MAX_VALUE;
    long latest = Long.MIN_VALUE;
    for (Extent extent : there.values()) {
      earliest = Math.min(earliest, extent.earliest());
      latest = Math.max(latest, extent.latest());
    }
    if (latest / DAY - earliest / DAY >= MOST_DAYS && !there.isEmpty()) {
      long days = database.days(after, stored.position());
      if (days > MOST_DAYS) {
        late.add(
            "the seal of " + stored.day() + " was made late: over records of " + days + " days");
      }
    }
  }

  private void differs(String seal, Head head, @Nullable Extent extent) throws Wrong {
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
      long first = extent == null ? head.seq() : Math.min(head.seq(), extent.last()) + 1;
      findings.add(
          new Finding(
              head.stream(), first, "its place in the database is not where " + seal + " has it"));
    }
  }

  /** No record is later than the seal that covers it, or earlier than the seal before that. */
  private void dated(StoredSeal stored, String stream, Extent extent) {
    long earliest = before == null ? Long.MIN_VALUE : before.at();
    if (extent.latest() > stored.at() || extent.earliest() < earliest) {
      findings.add(
          new Finding(
              stream,
              extent.last(),
              "it, or one before it, is dated "
                  + time(extent.latest() > stored.at() ? extent.latest() : extent.earliest())
                  + ", which is outside of what the seal of "
                  + stored.day()
                  + " covers"));
    }
  }

  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
