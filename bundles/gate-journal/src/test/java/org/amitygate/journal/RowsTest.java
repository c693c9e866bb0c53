package org.amitygate.journal;

import static org.amitygate.journal.Fixture.body;
import static org.amitygate.journal.Fixture.crossing;
import static org.amitygate.journal.Fixture.failure;
import static org.amitygate.journal.Fixture.outgoing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Outgoing;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.journal.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be asked, of the store and of a batch in progress. */
abstract class RowsTest extends OnAStore {

  RowsTest(TestStore database) {
    super(database);
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

  private static List<CrossingRow> page(View view) {
    List<CrossingRow> first = view.recentCrossings(2);
    return first.isEmpty()
        ? first
        : view.find(
            new CrossingQuery(
                "",
                "p",
                "",
                "",
                "",
                "holdweight",
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.of(Place.of(first.get(first.size() - 1))),
                3));
  }

  private static final List<String> LANES = List.of("L1", "L2");

  private static void change(Transaction tx, SplittableRandom random) {
    int n = random.nextInt(8);
    switch (random.nextInt(7)) {
      case 0, 1 -> {
        Optional<CrossingRow> before = tx.crossing(crossing(n, 1).id());
        int version = before.map(CrossingRow::version).orElse(0) + 1;
        CrossingRow row =
            crossing(
                n,
                version,
                random.nextInt(3) > 0,
                "P" + random.nextInt(3),
                "D" + random.nextInt(3));
        tx.put(on(row, LANES.get(random.nextInt(2)), "1." + random.nextInt(2)));
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
        String id = "o" + n + "/" + random.nextInt(1_000_000);
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
          ((WorkTransaction) tx).forget("s0", 1, 1 + random.nextInt(tx.records("s0").size()));
        }
      }
    }
  }

  private static CrossingRow on(CrossingRow row, String lane, String flowVersion) {
    return new CrossingRow(
        row.id(),
        row.name(),
        row.role(),
        lane,
        row.flow(),
        flowVersion,
        row.state(),
        row.stage(),
        row.reason(),
        row.plate(),
        row.declaration(),
        row.open(),
        row.openedAt(),
        row.changedAt(),
        row.dueAt(),
        row.version(),
        row.body());
  }

