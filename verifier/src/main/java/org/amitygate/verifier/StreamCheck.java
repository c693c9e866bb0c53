package org.amitygate.verifier;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.amitygate.verifier.EvidenceErasures.Hold;
import org.jspecify.annotations.Nullable;

/** Verifies one stream, record by record in the order of their numbers, up to the first fault. */
final class StreamCheck {

  /** How far a record is looked for when it does not stand where it belongs. */
  private static final int NEAR = 1_000;

  /** Where a gate puts its first record. */
  private static final long FIRST_POSITION = 1;

  /** More missing files than these are not remembered: one is enough. */
  private static final int MOST_MISSING = 10_000;

  private static final String GONE = "its personal values are gone";
  private static final String IN_SPITE = ", in spite of a legal hold";

  private final String stream;
  private final Evidence evidence;
  private final @Nullable EvidenceErasures erasures;

  /** Records whose personal values are gone without a record, so far, of who erased them. */
  private final TreeSet<Long> unexplained = new TreeSet<>();

  private final List<Missing> missing = new ArrayList<>();
  private final List<Hold> holds = new ArrayList<>();

  /** Behind the last record there are more, of which a segment says only that they are there. */
  private boolean goesOn;

  private @Nullable Row before;
  private @Nullable Finding finding;

  private record Missing(long seq, long at, String name) {}

  /**
   * @param erasures what the gate says it has deleted; null: this is a segment, which may begin
   *     later, and lack what explains the rest
   */
  StreamCheck(String stream, Evidence evidence, @Nullable EvidenceErasures erasures) {
    this.stream = stream;
    this.evidence = evidence;
    this.erasures = erasures;
  }

  void next(Row row) throws Wrong {
    if (finding == null) {
      check(row);
    } else if (row.type().equals("LegalHoldLifted")) {
      lifted(row.at()); // says which files may be gone from before the fault
    }
    before = row;
  }

  private void check(Row row) throws Wrong {
    Optional<String> fault = chain(row).or(() -> personal(row));
    if (finding == null && fault.isPresent()) {
      found(row.seq(), fault.get());
    }
    if (finding == null && row.body().isPresent()) {
      body(row, Body.of(row.body().get()));
    }
    goesOn = row.body().isEmpty();
  }

  private void found(long seq, String sentence) {
    finding = new Finding(stream, seq, sentence);
  }

  private Optional<String> chain(Row row) {
    long expected = before == null ? (erasures == null ? row.seq() : 1) : before.seq() + 1;
    byte[] previous =
        before != null ? before.hash() : row.seq() == 1 ? Hashes.zeros() : row.previous();
    if (row.seq() != expected) {
      found(
          expected,
          "it is missing"
              + (row.seq() - expected > 1 ? ", with those up to " + (row.seq() - 1) : ""));
      return Optional.empty();
    }
    if (!Arrays.equals(row.hash(), Hashes.record(row))) {
      return Optional.of(altered(row));
    }
    if (!Arrays.equals(row.previous(), previous)) {
      if (before == null) {
        return Optional.of("it names a record before it, and there is none");
      }
      found(
          before.seq(),
          "it was replaced: record " + row.seq() + " was written after another one than this");
      return Optional.empty();
    }
    if (row.position().filter(place -> place < FIRST_POSITION).isPresent()) {
      return Optional.of("it stands in the database before the first place that a gate gives");
    }
    return before == null ? Optional.empty() : order(before, row);
  }

  private static Optional<String> order(Row before, Row row) {
    if (row.at() < before.at()) {
      return Optional.of("it is dated before the record before it");
    }
    if (row.position().isPresent()
        && before.position().isPresent()
        && row.position().get() <= before.position().get()) {
      return Optional.of("its place in the database was changed: it stands before an earlier one");
    }
    return Optional.empty();
  }

  private static String altered(Row row) {
    for (int away = 1; away <= NEAR; away++) {
      for (long seq : new long[] {row.seq() - away, row.seq() + away}) {
        if (seq >= 1 && Arrays.equals(row.hash(), Hashes.record(row, seq))) {
          return "what stands here is record " + seq + ": the order was changed";
        }
      }
    }
    return "it was altered: its hash is not that of its content";
  }

