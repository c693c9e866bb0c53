package org.amitygate.demo;

import java.io.IOException;
import java.io.PrintStream;
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
import org.amitygate.demo.report.Report;
import org.amitygate.demo.report.Verdict;
import org.amitygate.demo.run.Attacker;
import org.amitygate.demo.run.Children;
import org.amitygate.demo.run.GateProcess;
import org.amitygate.demo.run.JournalReader;
import org.amitygate.demo.run.Killer;
import org.amitygate.demo.run.LedgerTail;
import org.amitygate.demo.run.Ordeal;
import org.amitygate.demo.run.PostgresServer;
import org.amitygate.demo.run.Renewing;
import org.amitygate.demo.run.Settling;
import org.amitygate.demo.run.Trouble;
import org.amitygate.demo.run.WorldProcess;
import org.amitygate.demo.site.GatePlan;
import org.amitygate.demo.site.Ports;
import org.amitygate.demo.site.Renewal;
import org.amitygate.demo.site.Site;
import org.amitygate.demo.view.LiveView;
import org.amitygate.demo.view.Scene;
import org.jspecify.annotations.Nullable;

/** One run from the start of the gates to the report. */
final class Conductor {
  private static final long LOOK_MILLIS = 500;
  private static final long STALLED_SECONDS = 300;

  private final Options options;
  private final Path folder;
  private final Children children;
  private final PrintStream out;
  private final String javaHome;
  private final long begun = System.nanoTime();
  private final List<String> complaints = new ArrayList<>();
  private volatile @Nullable Trouble trouble;
  private String faultNow = "";
  private long faultSince;
  private volatile Scene.Link link = Scene.Link.UP;
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
            new Site.Traffic(
                options.seed(),
                options.trucks(),
                options.lanes(),
                options.patient(),
                options.faults(),
                options.betweenMillis(),
                options.minutes()),
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
      throws IOException, InterruptedException, GeneralSecurityException {
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
      if (complaints.isEmpty()) {
        Settling.await(exports, imports);
      }
      Judging judging = new Judging(options, folder, javaHome, children);
      Report report = judging.report(site, exports, imports, trouble, seconds(), complaints);
      if (options.exit()) {
        view.stop();
        Judging.tell(report, out);
        if (options.print()) {
          System.out.print(report.json());
        }
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
                link,
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
      throws IOException, InterruptedException, GeneralSecurityException {
    Trouble making = makeTrouble(site, exports, imports);
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
      link = link(ledger.fault());
      if (System.nanoTime() - last > TimeUnit.SECONDS.toNanos(STALLED_SECONDS)) {
        complaints.add("no truck has ended for " + STALLED_SECONDS + " s");
      }
      troubleFailed();
    }
    link = Scene.Link.UP;
    Trouble running = trouble;
    if (running != null) {
      running.stop();
      troubleFailed();
    }
    if (!world.failure().isEmpty()) {
      complaints.add(world.failure());
    }
  }

  private Scene.Link link(String fault) {
    if (!fault.equals(faultNow)) {
      faultNow = fault;
      faultSince = System.nanoTime();
    }
    return new Scene.Link(fault, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - faultSince));
  }

  private @Nullable Trouble makeTrouble(Site site, GateProcess exports, GateProcess imports)
      throws IOException, GeneralSecurityException {
    if (options.crash().isPresent()) {
      Options.Crash crash = options.crash().get();
      return new Attacker(exports, imports, crash.points(), crash.only(), options.seed());
    }
    if (options.minutes() > 0) {
      long middle = TimeUnit.MINUTES.toMillis(options.minutes()) / 2;
      return new Ordeal(
          new Killer(exports, imports),
          new Renewing(List.of(exports, imports), new Renewal(site.gates()), middle));
    }
    return options.kill() ? new Killer(exports, imports) : null;
  }

  private void troubleFailed() {
    Trouble now = trouble;
    if (now != null && !now.failure().isEmpty() && !children.stopping()) {
      complaints.add("what was done to the gates did not end well: " + now.failure());
    }
  }
}
