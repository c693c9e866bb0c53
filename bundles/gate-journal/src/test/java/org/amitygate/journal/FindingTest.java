package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Words;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Crossings are found by whatever people know of them, wherever their words are kept. */
abstract class FindingTest {

  /** Of three blocks, and some that are in none. */
  private static final int MANY = 3 * WordBlocks.SIZE + WordBlocks.ENOUGH + 100;

  @TempDir Path folder;
  final TestStore database;
  private Fixture gate;

  FindingTest(TestStore database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    gate = new Fixture(database.open(folder));
  }

  @AfterEach
  void close() {
    gate.close();
  }

  /** What is typed is folded as the product does. */
  private static CrossingQuery query(String criterion, String typed) {
    String[] t = {"", "", "", "", "", "", "", ""};
    List<String> names =
        List.of("text", "plate", "container", "declaration", "name", "state", "reason", "lane");
    t[names.indexOf(criterion)] = Words.fold(typed);
    return query(t, Optional.empty(), Optional.empty(), Optional.empty(), 50);
  }

  private static CrossingQuery query(
      String[] t, Optional<Instant> from, Optional<Instant> to, Optional<Place> after, int limit) {
    return new CrossingQuery(
        t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], from, to, after, limit);
  }

  private static CrossingRow row(
      int n, int version, String plates, String container, String declaration, String[] states) {
    return new CrossingRow(
        new UUID(0x0190_0000_0000_7000L + n, 0x8000_0000_0000_0000L),
        "HN-1123-%04d-K".formatted(n),
        "EXIT",
        states[2],
        "cargo-export",
        "1",
        states[0],
        "weigh",
        states[1],
        "",
        declaration,
        false,
        Fixture.START.plusSeconds(n / 3),
        Fixture.START.plusSeconds(n),
        Optional.empty(),
        version,
        Body.of(Fixture.body("n", n)),
        Words.of(
            List.of(plates.split("&")), container, declaration, "HN-1123-%04d-K".formatted(n)));
  }

  private static final String[] USUAL = {"DONE", "", "L1"};

  private List<Integer> found(CrossingQuery query) {
    return gate.journal.read(view -> view.find(query)).join().stream()
        .map(FindingTest::number)
        .toList();
  }

  private static int number(CrossingRow row) {
    return row.body().tree().path("n").asInt();
  }

  /** Puts many that are none of those of the test, so that those are in blocks. */
  private void manyMore(int from) {
    for (int n = from; n < from + MANY; n += 100) {
      int first = n;
      gate.write(
          tx -> {
            for (int i = first; i < first + 100; i++) {
              tx.put(row(i, 1, "ZZ" + i, "", "", USUAL));
            }
          });
    }
  }

  @ParameterizedTest
  @CsvSource({
    "plate, 桂A·12345, 1",
    "plate, 桂a12345, 1",
    "plate, 桂, 1",
    "plate, 12345, 1 2 3",
    "plate, 29C-123.45, 2",
    "plate, 29c12345, 2",
    "plate, 29 c 123 45, 2",
    "plate, 51r, 2",
    "plate, 12345 51, ''",
    "plate, 29md1, 3",
    "plate, 29MĐ1, 3",
    "plate, 305438, ''",
    "container, CSQU 305438-3, 1",
    "container, 305438, 1",
    "container, msku, 2",
    "container, 1234565, 2",
    "container, tghu, 2",
    "declaration, huu nghi, 3",
    "declaration, Hữu Nghị, 3",
    "declaration, HỮU NGHỊ/7, 3",
    "declaration, 友谊关, 1",
    "declaration, 谊, 1",
    "declaration, huu nghi 8, ''",
    "name, 0002, 2",
    "name, hn-1123-0003-k, 3",
    "text, 12345, 1 2 3",
    "text, huu, 3",
    "text, 友谊, 1",
    "text, 3054383, 1",
    "text, 1123-0001, 1",
    "state, hold_weight, 2",
    "state, HOLD, ''",
    "reason, person, 1",
    "reason, PERSON, 1",
    "lane, duong 3, 3",
    "lane, Đường-3, 3",
  })
  void eachCriterionFindsInBothScripts(String criterion, String typed, String expected) {
    gate.write(
        tx -> {
          tx.put(
              row(
                  1,
                  1,
                  "桂A·12345",
                  "CSQU3054383",
                  "友谊关-2026-1",
                  new String[] {"REFUSED", "PERSON", "L1"}));
          tx.put(
              row(
                  2,
                  1,
                  "29C-123.45&51R-777.77",
                  "MSKU1234565, TGHU7654321",
                  "D2",
                  new String[] {"HOLD_WEIGHT", "WEIGHT", "L2"}));
          tx.put(
              row(
                  3,
                  1,
                  "29MĐ1-123.45",
                  "",
                  "Hữu Nghị/7",
                  new String[] {"UNDER_WAY", "", "Đường-3"}));
        });
    List<Integer> wanted =
        expected.isEmpty()
            ? List.of()
            : List.of(expected.split(" ")).stream().map(Integer::valueOf).toList();
    assertThat(found(query(criterion, typed))).containsExactlyInAnyOrderElementsOf(wanted);
    manyMore(10);
    assertThat(found(query(criterion, typed)))
        .as("from a block")
        .containsExactlyInAnyOrderElementsOf(wanted);
  }

  private static final List<String> STATES = List.of("DONE", "REFUSED", "HOLD_ID", "UNDER_WAY");
  private static final List<String> REASONS = List.of("", "PERSON", "ID");

  private static CrossingRow random(int n, int version, SplittableRandom random) {
    return row(
        n,
        version,
        List.of("桂A", "29C", "粤Z", "51D").get(random.nextInt(4)) + random.nextInt(2_000),
        random.nextBoolean() ? "" : "CSQU" + random.nextInt(3_000),
        List.of("Hữu Nghị ", "友谊关 ", "D").get(random.nextInt(3)) + random.nextInt(500),
        new String[] {
          STATES.get(random.nextInt(4)), REASONS.get(random.nextInt(3)), "L" + random.nextInt(4)
        });
  }

  private static CrossingQuery random(SplittableRandom random, List<CrossingRow> all) {
    String[] t = {"", "", "", "", "", "", "", ""};
    CrossingRow like = all.get(random.nextInt(all.size()));
    Words words = like.words();
    String[] of = {
      words.plates(),
      words.plates(),
      words.containers(),
      words.declaration(),
      words.name(),
      Words.fold(like.state()),
      Words.fold(like.reason()),
      Words.fold(like.lane())
    };
    for (int criteria = 1 + random.nextInt(3); criteria > 0; criteria--) {
      int i = random.nextInt(t.length);
      t[i] = i < 5 ? part(of[i], random) : of[i];
    }
    return query(
        t,
        random.nextInt(4) == 0 ? time(random) : Optional.empty(),
        random.nextInt(4) == 0 ? time(random) : Optional.empty(),
        random.nextInt(3) == 0 ? Optional.of(Place.of(like)) : Optional.empty(),
        1 + random.nextInt(60));
  }

  private static String part(String word, SplittableRandom random) {
    int from = random.nextInt(word.length() + 1);
    return word.substring(from, from + random.nextInt(word.length() - from + 1));
  }

  private static Optional<Instant> time(SplittableRandom random) {
    return Optional.of(Fixture.START.plusMillis(random.nextInt(MANY * 400)));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void whateverIsAskedTheAnswerIsThatOfLookingAtEachCrossing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int stored = 0;
    while (stored < MANY) {
      int first = stored;
      int more = 1 + random.nextInt(60);
      gate.write(
          tx -> {
            for (int n = first; n < first + more; n++) {
              tx.put(random(n, 1, random));
            }
            // Some that began long ago change, as a truck that was held for days does.
            for (int i = random.nextInt(4); first > 0 && i > 0; i--) {
              int n = random.nextInt(first);
              int version = tx.crossing(row(n, 1, "", "", "", USUAL).id()).orElseThrow().version();
              tx.put(random(n, version + 1, random));
            }
          });
      stored += more;
    }
    assertThat(database.number(folder, "SELECT COUNT(*) FROM crossing_words")).isGreaterThan(2);
    List<CrossingRow> all =
        gate.journal.read(view -> view.recentCrossings(Integer.MAX_VALUE)).join();
    assertThat(all).hasSize(stored);
    int hits = 0;
    for (int i = 0; i < 200; i++) {
      CrossingQuery query = random(random, all);
      List<Integer> expected =
          all.stream().filter(query::fits).limit(query.limit()).map(FindingTest::number).toList();
      assertThat(found(query)).as("seed %d: %s", seed, query).isEqualTo(expected);
      hits += expected.size();
    }
    assertThat(hits).isGreaterThan(500);
  }

  @Test
  void aPageGoesOnWhereTheOneBeforeEndedWhateverComesAndChangesMeanwhile() {
    manyMore(0);
    List<Integer> before = found(query("plate", "zz")); // the newest 50
    List<Integer> all =
        gate.journal.read(view -> view.recentCrossings(Integer.MAX_VALUE)).join().stream()
            .map(FindingTest::number)
            .toList();
    assertThat(before).isEqualTo(all.subList(0, 50));

    for (String criterion : List.of("", "zz")) {
      List<Integer> seen = new ArrayList<>();
      Optional<Place> after = Optional.empty();
      int arrived = 0;
      while (true) {
        String[] t = {"", criterion, "", "", "", "", "", ""};
        CrossingQuery page = query(t, Optional.empty(), Optional.empty(), after, 97);
        List<CrossingRow> rows = gate.journal.read(view -> view.find(page)).join();
        if (rows.isEmpty()) {
          break;
        }
        rows.forEach(row -> seen.add(number(row)));
        CrossingRow last = rows.get(rows.size() - 1);
        after = Optional.of(Place.of(last));
        int n = 1_000_000 + seen.size() + criterion.length() * 100_000 + arrived++;
        gate.write(
            tx -> {
              tx.put(row(n, 1, "ZZ new", "", "", USUAL));
              int version = tx.crossing(last.id()).orElseThrow().version();
              tx.put(row(number(last), version + 1, "ZZ changed", "", "", USUAL));
            });
      }
      assertThat(seen.stream().filter(n -> n < 1_000_000).toList())
          .as("criterion '%s'", criterion)
          .isEqualTo(all);
    }
  }

  @Test
  void aTimeAloneFindsWhatBeganInIt() {
    gate.write(
        tx -> {
          for (int n = 0; n < 30; n++) {
            tx.put(row(n, 1, "A" + n, "", "", USUAL));
          }
        });
    Optional<Instant> from = Optional.of(Fixture.START.plusSeconds(2));
    Optional<Instant> to = Optional.of(Fixture.START.plusSeconds(4));
    String[] any = {"", "", "", "", "", "", "", ""};
    assertThat(found(query(any, from, to, Optional.empty(), 50)))
        .containsExactly(11, 10, 9, 8, 7, 6);
    String[] state = {"", "", "", "", "", "done", "", ""};
    assertThat(found(query(state, from, to, Optional.empty(), 4))).containsExactly(11, 10, 9, 8);
    Optional<Instant> later = Optional.of(Fixture.START.plus(Duration.ofDays(1)));
    assertThat(found(query(state, later, Optional.empty(), Optional.empty(), 4))).isEmpty();
  }

  @Test
  void whatIsForgottenIsNotFoundAndStandsNowhere() {
    gate.write(tx -> tx.put(row(1, 1, "SECRET-7", "MSKU1234565", "D1", USUAL)));
    manyMore(10);
    assertThat(found(query("text", "secret7"))).containsExactly(1);
    assertThat(database.number(folder, traces())).isPositive();
    CrossingRow old = row(1, 2, "", "", "D1", USUAL);
    gate.write(tx -> tx.put(old));
    assertThat(database.number(folder, traces())).as("with the commit").isZero();
    assertThat(found(query("text", "secret7"))).isEmpty();
    assertThat(found(query("container", "1234565"))).isEmpty();
    assertThat(found(query("declaration", "d1"))).containsExactly(1);
    for (int i = 0; i < 2 * WordBlocks.PATIENCE; i++) {
      gate.write(tx -> tx.put("k", "i", Fixture.body("n", 1)));
    }
    assertThat(database.number(folder, "SELECT COUNT(*) FROM crossing_words WHERE whole = 0"))
        .as("the others got their words again")
        .isZero();
    assertThat(database.number(folder, traces())).isZero();
    assertThat(found(query("declaration", "d1"))).containsExactly(1);
  }

  private static String traces() {
    return "SELECT (SELECT COUNT(*) FROM crossing WHERE words LIKE '%secret%')"
        + " + (SELECT COUNT(*) FROM crossing_words WHERE plates LIKE '%secret%'"
        + " OR containers LIKE '%1234565%')";
  }
}
