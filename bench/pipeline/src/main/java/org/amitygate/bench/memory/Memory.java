package org.amitygate.bench.memory;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.amitygate.bench.server.GateServer;
import org.amitygate.bench.server.GateShell;
import org.amitygate.bench.server.GateSite;
import org.amitygate.bench.server.PluginJars;
import org.amitygate.bench.server.Processes;
import org.amitygate.bench.server.RunFolder;

/**
 * Updates every plug-in that comes with the server again and again, in a running gate whose devices
 * they serve, and looks what is left of the versions that have gone.
 */
public final class Memory implements AutoCloseable {

  private static final String HELP =
      """
      usage: ./gate prove memory [OPTIONS]

        --updates 500     of each plug-in
        --json FILE       writes the figures there

      Ends with 1 if class loaders or threads are left, or if metaspace or the heap keep growing
      after the first hundred updates (with 300 updates or more; fewer are warm-up).
      """;

  private static final List<String> PLUGINS =
      List.of(
          "driver-hikvision-isapi",
          "driver-modbus-io",
          "driver-mt-sics",
          "authority-wco",
          "flow-cargo-export",
          "flow-cargo-import");

  private static final Pattern UNANSWERED = Pattern.compile("there is no answer after \\d+ s");
  private static final Duration UNANSWERED_WITHIN = Duration.ofSeconds(90);

  /** A list of plug-ins up to the next prompt, or that there is none yet. */
  private static final Pattern LISTED =
      Pattern.compile("not found|Error .*|PROBLEM[\\s\\S]*?@gate");

  /**
   * Seconds on each lane. How long a version is watched changes nothing of what it leaves behind.
   */
  private static final int PROBATION = 1;

  /** Flows prove themselves for ten probations and are looked at every ten seconds. */
  private static final long GONE_WITHIN_SECONDS = 120;

  /** Nothing goes any more if for so long nothing has gone. */
  private static final long SETTLED_SECONDS = 30;

  /** So often in a run everything may go, and what is left is looked at. */
  private static final int SAMPLES = 20;

  /**
   * So many updates are warm-up: the compiler keeps a profile, in metaspace, of each method that
   * has run often enough, and caches fill. That ends; what is left of a version would not.
   */
  private static final int WARM_UP = 100;

  /**
   * A slope is judged in a run of so many updates: what ends slowly is flat only in the long run.
   */
  private static final int JUDGED = 300;

  /** Growth of metaspace for an update that is not told from noise, KiB. */
  private static final double FLAT_KB = 1.0;

  /** The same of the heap. */
  private static final double FLAT_HEAP_KB = 2.0;

  /** Threads that pools may have made for work that comes now and then. */
  private static final int POOLED = 8;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Processes processes = new Processes();
  private final Path root;
  private final Path folder;

  private Memory(Path root) {
    this.root = root;
    this.folder = root.resolve("run/memory");
  }

  public static void main(String[] args) throws Exception {
    Path root = Path.of(".").toAbsolutePath();
    int updates = 500;
    Optional<Path> json = Optional.empty();
    for (int i = 0; i < args.length; i += 2) {
      String value = i + 1 < args.length ? args[i + 1] : "";
      if (args[i].equals("--root")) {
        root = Path.of(value).toAbsolutePath().normalize();
      } else if (args[i].equals("--updates") && value.matches("[1-9]\\d{0,5}")) {
        updates = Integer.parseInt(value);
      } else if (args[i].equals("--json") && !value.isEmpty()) {
        json = Optional.of(Path.of(value).toAbsolutePath());
      } else {
        System.err.println(args[i] + " is unknown or needs another value\n\n" + HELP);
        System.exit(2);
      }
    }
    boolean good;
    try (Memory memory = new Memory(root)) {
      Runtime.getRuntime().addShutdownHook(new Thread(memory.processes::close));
      good = memory.run(updates, json);
    }
    System.exit(good ? 0 : 1);
  }

  private boolean run(int updates, Optional<Path> json) throws IOException {
    RunFolder.begin(folder);
    try (Sink sink = new Sink()) {
      return run(sink, updates, json);
    }
  }