  private static Optional<String> personal(Row row) {
    if (row.personal().isEmpty()) {
      return Optional.empty();
    }
    if (row.personalDigest().isEmpty()) {
      return Optional.of("personal values were added to it that it never had");
    }
    return Arrays.equals(row.personalDigest().get(), Hashes.sha256(row.personal().get()))
        ? Optional.empty()
        : Optional.of("its personal values were altered");
  }

  private void body(Row row, Body body) throws Wrong {
    if (!body.isOf(row)) {
      found(row.seq(), "its type or version is not that of its body");
      return;
    }
    evidence(row, body);
    if (row.erased()) {
      unexplained.add(row.seq());
    }
    switch (row.type()) {
      case "PersonalValuesErased" -> {
        if (holds.stream().anyMatch(hold -> hold.at(row.at()))) {
          found(row.seq(), "it erased personal values in spite of a legal hold");
          return;
        }
        long from = body.number("from");
        unexplained.subSet(from, Math.max(from, body.number("through") + 1)).clear();
      }
      case "LegalHoldPlaced" -> holds.add(new Hold(row.at(), Long.MAX_VALUE));
      case "LegalHoldLifted" -> lifted(row.at());
      default -> {}
    }
  }

  private void lifted(long at) {
    holds.replaceAll(hold -> hold.to() == Long.MAX_VALUE ? new Hold(hold.from(), at) : hold);
  }

  private void evidence(Row row, Body body) throws Wrong {
    for (String name : body.evidence()) {
      switch (evidence.state(name)) {
        case ALTERED ->
            found(row.seq(), "the evidence file " + name + " that it names was altered");
        case MISSING -> {
          if (erasures != null && !erasures.mayBeGone(row.at())) {
            found(row.seq(), gone(name));
          } else if (missing.size() < MOST_MISSING) {
            missing.add(new Missing(row.seq(), row.at(), name));
          }
        }
        case GOOD -> {}
      }
    }
  }

  private static String gone(String name) {
    return "the evidence file " + name + " that it names is missing";
  }

  /**
   * What is wrong with the stream. After its last record.
   *
   * @param cut its end is known to be missing, and with it perhaps what explains the rest
   * @return the first fault
   */
  Optional<Finding> end(boolean cut) throws Wrong {
    if (finding == null && erasures != null) {
      if (!unexplained.isEmpty() && !cut) {
        found(unexplained.first(), GONE + ", and no record says who erased them");
      }
      goneInSpiteOfAHold(erasures)
          .filter(file -> finding == null || file.seq() < finding.seq())
          .ifPresent(file -> found(file.seq(), gone(file.name()) + IN_SPITE));
    }
    if (finding == null && erasures == null && held() && !goesOn) {
      unexplained.stream().findFirst().ifPresent(seq -> found(seq, GONE + IN_SPITE));
    }
    return Optional.ofNullable(finding);
  }

  /** Whether there is a legal hold behind the last record. */
  private boolean held() {
    return holds.stream().anyMatch(hold -> hold.to() == Long.MAX_VALUE);
  }

  /**
   * What is gone from a segment, perhaps by right, and no record in it says so: anybody can have
   * taken it out. After {@link #end}.
   */
  Optional<Finding> unproved() {
    Optional<Finding> values =
        unexplained.stream()
            .findFirst()
            .map(
                seq ->
                    new Finding(
                        stream,
                        seq,
                        GONE
                            + ", and no record in this file says who erased them: export all of"
                            + " the stream"));
    return values.isPresent() || !held()
        ? values
        : missing.stream()
            .findFirst()
            .map(
                file ->
                    new Finding(
                        stream,
                        file.seq(),
                        gone(file.name())
                            + IN_SPITE
                            + ", and nothing in this file says that it was deleted before that"));
  }

  private Optional<Missing> goneInSpiteOfAHold(EvidenceErasures erased) throws Wrong {
    if (before == null || firstGone(erased).isEmpty()) {
      return Optional.empty();
    }
    // The hold may have been lifted and the file deleted since these records were read.
    erased.liftedSince(before).forEach(this::lifted);
    erased.lookAgain();
    return firstGone(erased);
  }

  private Optional<Missing> firstGone(EvidenceErasures erased) {
    return missing.stream()
        .filter(file -> !holds.isEmpty() && !erased.mayBeGone(file.at(), holds))
        .findFirst();
  }
}
