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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.amitygate.demo.report.CrashPoints;
import org.amitygate.demo.report.Evidence;
import org.amitygate.demo.report.Ledger;
import org.amitygate.demo.report.Report;
import org.amitygate.demo.report.RunFacts;
import org.amitygate.demo.report.Verdict;
import org.amitygate.demo.run.Attacker;
import org.amitygate.demo.run.Children;
import org.amitygate.demo.run.GateProcess;
import org.amitygate.demo.run.JournalReader;
import org.amitygate.demo.run.Killer;
import org.amitygate.demo.run.LedgerTail;
import org.amitygate.demo.run.PostgresServer;
import org.amitygate.demo.run.Settling;
import org.amitygate.demo.run.Trouble;
import org.amitygate.demo.run.Verifying;
import org.amitygate.demo.run.WorldProcess;
import org.amitygate.demo.site.GatePlan;
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
  private volatile @Nullable Trouble trouble;
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
      if (options.store() == Options.Store.SQLITE) {
        return run(ports, Optional.empty());
      }
      // Ends with this process.
      return run(ports, Optional.of(PostgresServer.start(folder, ports.next(), Site.GATES)));
    }
  }

  private boolean run(Ports ports, Optional<PostgresServer> server)
      throws IOException, InterruptedException, GeneralSecurityException {
    Map<String, String> stores = new LinkedHashMap<>();
    server.ifPresent(each -> Site.GATES.forEach(id -> stores.put(id, each.store(id))));
    Site site =
        Site.make(
            folder,
            ports,
            options.seed(),
            options.trucks(),
            options.lanes(),
            options.patient(),
            stores);
    return run(site, gate(site.exports(), server), gate(site.imports(), server));
  }

  private GateProcess gate(GatePlan plan, Optional<PostgresServer> server) {
    return new GateProcess(
        plan,
        options.root(),
        javaHome,
        children,
        server,
        options.crash().isPresent(),
        options.supervised());
  }

  private boolean run(Site site, GateProcess exports, GateProcess imports)
      throws IOException, InterruptedException {
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
    Trouble now = trouble;
    return now == null ? 0 : now.kills();
  }

  /** Waits for the end of the world, killing gates if that was asked for. */
  private void watch(WorldProcess world, Site site, GateProcess exports, GateProcess imports)
      throws IOException, InterruptedException {
    Trouble making = makeTrouble(exports, imports);
    if (making != null) {
      trouble = making;
      making.start();
    }
    LedgerTail ledger = new LedgerTail(site.ledger());
    int ended = 0;
    long last = System.nanoTime();
    while (!world.doneWithin(LOOK_MILLIS) && complaints.isEmpty()) {
      exports.sample();
      imports.sample();
      for (GateProcess gate : List.of(exports, imports)) {
        // One that is killed by a list is looked after by whoever kills it.
        if (options.crash().isEmpty() && gate.diedByItself()) {
          complaints.add("gate " + gate.id() + " ended by itself");
        }
      }
      int now = ledger.ended();
      last = now == ended ? last : System.nanoTime();
      ended = now;
      if (System.nanoTime() - last > TimeUnit.SECONDS.toNanos(STALLED_SECONDS)) {
        complaints.add("no truck has ended for " + STALLED_SECONDS + " s");
      }
      troubleFailed();
    }
    Trouble running = trouble;
    if (running != null) {
      running.stop();
      troubleFailed();
    }
    if (!world.failure().isEmpty()) {
      complaints.add(world.failure());
    }
  }

  private @Nullable Trouble makeTrouble(GateProcess exports, GateProcess imports) {
    if (options.crash().isPresent()) {
      Options.Crash crash = options.crash().get();
      return new Attacker(exports, imports, crash.points(), crash.only(), options.seed());
    }
    return options.kill() ? new Killer(exports, imports) : null;
  }

  private void troubleFailed() {
    Trouble now = trouble;
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
    Optional<CrashPoints> crashPoints = Optional.empty();
    if (trouble instanceof Attacker attacker) {
      crashPoints = Optional.of(attacker.points());
      complaints.addAll(attacker.complaints());
      for (GateProcess gate : List.of(exports, imports)) {
        Verifying.failure(gate, options.root(), javaHome, children).ifPresent(complaints::add);
      }
    }
    RunFacts facts =
        new RunFacts(
            options.seed(),
            options.lanes(),
            options.kill(),
            seconds(),
            kills(),
            trouble instanceof Killer killer ? killer.atStage() : Map.of(),
            gates,
            crashPoints,
            List.copyOf(complaints));
    Evidence evidence =
        new Evidence(Ledger.read(site.ledger()), exports.snapshot(), imports.snapshot());
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
