package org.amitygate.bench.swap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.amitygate.bench.server.GateServer;
import org.amitygate.bench.server.GateShell;
import org.amitygate.bench.server.GateSite;
import org.amitygate.bench.server.PluginJars;
import org.amitygate.bench.server.Processes;
import org.amitygate.bench.swap.Exchanged.Kind;
import org.jspecify.annotations.Nullable;

/**
 * This server, from the real assembly. Drivers and flows are exchanged by turns with {@code
 * gate:plugin update}, each time by a version that was not there before.
 */
final class AmityGate implements Swapped {

  private static final Pattern DONE = Pattern.compile("OK .* is active, in the place of \\S+");

  /** The driver and the flow that are active, and the driver before, as long as it is needed. */
  private static final int PLUGINS = 3;

  /** Every ten seconds the host looks which versions of flows nobody is on any more. */
  private static final long RETIRED_WITHIN_SECONDS = 25;

  private final Processes processes;
  private final Path root;
  private final Path folder;
  private @Nullable GateSite site;
  private @Nullable GateServer server;
  private @Nullable GateShell shell;
  private int linesBefore;
  private BundleLog.@Nullable Found found;

  AmityGate(Processes processes, Path root, Path folder) {
    this.processes = processes;
    this.root = root;
    this.folder = folder;
  }

  @Override
  public String name() {
    return "amity";
  }

  @Override
  public void start(List<Integer> ports) throws IOException {
    GateSite.Parts parts =
        new GateSite.Parts(
            List.of("bench/driver-bench-swap", "bench/flow-bench-swap"),
            Map.of("lane-commands", "bench-lane-commands", "bundle-watch", "bench-bundle-watch"));
    GateSite made = GateSite.make(root, folder, parts, yaml(ports));
    site = made;
    made.account("_g_:integrator");
    Files.createDirectories(folder.resolve("jars"));
    server = GateServer.start(processes, made, Map.of());
  }

  private static String yaml(List<Integer> ports) {
    StringBuilder text =
        new StringBuilder(
            """
            gate: {id: bench, name: Bench, pair: bench-pair, route: bench, state: OPERATING, timeZone: Asia/Ho_Chi_Minh}
            templates:
              lane:
                direction: export
                flow: bench-swap-export
                partner: other
                devices:
                  io: {driver: bench-swap, link: {kind: tcp, address: "127.0.0.1:{port}"}}
            lanes:
            """);
    for (int lane = 1; lane <= ports.size(); lane++) {
      text.append(
          "  L%d: {template: lane, values: {port: %d}}%n".formatted(lane, ports.get(lane - 1)));
    }
    return text.toString();
  }

  @Override
  public void ready() throws IOException {
    shell = started(server).login();
    linesBefore = bundleLog().size();
  }

  private GateSite made() {
    return started(site);
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("it was not started");
    }
    return part;
  }

  @Override
  public Exchanged exchange(int number) throws IOException {
    Kind kind = number % 2 == 0 ? Kind.DRIVER : Kind.FLOW;
    int index = number / 2 + 1;
    String module = kind == Kind.DRIVER ? "driver-bench-swap" : "flow-bench-swap";
    Path jar =
        PluginJars.version(
            GateSite.jar(root, "bench/" + module, module),
            Kind.version(index),
            folder.resolve("jars"));
    long ordered = System.nanoTime();
    String answer = started(shell).plugin("update " + jar, "exchange " + number);
    return new Exchanged(
        kind, index, ordered, System.nanoTime(), DONE.matcher(answer).matches(), answer);
  }

  private BundleLog bundleLog() {
    return new BundleLog(made().base().resolve("log/bundles.log"));
  }

  /** What became of bundles from {@link #ready} to {@link #stop}. */
  BundleLog.Found bundles() {
    return started(found);
  }

  @Override
  public void stop() throws IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(RETIRED_WITHIN_SECONDS);
    BundleLog.Found now = bundleLog().read(linesBefore);
    while (now.pluginsLeft() > PLUGINS && System.nanoTime() < until) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      now = bundleLog().read(linesBefore);
    }
    found = now;
    started(shell).close();
    started(server).end();
  }

  @Override
  public Stored stored() throws IOException {
    return StoredJournal.read(made().journal());
  }
}
