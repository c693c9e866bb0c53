package org.amitygate.journal;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.amitygate.config.PostgresConfig;
import org.amitygate.config.StorageConfig;
import org.amitygate.core.journal.Archive;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.time.GateClock;
import org.amitygate.core.time.Ids;
import org.amitygate.core.time.MonotonicGateClock;
import org.amitygate.core.time.UuidV7;

/**
 * The data folder of a gate, opened: {@code evidence/}, and {@code journal.db} unless the journal
 * is in a database elsewhere; with real threads, clock and randomness.
 */
public final class JournalFolder implements AutoCloseable {

  private final SqlStore store;
  private final Reached reached;
  private final EvidenceStore evidence;
  private final GateClock clock;
  private final Ids ids;
  private final JournalThreads threads;
  private final JournalWriter journal;
  private final JournalArchive archive;

  /** Another process carries out commits: works run meanwhile, see decision 27. */
  private static final int WRITERS_ON_A_SERVER = 2;

  private JournalFolder(
      SqlStore store, Reached reached, GateClock clock, EvidenceStore evidence, int writers) {
    RandomGenerator random = new Drawn(new SecureRandom());
    this.store = store;
    this.reached = reached;
    this.evidence = evidence;
    this.clock = clock;
    this.ids = new UuidV7(clock, random);
    this.threads = new JournalThreads(writers);
    this.journal = new JournalWriter(store, clock, ids, random, threads.strands());
    this.archive = new JournalArchive(journal, evidence, () -> reached.note(store.ends()));
    JournalThreads.named("journal-evidence").newThread(evidence::count).start();
  }

  /** With the usual storage. */
  public static JournalFolder open(Path folder) throws IOException {
    return open(folder, () -> StorageConfig.USUAL);
  }

  /**
   * Opens the folder, creating what is missing.
   *
   * @param storage asked for the place now, and for password and quota as long as it is open
   * @throws IOException it cannot be created or locked
   * @throws RuntimeException it cannot be trusted with records; the message says why and what to do
   */
  public static JournalFolder open(Path folder, Supplier<StorageConfig> storage)
      throws IOException {
    createPrivately(folder);
    Optional<PostgresConfig> postgres = storage.get().postgres();
    String where = postgres.map(PostgresConfig::place).orElse(Place.SQLITE);
    Place place = new Place(folder);
    place.check(where);
    Reached reached = new Reached(folder, FileSync.SYSTEM);
    Optional<SqlWrite.Ends> before = reached.read();
    Path file = folder.resolve("journal.db");
    if (before.isPresent() && postgres.isEmpty() && !Files.exists(file)) {
      throw reached.lacking(file.toString());
    }
    SqlStore store =
        SqlStore.open(
            postgres.isPresent()
                ? new Postgres(() -> storage.get().postgres().orElse(postgres.get()))
                : Sqlite.lock(file, FileSync.SYSTEM));
    try {
      if (before.isPresent() && !store.has(before.get())) {
        throw reached.lacking(store.place());
      }
      reached.note(store.ends());
      store.onSetBack(reached::note);
      place.note(where, FileSync.SYSTEM);
      GateClock clock = new MonotonicGateClock(store.lastAt());
      EvidenceStore evidence =
          new EvidenceStore(
              folder.resolve("evidence"),
              FileSync.SYSTEM,
              () -> storage.get().evidenceQuota(),
              clock::now);
      return new JournalFolder(
          store, reached, clock, evidence, postgres.isPresent() ? WRITERS_ON_A_SERVER : 1);
    } catch (IOException | RuntimeException | Error e) {
      store.close();
      throw e;
    }
  }

  /** Which database, where: for people. */
  String place() {
    return store.place();
  }

  public Journal journal() {
    return journal;
  }

  public Evidence evidence() {
    return evidence;
  }

  public Archive archive() {
    return archive;
  }

  /** Sentences for the operator: pictures are not kept, works are refused. */
  List<String> troubles() {
    return Stream.of(evidence.trouble(), journal.trouble()).flatMap(Optional::stream).toList();
  }

  public GateClock clock() {
    return clock;
  }

  public Ids ids() {
    return ids;
  }

  /** Takes no more work, writes what is queued, closes. */
  @Override
  public void close() {
    journal.close();
    threads.close();
    reached.note(store.ends());
    store.close();
  }

  /** Personal data is in there: nobody but the gate's own account has to read it. */
  private static void createPrivately(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectories(folder);
    }
  }
}
