package org.amitygate.bench.zoo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.amitygate.bench.server.GateServer;
import org.amitygate.bench.server.GateShell;
import org.amitygate.bench.server.GateSite;
import org.amitygate.bench.server.Processes;

/** A gate from the real assembly, whose lanes are {@link ZooLane}s, and a person at its shell. */
final class ZooGate implements AutoCloseable {

  private final GateSite site;
  private final Path root;
  private final Path jars;
  private final GateServer server;
  private final GateShell shell;

  private ZooGate(GateSite site, Path root, Path jars, GateServer server, GateShell shell) {
    this.site = site;
    this.root = root;
    this.jars = jars;
    this.server = server;
    this.shell = shell;
  }

  /**
   * Starts one; its lanes connect when it is up.
   *
   * @param probation seconds
   */
  static ZooGate start(
      Processes processes, Path root, Path folder, List<ZooLane> lanes, int probation)
      throws IOException {
    GateSite.Parts parts =
        new GateSite.Parts(
            List.of("bench/driver-zoo", "bench/flow-bench-swap"),
            Map.of("lane-commands", "bench-lane-commands"));
    GateSite site = GateSite.make(root, folder, parts, yaml(lanes));
    site.account("_g_:integrator");
    Path jars = Files.createDirectories(folder.resolve("jars"));
    Map<String, String> environment = Map.of("EXTRA_JAVA_OPTS", "-Dgate.probation=" + probation);
    GateServer server = GateServer.start(processes, site, environment);
    return new ZooGate(site, root, jars, server, server.login());
  }

  private static String yaml(List<ZooLane> lanes) {
    StringBuilder text =
        new StringBuilder(
            """
            gate: {id: zoo, name: Zoo, pair: zoo-pair, route: zoo, state: OPERATING, timeZone: Asia/Ho_Chi_Minh}
            templates:
              lane:
                direction: export
                flow: bench-swap-export
                partner: other
                devices:
                  camera: {driver: zoo, link: {kind: tcp, address: "127.0.0.1:{port}"}}
            lanes:
            """);
    for (int lane = 1; lane <= lanes.size(); lane++) {
      text.append(
          "  L%d: {template: lane, values: {port: %d}}%n"
              .formatted(lane, lanes.get(lane - 1).port()));
    }
    return text.toString();
  }

  /** Tries an animal on the first lane, as a person would. */
  String rollOut(Animal animal) throws IOException {
    Path bundle = animal.bundle(GateSite.jar(root, "bench/driver-zoo", "driver-zoo"), jars);
    return shell.plugin("rollout " + bundle, animal.word());
  }

  /** Takes whatever is being tried back. */
  String rollBack() throws IOException {
    return shell.plugin("rollback zoo", "enough");
  }

  ZooJournal journal() {
    return new ZooJournal(site.journal());
  }

  Path log() {
    return site.log();
  }

  @Override
  public void close() throws IOException {
    shell.close();
    server.end();
  }
}
