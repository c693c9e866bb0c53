package org.amitygate.journal;

import static org.amitygate.journal.Findable.MANY;
import static org.amitygate.journal.Findable.USUAL;
import static org.amitygate.journal.Findable.found;
import static org.amitygate.journal.Findable.manyMore;
import static org.amitygate.journal.Findable.number;
import static org.amitygate.journal.Findable.query;
import static org.amitygate.journal.Findable.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Crossings are found by whatever people know of them, wherever their words are kept. */
abstract class FindingTest extends OnAStore {

  FindingTest(TestStore database) {
    super(database);
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
          all.stream().filter(query::fits).limit(query.limit()).map(Findable::number).toList();
      assertThat(found(gate, query)).as("seed %d: %s", seed, query).isEqualTo(expected);
      hits += expected.size();
    }
    assertThat(hits).isGreaterThan(500);
  }

  @Test
  void aPageGoesOnWhereTheOneBeforeEndedWhateverComesAndChangesMeanwhile() {
    manyMore(gate, 0);
    List<Integer> before = found(gate, query("plate", "zz")); // the newest 50
    List<Integer> all =
        gate.journal.read(view -> view.recentCrossings(Integer.MAX_VALUE)).join().stream()
            .map(Findable::number)
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
    assertThat(found(gate, query(any, from, to, Optional.empty(), 50)))
        .containsExactly(11, 10, 9, 8, 7, 6);
    String[] state = {"", "", "", "", "", "done", "", ""};
    assertThat(found(gate, query(state, from, to, Optional.empty(), 4)))
        .containsExactly(11, 10, 9, 8);
    Optional<Instant> later = Optional.of(Fixture.START.plus(Duration.ofDays(1)));
    assertThat(found(gate, query(state, later, Optional.empty(), Optional.empty(), 4))).isEmpty();
  }

  @Test
  void whatIsForgottenIsNotFoundAndStandsNowhere() {
    gate.write(tx -> tx.put(row(1, 1, "SECRET-7", "MSKU1234565", "D1", USUAL)));
    manyMore(gate, 10);
    assertThat(found(gate, query("text", "secret7"))).containsExactly(1);
    assertThat(database.number(folder, traces())).isPositive();
    CrossingRow old = row(1, 2, "", "", "D1", USUAL);
    gate.write(tx -> tx.put(old));
    assertThat(database.number(folder, traces())).as("with the commit").isZero();
    assertThat(found(gate, query("text", "secret7"))).isEmpty();
    assertThat(found(gate, query("container", "1234565"))).isEmpty();
    assertThat(found(gate, query("declaration", "d1"))).containsExactly(1);
    for (int i = 0; i < 2 * WordBlocks.PATIENCE; i++) {
      gate.write(tx -> tx.put("k", "i", Fixture.body("n", 1)));
    }
    assertThat(database.number(folder, "SELECT COUNT(*) FROM crossing_words WHERE whole = 0"))
        .as("the others got their words again")
        .isZero();
    assertThat(database.number(folder, traces())).isZero();
    assertThat(found(gate, query("declaration", "d1"))).containsExactly(1);
  }

  private static String traces() {
    return "SELECT (SELECT COUNT(*) FROM crossing WHERE words LIKE '%secret%')"
        + " + (SELECT COUNT(*) FROM crossing_words WHERE plates LIKE '%secret%'"
        + " OR containers LIKE '%1234565%')";
  }
}
