package org.amitygate.journal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.journal.Body;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Words;

/** Crossings that are searched for, each known by its number, and the questions for them. */
final class Findable {

  /** Of three blocks, and some that are in none. */
  static final int MANY = 3 * WordBlocks.SIZE + WordBlocks.ENOUGH + 100;

  /** State, reason and lane. */
  static final String[] USUAL = {"DONE", "", "L1"};

  private Findable() {}

  /** What is typed is folded as the product does. */
  static CrossingQuery query(String criterion, String typed) {
    String[] t = {"", "", "", "", "", "", "", ""};
    List<String> names =
        List.of("text", "plate", "container", "declaration", "name", "state", "reason", "lane");
    t[names.indexOf(criterion)] = Words.fold(typed);
    return query(t, Optional.empty(), Optional.empty(), Optional.empty(), 50);
  }

  static CrossingQuery query(
      String[] t, Optional<Instant> from, Optional<Instant> to, Optional<Place> after, int limit) {
    return new CrossingQuery(
        t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], from, to, after, limit);
  }

  static CrossingRow row(
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

  /** Their numbers. */
  static List<Integer> found(Fixture gate, CrossingQuery query) {
    return gate.journal.read(view -> view.find(query)).join().stream()
        .map(Findable::number)
        .toList();
  }

  static int number(CrossingRow row) {
    return row.body().tree().path("n").asInt();
  }

  /** Puts many that are none of those of the test, so that those are in blocks. */
  static void manyMore(Fixture gate, int from) {
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
}
