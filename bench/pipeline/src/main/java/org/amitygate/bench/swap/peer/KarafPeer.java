package org.amitygate.bench.swap.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.amitygate.bench.server.GateServer;
import org.amitygate.bench.server.GateShell;
import org.amitygate.bench.server.GateSite;
import org.amitygate.bench.server.PluginJars;
import org.amitygate.bench.server.Processes;
import org.amitygate.bench.swap.Exchanged;
import org.amitygate.bench.swap.Exchanged.Kind;
import org.amitygate.bench.swap.Stored;
import org.amitygate.bench.swap.Swapped;
import org.jspecify.annotations.Nullable;

/**
 * The same Karaf without this server: the lanes are served by an ordinary bundle, which is
 * exchanged with {@code bundle:update}.
 */
public final class KarafPeer implements Swapped {

  private static final String MODULE = "karaf-lane";
  private static final String BUNDLE = "bench-karaf-lane";

  private final Processes processes;
  private final Path root;
  private final Path folder;
  private final Path store;
  private @Nullable GateServer server;
  private @Nullable GateShell shell;

  /** In a folder of its own. */
  public KarafPeer(Processes processes, Path root, Path folder) {
    this.processes = processes;
    this.root = root;
    this.folder = folder;
    this.store = folder.resolve("store.txt");
  }

  @Override
  public String name() {
    return "karaf";
  }

  @Override
  public void start(List<Integer> ports) throws IOException {
    GateSite site = GateSite.stock(root, folder, Map.of(MODULE, BUNDLE));
    site.account("supervisor,admin,manager,viewer,systembundles,ssh");
    Files.createDirectories(folder.resolve("jars"));
    String lanes = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    String options = "-Dbench.ports=" + lanes + " -Dbench.store=" + store;
    server = GateServer.start(processes, site, Map.of("EXTRA_JAVA_OPTS", options));
  }

  @Override
  public void ready() throws IOException {
    shell = started(server).login();
  }

  @Override
  public Exchanged exchange(int number) throws IOException {
    int index = number + 1;
    Path jar =
        PluginJars.version(
            GateSite.jar(root, "bench/" + MODULE, BUNDLE),
            Kind.version(index),
            folder.resolve("jars"));
    String done = "updated " + index;
    long ordered = System.nanoTime();
    String answer =
        started(shell)
            .type(
                "bundle:update org.amitygate." + BUNDLE + " " + jar.toUri() + "; echo " + done,
                Pattern.compile("(?m)^(" + done + "|Error.*)(?=\\n)"));
    return new Exchanged(
        Kind.DRIVER, index, ordered, System.nanoTime(), answer.equals(done), answer);
  }

  private static <T> T started(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("it was not started");
    }
    return part;
  }

  @Override
  public void stop() throws IOException {
    started(shell).close();
    started(server).end();
  }

  @Override
  public Stored stored() throws IOException {
    return StoredLines.read(store);
  }
}