  private static Map<String, Object> everything(View view) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (int n = 0; n < 8; n++) {
      all.put("crossing " + n, view.crossing(crossing(n, 1).id()));
      all.put("item " + n, view.item("kind" + n % 2, "id" + n));
    }
    all.put("open", view.openCrossings());
    LANES.forEach(lane -> all.put("open on " + lane, view.openCrossings(lane)));
    all.put("versions", view.openVersions("cargo-export"));
    all.put("versions of another", view.openVersions("another"));
    all.put("recent", view.recentCrossings(100));
    all.put("page", page(view));
    for (String text : List.of("HN-3", "P0", "P1", "D0", "nothing")) {
      all.put("called " + text, view.openCrossingsCalled(text));
      all.put("find " + text, view.find(CrossingQuery.text(text, 3)));
    }
    for (String stream : List.of("s0", "s1", "s2", "none")) {
      all.put("records " + stream, view.records(stream));
      all.put("some of " + stream, view.records(stream, 3, 4));
      all.put("last of " + stream, view.lastSeq(stream));
    }
    all.put("items 0", view.items("kind0"));
    all.put("items 1", view.items("kind1"));
    all.put("outbox", view.outbox());
    all.put("waits", IntStream.range(0, 10).mapToObj(n -> view.waits("o" + n)).toList());
    return all;
  }

  @Test
  void anOpenCrossingIsCalledByNamePlateAndDeclarationOnly() {
    gate.write(
        tx -> {
          tx.put(crossing(1, 1, true, "51C12345", "D-1"));
          tx.put(crossing(2, 1, false, "51C12345", ""));
          tx.put(crossing(3, 1, true, "", "D-3"));
        });
    assertThat(numbers(view -> view.openCrossingsCalled("51C12345"))).containsExactly(1);
    assertThat(numbers(view -> view.openCrossingsCalled("D-3"))).containsExactly(3);
    assertThat(numbers(view -> view.openCrossingsCalled("HN-1"))).containsExactly(1);
    assertThat(numbers(view -> view.openCrossingsCalled("HN-2"))).as("ended").isEmpty();
    assertThat(numbers(view -> view.openCrossingsCalled("51C1234"))).isEmpty();
    assertThat(numbers(view -> view.openCrossingsCalled(""))).isEmpty();
    assertThat(numbers(View::openCrossings)).containsExactly(1, 3);
    assertThat(numbers(view -> view.recentCrossings(2))).containsExactly(3, 2);
    assertThat(numbers(view -> view.recentCrossings(0))).isEmpty();
  }

  @Test
  void openOnesAreFoundByLaneAndCountedByVersion() {
    gate.write(
        tx -> {
          tx.put(on(crossing(1, 1), "L2", "1.0.0"));
          tx.put(on(crossing(2, 1), "L1", "1.0.0"));
          tx.put(on(crossing(3, 1), "L2", "1.1.0"));
          tx.put(on(crossing(4, 1, false, "", ""), "L2", "1.1.0"));
        });
    assertThat(numbers(view -> view.openCrossings("L2"))).containsExactly(1, 3);
    assertThat(gate.journal.read(view -> view.openVersions("cargo-export")).join())
        .isEqualTo(Map.of("1.0.0", 2L, "1.1.0", 1L));
    assertThat(gate.journal.read(view -> view.openVersions("another")).join()).isEmpty();
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
            Body.of(body("n", 1)));
    gate.write(tx -> tx.put(row));
    assertThat(gate.journal.read(view -> view.crossing(row.id())).join()).contains(row);
  }

  @Test
  void everyColumnOfACrossingCanChangeByItself() {
    UUID id = crossing(1, 1).id();
    Instant time = Fixture.START.plusSeconds(9);
    Optional<Instant> due = Optional.of(time);
    String[] t = {"n", "EXIT", "L1", "f", "1", "s", "g", "r", "p", "d"};
    List<CrossingRow> rows = new ArrayList<>();
    rows.add(row(id, t, true, time, time, Optional.empty(), 1, 0));
    for (int column = 0; column < t.length; column++) {
      t[column] += "2";
      rows.add(row(id, t, true, time, time, Optional.empty(), rows.size() + 1, 0));
    }
    rows.add(row(id, t, true, time, time, due, rows.size() + 1, 0));
    rows.add(row(id, t, true, time, time, Optional.empty(), rows.size() + 1, 0));
    rows.add(row(id, t, false, time, time, due, rows.size() + 1, 0));
    rows.add(row(id, t, false, time.plusSeconds(1), time, due, rows.size() + 1, 0));
    rows.add(row(id, t, false, time, time.plusSeconds(1), due, rows.size() + 1, 0));
    rows.add(row(id, t, false, time, time, due, rows.size() + 1, 1));
    CrossingRow other = crossing(2, 1);
    gate.write(tx -> tx.put(other));
    for (CrossingRow row : rows) {
      gate.write(tx -> tx.put(row));
      assertThat(gate.journal.read(view -> view.crossing(id)).join()).contains(row);
    }
    assertThat(gate.journal.read(view -> view.crossing(other.id())).join()).contains(other);
  }

  @Test
  void whatEndsReopensOrIsForgottenIsStoredSoInTheSameOrALaterLife() {
    List<CrossingRow> steps =
        List.of(
            crossing(5, 1, true, "P5", "D5"),
            crossing(7, 1, false, "P7", "D7"), // begins and ends in one batch
            crossing(5, 2, false, "P5", "D5"),
            crossing(3, 1, true, "P3", "D3"), // of an id below the greatest
            crossing(5, 3, false, "", ""), // forgotten
            crossing(5, 4, true, "P5", "D5"), // reopened
            crossing(3, 2, false, "P3", "D3"));
    Map<UUID, CrossingRow> expected = new TreeMap<>();
    for (CrossingRow row : steps) {
      gate.write(tx -> tx.put(row));
      expected.put(row.id(), row);
      assertThat(gate.journal.read(view -> view.crossing(row.id())).join()).contains(row);
      assertThat(gate.journal.read(View::openCrossings).join())
          .containsExactlyElementsOf(expected.values().stream().filter(CrossingRow::open).toList());
    }
    gate.store.probe(); // on a new connection
    CrossingRow last = crossing(5, 5, false, "P5", "D5");
    gate.write(tx -> tx.put(last));
    assertThat(gate.journal.read(view -> view.crossing(last.id())).join()).contains(last);
    assertThat(gate.journal.read(View::openCrossings).join()).isEmpty();
    assertThat(gate.journal.read(view -> view.recentCrossings(9)).join()).hasSize(3);
  }

  private static CrossingRow row(
      UUID id,
      String[] t,
      boolean open,
      Instant opened,
      Instant changed,
      Optional<Instant> due,
      int version,
      int n) {
    return new CrossingRow(
        id,
        t[0],
        t[1],
        t[2],
        t[3],
        t[4],
        t[5],
        t[6],
        t[7],
        t[8],
        t[9],
        open,
        opened,
        changed,
        due,
        version,
        Body.of(body("n", n)));
  }

  @Test
  void crossingsOfOneMomentAreInTheOrderOfTheBytesOfTheirIds() {
    long[][] ids = {{1, 1}, {1, -1}, {2, 0}, {-1, 1}, {-1, -2}};
    List<String> expected = new ArrayList<>();
    List<CrossingRow> rows = new ArrayList<>();
    for (long[] id : ids) {
      CrossingRow like = crossing(7, 1);
      expected.add("N" + expected.size());
      String[] t = {expected.get(expected.size() - 1), "", "", "", "", "", "", "", "", ""};
      rows.add(
          row(
              new UUID(id[0], id[1]),
              t,
              true,
              like.openedAt(),
              like.changedAt(),
              Optional.empty(),
              1,
              0));
    }
    java.util.Collections.shuffle(rows, new java.util.Random(3));
    gate.<Void>done(
        tx -> {
          rows.forEach(tx::put);
          assertThat(tx.openCrossings())
              .extracting(CrossingRow::name)
              .containsExactlyElementsOf(expected);
          return null;
        });
    assertThat(gate.journal.read(View::openCrossings).join())
        .extracting(CrossingRow::name)
        .containsExactlyElementsOf(expected);
  }

  @Test
  void onlyTheNextVersionOfACrossingIsTaken() {
    gate.write(tx -> tx.put(crossing(1, 1)));
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
    gate.write(
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

  private List<Integer> numbers(Function<View, List<CrossingRow>> question) {
    return gate.journal.read(question).join().stream()
        .map(row -> Integer.valueOf(row.name().substring(3)))
        .toList();
  }
}
