package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.amitygate.config.PostgresConfig;
import org.amitygate.config.StorageConfig;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** On a server of its own, which dies and comes back. */
@Tag("slow")
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class PostgresRestartTest {

  private static final int THREADS = 6;
  private static final int EACH_TIME = 200;

  @TempDir Path folder;
  private final Semaphore acknowledgements = new Semaphore(0);
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private volatile boolean enough;

  @Test
  void whatWasAcknowledgedIsThereOnceAfterTheServerDiedInTraffic() throws Exception {
    try (PostgresServer server = new PostgresServer(Map.of())) {
      PostgresConfig config = server.schema();
      StorageConfig storage = new StorageConfig(Optional.of(config), OptionalLong.empty());
      try (JournalFolder gate = JournalFolder.open(folder, () -> storage)) {
        List<Thread> lanes = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
          int lane = t;
          Thread thread = new Thread(() -> traffic(gate.journal(), lane));
          thread.setDaemon(true);
          thread.start();
          lanes.add(thread);
        }
        for (int kills = 0; kills < 2; kills++) {
          acknowledgements.acquire(EACH_TIME);
          server.kill();
          acknowledgements.drainPermits();
          server.start(Map.of());
        }
        acknowledgements.acquire(EACH_TIME);
        enough = true;
        for (Thread lane : lanes) {
          lane.join();
        }
        assertThat(gate.journal().status().writable()).isTrue();
        List<String> stored = new ArrayList<>();
        for (int lane = 0; lane < THREADS; lane++) {
          String stream = "lane:L" + lane;
          gate.journal().read(view -> view.records(stream)).join().stream()
              .map(entry -> entry.body().path("key").asText())
              .forEach(stored::add);
        }
        assertThat(stored).doesNotHaveDuplicates().containsAll(acknowledged);
        assertThat(stored).as("refused is not there").doesNotContainAnyElementsOf(refused);
        assertThat(acknowledged).hasSizeGreaterThan(2 * EACH_TIME);
        assertThat(refused).isNotEmpty();
      }
      try (Connection db = look(config)) {
        assertThat(new RecordsCheck(db).faults).isEmpty();
      }
      server.kill();
      server.start(Map.of("fsync", "off"));
      assertThatThrownBy(() -> SqlStore.open(new Postgres(() -> config)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("would lose what it acknowledged: fsync is off");
      server.kill();
      server.start(Map.of("full_page_writes", "off"));
      assertThatThrownBy(() -> SqlStore.open(new Postgres(() -> config)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("full_page_writes is off");
    }
  }

  /** Each key is tried once: refused or acknowledged, and the truth must agree. */
  private void traffic(Journal journal, int lane) {
    for (int n = 0; !enough; n++) {
      String key = lane + "-" + n;
      try {
        journal
            .submit(
                tx -> {
                  tx.append("lane:L" + lane, "Seen", Json.object().put("key", key));
                  tx.put("last", "L" + lane, body("n", 1));
                  return key;
                })
            .join();
        acknowledged.add(key);
        acknowledgements.release();
      } catch (CompletionException e) {
        assertThat(e.getCause()).isInstanceOf(JournalUnavailable.class);
        refused.add(key);
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
    }
  }

  private static Connection look(PostgresConfig config) throws Exception {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {config.host()});
    source.setPortNumbers(new int[] {config.port()});
    source.setDatabaseName(config.database());
    source.setCurrentSchema(config.schema());
    source.setUser(config.user());
    return source.getConnection();
  }
}
