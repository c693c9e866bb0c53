package org.amitygate.verifier;

import static org.amitygate.verifier.Report.count;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.amitygate.verifier.Database.StoredSeal;
import org.jspecify.annotations.Nullable;

/** Verifies a whole journal: its seals, then every stream, with the evidence that records name. */
final class Verification {

  private final Database database;
  private final Keys keys;
  private final @Nullable EvidenceFolder evidence;
  private final Findings findings = new Findings();
  private final EvidenceErasures erasures;
  private final SealCheck seals;
  private final EvidenceHeadCheck heads;
  private @Nullable StreamCheck stream;
  private String name = "";
  private long records;
  private long streams;
  private long erased;
  private long unsealed;
  private long unsealedSince = Long.MAX_VALUE;
  private long unsealedUntil = Long.MIN_VALUE;

  /** Days (UTC) of them; not more than are needed. */
  private final Set<Long> unsealedDays = new TreeSet<>();

  /**
   * @param evidence null: it is not looked at
   */
  Verification(
      Database database, Keys keys, PartnerKeys partners, @Nullable EvidenceFolder evidence) {
    this.database = database;
    this.keys = keys;
    this.evidence = evidence;
    this.erasures = new EvidenceErasures(database);
    this.seals = new SealCheck(database, keys, findings);
    this.heads = new EvidenceHeadCheck(database, partners, findings);
  }

  Report run() throws Wrong {
    seals.all();
    erasures.read();
    heads.read();
    database.records(this::next, findings::add);
    endStream();
    seals.end();
    heads.end();
    erasures.end().ifPresent(findings::add);
    database.wasStill();
    if (unsealedDays.size() > SealCheck.MOST_DAYS) {
      findings.add(
          "records from "
              + SealCheck.time(unsealedSince)
              + " on are not sealed, though the gate wrote on more than "
              + SealCheck.MOST_DAYS
              + " days until "
              + SealCheck.time(unsealedUntil)
              + ": seals were taken away, or could not be made");
    }
    if (evidence != null) {
      evidence
          .alteredAndNotNamed()
          .forEach(file -> findings.add("the evidence file " + file + " was altered"));
    }
    return report();
  }

  private void next(Row row) throws Wrong {
    StreamCheck check = stream;
    if (check == null || !row.stream().equals(name)) {
      endStream();
      Evidence files = evidence == null ? Evidence.NOT_LOOKED_AT : evidence;
      check = new StreamCheck(row.stream(), files, erasures);
      stream = check;
      name = row.stream();
      streams++;
    }
    records++;
    erased += row.erased() ? 1 : 0;
    check.next(row);
    erasures.next(row);
    heads.next(row);
    seals.next(row);
    sealed(row);
  }

  private void endStream() throws Wrong {
    if (stream != null) {
      stream.end(findings.about(name)).ifPresent(findings::add);
    }
  }

  private void sealed(Row row) {
    Optional<StoredSeal> last = seals.last();
    if (row.position().orElseThrow() > last.map(StoredSeal::position).orElse(0L)) {
      unsealed++;
      unsealedSince = Math.min(unsealedSince, row.at());
      unsealedUntil = Math.max(unsealedUntil, row.at());
      if (unsealedDays.size() <= SealCheck.MOST_DAYS) {
        unsealedDays.add(row.at() / SealCheck.DAY);
      }
      if (last.isPresent() && row.at() < last.get().at()) {
        findings.add(
            new Finding(
                row.stream(),
                row.seq(),
                "it is dated before the end of the seal of "
                    + last.get().day()
                    + ", which does not cover it"));
      }
    }
    if (row.type().equals("DaySealed") && row.stream().equals("gate")) {
      Body body = Body.of(row.body().orElseThrow());
      if (!seals.has(body.text("day"), body.text("digest"))) {
        findings.add(
            "the seal of "
                + body.text("day")
                + ", which record "
                + row.seq()
                + " of stream gate tells of, is missing or another one");
      }
    }
  }

  private Report report() {
    Report report = new Report(database.place(), findings, new Findings());
    report.figure("records", records).figure("streams", streams).figure("erased", erased);
    report.line("records", count(records) + " in " + count(streams) + " streams");
    report.line("", erased == 0 ? "no personal values are erased" : erasedLine());
    List<String> signers = keys.used();
    report.figure("seals", seals.count()).figure("keys", signers);
    seals
        .last()
        .ifPresentOrElse(
            last -> {
              report
                  .figure("sealedDay", last.day())
                  .figure("sealedUntil", SealCheck.time(last.at()));
              report.line(
                  "seals",
                  count(seals.count()) + ", from " + seals.firstDay() + " to " + last.day());
              report.line(
                  "", "the last covers what was recorded until " + SealCheck.time(last.at()));
              signers.forEach(key -> report.line("", "signed with the key of fingerprint " + key));
            },
            () -> report.line("seals", "none yet: nothing shows whether the ends were cut off"));
    report.figure("late", seals.late());
    seals.late().forEach(seal -> report.line("", seal));
    report.figure("evidence", evidence == null ? -1 : evidence.files());
    report.line(
        "evidence",
        evidence == null
            ? "not looked at: give its folder with --evidence"
            : count(evidence.files()) + " files");
    heads.tell(report);
    report.figure("unsealed", unsealed);
    if (unsealed > 0) {
      report.figure("unsealedSince", SealCheck.time(unsealedSince));
      report.line(
          "not sealed",
          count(unsealed) + " records, from " + SealCheck.time(unsealedSince) + " on");
    }
    return report;
  }

  private String erasedLine() {
    return "personal values of " + count(erased) + " are erased; each erasure is on record";
  }
}
