package org.amitygate.bench.search;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param sizes records that are stored
 * @param searches of each kind, at each size
 * @param lanes vehicles that pass at once meanwhile
 */
record SearchOptions(
    Path root,
    List<String> stores,
    List<Long> sizes,
    int searches,
    int lanes,
    long seed,
    Optional<Path> json) {

  static final String HELP =
      """
      usage: ./gate bench search [OPTIONS]

        --store sqlite,postgres
        --sizes 10000,100000,1000000,10000000
                                    records that are stored
        --searches 40               of each kind, at each size
        --lanes 32                  vehicles that pass at once meanwhile
        --seed 7
        --json FILE                 writes the figures there
      """;

  private static final Set<String> STORES = Set.of("sqlite", "postgres");

  /**
   * @throws IllegalArgumentException names the option and what it takes
   */
  static SearchOptions parse(String[] args) {
    Path root = Path.of(".").toAbsolutePath().normalize();
    List<String> stores = List.of("sqlite", "postgres");
    List<Long> sizes = List.of(10_000L, 100_000L, 1_000_000L, 10_000_000L);
    int searches = 40;
    int lanes = 32;
    long seed = 7;
    Optional<Path> json = Optional.empty();
    for (int i = 0; i < args.length; i += 2) {
      String option = args[i];
      if (option.equals("--help")) {
        throw new IllegalArgumentException("");
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(option + " is unknown or needs a value");
      }
      String value = args[i + 1];
      switch (option) {
        case "--root" -> root = Path.of(value).toAbsolutePath().normalize();
        case "--store" -> stores = stores(value);
        case "--sizes" -> sizes = numbers(option, value);
        case "--searches" -> searches = Math.toIntExact(numbers(option, value).get(0));
        case "--lanes" -> lanes = Math.toIntExact(numbers(option, value).get(0));
        case "--seed" -> seed = numbers(option, value).get(0);
        case "--json" -> json = Optional.of(Path.of(value).toAbsolutePath());
        default -> throw new IllegalArgumentException("there is no option " + option);
      }
    }
    return new SearchOptions(root, stores, sizes, searches, lanes, seed, json);
  }

  private static List<String> stores(String value) {
    List<String> names = List.of(value.split(","));
    if (!STORES.containsAll(names)) {
      throw new IllegalArgumentException("--store takes postgres, sqlite");
    }
    return names;
  }

  private static List<Long> numbers(String option, String value) {
    try {
      List<Long> numbers = Arrays.stream(value.split(",")).map(Long::valueOf).toList();
      if (numbers.stream().allMatch(number -> number >= 1)) {
        return numbers;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(option + " takes whole numbers from 1, such as 8 or 1,8");
  }
}
