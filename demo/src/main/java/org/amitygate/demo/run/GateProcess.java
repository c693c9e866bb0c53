package org.amitygate.demo.run;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.amitygate.demo.report.JournalSnapshot;
import org.amitygate.demo.report.RunFacts.GateFacts;
import org.amitygate.demo.site.GatePlan;
import org.amitygate.demo.site.Site;
import org.jspecify.annotations.Nullable;

/**
 * One gate: started, killed and started again, stopped. Thread-safe; one thread at a time kills.
 */
public final class GateProcess {
  private static final long READY_WITHIN_SECONDS = 180;
  private static final long LOOK_MILLIS = 100;
  private static final long STOP_WITHIN_MILLIS = 60_000;
  private static final int CONNECT_MILLIS = 500;
  private static final long KB_PER_MB = 1024;

  private final GatePlan plan;
  private final List<String> command;
  private final String javaHome;
  private final Children children;
  private final Optional<PostgresServer> server;
  private final String javaOptions;
  private volatile @Nullable Child child;
  private volatile boolean killing;
  private volatile boolean up;
  private int startsBefore;
  private volatile long startedAt;
  private double firstStartSeconds;
  private long peakKb;

  /**
   * @param root the checkout
   * @param server where its journal is; empty: SQLite in its folder
   * @param crash an agent is given to it, which kills it on order
   * @param supervised its launcher waits for it
   */
  public GateProcess(
      GatePlan plan,
      Path root,
      String javaHome,
      Children children,
      Optional<PostgresServer> server,
      boolean crash,
      boolean supervised) {
    this.plan = plan;
    Path program = root.resolve("karaf-assembly/target/assembly/bin/amity-gate");
    this.command =
        supervised
            ? List.of(program.toString(), "--supervise", plan.base().toString())
            : List.of(program.toString(), plan.base().toString());
    this.javaHome = javaHome;
    this.children = children;
    this.server = server;
    this.javaOptions =
        crash
            ? "-javaagent:"
                + root.resolve("crash-agent/target/crash-agent.jar")
                + "="
                + crashFolder()
            : "";
  }

  /** {@code export} or {@code import}. */
  String role() {
    return plan.role();
  }

  /** Where the agent that kills it takes its orders. */
  Path crashFolder() {
    return plan.base().resolve("crash");
  }

  public String id() {
    return plan.id();
  }

  public String name() {
    return plan.name();
  }

  /** Everything that it has on disk now. */
  public JournalSnapshot snapshot() {
    try (JournalReader journal = journal()) {
      return journal.snapshot();
    }
  }

  /** The types of the messages that its partner has receipted, by their ids. */
  public Map<String, String> receipted() {
    try (JournalReader journal = journal()) {
      return journal.receipted();
    }
  }

  /** Where its journal is, for the verifier. */
  String store() {
    return server
        .map(each -> each.store(plan.id()))
        .orElseGet(() -> plan.base().resolve("store").toString());
  }

  /** The keys with which its partner signs or ever signed. */
  List<Path> partnerKeys() throws IOException {
    return partnerKeys(plan.base().resolve("etc/keys"), plan.partner());
  }

  /** Beside them stand the public halves of the gate's own keys, which prove nothing. */
  static List<Path> partnerKeys(Path keys, String partner) throws IOException {
    Predicate<String> named =
        Pattern.compile(Pattern.quote(partner) + "(-\\d+)?\\.public\\.jwk").asMatchPredicate();
    try (Stream<Path> files = Files.list(keys)) {
      return files.filter(file -> named.test(file.getFileName().toString())).sorted().toList();
    }
  }

  Path evidence() {
    return plan.base().resolve("store/evidence");
  }

  Path log(String file) {
    return plan.base().resolve("log").resolve(file);
  }

  /** How to write into its journal, past it, while it is stopped: a JDBC URL. */
  String tampering() {
    return server
        .map(each -> each.tampering(plan.id()))
        .orElseGet(() -> "jdbc:sqlite:" + plan.base().resolve("store/journal.db"));
  }

