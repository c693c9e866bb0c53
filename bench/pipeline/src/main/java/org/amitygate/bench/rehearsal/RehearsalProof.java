package org.amitygate.bench.rehearsal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.bench.rehearsal.Fault.Flow;
import org.amitygate.bench.rehearsal.RecordedGate.Rehearsed;
import org.amitygate.bench.server.GateSite;
import org.amitygate.bench.server.PluginJars;
import org.amitygate.bench.server.Processes;
import org.amitygate.bench.server.RunFolder;

/**
 * Rehearses flows on what the gates of a demo have recorded: the unchanged ones, which must decide
 * everything as recorded, and ones with a fault, each of which must decide something differently.
 */
public final class RehearsalProof {

  private static final String HELP =
      """
      usage: ./gate prove rehearsal [OPTIONS]

        --trucks 60       of the demo that makes the records
        --demo FOLDER     uses the records of this finished demo instead, such as run/demo
        --crossings N     copies the recorded crossings until there are so many
        --json FILE       writes what was found

      Ends with 1 if a fault was not found, or a difference where there is none.
      """;

  /** The version of flows without a fault. */
  private static final String UNCHANGED = "1.1.0";

  /** The gates of a demo, by the flow of their lanes. */
  private static final Map<Flow, String> GATES =
      Map.of(Flow.EXPORT, "huu-nghi", Flow.IMPORT, "youyi-guan");

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Processes processes = new Processes();
  private final ArrayNode faults = JSON.createArrayNode();
  private final Path root;
  private final Path folder;
  private long found;
  private long falseAlarms;
  private long stageRuns;
  private long crossings;
  private double seconds;

  private RehearsalProof(Path root) {
    this.root = root;
    this.folder = root.resolve("run/rehearsal");
  }

  public static void main(String[] args) throws Exception {
    Path root = Path.of(".").toAbsolutePath();
    int trucks = 60;
    long crossings = 0;
    Optional<Path> demo = Optional.empty();
    Optional<Path> json = Optional.empty();
    try {
      for (int i = 0; i < args.length; i += 2) {
        if (i + 1 == args.length) {
          throw new IllegalArgumentException(args[i] + " is unknown or needs a value");
        }
        String value = args[i + 1];
        switch (args[i]) {
          case "--root" -> root = Path.of(value).toAbsolutePath().normalize();
          case "--trucks" -> trucks = Integer.parseInt(value);
          case "--crossings" -> crossings = Long.parseLong(value);
          case "--demo" -> demo = Optional.of(Path.of(value).toAbsolutePath());
          case "--json" -> json = Optional.of(Path.of(value).toAbsolutePath());
          default -> throw new IllegalArgumentException(args[i] + " is unknown");
        }
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + HELP);
      System.exit(2);
    }
    RehearsalProof proof = new RehearsalProof(root);
    Runtime.getRuntime().addShutdownHook(new Thread(proof.processes::close));
    boolean good;
    try {
      RunFolder.begin(proof.folder);
      Path records = demo.isPresent() ? demo.get() : proof.record(trucks);
      good = proof.run(records, crossings, json);
    } finally {
      proof.processes.close();
    }
    System.exit(good ? 0 : 1);
  }

  /** Runs a demo. @return its folder */
  private Path record(int trucks) throws IOException, InterruptedException {
    System.out.printf("%d trucks are recorded by a demo%n", trucks);
    Path target = root.resolve("demo/target");
    Process demo =
        processes.startQuiet(
            List.of(
                Processes.java(),
                "-Xmx256m",
                "-cp",
                target.resolve("demo.jar") + ":" + target.resolve("lib") + "/*",
                "org.amitygate.demo.Demo",
                "--root",
                root.toString(),
                "--trucks",
                Integer.toString(trucks),
                "--seed",
                "11",
                "--exit"),
            Map.of("JAVA_HOME", System.getProperty("java.home")),
            folder.resolve("demo.log"));
    int status = demo.waitFor();
    if (status > 1) { // what it complains of does not matter here
      throw new IOException(
          "the demo ended with " + status + ", see " + folder.resolve("demo.log"));
    }
    return root.resolve("run/demo");
  }

  private boolean run(Path demo, long wanted, Optional<Path> json) throws IOException {
    Path jars = Files.createDirectories(folder.resolve("jars"));
    FaultyJar builder = new FaultyJar(root, jars);
    for (Flow flow : Flow.values()) {
      Path base = RecordedGate.copy(demo, GATES.get(flow), folder);
      if (wanted > 0) {
        Multiplied.to(wanted, base.resolve("store/journal.db"));
      }
      Path good = GateSite.jar(root, "bundles/" + flow.module(), flow.module());
      try (RecordedGate gate = RecordedGate.start(processes, root, base)) {
        unchanged(flow, gate.rehearse(PluginJars.version(good, UNCHANGED, jars)));
        for (Fault fault : faults(flow)) {
          judge(fault, gate.rehearse(builder.build(fault, good)));
        }
      }
    }
    ObjectNode report = JSON.createObjectNode();
    report
        .putObject("rehearsal")
        .put("seeded", Fault.values().length)
        .put("found", found)
        .put("falseAlarms", falseAlarms)
        .put("seconds", seconds)
        .put("crossings", crossings)
        .put("stageRuns", stageRuns)
        .set("faults", faults);
    if (json.isPresent()) {
      Files.writeString(json.get(), report.toPrettyString() + "\n");
    }
    System.out.printf(
        "%d faults, %d found, %d false alarms; %d stage runs of %d crossings in %.1f s%n",
        Fault.values().length, found, falseAlarms, stageRuns, crossings, seconds);
    return found == Fault.values().length && falseAlarms == 0 && crossings > 0;
  }

  private static List<Fault> faults(Flow flow) {
    return new ArrayList<>(
        Arrays.stream(Fault.values()).filter(fault -> fault.flow() == flow).toList());
  }

  /** Of two flows the one that took longer tells how long a day takes. */
  private void unchanged(Flow flow, Rehearsed rehearsed) {
    System.out.printf(
        "%-20s %5d of %d differ, %.1f s%s%n",
        flow.module() + " " + UNCHANGED,
        rehearsed.differing(),
        rehearsed.stageRuns(),
        rehearsed.seconds(),
        rehearsed.notRehearsed());
    falseAlarms += rehearsed.differing();
    if (rehearsed.seconds() >= seconds) {
      seconds = rehearsed.seconds();
      stageRuns = rehearsed.stageRuns();
      crossings = rehearsed.crossings();
    }
  }

  private void judge(Fault fault, Rehearsed rehearsed) {
    System.out.printf(
        "%-20s %5d of %d differ%s%n",
        fault.word(),
        rehearsed.differing(),
        rehearsed.stageRuns(),
        rehearsed.differing() > 0 ? "" : ": NOT FOUND");
    found += rehearsed.differing() > 0 ? 1 : 0;
    faults
        .addObject()
        .put("name", fault.word())
        .put("flow", fault.flow().module())
        .put("differing", rehearsed.differing())
        .put("stageRuns", rehearsed.stageRuns());
  }
}
