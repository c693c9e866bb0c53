package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.journal.Outgoing;

/** Works that each write a record, an item and an entry of the outbox of one key. */
final class SeenKeys {

  private SeenKeys() {}

  static CompletableFuture<Void> submit(Fixture gate, int key) {
    return gate.journal.submit(
        tx -> {
          tx.append("gate", "Seen", body("key", key));
          tx.put("seen", "k" + key, body("key", key));
          tx.enqueue(new Outgoing("o" + key, "q", "k", Fixture.START, body("n", 1)));
          return null;
        });
  }

  static void write(Fixture gate, int key) {
    CompletableFuture<Void> written = submit(gate, key);
    gate.settle();
    assertThat(written).isCompleted();
  }

  static List<Integer> keys(Fixture gate) {
    return gate.journal.read(view -> view.records("gate")).join().stream()
        .map(Entry::body)
        .map(body -> body.path("key").asInt())
        .toList();
  }
}
