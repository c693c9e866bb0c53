package org.amitygate.bench.swap;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.amitygate.bench.contender.LoadProcess;
import org.amitygate.bench.server.Processes;
import org.amitygate.bench.swap.load.Event;
import org.amitygate.bench.swap.load.SwapLoad;

/** One server under the load, from its start to its end. */
final class SwapRun {

  /** From one exchange to the next it is at most so long. */
  private static final long LONGEST_PAUSE_MS = 300;

  /** Whatever the number of exchanges, no more of them begin after so long. */
  private static final long LONGEST_RUN_SECONDS = 20 * 60;

  private static final long CONNECTED_WITHIN_SECONDS = 120;
  private static final int SAY_EVERY = 100;

  private final Processes processes;
  private final SwapOptions options;
  private final Path folder;
  private final List<Exchanged> exchanges = new ArrayList<>();

  /**
   * @param latest how late the load sent at worst, in milliseconds
   * @param seconds from the first order to the last answer
   * @param loadAverage of the machine's last minute, at the end; negative if it does not say
   */
  record Outcome(
      Verdict verdict,
      Stored stored,
      List<Exchanged> exchanges,
      double latest,
      double seconds,
      double loadAverage) {

    /** Milliseconds that exchanges took. */
    double[] took() {
      return exchanges.stream()
          .mapToDouble(each -> (each.answeredAt() - each.orderedAt()) / 1e6)
          .sorted()
          .toArray();
    }

    List<Exchanged> refused() {
      return exchanges.stream().filter(each -> !each.done()).toList();
    }
  }

  SwapRun(Processes processes, SwapOptions options, Path folder) {
    this.processes = processes;
    this.options = options;
    this.folder = folder;
  }

  Outcome run(Swapped server, int swaps) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    List<Integer> ports = new ArrayList<>();
    for (int lane = 0; lane < options.lanes(); lane++) {
      ports.add(Processes.freePort());
    }
    Path ledger = folder.resolve("ledger.txt");
    LoadProcess load =
        new LoadProcess(
            processes,
            SwapLoad.class,
            folder.resolve("load.log"),
            ledger,
            options.rate(),
            options.seed(),
            ports.stream().map(String::valueOf).collect(Collectors.joining(",")));
    server.start(ports);
    load.await("connected", CONNECTED_WITHIN_SECONDS);
    server.ready();
    load.order("begin");
    pass(TimeUnit.SECONDS.toMillis(options.warmUpSeconds()));
    long before = System.nanoTime();
    pass(TimeUnit.SECONDS.toMillis(options.beforeSeconds()));
    exchangeAll(server, swaps);
    load.order("end");
    long latest = LoadProcess.figures(load.await("written", 60)).get("latest");
    double loadAverage = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    Files.writeString(folder.resolve("exchanges.txt"), lines(exchanges));
    server.stop();
    load.end();
    Stored stored = server.stored();
    Verdict verdict = Judge.verdict(Event.read(ledger), stored, exchanges, before);
    double seconds = (last().answeredAt() - exchanges.get(0).orderedAt()) / 1e9;
    return new Outcome(verdict, stored, exchanges, latest / 1e6, seconds, loadAverage);
  }

  /** For whoever looks for the cause of a gap, beside the ledger. */
  private static String lines(List<Exchanged> exchanges) {
    return exchanges.stream()
        .map(
            each ->
                "%s %d %d %d %s%n"
                    .formatted(
                        each.kind(),
                        each.index(),
                        each.orderedAt(),
                        each.answeredAt(),
                        each.answer()))
        .collect(Collectors.joining());
  }

  private Exchanged last() {
    return exchanges.get(exchanges.size() - 1);
  }

  private void exchangeAll(Swapped server, int swaps) throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(options.seed());
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_RUN_SECONDS);
    while (exchanges.size() < swaps && System.nanoTime() < until) {
      pass(random.nextLong(LONGEST_PAUSE_MS + 1));
      exchanges.add(server.exchange(exchanges.size()));
      if (!last().done()) {
        System.out.println(server.name() + ": " + last().answer());
      }
      if (exchanges.size() % SAY_EVERY == 0) {
        System.out.println(server.name() + ": " + exchanges.size() + " exchanged");
      }
    }
  }

  /** Lets time pass: what is measured goes on meanwhile. */
  private static void pass(long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
