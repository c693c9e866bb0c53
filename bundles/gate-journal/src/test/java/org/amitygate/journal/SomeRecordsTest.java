package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Transaction;
import org.junit.jupiter.api.Test;

/** Parts of a stream that is too long to be read whole. */
abstract class SomeRecordsTest extends OnAStore {

  SomeRecordsTest(TestStore database) {
    super(database);
  }

  @Test
  void theyAreAskedForWithoutTheOthers() {
    gate.write(tx -> append(tx, "route", 5));
    List<Long> seen =
        gate.done(
            tx -> {
              append(tx, "route", 2);
              return seqs(tx.records("route", 4, 3));
            });
    assertThat(seen).containsExactly(4L, 5L, 6L);
    assertThat(gate.journal.read(view -> seqs(view.records("route", 1, 2))).join())
        .containsExactly(1L, 2L);
    assertThat(gate.journal.read(view -> seqs(view.records("route", 7, 9))).join())
        .containsExactly(7L);
    assertThat(gate.journal.read(view -> view.records("route", 8, 9)).join()).isEmpty();
    assertThat(gate.journal.read(view -> view.lastSeq("route")).join()).isEqualTo(7);
    assertThat(gate.journal.read(view -> view.lastSeq("none")).join()).isZero();
  }

  private static void append(Transaction tx, String stream, int times) {
    for (int i = 0; i < times; i++) {
      tx.append(stream, "Something", body("n", i));
    }
  }

  private static List<Long> seqs(List<Entry> records) {
    return records.stream().map(Entry::seq).toList();
  }
}
