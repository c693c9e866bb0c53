package org.amitygate.bench.memory;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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

      Ends with 1 if class loaders or threads are left, or metaspace keeps growing.
      """;

  private static final List<String> PLUGINS =
      List.of(
          "driver-hikvision-isapi",
          "driver-modbus-io",
          "driver-mt-sics",
          "authority-wco",
          "flow-cargo-export",
          "flow-cargo-import");

  /** A list of plug-ins up to the next prompt, or that there is none yet. */
  private static final Pattern LISTED =
      Pattern.compile("not found|Error .*|PROBLEM[\\s\\S]*?@gate");

  /** Probations last a minute, flows are looked at every ten seconds. */
  private static final long GONE_WITHIN_SECONDS = 120;

  /** Samples of metaspace are taken so often in a run, the first fifth of which is warm-up. */
  private static final int SAMPLES = 25;

  /** Growth of metaspace for an update that is not told from noise, KiB. */
  private static final double FLAT_KB = 1.0;

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
    site.account("_g_:integrator");
    Path jars = Files.createDirectories(folder.resolve("jars"));
    GateServer server = GateServer.start(processes, site, Map.of());
    VirtualMachine machine = new VirtualMachine(server.pid());
    List<double[]> metaspace = new ArrayList<>();
    long loadersBefore;
    long threadsBefore;
    try (GateShell shell = server.login()) {
      awaitUp(shell);
      updateAll(shell, jars, 1); // what is made once is made now
      settle(machine);
      loadersBefore = machine.loaders();
      threadsBefore = machine.threads();
      int every = Math.max(1, updates / SAMPLES);
      for (int update = 2; update <= updates + 1; update++) {
        updateAll(shell, jars, update);
        if (update % every == 0) {
          machine.collect();
          metaspace.add(new double[] {update, machine.metaspaceKb()});
          System.out.printf(
              "%d updates of each: %.0f KiB of metaspace, %d class loaders%n",
              update - 1, metaspace.get(metaspace.size() - 1)[1], machine.loaders());
        }
      }
      awaitLoaders(machine, loadersBefore);
    }
    long loadersAfter = machine.loaders();
    long threadsAfter = machine.threads();
    double slope = slope(metaspace.subList(metaspace.size() / 5, metaspace.size()));
    server.end();
    ObjectNode report =
        JSON.createObjectNode()
            .put("updates", updates)
            .put("plugins", PLUGINS.size())
            .put("loadersExpected", loadersBefore)
            .put("loadersAfter", loadersAfter)
            .put("threadsBefore", threadsBefore)
            .put("threadsAfter", threadsAfter)
            .put("metaspaceSlope", slope);
    if (json.isPresent()) {
      Files.writeString(json.get(), report.toPrettyString() + "\n");
    }
    System.out.printf(
        "%d updates of %d plug-ins: %d class loaders (expected %d), %d threads (before %d), metaspace %+.3f KiB an update%n",
        updates,
        PLUGINS.size(),
        loadersAfter,
        loadersBefore,
        threadsAfter,
        threadsBefore,
        slope / PLUGINS.size());
    return loadersAfter <= loadersBefore
        && threadsAfter <= threadsBefore + POOLED
        && slope / PLUGINS.size() < FLAT_KB;
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
        && System.nanoTime() - since < TimeUnit.SECONDS.toNanos(GONE_WITHIN_SECONDS * 2 / 3)) {
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

  /** Least squares: KiB for each round of updates. */
  private static double slope(List<double[]> points) {
    double meanX = points.stream().mapToDouble(point -> point[0]).average().orElse(0);
    double meanY = points.stream().mapToDouble(point -> point[1]).average().orElse(0);
    double above = 0;
    double below = 0;
    for (double[] point : points) {
      above += (point[0] - meanX) * (point[1] - meanY);
      below += (point[0] - meanX) * (point[0] - meanX);
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
              io: {driver: modbus-io, link: {kind: tcp, address: "127.0.0.1:%d"}, settings: {poll: 100ms, timeout: 2s, outputs: [0, 1]}}
              plate-camera.entry: {driver: hikvision-isapi, link: {kind: http-push, address: "127.0.0.1:%d/{lane}/plate-camera.entry"}, settings: {clock: device}}
              plate-camera.exit: {driver: hikvision-isapi, link: {kind: http-push, address: "127.0.0.1:%d/{lane}/plate-camera.exit"}, settings: {clock: device}}
              weighbridge: {driver: mt-sics, link: {kind: tcp, address: "127.0.0.1:%d"}, settings: {idlePoll: 200ms}}
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
