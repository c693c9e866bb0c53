package org.amitygate.bench.search;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.amitygate.core.journal.CrossingQuery;
import org.amitygate.core.journal.CrossingQuery.Place;
import org.amitygate.core.journal.Words;

/** What people look for, in turns. The same for the same seed and size. */
final class SearchMix {

  private static final int PAGE = 50;

  private final Vehicles vehicles;
  private final long stored;
  private final SplittableRandom random;

  /** {@code stored}: vehicles from number 0. */
  SearchMix(Vehicles vehicles, long stored, long seed) {
    this.vehicles = vehicles;
    this.stored = stored;
    this.random = new SplittableRandom(seed);
  }

  /** One of each kind. */
  Map<String, CrossingQuery> next() {
    long some = random.nextLong(stored);
    String plate = Words.fold(vehicles.plate(some));
    String container = Words.fold(vehicles.container(some));
    Instant day = vehicles.at(some);
    Optional<Place> deep = Optional.of(new Place(vehicles.at(some), vehicles.id(some)));
    Map<String, CrossingQuery> all = new LinkedHashMap<>();
    all.put("plate, 3 characters", with("plate", plate.substring(plate.length() - 3)));
    all.put("plate, 5 digits", with("plate", plate.substring(plate.length() - 5)));
    all.put("plate, whole", with("plate", plate));
    all.put("plate, absent", with("plate", "q" + plate));
    all.put("container, 6 digits", with("container", container.substring(4, 10)));
    all.put("declaration, whole", with("declaration", Words.fold(vehicles.declaration(some))));
    all.put("any, 桂a", with("text", "桂a" + plate.substring(plate.length() - 2)));
    all.put("any, absent", with("text", "huunghi" + container));
    all.put("state, a day", query("", "refused", "", day, Optional.empty()));
    all.put("reason, 1 of 20,000", query("", "", "radiation", null, Optional.empty()));
    all.put("deep page", query("", "", "", null, deep));
    all.put("deep page of a state", query("", "refused", "", null, deep));
    all.put("deep page of a part", query(plate.substring(plate.length() - 3), "", "", null, deep));
    return all;
  }

  private static CrossingQuery with(String field, String part) {
    return new CrossingQuery(
        field.equals("text") ? part : "",
        field.equals("plate") ? part : "",
        field.equals("container") ? part : "",
        field.equals("declaration") ? part : "",
        "",
        "",
        "",
        "",
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        PAGE);
  }

  private static CrossingQuery query(
      String plate,
      String state,
      String reason,
      @org.jspecify.annotations.Nullable Instant day,
      Optional<Place> after) {
    return new CrossingQuery(
        "",
        plate,
        "",
        "",
        "",
        state,
        reason,
        "",
        Optional.ofNullable(day),
        Optional.ofNullable(day).map(start -> start.plus(Duration.ofDays(1))),
        after,
        PAGE);
  }
}
