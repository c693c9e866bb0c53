package org.amitygate.bench.rehearsal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.amitygate.bench.server.GateShell;
import org.amitygate.bench.server.Processes;

/**
 * A gate with the records of a finished demo, in a folder of its own, and a person at its shell.
 * What it was connected to is not there any more.
 */
final class RecordedGate implements AutoCloseable {

  private static final String ACCOUNT = "chief";
  private static final Duration WITHIN = Duration.ofMinutes(30);
  private static final Pattern ANSWER = Pattern.compile("(?m)^(OK|REFUSED|Error) .*(?=\n)");
  private static final Pattern REPORT =
      Pattern.compile(
          "OK \\S+ \\S+ decides (\\d+) of (\\d+) stage runs of (\\d+) crossings since \\S+"
              + " differently, rehearsed in ([0-9.]+) s(.*)");

  /** A port and a password, as the demo writes them down. */
  private static final Pattern LOGIN =
      Pattern.compile("(?m)^ssh -p (\\d+) " + ACCOUNT + "@\\S+ +(\\S+) ");

  private final Process server;
  private final GateShell shell;

  /** What a rehearsal said. */
  record Rehearsed(
      long differing, long stageRuns, long crossings, double seconds, String notRehearsed) {}

  private RecordedGate(Process server, GateShell shell) {
    this.server = server;
    this.shell = shell;
  }

  /** Copies what a gate of a demo has recorded and how it is configured. */
  static Path copy(Path demo, String gate, Path into) throws IOException {
    Path from = demo.resolve(gate);
    if (!Files.isRegularFile(from.resolve("store/journal.db"))) {
      throw new IOException(from + " has no journal in SQLite; run ./gate demo --exit first");
    }
    Path base = into.resolve(gate);
    for (String part : List.of("etc/gate.yaml", "etc/keys", "etc/users.properties", "store")) {
      copyAll(from.resolve(part), base.resolve(part));
    }
    Files.copy(from.resolve("accounts.txt"), base.resolve("accounts.txt"));
    return base;
  }

  private static void copyAll(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(each).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            Path target = each.equals(from) ? to : to.resolve(from.relativize(each).toString());
            Files.copy(each, target);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Starts it; returns when somebody is logged in. */
  static RecordedGate start(Processes processes, Path root, Path base) throws IOException {
    Matcher login = LOGIN.matcher(Files.readString(base.resolve("accounts.txt")));
    if (!login.find()) {
      throw new IOException("there is no account " + ACCOUNT + " in " + base);
    }
    int port = Processes.freePort();
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("AMITY_GATE_SSH_PORT", Integer.toString(port));
    Process server =
        processes.startQuiet(
            List.of(
                root.resolve("karaf-assembly/target/assembly/bin/amity-gate").toString(),
                base.toString()),
            environment,
            base.resolve("log/console.log"));
    return new RecordedGate(server, GateShell.login(port, ACCOUNT, login.group(2)));
  }

  /** Rehearses everything that is recorded. */
  Rehearsed rehearse(Path jar) throws IOException {
    String answer =
        shell.type("gate:plugin rehearse " + jar + " --since P7D --most 3", ANSWER, WITHIN);
    Matcher report = REPORT.matcher(answer);
    if (!report.matches()) {
      throw new IOException(jar.getFileName() + " was not rehearsed: " + answer);
    }
    return new Rehearsed(
        Long.parseLong(report.group(1)),
        Long.parseLong(report.group(2)),
        Long.parseLong(report.group(3)),
        Double.parseDouble(report.group(4)),
        report.group(5));
  }

  @Override
  public void close() throws IOException {
    shell.close();
    Processes.end(server);
  }
}
