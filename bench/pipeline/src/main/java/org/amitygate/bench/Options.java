package org.amitygate.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param root the checkout
 * @param seconds measured in each round of each contender
 */
record Options(
    Path root,
    List<Integer> lanes,
    List<String> stores,
    List<String> contenders,
    int rounds,
    int seconds,
    boolean growth,
    List<Long> sizes,
    Optional<Path> before,
    Optional<Path> json) {

  static final String HELP =
      """
      usage: ./gate bench pipeline [OPTIONS]

        --lanes 1,8,32,128          lanes that drive at once, each a measurement of its own
        --store sqlite,postgres     stores of this server and of plain Camel
        --contenders amity,limit,camel
        --rounds 5                  rounds; in each, all contenders take turns
        --seconds 4                 measured in each turn, after 1 s that is not
        --growth                    how the rate changes with what is stored
        --sizes 10000,100000,1000000,10000000
                                    records that are stored, for --growth
        --before DIR                another checkout of this server, built: takes turns too
        --json FILE                 writes the figures there
      """;

  /** Of fewer, a median says little. */
  private static final int FEWEST_ROUNDS = 5;

  private static final Set<String> STORES = Set.of("sqlite", "postgres");
  private static final Set<String> CONTENDERS = Set.of("amity", "limit", "camel");

  /**
   * @throws IllegalArgumentException names the option and what it takes
   */
  static Options parse(String[] args) {
    Path root = Path.of(".").toAbsolutePath().normalize();
    List<Integer> lanes = List.of(1, 8, 32, 128);
    List<String> stores = List.of("sqlite", "postgres");
    List<String> contenders = List.of("amity", "limit", "camel");
    int rounds = 5;
    int seconds = 4;
    boolean growth = false;
    List<Long> sizes = List.of(10_000L, 100_000L, 1_000_000L, 10_000_000L);
    Optional<Path> before = Optional.empty();
    Optional<Path> json = Optional.empty();
    for (int i = 0; i < args.length; i++) {
      String option = args[i];
      if (option.equals("--help")) {
        throw new IllegalArgumentException("");
      }
      if (option.equals("--growth")) {
        growth = true;
        continue;
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(option + " is unknown or needs a value");
      }
      String value = args[++i];
      switch (option) {
        case "--root" -> root = Path.of(value).toAbsolutePath().normalize();
        case "--lanes" -> lanes = numbers(option, value).stream().map(Long::intValue).toList();
        case "--store" -> stores = names(option, value, STORES);
        case "--contenders" -> contenders = names(option, value, CONTENDERS);
        case "--rounds" -> rounds = Math.toIntExact(numbers(option, value).get(0));
        case "--seconds" -> seconds = Math.toIntExact(numbers(option, value).get(0));
        case "--sizes" -> sizes = numbers(option, value);
        case "--before" -> before = Optional.of(Path.of(value).toAbsolutePath().normalize());
        case "--json" -> json = Optional.of(Path.of(value).toAbsolutePath());
        default -> throw new IllegalArgumentException("there is no option " + option);
      }
    }
    return new Options(
        root, lanes, stores, contenders, rounds, seconds, growth, sizes, before, json);
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

  private static List<String> names(String option, String value, Set<String> known) {
    List<String> names = List.of(value.split(","));
    if (!known.containsAll(names)) {
      throw new IllegalArgumentException(
          option + " takes " + String.join(", ", known.stream().sorted().toList()));
    }
    return names;
  }

  /** How it is measured, in words. */
  String measured() {
    return rounds
        + " rounds, the contenders in turn, "
        + seconds
        + " s each after 1 s; medians, ratios within a round"
        + (rounds < FEWEST_ROUNDS ? "; too few rounds for a figure" : "");
  }

  int mostLanes() {
    return lanes.stream().mapToInt(Integer::intValue).max().orElseThrow();
  }
}
