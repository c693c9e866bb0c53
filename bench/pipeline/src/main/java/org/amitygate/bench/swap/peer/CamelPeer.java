package org.amitygate.bench.swap.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.amitygate.bench.contender.LoadProcess;
import org.amitygate.bench.server.Processes;
import org.amitygate.bench.swap.Exchanged;
import org.amitygate.bench.swap.Exchanged.Kind;
import org.amitygate.bench.swap.Stored;
import org.amitygate.bench.swap.Swapped;
import org.jspecify.annotations.Nullable;

/** Plain Camel: the lanes are served by routes in a file, which is loaded again. */
public final class CamelPeer implements Swapped {

  private static final long WITHIN_SECONDS = 60;

  private final Processes processes;
  private final Path folder;
  private final Path store;
  private @Nullable LoadProcess server;

  /** In a folder of its own. */
  public CamelPeer(Processes processes, Path folder) {
    this.processes = processes;
    this.folder = folder;
    this.store = folder.resolve("store.txt");
  }

  @Override
  public String name() {
    return "camel";
  }

  @Override
  public void start(List<Integer> ports) throws IOException, InterruptedException {
    Path routes = Files.createDirectories(folder.resolve("routes"));
    String lanes = ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    server =
        new LoadProcess(
            processes, CamelLanes.class, folder.resolve("camel.log"), routes, store, lanes);
    server.await("ready", WITHIN_SECONDS);
  }

  @Override
  public void ready() {}

  @Override
  public Exchanged exchange(int number) throws IOException, InterruptedException {
    int index = number + 1;
    long ordered = System.nanoTime();
    running().order("reload " + Kind.version(index));
    String answer = running().await("reload", WITHIN_SECONDS);
    return new Exchanged(
        Kind.DRIVER, index, ordered, System.nanoTime(), answer.startsWith("reloaded"), answer);
  }

  private LoadProcess running() {
    LoadProcess started = server;
    if (started == null) {
      throw new IllegalStateException("it was not started");
    }
    return started;
  }

  @Override
  public void stop() {
    running().end();
  }

  @Override
  public Stored stored() throws IOException {
    return StoredLines.read(store);
  }
}
