package org.amitygate.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.demo.report.CrashPoints;
import org.amitygate.demo.report.Evidence;
import org.amitygate.demo.report.Ledger;
import org.amitygate.demo.report.Reconciled;
import org.amitygate.demo.report.Report;
import org.amitygate.demo.report.RunFacts;
import org.amitygate.demo.report.Verdict;
import org.amitygate.demo.run.Attacker;
import org.amitygate.demo.run.Children;
import org.amitygate.demo.run.GateProcess;
import org.amitygate.demo.run.Planting;
import org.amitygate.demo.run.Trouble;
import org.amitygate.demo.run.Verifying;
import org.amitygate.demo.site.Site;
import org.jspecify.annotations.Nullable;

/** What comes after the last truck: everything is looked at, written down and told. */
final class Judging {
  private static final int MOST_FINDINGS_SHOWN = 40;

  private final Options options;
  private final Path folder;
  private final String javaHome;
  private final Children children;

  /**
   * @param folder of the run
   */
  Judging(Options options, Path folder, String javaHome, Children children) {
    this.options = options;
    this.folder = folder;
    this.javaHome = javaHome;
    this.children = children;
  }

  /**
   * Judges a run that has settled, and writes the report.
   *
   * @param trouble what was done to the gates; null: nothing
   * @param seconds how long the run took
   * @param before what went wrong until now, in sentences
   */
  Report report(
      Site site,
      GateProcess exports,
      GateProcess imports,
      @Nullable Trouble trouble,
      long seconds,
      List<String> before)
      throws IOException, InterruptedException {
    List<String> complaints = new ArrayList<>(before);
    exports.sample();
    imports.sample();
    Map<String, RunFacts.GateFacts> gates = new LinkedHashMap<>();
    gates.put(exports.id(), exports.facts());
    gates.put(imports.id(), imports.facts());
    Optional<CrashPoints> crashPoints = Optional.empty();
    if (trouble instanceof Attacker attacker) {
      crashPoints = Optional.of(attacker.points());
      complaints.addAll(attacker.complaints());
    }
    if (trouble instanceof Attacker || options.faults()) {
      for (GateProcess gate : List.of(exports, imports)) {
        Verifying.failure(gate, options.root(), javaHome, children).ifPresent(complaints::add);
      }
    }
    Evidence evidence =
        new Evidence(
            Ledger.read(site.ledger()),
            Map.of(exports.id(), exports.receipted(), imports.id(), imports.receipted()),
            exports.snapshot(),
            imports.snapshot());
    Optional<Reconciled> reconciled =
        options.faults() && complaints.isEmpty()
            ? Optional.of(Planting.run(exports, imports))
            : Optional.empty();
    RunFacts facts =
        new RunFacts(
            options.seed(),
            options.lanes(),
            options.kill(),
            seconds,
            trouble == null ? 0 : trouble.kills(),
            trouble == null ? Map.of() : trouble.atStage(),
            gates,
            crashPoints,
            options.faults(),
            reconciled,
            options.minutes() == 0
                ? Optional.empty()
                : Optional.of(
                    new RunFacts.Ordeal(
                        options.minutes(), trouble == null ? 0 : trouble.renewals())),
            complaints);
    Report report = Report.of(evidence, facts);
    write(report);
    return report;
  }

  private void write(Report report) throws IOException {
    Files.writeString(folder.resolve("report.json"), report.json());
    if (options.json().isPresent()) {
      Path file = options.json().get();
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, report.json());
    }
  }

  /** The report for a person. */
  static void tell(Report report, PrintStream out) {
    say(
        out,
        report.done()
            + " done, "
            + report.heldAltogether()
            + " held "
            + report.held()
            + ", "
            + report.refused()
            + " refused, of "
            + report.trucks()
            + " in "
            + Math.round(report.run().wallSeconds())
            + " s");
    List<String> findings = report.findings();
    findings.stream().limit(MOST_FINDINGS_SHOWN).forEach(finding -> say(out, finding));
    if (findings.size() > MOST_FINDINGS_SHOWN) {
      say(out, "… and " + (findings.size() - MOST_FINDINGS_SHOWN) + " more in the report");
    }
    say(out, Verdict.of(report).text());
  }

  private static void say(PrintStream out, String text) {
    out.println("demo: " + text);
  }
}
