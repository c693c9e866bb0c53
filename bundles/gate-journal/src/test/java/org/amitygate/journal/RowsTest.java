package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.amitygate.journal.Fixture.crossing;
import static org.amitygate.journal.Fixture.failure;
import static org.amitygate.journal.Fixture.outgoing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Item;
import org.amitygate.core.journal.Journal.Work;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked, of the store and of a batch in progress. */
class RowsTest {

  @TempDir Path folder;
  private Fixture gate;

  @BeforeEach
  void open() {
    gate = new Fixture(Fixture.sqlite(folder));
  }

  @AfterEach
  void close() {
    gate.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aWorkSeesBeforeTheCommitWhatEverybodySeesAfterIt(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int batch = 0; batch < 30; batch++) {
      int works = 1 + random.nextInt(4);
      List<CompletableFuture<Map<String, Object>>> seen = new ArrayList<>();
      for (int i = 0; i < works; i++) {
        SplittableRandom own = random.split();
        seen.add(
            gate.journal.submit(
                tx -> {
                  for (int n = own.nextInt(6); n > 0; n--) {
                    change(tx, own);
                  }
                  return everything(tx);
                }));
      }
      gate.settle();
      Map<String, Object> stored = gate.journal.read(RowsTest::everything).join();
      assertThat(seen.get(works - 1).join()).as("seed %d, batch %d", seed, batch).isEqualTo(stored);
    }
    assertThat(gate.journal.counts().records()).isPositive();
  }

  private static void change(Transaction tx, SplittableRandom random) {
    int n = random.nextInt(8);
    switch (random.nextInt(7)) {
      case 0, 1 -> {
        Optional<CrossingRow> before = tx.crossing(crossing(n, 1).id());
        int version = before.map(CrossingRow::version).orElse(0) + 1;
        tx.put(
            crossing(
                n,
                version,
                random.nextInt(3) > 0,
                "P" + random.nextInt(3),
                "D" + random.nextInt(3)));
      }
      case 2 ->
          tx.append(
              "s" + n % 3,
              "Seen",
              1,
              body("n", n),
              random.nextBoolean() ? Optional.of(body("plate", n)) : Optional.empty());
      case 3 -> tx.put("kind" + n % 2, "id" + n, body("n", random.nextInt(100)));
      case 4 -> tx.remove("kind" + n % 2, "id" + n);
      case 5 -> {
        String id = "o" + random.nextInt(1_000_000);
        tx.enqueue(outgoing(id));
        if (n == 0) {
          tx.delivered(id);
        }
      }
      default -> {
        List<Outgoing> outbox = tx.outbox();
        if (!outbox.isEmpty()) {
          tx.delivered(outbox.get(random.nextInt(outbox.size())).id());
        }
        if (!tx.records("s0").isEmpty() && n < 2) {
          ((WorkTransaction) tx).erasePersonal("s0", 1 + random.nextInt(tx.records("s0").size()));
        }
      }
    }
  }