  /**
   * Types a command into its shell.
   *
   * @param role of the account that types it
   * @return what it printed
   * @throws IOException there is no shell, or no answer
   */
  String type(String role, String command) throws IOException {
    return GateShell.type(plan.ssh(), Site.account(plan, role), command);
  }

  /** A reader of its own for whoever asks. */
  public JournalReader journal() {
    return server
        .map(each -> new JournalReader(plan.id(), each.jdbc(plan.id())))
        .orElseGet(() -> new JournalReader(plan.id(), plan.base().resolve("store/journal.db")));
  }

  /** Starts it; {@link #awaitReady} says when it works. */
  public void start() throws IOException {
    try (JournalReader journal = journal()) {
      startsBefore = journal.count("GateStarted");
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", javaHome);
    builder.environment().put("AMITY_GATE_SSH_PORT", Integer.toString(plan.ssh()));
    builder.environment().remove("AMITY_GATE_CONFIG");
    if (!javaOptions.isEmpty()) {
      builder.environment().put("EXTRA_JAVA_OPTS", javaOptions);
    }
    startedAt = System.nanoTime();
    child = children.start(plan.id(), builder, plan.base().resolve("log/console.log"));
  }

  /**
   * Waits until its shell listens and its journal says that it is at work.
   *
   * @throws IOException it ended instead, or did not get there in time
   */
  public void awaitReady() throws IOException, InterruptedException {
    if (!readyOrEnded()) {
      Child now = running();
      throw new IOException(now + " ended instead of starting:\n" + now.lastWords());
    }
  }

  /**
   * As {@link #awaitReady}, of one that may be killed before it gets there.
   *
   * @return it is at work; false: it has ended
   */
  boolean readyOrEnded() throws IOException, InterruptedException {
    long begun = startedAt;
    try (JournalReader journal = journal()) {
      while (journal.count("GateStarted") <= startsBefore || !shellListens()) {
        Child now = running();
        if (now.endsWithin(LOOK_MILLIS)) {
          return false;
        }
        if (seconds(begun) > READY_WITHIN_SECONDS) {
          String log = plan.base().resolve("log/gate.log").toString();
          throw new IOException(
              now + " was not at work after " + READY_WITHIN_SECONDS + " s, see " + log);
        }
      }
    }
    up = true;
    if (firstStartSeconds == 0) {
      firstStartSeconds = Math.round(seconds(begun) * 10) / 10.0;
    }
    return true;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  private boolean shellListens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", plan.ssh()), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Child running() throws IOException {
    Child now = child;
    if (now == null) {
      throw new IOException("gate " + plan.id() + " was not started");
    }
    return now;
  }

  /** A power cut: SIGKILL. It is gone when this returns. */
  public void kill() throws IOException, InterruptedException {
    killing = true;
    up = false;
    sample();
    running().kill();
  }

  /** Ends it in good order. It is gone when this returns. */
  public void stop() throws IOException, InterruptedException {
    gone();
    Child now = running();
    now.terminate();
    if (!now.endsWithin(STOP_WITHIN_MILLIS)) {
      now.kill();
    }
  }

  /** Waits for its end. @return whether it has ended */
  public boolean endsWithin(long millis) throws IOException, InterruptedException {
    return running().endsWithin(millis);
  }

  /** It has ended, as it should. */
  void gone() {
    killing = true;
    up = false;
  }

  /** Starts it after {@link #kill} or {@link #gone}. */
  public void restart() throws IOException {
    start();
    killing = false;
  }

  /** At work, as far as is known: not being killed or started again. */
  public boolean up() {
    return up;
  }

  /** It ended, and nobody here ended it. */
  public boolean diedByItself() {
    Child now = child;
    return now != null && !killing && !now.alive() && !children.stopping();
  }

  /** Looks at its memory. */
  public synchronized void sample() {
    Child now = child;
    if (now != null) {
      peakKb = Math.max(peakKb, now.peakKb());
    }
  }

  public synchronized GateFacts facts() {
    return new GateFacts(firstStartSeconds, Math.round(peakKb / (double) KB_PER_MB));
  }
}
