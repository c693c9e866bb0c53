package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.amitygate.journal.Fixture.failure;
import static org.amitygate.journal.Fixture.outgoing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.View;
import org.junit.jupiter.api.Test;

abstract class OutboxTest extends OnAStore {

  OutboxTest(TestStore database) {
    super(database);
  }

  @Test
  void theOutboxKeepsItsOrderAndNoIdIsQueuedTwiceEver() {
    gate.write(
        tx -> {
          tx.enqueue(outgoing("b"));
          tx.enqueue(outgoing("a"));
        });
    gate.write(tx -> tx.enqueue(outgoing("c")));
    assertThat(outbox()).containsExactly("b", "a", "c");
    gate.write(tx -> tx.delivered("b"));
    gate.write(tx -> tx.delivered("never there"));
    assertThat(outbox()).containsExactly("a", "c");
    gate.write(
        tx -> {
          tx.delivered("a");
          tx.delivered("c");
        });
    gate.close();
    gate = new Fixture(database.open(folder));
    for (String used : List.of("a", "b", "c")) {
      CompletableFuture<Object> again =
          gate.journal.submit(
              tx -> {
                tx.enqueue(outgoing(used));
                return null;
              });
      gate.settle();
      assertThat(failure(again))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("outgoing " + used + " was queued before");
    }
    gate.write(tx -> tx.enqueue(outgoing("d")));
    gate.write(
        tx -> {
          tx.enqueue(outgoing("e"));
          assertThatThrownBy(() -> tx.enqueue(outgoing("e")))
              .isInstanceOf(IllegalStateException.class);
        });
    assertThat(outbox()).containsExactly("d", "e");
  }

  @Test
  void anEntryWaitsUntilItIsDeliveredAndSoDoesOneWithMoreBehindASlash() {
    gate.write(
        tx -> {
          tx.enqueue(outgoing("a"));
          assertThat(tx.waits("a")).as("in its own transaction").isTrue();
          tx.enqueue(outgoing("b/1"));
          tx.enqueue(outgoing("c1"));
          tx.enqueue(outgoing("c-1"));
          tx.enqueue(outgoing("c.1"));
          tx.enqueue(outgoing("Đ/1"));
          tx.enqueue(outgoing("e"));
          tx.delivered("e");
          assertThat(waiting(tx)).containsExactly("a", "b", "Đ");
        });
    gate.write(tx -> assertThat(waiting(tx)).containsExactly("a", "b", "Đ"));
    assertThat(gate.journal.read(OutboxTest::waiting).join()).containsExactly("a", "b", "Đ");
    gate.write(
        tx -> {
          tx.enqueue(outgoing("a/2"));
          tx.delivered("a");
          tx.delivered("b/1");
          assertThat(waiting(tx)).containsExactly("a", "Đ");
          tx.delivered("a/2");
          assertThat(waiting(tx)).containsExactly("Đ");
        });
    gate.write(tx -> assertThat(waiting(tx)).containsExactly("Đ"));
    assertThat(gate.journal.read(OutboxTest::waiting).join()).containsExactly("Đ");
    assertThat(gate.journal.read(view -> view.waits("no id\0")).join()).isFalse();
  }

  /** What waits of the ids that somebody may ask for. */
  private static List<String> waiting(View view) {
    return List.of("a", "b", "c", "d", "e", "Đ").stream().filter(view::waits).toList();
  }

  @Test
  void itemsComeInTheOrderOfTheBytesOfTheirIds() {
    // In UTF-16 the pictograph sorts before the private-use character, in UTF-8 after it.
    List<String> ids = List.of("A", "Z", "a", "Đ", "\uE000", "\uD83D\uDE9A");
    gate.write(tx -> ids.subList(0, 3).forEach(id -> tx.put("k", id, body("n", 1))));
    gate.<Void>done(
        tx -> {
          ids.subList(3, 6).forEach(id -> tx.put("k", id, body("n", 1)));
          assertThat(tx.items("k")).extracting(Item::id).containsExactlyElementsOf(ids);
          return null;
        });
    assertThat(gate.journal.read(view -> view.items("k")).join())
        .extracting(Item::id)
        .containsExactlyElementsOf(ids);
  }

  @Test
  void bodiesAreCopiesOnTheWayInAndOut() {
    gate.write(
        tx -> {
          var body = body("n", 1);
          tx.put("k", "id", body);
          body.put("n", 2);
          tx.item("k", "id").orElseThrow().put("n", 3);
          assertThat(tx.item("k", "id")).contains(body("n", 1));
        });
    assertThat(gate.journal.read(view -> view.item("k", "id")).join()).contains(body("n", 1));
  }

  private List<String> outbox() {
    return gate.journal.read(view -> view.outbox().stream().map(Outgoing::id).toList()).join();
  }
}
