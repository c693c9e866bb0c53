package org.amitygate.bench.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.amitygate.bench.camel.PlainCamel;
import org.amitygate.bench.server.Processes;
import org.jspecify.annotations.Nullable;

/** Plain Camel on one of the stores. */
public final class CamelContender extends Contender {

  private final Processes processes;
  private final Path folder;
  private final Optional<Postgres> postgres;
  private @Nullable Database database;
  private @Nullable ServerProcess server;
  private @Nullable LoadProcess load;

  public CamelContender(Processes processes, Path folder, Optional<Postgres> postgres) {
    this.processes = processes;
    this.folder = folder;
    this.postgres = postgres;
  }

  @Override
  public void start(int lanes) throws IOException, InterruptedException {
    Files.createDirectories(folder);
    database =
        postgres.isPresent()
            ? Database.postgres(postgres.get(), "camel")
            : Database.sqlite(folder.resolve("camel.db"));
    int port = Processes.freePort();
    server =
        new ServerProcess(
            processes, folder, PlainCamel.class, port, database.jdbcUrl(), Postgres.USER);
    load = new LoadProcess(processes, "connect", port, lanes, folder.resolve("load.log"));
    load.await("connected", 60);
  }

  @Override
  public String settings() {
    return LimitContender.started(server).settings();
  }

  @Override
  ProcessFigures figures() throws IOException {
    ProcessFigures own = LimitContender.started(server).figures();
    return postgres.isPresent() ? own.plus(postgres.get().figures()) : own;
  }

  @Override
  long syncs() throws IOException {
    return postgres.isPresent() ? postgres.get().syncs() : LimitContender.started(server).syncs();
  }

  @Override
  long records() {
    return -1;
  }

  @Override
  long missing(long readings, long crossings) throws IOException {
    Database stored = LimitContender.started(database);
    return Math.max(0, readings - stored.number("SELECT COUNT(*) FROM reading"))
        + Math.max(0, crossings - stored.number("SELECT COUNT(*) FROM decision"))
        + Math.max(0, crossings - stored.number("SELECT COUNT(*) FROM outcome"));
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
