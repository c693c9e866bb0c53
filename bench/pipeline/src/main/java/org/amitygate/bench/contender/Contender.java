package org.amitygate.bench.contender;

import java.io.IOException;
import java.util.Map;

/**
 * A server with its load. Stays up for all rounds, so that each measures a warm program; while
 * another one is measured it has nothing to do.
 */
public abstract class Contender {

  private static final double NANOS_PER_MILLI = 1e6;

  /** Starts it and its load, and lets it become warm. */
  public abstract void start(int lanes) throws IOException, InterruptedException;

  /** Its durability settings, as it says them itself. */
  public abstract String settings();

  /** What the kernel counted so far of everything that belongs to it. */
  abstract ProcessFigures figures() throws IOException;

  /** Syncs so far; −1 if nobody counts them. */
  abstract long syncs() throws IOException;

  /** Records in its store. */
  abstract long records() throws IOException;

  /** Of the acknowledged readings and crossings of its whole life, how many it has not. */
  abstract long missing(long readings, long crossings) throws IOException;

  abstract LoadProcess load();

  /** Ends it and its load. */
  public abstract void stop();

  /** One turn: a second that does not count, then the measured time. */
  public Measurement measure(int lanes, int millis) throws IOException, InterruptedException {
    LoadProcess load = load();
    load.order(lanes, millis);
    load.await("begin", 60);
    long syncsBefore = syncs();
    long recordsBefore = records();
    ProcessFigures before = figures();
    load.await("end", 60 + millis / 1_000);
    ProcessFigures after = figures();
    long syncs = syncs() - syncsBefore;
    long records = records() - recordsBefore;
    Map<String, Long> result = LoadProcess.figures(load.await("result", 60));
    double done = Math.max(1, result.get("done"));
    double seconds = result.get("nanos") / 1e9;
    long missing = missing(result.get("allDurable"), result.get("allDone")) + result.get("stuck");
    boolean counted = syncsBefore >= 0;
    return new Measurement(
        result.get("done") / seconds,
        result.get("openP50") / NANOS_PER_MILLI,
        result.get("openP99") / NANOS_PER_MILLI,
        result.get("doneP50") / NANOS_PER_MILLI,
        result.get("doneP99") / NANOS_PER_MILLI,
        1_000.0 * (after.cpuMillis() - before.cpuMillis()) / done,
        1_000.0 * (after.compilerMillis() - before.compilerMillis()) / done,
        counted ? syncs / seconds : -1,
        counted ? records / (double) Math.max(1, syncs) : -1,
        (after.writtenBytes() - before.writtenBytes()) / done,
        after.rssBytes() / (double) (1 << 20),
        missing);
  }
}
