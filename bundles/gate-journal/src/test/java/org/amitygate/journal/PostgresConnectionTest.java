package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.amitygate.journal.Fixture.failure;
import static org.amitygate.journal.SeenKeys.keys;
import static org.amitygate.journal.SeenKeys.submit;
import static org.amitygate.journal.SeenKeys.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.amitygate.config.PostgresConfig;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection to PostgreSQL that breaks, and what a gate does until it has another one. */
class PostgresConnectionTest {

  private final PostgresServer server = PostgresServer.shared();
  private final PostgresConfig config = server.schema();

  private static SqlStore open(PostgresConfig config) {
    return open(config, Postgres.ANSWER);
  }

  private static SqlStore open(PostgresConfig config, Duration answer) {
    return SqlStore.open(new Postgres(() -> config, answer, Duration.ofMillis(200), List::of));
  }

  @Test
  void aWholeBatchTravelsToTheServerOnce() throws Exception {
    try (LossyProxy network = new LossyProxy(config.port());
        Fixture gate = new Fixture(open(through(network)))) {
      write(gate, 1);
      write(gate, 2);
      int before = network.rounds();
      for (int i = 3; i < 40; i++) {
        submit(gate, i);
      }
      gate.settle();
      assertThat(network.rounds() - before).isEqualTo(1);
      assertThat(gate.journal.counts().commits()).isEqualTo(3);
    }
  }

  @Test
  void aCommitWhoseAnswerWasLostIsFoundOutAndAcknowledgedOnce() throws Exception {
    try (LossyProxy network = new LossyProxy(config.port());
        Fixture gate = new Fixture(open(through(network)))) {
      List<String> heard = new ArrayList<>();
      gate.journal.onQueued(outgoing -> heard.add(outgoing.id()));
      write(gate, 1);
      network.loseTheNextCommit();
      CompletableFuture<Void> lost = submit(gate, 2);
      CompletableFuture<Void> with = submit(gate, 3);
      gate.settle();
      assertThat(lost).as("nobody knows yet").isNotDone();
      assertThat(with).isNotDone();
      assertThat(gate.journal.status().cause()).contains("does not answer");
      assertThat(failure(submit(gate, 4))).isInstanceOf(JournalUnavailable.class);

      network.down(true);
      gate.timePasses();
      assertThat(lost).as("nobody can be asked").isNotDone();
      network.down(false);
      gate.timePasses();
      assertThat(lost).isCompleted();
      assertThat(with).isCompleted();
      assertThat(heard).containsExactly("o1", "o2", "o3");
      write(gate, 5);
      assertThat(keys(gate)).containsExactly(1, 2, 3, 5);
    }
  }

  @Test
  void aCommitWithoutRecordsIsFoundOutToo() throws Exception {
    try (LossyProxy network = new LossyProxy(config.port());
        Fixture gate = new Fixture(open(through(network)))) {
      write(gate, 1);
      for (int n = 0; n < 2; n++) {
        boolean arrives = n == 0;
        if (arrives) {
          network.loseTheNextCommit();
        } else {
          network.loseTheNextRequest();
        }
        int value = n;
        CompletableFuture<Boolean> lost =
            gate.journal.submit(
                tx -> {
                  tx.put("k", "id", body("n", value));
                  return true;
                });
        gate.settle();
        assertThat(lost).isNotDone();
        gate.timePasses();
        assertThat(lost.isCompletedExceptionally()).isEqualTo(!arrives);
        assertThat(gate.journal.status().writable()).isTrue();
        assertThat(gate.journal.read(view -> view.item("k", "id")).join()).contains(body("n", 0));
      }
    }
  }

  @Test
  void aCommitThatNeverArrivedFailsAndLeavesNothing() throws Exception {
    try (LossyProxy network = new LossyProxy(config.port());
        Fixture gate = new Fixture(open(through(network)))) {
      write(gate, 1);
      network.loseTheNextRequest();
      CompletableFuture<Void> lost = submit(gate, 2);
      gate.settle();
      assertThat(lost).isNotDone();
      gate.timePasses();
      assertThat(failure(lost))
          .isInstanceOf(JournalUnavailable.class)
          .hasMessageContaining("does not answer");
      write(gate, 2);
      assertThat(keys(gate)).containsExactly(1, 2);
    }
  }

