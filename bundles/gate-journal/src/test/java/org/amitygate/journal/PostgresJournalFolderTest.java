package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Transaction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class PostgresJournalFolderTest extends JournalFolderTest {
  PostgresJournalFolderTest() {
    super(TestStore.POSTGRES);
  }

  @Test
  void worksRunWhileTheServerIsAtTheCommitBefore() throws Exception {
    try (JournalFolder gate = open(folder);
        Connection somebody = database.look(folder);
        Statement statement = somebody.createStatement()) {
      somebody.setAutoCommit(false);
      statement.execute("LOCK TABLE record IN EXCLUSIVE MODE");
      CompletableFuture<Integer> below = gate.journal().submit(tx -> seen(tx, 1));
      String waiting =
          "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'record'::regclass";
      while (database.number(folder, waiting) == 0) {
        assertThat(below).isNotDone();
      }
      CompletableFuture<Boolean> ran = new CompletableFuture<>();
      CompletableFuture<Integer> above =
          gate.journal()
              .submit(
                  tx -> {
                    ran.complete(true);
                    return seen(tx, 2);
                  });
      above.whenComplete((done, failure) -> ran.complete(false));
      assertThat(ran.join()).isTrue();
      somebody.rollback();
      assertThat(below.join()).isEqualTo(1);
      assertThat(above.join()).isEqualTo(2);
    }
  }

  private static int seen(Transaction tx, int n) {
    tx.append("gate", "Seen", body("n", n));
    return n;
  }
}