  private boolean run(Sink sink, int updates, Optional<Path> json) throws IOException {
    GateSite.Parts parts =
        new GateSite.Parts(PLUGINS.stream().map(name -> "bundles/" + name).toList(), Map.of());
    GateSite site = GateSite.make(root, folder, parts, yaml(sink.port()));
    site.account("_g_:integrator,_g_:operator");
    Path jars = Files.createDirectories(folder.resolve("jars"));
    GateServer server =
        GateServer.start(
            processes, site, Map.of("EXTRA_JAVA_OPTS", "-Dgate.probation=" + PROBATION));
    VirtualMachine machine = new VirtualMachine(server.pid());
    List<Sample> samples = new ArrayList<>();
    try (GateShell shell = server.login()) {
      awaitUp(shell);
      reconcile(shell); // what is made once is made now
      updateAll(shell, jars, 1);
      settle(machine);
      samples.add(sample(machine, 0));
      int every = Math.max(1, updates / SAMPLES);
      for (int update = 1; update <= updates; update++) {
        updateAll(shell, jars, update + 1);
        if (update % every == 0 || update == updates) {
          awaitLoaders(machine, samples.get(0).loaders());
          samples.add(sample(machine, update));
          System.out.println(samples.get(samples.size() - 1));
        }
      }
    }
    server.end();
    return judge(updates, samples, json);
  }

  /**
   * What there is when everything has gone that goes.
   *
   * @param updates of each plug-in, so far
   * @param classes that are loaded
   * @param metaspaceKb used
   * @param heapKb used by what is reachable
   */
  private record Sample(
      int updates, long loaders, long threads, long classes, long metaspaceKb, long heapKb) {

    @Override
    public String toString() {
      return "%d updates of each: %d class loaders, %d threads, %d classes, %d KiB of metaspace, %d KiB of heap"
          .formatted(updates, loaders, threads, classes, metaspaceKb, heapKb);
    }
  }

  private static Sample sample(VirtualMachine machine, int updates) throws IOException {
    machine.collect();
    return new Sample(
        updates,
        machine.loaders(),
        machine.threads(),
        machine.classes(),
        machine.metaspaceKb(),
        machine.heapKb());
  }

  private static boolean judge(int updates, List<Sample> samples, Optional<Path> json)
      throws IOException {
    Sample before = samples.get(0);
    Sample after = samples.get(samples.size() - 1);
    List<Sample> warm = samples.stream().filter(sample -> sample.updates() >= WARM_UP).toList();
    boolean judged = updates >= JUDGED;
    List<Sample> sloping = judged ? warm : samples;
    double metaspace = slope(sloping, Sample::metaspaceKb) / PLUGINS.size();
    double heap = slope(sloping, Sample::heapKb) / PLUGINS.size();
    double classes = slope(sloping, Sample::classes) / PLUGINS.size();
    ObjectNode report =
        JSON.createObjectNode()
            .put("updates", updates)
            .put("plugins", PLUGINS.size())
            .put("loadersExpected", before.loaders())
            .put("loadersAfter", after.loaders())
            .put("threadsBefore", before.threads())
            .put("threadsAfter", after.threads())
            .put("metaspaceSlope", metaspace)
            .put("heapSlope", heap)
            .put("classesSlope", classes);
    samples.forEach(sample -> report.withArray("samples").addPOJO(sample));
    if (json.isPresent()) {
      Files.writeString(json.get(), report.toPrettyString() + "\n");
    }
    System.out.printf(
        "%d updates of %d plug-ins: %d class loaders (expected %d), %d threads (before %d); an update%s: metaspace %+.3f KiB, classes %+.3f, heap %+.3f KiB%n",
        updates,
        PLUGINS.size(),
        after.loaders(),
        before.loaders(),
        after.threads(),
        before.threads(),
        judged ? " after the first " + WARM_UP : ", too few to judge",
        metaspace,
        classes,
        heap);
    return after.loaders() <= before.loaders()
        && after.threads() <= before.threads() + POOLED
        && (!judged || metaspace < FLAT_KB && heap < FLAT_HEAP_KB);
  }

