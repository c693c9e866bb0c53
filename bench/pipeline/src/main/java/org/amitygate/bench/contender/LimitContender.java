package org.amitygate.bench.contender;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.amitygate.bench.limit.Limit;
import org.amitygate.bench.server.Processes;
import org.jspecify.annotations.Nullable;

/** The hand-written program. */
public final class LimitContender extends Contender {

  private static final int LONGEST_RECORD = 1_024;

  private final Processes processes;
  private final Path folder;
  private final Path log;
  private @Nullable ServerProcess server;
  private @Nullable LoadProcess load;

  public LimitContender(Processes processes, Path folder) {
    this.processes = processes;
    this.folder = folder;
    this.log = folder.resolve("append.log");
  }

  @Override
  public void start(int lanes) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    int port = Processes.freePort();
    server = new ServerProcess(processes, folder, Limit.class, port, log);
    load = new LoadProcess(processes, "connect", port, lanes, folder.resolve("load.log"));
    load.await("connected", 60);
  }

  @Override
  public String settings() {
    return server().settings();
  }

  @Override
  ProcessFigures figures() throws IOException {
    return server().figures();
  }

  @Override
  long syncs() throws IOException {
    return server().syncs();
  }

  @Override
  long records() {
    return -1;
  }

  /** The log's records are numbered; the last of those that follow each other is its last one. */
  @Override
  long missing(long readings, long crossings) throws IOException {
    long last = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(log), 1 << 20))) {
      while (true) {
        int length = in.readInt();
        long number = in.readLong();
        if (length <= 0 || length > LONGEST_RECORD || (last > 0 && number != last + 1)) {
          break;
        }
        last = number;
        in.skipNBytes(length);
      }
    } catch (EOFException e) {
      // the log ends with its last record
    }
    return Math.max(0, readings + 2 * crossings - last);
  }

  @Override
  LoadProcess load() {
    return started(load);
  }

  private ServerProcess server() {
    return started(server);
  }

  static <T> T started(@Nullable T process) {
    if (process == null) {
      throw new IllegalStateException("it was not started");
    }
    return process;
  }

  @Override
  public void stop() {
    load().end();
    server().end();
  }
}
