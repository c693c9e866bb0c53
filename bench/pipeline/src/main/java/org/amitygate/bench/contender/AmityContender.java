package org.amitygate.bench.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.amitygate.bench.server.GateServer;
import org.amitygate.bench.server.GateSite;
import org.amitygate.bench.server.Processes;
import org.jspecify.annotations.Nullable;

/**
 * This server: Karaf from the real assembly with everything on: device host, plug-ins, crossing
 * engine, flow in Camel, outbox, journal with its hash chain.
 */
public final class AmityContender extends Contender {

  private static final long UP_WITHIN_SECONDS = 120;

  private static final GateSite.Parts PARTS =
      new GateSite.Parts(
          List.of("bench/driver-bench-lane", "bench/flow-bench-lane"),
          Map.of("lane-commands", "bench-lane-commands"));

  /** Records that each crossing has one of: the reading, the intent, the outcome, the end. */
  private static final List<String> POINTS =
      List.of("PlateRead", "LaneCommandIntended", "LaneCommandEnded", "CrossingEnded");

  private static final String FOUND =
      "SELECT "
          + POINTS.stream()
              .map(type -> "COUNT(CASE WHEN type = '" + type + "' THEN 1 END)")
              .collect(Collectors.joining(", "))
          + ", MAX(position) FROM record WHERE position > ";

  private final Processes processes;
  private final Path root;
  private final Path folder;
  private final Optional<Postgres> postgres;
  private final String databaseName;
  private Optional<SyncCounter> counter = Optional.empty();
  private @Nullable GateSite site;
  private @Nullable Database database;
  private @Nullable GateServer server;
  private @Nullable LoadProcess load;

  private int loadPort;

  /** Up to this position its records were counted: those of {@link #POINTS}. */
  private long checked;

  private final long[] found = new long[POINTS.size()];

  /**
   * @param root the checkout whose assembly it is
   * @param databaseName in PostgreSQL
   */
  public AmityContender(
      Processes processes,
      Path root,
      Path folder,
      Optional<Postgres> postgres,
      String databaseName) {
    this.processes = processes;
    this.root = root;
    this.folder = folder;
    this.postgres = postgres;
    this.databaseName = databaseName;
  }

  @Override
  public void start(int lanes) throws IOException, InterruptedException {
    int port = Processes.freePort();
    Optional<String> store = postgres.map(server -> server.gateUrl(databaseName));
    site = GateSite.make(root, folder, PARTS, yaml(lanes, port, store));
    database =
        postgres.isPresent()
            ? Database.postgres(postgres.get(), databaseName)
            : Database.sqlite(site.journal());
    counter = SyncCounter.in(folder);
    loadPort = port;
    start(port, lanes);
  }

  private static String yaml(int lanes, int loadPort, Optional<String> store) {
    StringBuilder text =
        new StringBuilder(
            """
            gate: {id: bench, name: Bench, pair: bench-pair, route: bench, state: OPERATING, timeZone: Asia/Ho_Chi_Minh}
            templates:
              lane:
                direction: export
                flow: bench-lane-export
                partner: other
                devices:
                  io: {driver: bench-lane, link: {kind: tcp, address: "127.0.0.1:%d"}, settings: {lane: "{lane}"}}
            """
                .formatted(loadPort));
    store.ifPresent(url -> text.append("store: ").append(url).append('\n'));
    text.append("lanes:\n");
    for (int lane = 1; lane <= lanes; lane++) {
      text.append("  L").append(lane).append(": {template: lane}\n");
    }
    return text.toString();
  }

  /** Ends it, fills its store until it holds so many records, and starts it again. */
  public void grow(long records, int lanes) throws IOException, InterruptedException {
    stop();
    Filler.fill(LimitContender.started(database), records);
    start(loadPort, lanes);
  }

  /** Records that are stored. */
  public long stored() throws IOException {
    return position();
  }

  private void start(int port, int lanes) throws IOException, InterruptedException {
    GateSite made = LimitContender.started(site);
    load = new LoadProcess(processes, "listen", port, lanes, folder.resolve("load.log"));
    server =
        GateServer.start(processes, made, counter.map(SyncCounter::environment).orElse(Map.of()));
    try {
      load.await("connected", UP_WITHIN_SECONDS);
    } catch (IOException e) {
      stop();
      throw new IOException("the gate connected to no lanes, see " + made.log(), e);
    }
    checked = position();
    Arrays.fill(found, 0);
  }

  private long position() throws IOException {
    return LimitContender.started(database).number("SELECT MAX(position) FROM record");
  }

  @Override
  public String settings() {
    try {
      return Files.readAllLines(LimitContender.started(site).log()).stream()
          .filter(line -> line.contains("journal in "))
          .map(line -> line.substring(line.indexOf("journal in ")).replaceAll("/\\S*/", ""))
          .findFirst()
          .orElse("not said");
    } catch (IOException e) {
      return "not said: " + e.getMessage();
    }
  }

  @Override
  ProcessFigures figures() throws IOException {
    ProcessFigures own = ProcessFigures.ofTree(LimitContender.started(server).pid());
    return postgres.isPresent() ? own.plus(postgres.get().figures()) : own;
  }

  @Override
  long syncs() throws IOException {
    if (postgres.isPresent()) {
      return postgres.get().syncs();
    }
    return counter.isPresent() ? counter.get().syncs() : -1;
  }

  @Override
  long records() throws IOException {
    return position();
  }

  @Override
  long missing(long readings, long crossings) throws IOException {
    long[] now = LimitContender.started(database).numbers(FOUND + checked);
    for (int i = 0; i < found.length; i++) {
      found[i] += now[i];
    }
    checked = Math.max(checked, now[found.length]);
    return Math.max(0, readings - found[0])
        + Math.max(0, crossings - found[1])
        + Math.max(0, crossings - found[2])
        + Math.max(0, crossings - found[3]);
  }

  @Override
  LoadProcess load() {
    return LimitContender.started(load);
  }

  @Override
  public void stop() {
    load().end();
    LimitContender.started(server).end();
  }
}