  /** The shell is up before the plug-ins are. */
  private static void awaitUp(GateShell shell) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(GONE_WITHIN_SECONDS);
    while (!shell.type("gate:plugin list", LISTED).contains("\nwco ")) {
      if (System.nanoTime() > until) {
        throw new IOException("the plug-ins do not come up");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
    }
  }

  /**
   * A message to the partner, which the gate sends by itself only after a quarter of an hour: the
   * connector and its threads are there from then on. Nobody answers it.
   */
  private static void reconcile(GateShell shell) throws IOException {
    shell.type("gate:reconcile other", UNANSWERED, UNANSWERED_WITHIN);
  }

  private void updateAll(GateShell shell, Path jars, int update) throws IOException {
    for (String plugin : PLUGINS) {
      Path jar =
          PluginJars.version(
              GateSite.jar(root, "bundles/" + plugin, plugin), "1.0." + update, jars);
      String answer = shell.plugin("update " + jar, "update " + update);
      Files.delete(jar);
      if (!answer.startsWith("OK ")) {
        throw new IOException(plugin + " was not updated: " + answer);
      }
    }
  }

  /** Until probations have ended and flows have retired: nothing goes any more. */
  private static void settle(VirtualMachine machine) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(GONE_WITHIN_SECONDS);
    long fewest = Long.MAX_VALUE;
    long since = System.nanoTime();
    while (System.nanoTime() < until
        && System.nanoTime() - since < TimeUnit.SECONDS.toNanos(SETTLED_SECONDS)) {
      machine.collect();
      long now = machine.loaders();
      if (now < fewest) {
        fewest = now;
        since = System.nanoTime();
      }
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
    }
  }

  private static void awaitLoaders(VirtualMachine machine, long expected) throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(GONE_WITHIN_SECONDS);
    machine.collect();
    while (machine.loaders() > expected && System.nanoTime() < until) {
      LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(5));
      machine.collect();
    }
  }

  /** Least squares: what a round of updates adds. */
  private static double slope(List<Sample> samples, ToLongFunction<Sample> what) {
    double meanX = samples.stream().mapToInt(Sample::updates).average().orElse(0);
    double meanY = samples.stream().mapToLong(what).average().orElse(0);
    double above = 0;
    double below = 0;
    for (Sample sample : samples) {
      double x = sample.updates() - meanX;
      above += x * (what.applyAsLong(sample) - meanY);
      below += x * x;
    }
    return below == 0 ? 0 : above / below;
  }

  private static String yaml(int sink) throws IOException {
    int push = Processes.freePort();
    int customs = Processes.freePort();
    return """
        gate: {id: bench, name: Bench, pair: bench-pair, route: bench, state: OPERATING, timeZone: Asia/Ho_Chi_Minh}
        templates:
          cargo:
            direction: export
            flow: cargo-export
            partner: other
            devices:
              io: {driver: modbus-io, link: {kind: tcp, address: "127.0.0.1:%d"}, settings: {poll: 100ms, timeout: "200{number}ms", outputs: [0, 1]}}
              plate-camera.entry: {driver: hikvision-isapi, link: {kind: http-push, address: "127.0.0.1:%d/{lane}/plate-camera.entry"}, settings: {clock: device}}
              plate-camera.exit: {driver: hikvision-isapi, link: {kind: http-push, address: "127.0.0.1:%d/{lane}/plate-camera.exit"}, settings: {clock: device}}
              weighbridge: {driver: mt-sics, link: {kind: tcp, address: "127.0.0.1:%d"}, settings: {idlePoll: "20{number}ms"}}
        authorities:
          customs: {protocol: wco, send: "netty-http:http://127.0.0.1:%d/release", receive: "netty-http:http://127.0.0.1:%d/authorities/customs"}
        lanes:
          L1: {template: cargo}
          L2: {template: cargo}
        """
        .formatted(sink, push, push, sink, customs, Processes.freePort());
  }

  @Override
  public void close() {
    processes.close();
  }
}
