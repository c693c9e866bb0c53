package org.amitygate.bench.swap.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.amitygate.bench.contender.GateSite;
import org.amitygate.bench.contender.Processes;
import org.amitygate.bench.swap.Exchanged;
import org.amitygate.bench.swap.Exchanged.Kind;
import org.amitygate.bench.swap.GateShell;
import org.amitygate.bench.swap.PluginJars;
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
  private static final String ACCOUNT = "bench";
  private static final String PASSWORD = "swap-bench-7391";

  private final Processes processes;
  private final Path root;
  private final Path folder;
  private final Path store;
  private @Nullable Process server;
  private @Nullable GateShell shell;
  private int sshPort;

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
    Files.writeString(
        site.base().resolve("etc/users.properties"),
        ACCOUNT + " = " + PASSWORD + ",supervisor,admin,manager,viewer,systembundles,ssh\n");
    Files.createDirectories(folder.resolve("jars"));
    sshPort = Processes.freePort();
    String lanes = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    Map<String, String> environment =
        Map.of(
            "JAVA_HOME", System.getProperty("java.home"),
            "AMITY_GATE_SSH_PORT", Integer.toString(sshPort),
            "EXTRA_JAVA_OPTS", "-Dbench.ports=" + lanes + " -Dbench.store=" + store);
    server =
        processes.startQuiet(site.command(), environment, site.base().resolve("log/console.log"));
  }

  @Override
  public void ready() throws IOException {
    shell = GateShell.login(sshPort, ACCOUNT, PASSWORD);
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
        login()
            .type(
                "bundle:update org.amitygate." + BUNDLE + " " + jar.toUri() + "; echo " + done,
                Pattern.compile("(?m)^(" + done + "|Error.*)(?=\\n)"));
    return new Exchanged(
        Kind.DRIVER, index, ordered, System.nanoTime(), answer.equals(done), answer);
  }

  private GateShell login() {
    GateShell open = shell;
    if (open == null) {
      throw new IllegalStateException("nobody has logged in");
    }
    return open;
  }

  @Override
  public void stop() throws IOException {
    login().close();
    Process running = server;
    if (running != null) {
      Processes.end(running);
    }
  }

  @Override
  public Stored stored() throws IOException {
    return StoredLines.read(store);
  }
}
