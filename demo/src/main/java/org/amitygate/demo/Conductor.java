package org.amitygate.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.amitygate.demo.report.Evidence;
import org.amitygate.demo.report.JournalSnapshot;
import org.amitygate.demo.report.Ledger;
import org.amitygate.demo.report.Report;
import org.amitygate.demo.report.RunFacts;
import org.amitygate.demo.report.Verdict;
import org.amitygate.demo.run.Children;
import org.amitygate.demo.run.GateProcess;
import org.amitygate.demo.run.JournalReader;
import org.amitygate.demo.run.Killer;
import org.amitygate.demo.run.LedgerTail;
import org.amitygate.demo.run.Settling;
import org.amitygate.demo.run.WorldProcess;
import org.amitygate.demo.site.Ports;
import org.amitygate.demo.site.Site;
import org.amitygate.demo.view.LiveView;
import org.amitygate.demo.view.Scene;
import org.jspecify.annotations.Nullable;

/** One run from the start of the gates to the report. */
final class Conductor {
  private static final long LOOK_MILLIS = 500;
  private static final long STALLED_SECONDS = 300;
  private static final int MOST_FINDINGS_SHOWN = 40;

  private final Options options;
  private final Path folder;
  private final Children children;
  private final PrintStream out;
  private final String javaHome;
  private final long begun = System.nanoTime();
  private final List<String> complaints = new ArrayList<>();
  private volatile @Nullable Killer killer;
  private volatile String note = "";

  Conductor(Options options, Path folder, Children children, PrintStream out) {
    this.options = options;
    this.folder = folder;
    this.children = children;
    this.out = out;
    String home = System.getenv("JAVA_HOME");
    this.javaHome = home == null || home.isBlank() ? System.getProperty("java.home") : home;
  }

  /** Returns true when everything it promised was true. */
  boolean run() throws IOException, InterruptedException, GeneralSecurityException {
    try (Ports ports = new Ports(new SecureRandom())) {
      return run(
          Site.make(
              folder, ports, options.seed(), options.trucks(), options.lanes(), options.kill()));
    }
  }

  private boolean run(Site site) throws IOException, InterruptedException {
    GateProcess exports = new GateProcess(site.exports(), options.root(), javaHome, children);
    GateProcess imports = new GateProcess(site.imports(), options.root(), javaHome, children);
    say(
        "seed "
            + options.seed()
            + ", "
            + options.trucks()
            + " trucks, "
            + options.lanes()
            + " lanes; starting "
            + exports.name()
            + " and "
            + imports.name()
            + " in "
            + folder);
    exports.start();
    imports.start();
    exports.awaitReady();
    imports.awaitReady();
    say("both gates are at work after " + seconds() + " s");
    WorldProcess world = WorldProcess.start(site, options.root(), javaHome, children);
    try (JournalReader here = exports.journal();
        JournalReader there = imports.journal()) {
      LiveView view = view(exports, here, imports, there);
      view.start();
      watch(world, site, exports, imports);
      if (children.stopping()) {
        throw new InterruptedException("stopped");
      }
      Report report = report(site, exports, imports);
      if (options.exit()) {
        view.stop();
        tell(report);
      } else {
        note = Verdict.of(report).text() + "\nCtrl-C ends it.";
        say(note);
        new CountDownLatch(1).await();
      }
      return Verdict.of(report).good();
    }
  }

  private void say(String text) {
    out.println("demo: " + text);
  }

  private long seconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
  }

  private LiveView view(
      GateProcess exports, JournalReader here, GateProcess imports, JournalReader there) {
    boolean terminal = Terminal.isThere();
    List<String> lanes = new ArrayList<>();
    for (int lane = 1; lane <= options.lanes(); lane++) {
      lanes.add("L" + lane);
    }
    return new LiveView(
        out,
        terminal,
        terminal ? Terminal.columns() : 0,
        () ->
            new Scene(
                options.seed(),
                seconds(),
                options.trucks(),
                lanes,
                gate(exports, here),
                gate(imports, there),
                kills(),
                note));
  }

  private static Scene.Gate gate(GateProcess gate, JournalReader journal) {
    return new Scene.Gate(gate.name(), gate.up(), journal.open(), journal.states());
  }

  private int kills() {
    Killer now = killer;
    return now == null ? 0 : now.kills();
  }

  /** Waits for the end of the world, killing gates if that was asked for. */
  private void watch(WorldProcess world, Site site, GateProcess exports, GateProcess imports)
      throws IOException, InterruptedException {
    if (options.kill()) {
      Killer now = new Killer(exports, imports);
      killer = now;
      now.start();
    }
    LedgerTail ledger = new LedgerTail(site.ledger());
    int ended = 0;
    long last = System.nanoTime();
    while (!world.doneWithin(LOOK_MILLIS) && complaints.isEmpty()) {
      exports.sample();
      imports.sample();
      for (GateProcess gate : List.of(exports, imports)) {
        if (gate.diedByItself()) {
          complaints.add("gate " + gate.id() + " ended by itself");
        }
      }
      int now = ledger.ended();
      last = now == ended ? last : System.nanoTime();
      ended = now;
      if (System.nanoTime() - last > TimeUnit.SECONDS.toNanos(STALLED_SECONDS)) {
        complaints.add("no truck has ended for " + STALLED_SECONDS + " s");
      }
      killerFailed();
    }
    Killer running = killer;
    if (running != null) {
      running.stop();
      killerFailed();
    }
    if (!world.failure().isEmpty()) {
      complaints.add(world.failure());
    }
  }

  private void killerFailed() {
    Killer now = killer;
    if (now != null && !now.failure().isEmpty() && !children.stopping()) {
      complaints.add("a gate that was killed did not come back: " + now.failure());
    }
  }

  private Report report(Site site, GateProcess exports, GateProcess imports)
      throws IOException, InterruptedException {
    if (complaints.isEmpty()) {
      Settling.await(exports, imports);
    }
    exports.sample();
    imports.sample();
    Map<String, RunFacts.GateFacts> gates = new LinkedHashMap<>();
    gates.put(exports.id(), exports.facts());
    gates.put(imports.id(), imports.facts());
    Killer now = killer;
    RunFacts facts =
        new RunFacts(
            options.seed(),
            options.lanes(),
            options.kill(),
            seconds(),
            kills(),
            now == null ? Map.of() : now.atStage(),
            gates,
            List.copyOf(complaints));
    Evidence evidence =
        new Evidence(Ledger.read(site.ledger()), snapshot(exports), snapshot(imports));
    Report report = Report.of(evidence, facts);
    Files.writeString(folder.resolve("report.json"), report.json());
    if (options.json().isPresent()) {
      Path file = options.json().get();
      Path parent = file.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, report.json());
    }
    return report;
  }

  private static JournalSnapshot snapshot(GateProcess gate) {
    try (JournalReader journal = gate.journal()) {
      return journal.snapshot();
    }
  }

  private void tell(Report report) {
    say(
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
            + seconds()
            + " s");
    List<String> findings = report.findings();
    findings.stream().limit(MOST_FINDINGS_SHOWN).forEach(finding -> say(finding));
    if (findings.size() > MOST_FINDINGS_SHOWN) {
      say("… and " + (findings.size() - MOST_FINDINGS_SHOWN) + " more in the report");
    }
    say(Verdict.of(report).text());
  }
}
