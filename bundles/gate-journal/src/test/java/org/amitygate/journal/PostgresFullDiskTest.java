package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.amitygate.config.StorageConfig;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server on a file system of 120 MB, which takes the right to mount one. */
@Tag("slow")
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class PostgresFullDiskTest {

  private static final Map<String, String> SMALL =
      Map.of("max_wal_size", "32MB", "min_wal_size", "32MB", "wal_init_zero", "off");

  private static final int BALLAST = 20_000_000;

  @TempDir Path folder;
  private final SplittableRandom random = new SplittableRandom(7);
  private final List<Integer> acknowledged = new ArrayList<>();
  private Path disk;
  private int records;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(folder.resolve("disk"));
    boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", disk.toString());
    assumeThat(mounted).as("this account may mount a file system").isTrue();
    Files.write(disk.resolve("ballast"), new byte[BALLAST]);
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", "--lazy", disk.toString());
  }

  private static boolean run(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  @Test
  void noRoomForTablesStopsTheJournalUntilThereIs() throws Exception {
    try (PostgresServer server = new PostgresServer(disk.resolve("data"), SMALL)) {
      Path log = server.data().resolve("pg_wal");
      server.kill();
      assertThat(run("mv", log.toString(), folder.resolve("wal").toString())).isTrue();
      Files.createSymbolicLink(log, folder.resolve("wal"));
      server.start(SMALL);
      fillsUp(server, "is full: make room on its machine");
      assertThat(server.process()).as("the server itself goes on").isPresent();
    }
  }

  @Test
  void noRoomForTheWriteAheadLogStopsTheJournalUntilThereIs() throws Exception {
    try (PostgresServer server = new PostgresServer(disk.resolve("data"), SMALL)) {
      fillsUp(server, "");
    }
  }

  private void fillsUp(PostgresServer server, String cause) throws Exception {
    StorageConfig storage = new StorageConfig(Optional.of(server.schema()), OptionalLong.empty());
    try (JournalFolder gate = JournalFolder.open(folder.resolve("gate"), () -> storage)) {
      Journal journal = gate.journal();
      Optional<Throwable> refusal = Optional.empty();
      while (refusal.isEmpty()) {
        assertThat(records).as("the disk never fills").isLessThan(5_000);
        refusal = append(journal);
      }
      assertThat(refusal.get()).isInstanceOf(JournalUnavailable.class).hasMessageContaining(cause);
      assertThat(journal.status().writable()).isFalse();
      assertThat(acknowledged).hasSizeGreaterThan(100);

      Files.delete(disk.resolve("ballast"));
      if (server.process().filter(ProcessHandle::isAlive).isEmpty()) {
        server.start(SMALL); // as its administrator would
      }
      while (append(journal).isPresent()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
      assertThat(journal.status().writable()).isTrue();
      List<Integer> stored =
          journal.read(view -> view.records("gate")).join().stream()
              .map(entry -> entry.body().path("n").asInt())
              .toList();
      assertThat(stored).isEqualTo(acknowledged);
    }
  }

  /** One record that cannot be compressed. @return why it was refused */
  private Optional<Throwable> append(Journal journal) {
    int n = ++records;
    StringBuilder text = new StringBuilder();
    while (text.length() < 50_000) {
      text.append(Long.toHexString(random.nextLong()));
    }
    try {
      journal
          .submit(
              tx -> {
                tx.append("gate", "Filling", Json.object().put("n", n).put("text", "" + text));
                return n;
              })
          .join();
      acknowledged.add(n);
      return Optional.empty();
    } catch (CompletionException e) {
      return Optional.of(e.getCause());
    }
  }
}