  private static Map<String, Object> everything(View view) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int n = 0; n < 8; n++) {
      all.put("crossing " + n, view.crossing(crossing(n, 1).id()));
      all.put("item " + n, view.item("kind" + n % 2, "id" + n));
    }
    all.put("open", view.openCrossings());
    all.put("recent", view.recentCrossings(0, 100));
    all.put("page", view.recentCrossings(2, 3));
    for (String text : List.of("HN-3", "P0", "P1", "D0", "nothing")) {
      all.put("find " + text, view.findCrossings(text));
    }
    for (String stream : List.of("s0", "s1", "s2", "none")) {
      all.put("records " + stream, view.records(stream));
    }
    all.put("items 0", view.items("kind0"));
    all.put("items 1", view.items("kind1"));
    all.put("outbox", view.outbox());
    return all;
  }

  @Test
  void aCrossingIsFoundByNamePlateAndDeclarationOnly() {
    write(
        tx -> {
          tx.put(crossing(1, 1, true, "51C12345", "D-1"));
          tx.put(crossing(2, 1, false, "51C12345", ""));
          tx.put(crossing(3, 1, true, "", "D-3"));
        });
    assertThat(numbers(view -> view.findCrossings("51C12345"))).containsExactly(2, 1);
    assertThat(numbers(view -> view.findCrossings("D-3"))).containsExactly(3);
    assertThat(numbers(view -> view.findCrossings("HN-2"))).containsExactly(2);
    assertThat(numbers(view -> view.findCrossings("51C1234"))).isEmpty();
    assertThat(numbers(view -> view.findCrossings(""))).isEmpty();
    assertThat(numbers(View::openCrossings)).containsExactly(1, 3);
    assertThat(numbers(view -> view.recentCrossings(1, 1))).containsExactly(2);
    assertThat(numbers(view -> view.recentCrossings(9, 9))).isEmpty();
  }

  @Test
  void atMost100AreFoundAndTheNewestOfThem() {
    write(
        tx -> {
          for (int n = 0; n < 120; n++) {
            tx.put(crossing(n, 1, true, "SAME", ""));
          }
        });
    assertThat(numbers(view -> view.findCrossings("SAME"))).hasSize(100).startsWith(119, 118);
    gate.<Void>done(
        tx -> {
          tx.put(crossing(119, 2, true, "OTHER", ""));
          assertThat(tx.findCrossings("SAME")).hasSize(100);
          assertThat(tx.findCrossings("SAME").get(0).name()).isEqualTo("HN-118");
          return null;
        });
  }

  @Test
  void everyColumnOfACrossingComesBack() {
    CrossingRow row =
        new CrossingRow(
            UUID.fromString("ffffffff-ffff-7fff-bfff-ffffffffffff"),
            "HN-1123-0042-K",
            "ENTRY",
            "Đường-3",
            "cargo-import",
            "1.2.0",
            "HOLD_WEIGHT",
            "weigh",
            "WEIGHT",
            "粤B12345",
            "D-9",
            false,
            Instant.parse("1969-12-31T23:59:59.999999Z"),
            Instant.parse("2026-11-23T00:00:00.000001Z"),
            Optional.of(Instant.parse("2026-11-24T00:00:00Z")),
            1,
            body("n", 1));
    write(tx -> tx.put(row));
    assertThat(gate.journal.read(view -> view.crossing(row.id())).join()).contains(row);
  }

  @Test
  void onlyTheNextVersionOfACrossingIsTaken() {
    write(tx -> tx.put(crossing(1, 1)));
    for (int version : new int[] {1, 3, 0}) {
      CompletableFuture<Object> stale =
          gate.journal.submit(
              tx -> {
                tx.append("crossing:1", "Changed", body("n", 1));
                tx.put(crossing(1, version));
                return null;
              });
      gate.settle();
      assertThat(failure(stale))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("HN-1 is at version 1");
    }
    write(
        tx -> {
          tx.put(crossing(1, 2));
          tx.put(crossing(1, 3));
          assertThatThrownBy(() -> tx.put(crossing(1, 3)))
              .isInstanceOf(IllegalStateException.class);
        });
    assertThat(gate.journal.read(view -> view.crossing(crossing(1, 1).id())).join())
        .map(CrossingRow::version)
        .contains(3);
    assertThat(gate.journal.read(view -> view.records("crossing:1")).join()).isEmpty();
    CompletableFuture<Object> first =
        gate.journal.submit(
            tx -> {
              tx.put(crossing(2, 2));
              return null;
            });
    gate.settle();
    assertThat(failure(first)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theOutboxKeepsItsOrderAndNoIdIsQueuedTwiceEver() {
    write(
        tx -> {
          tx.enqueue(outgoing("b"));
          tx.enqueue(outgoing("a"));
        });
    write(tx -> tx.enqueue(outgoing("c")));
    assertThat(outbox()).containsExactly("b", "a", "c");
    write(tx -> tx.delivered("b"));
    write(tx -> tx.delivered("never there"));
    assertThat(outbox()).containsExactly("a", "c");
    write(
        tx -> {
          tx.delivered("a");
          tx.delivered("c");
        });
    gate.close();
    gate = new Fixture(Fixture.sqlite(folder));
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
    write(tx -> tx.enqueue(outgoing("d")));
    write(
        tx -> {
          assertThatThrownBy(() -> tx.enqueue(outgoing("d")))
              .isInstanceOf(IllegalStateException.class);
          tx.enqueue(outgoing("e"));
          assertThatThrownBy(() -> tx.enqueue(outgoing("e")))
              .isInstanceOf(IllegalStateException.class);
        });
    assertThat(outbox()).containsExactly("d", "e");
  }

  @Test
  void itemsComeInTheOrderOfTheBytesOfTheirIds() {
    // In UTF-16 the pictograph sorts before the private-use character, in UTF-8 after it.
    List<String> ids = List.of("A", "Z", "a", "Đ", "\uE000", "\uD83D\uDE9A");
    write(tx -> ids.subList(0, 3).forEach(id -> tx.put("k", id, body("n", 1))));
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
    write(
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

  private List<Integer> numbers(Function<View, List<CrossingRow>> question) {
    return gate.journal.read(question).join().stream()
        .map(row -> Integer.valueOf(row.name().substring(3)))
        .toList();
  }

  private void write(java.util.function.Consumer<Transaction> writing) {
    Work<Boolean> work =
        tx -> {
          writing.accept(tx);
          return true;
        };
    assertThat(gate.<Boolean>done(work)).isTrue();
  }
}
