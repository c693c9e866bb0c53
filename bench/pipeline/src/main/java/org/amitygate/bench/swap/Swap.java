package org.amitygate.bench.swap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.amitygate.bench.server.Processes;
import org.amitygate.bench.server.RunFolder;
import org.amitygate.bench.swap.peer.CamelPeer;
import org.amitygate.bench.swap.peer.KarafPeer;

/** Exchanges drivers and flows under load, counts what that costs, and lets peers do the same. */
public final class Swap implements AutoCloseable {

  private final SwapOptions options;
  private final Path folder;
  private final Processes processes = new Processes();

  private Swap(SwapOptions options) {
    this.options = options;
    this.folder = options.root().resolve("run/bench-swap");
  }

  public static void main(String[] args) throws Exception {
    SwapOptions options;
    try {
      options = SwapOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n\n" + SwapOptions.HELP);
      System.exit(2);
      return;
    }
    System.setProperty("org.slf4j.simpleLogger.log.org.apache.sshd", "warn");
    boolean clean;
    try (Swap swap = new Swap(options)) {
      Runtime.getRuntime().addShutdownHook(new Thread(swap::close));
      clean = swap.run();
    }
    System.exit(clean ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    RunFolder.begin(folder);
    System.out.println("seed " + options.seed());
    AmityGate gate = new AmityGate(processes, options.root(), folder.resolve("amity"));
    SwapRun.Outcome outcome =
        new SwapRun(processes, options, folder.resolve("amity")).run(gate, options.swaps());
    BundleLog.Found bundles = gate.bundles();
    Map<String, SwapRun.Outcome> peers = new LinkedHashMap<>();
    for (String name : options.peers()) {
      Path own = folder.resolve(name);
      Swapped peer =
          name.equals("karaf")
              ? new KarafPeer(processes, options.root(), own)
              : new CamelPeer(processes, own);
      peers.put(name, new SwapRun(processes, options, own).run(peer, options.peerSwaps()));
    }
    ObjectNode report = SwapReport.of(options, outcome, bundles, peers);
    System.out.print(SwapReport.text(options, outcome, bundles, peers));
    if (options.json().isPresent()) {
      SwapReport.write(report, options.json().get());
    }
    return outcome.verdict().clean()
        && outcome.refused().isEmpty()
        && outcome.exchanges().size() == options.swaps()
        && bundles.restarts() + outcome.stored().restartedOthers() == 0;
  }

  @Override
  public void close() {
    processes.close();
  }
}