  /** Its machine has lost its power, or a firewall forgot the connection. */
  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aServerThatIsSilentIsGivenUpAndFoundAgain() throws Exception {
    try (LossyProxy network = new LossyProxy(config.port());
        Fixture gate = new Fixture(open(through(network), Duration.ofSeconds(1)))) {
      write(gate, 1);
      assertThat(keys(gate)).containsExactly(1);
      network.silent(true);
      CompletableFuture<Void> lost = submit(gate, 2);
      gate.settle();
      assertThat(lost).as("nobody knows yet").isNotDone();
      assertThat(gate.journal.status().cause()).contains("does not answer");
      assertThat(failure(submit(gate, 3))).hasMessageContaining("does not answer");
      assertThat(failure(gate.journal.read(view -> view.records("gate"))))
          .hasMessageContaining("does not answer");
      gate.timePasses();
      assertThat(lost).as("nobody can be asked").isNotDone();

      network.silent(false);
      while (!lost.isDone()) { // the server still notices that the others are gone
        gate.timePasses();
      }
      assertThat(failure(lost)).isInstanceOf(JournalUnavailable.class);
      write(gate, 4);
      assertThat(keys(gate)).containsExactly(1, 4);
    }
  }

  @Test
  void aGateThatLostItsConnectionWaitsForTheLockOfAnother() throws Exception {
    try (LossyProxy network = new LossyProxy(config.port());
        Fixture gate = new Fixture(open(through(network)))) {
      write(gate, 1);
      network.down(true);
      SqlStore other = open(config);
      gate.settle();
      submit(gate, 2);
      gate.settle();
      network.down(false);
      gate.timePasses();
      assertThat(gate.journal.status().cause())
          .contains("is in use by amity-gate process " + ProcessHandle.current().pid());
      other.close();
      gate.timePasses();
      assertThat(gate.journal.status().writable()).isTrue();
      write(gate, 3);
      assertThat(keys(gate)).containsExactly(1, 3);
    }
  }

  @Test
  void aGateThatAnotherOneOvertookWritesNoMore() throws Exception {
    try (LossyProxy network = new LossyProxy(config.port());
        Fixture gate = new Fixture(open(through(network)))) {
      write(gate, 1);
      network.down(true);
      try (Fixture other = new Fixture(open(config))) {
        write(other, 2);
      }
      CompletableFuture<Void> late = submit(gate, 3);
      gate.settle();
      network.down(false);
      gate.timePasses();
      assertThat(late).as("what is said of it could be wrong").isNotCompleted();
      assertThat(gate.journal.status().cause())
          .contains("is not as this gate left it: another gate wrote to it");
    }
  }

  @Test
  void aLostConnectionThatReadsIsReplacedForTheNextQuestion() throws Exception {
    try (LossyProxy network = new LossyProxy(config.port());
        Fixture gate = new Fixture(open(through(network)))) {
      write(gate, 1);
      assertThat(keys(gate)).containsExactly(1);
      network.down(true);
      network.down(false);
      assertThat(keys(gate)).containsExactly(1);
    }
  }

  @Test
  void aServerThatEndsTheSessionIsConnectedAgain() {
    try (Fixture gate = new Fixture(open(config))) {
      write(gate, 1);
      server.sql(
          "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = '%s'::regnamespace::oid"
              .formatted(config.schema()));
      CompletableFuture<Void> lost = submit(gate, 2);
      gate.settle();
      gate.timePasses();
      assertThat(failure(lost)).isInstanceOf(JournalUnavailable.class);
      write(gate, 3);
      assertThat(keys(gate)).containsExactly(1, 3);
    }
  }

  private PostgresConfig through(LossyProxy network) {
    return new PostgresConfig(
        "127.0.0.1",
        network.port(),
        config.database(),
        config.schema(),
        config.user(),
        "",
        Map.of());
  }
}
