package org.amitygate.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.ListIterator;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The command line.
 *
 * @param root the checkout
 * @param exit end when every truck has ended
 * @param kill kill the gates again and again
 * @param faults harm the link between the gates again and again
 * @param minutes traffic for at least so long; 0: as long as the trucks take
 * @param supervised the gates' launchers wait for them, so that their platform can be updated
 * @param keep keep the folder of the run before
 * @param json where the report goes
 * @param print the report goes to the standard output too, and nothing else does
 * @param crash if {@link #kill} is by a list
 */
public record Options(
    Path root,
    int trucks,
    int lanes,
    long seed,
    boolean exit,
    boolean kill,
    boolean faults,
    int minutes,
    boolean supervised,
    boolean keep,
    Optional<Path> json,
    boolean print,
    Store store,
    Optional<Crash> crash) {

  /** Where the gates keep their journals. */
  enum Store {
    SQLITE,
    POSTGRES
  }

  /**
   * The gates are killed at the points of the list.
   *
   * @param points how many of them at most
   * @param only what the names of the points begin with; empty: all
   */
  record Crash(int points, String only) {}

  static final String USAGE =
      """
      usage: ./gate demo [OPTIONS]

        --trucks N    how many trucks (60)
        --lanes N     how many lanes, 1 to 14 (6)
        --seed N      makes the same trucks and the same trouble again (random)
        --kill        kill each gate again and again, and once both, and start them again
        --faults      cut and heal the link between the gates again and again while trucks wait,
                      and at the end let the gates find a difference that was planted
        --minutes N   with --faults: N minutes of trucks, with kills, and new certificates and keys
                      in the middle, as ./gate prove partner --only proxy does
        --store STORE sqlite or postgres: where the gates keep their journals (sqlite)
        --exit        end by itself; exit code 0 only if every truck ended as planned
        --json [FILE] write the report to FILE; without FILE to the standard output, and end by itself
        --supervised  start the gates so that gate:platform can update them
        --keep        keep the folder of the run before as run/demo-1, -2, ...

        --crash       kill the gates at the points of a list, as ./gate prove crash does
        --points N    no more than N of those points, chosen by the seed (all)
        --only NAME   only points whose names begin so, such as commit:Held

      Without --exit it goes on until Ctrl-C, which stops everything it started.
      """;

  private static final int MOST_TRUCKS = 5000;
  private static final int MOST_LANES = 14;
  private static final int ALL_POINTS = 1000;

  /** Enough that each point comes by, for each that is to be hit, and at least. */
  private static final int TRUCKS_PER_POINT = 3;

  private static final int LEAST_TRUCKS = 40;
  private static final int LISTED_POINTS = 100;
  private static final int DEFAULT_TRUCKS = 60;
  private static final int MOST_MINUTES = 240;

  /** Between two trucks of a lane, when the run is to last for some time. */
  private static final int SECONDS_BETWEEN = 12;

  /** The command line is wrong, or asks for help; the message says which. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  static Options parse(String... args) throws Wrong {
    Path root = Path.of("").toAbsolutePath();
    int trucks = 0;
    int lanes = 6;
    long seed = 1 + ThreadLocalRandom.current().nextInt(99_999);
    boolean exit = false;
    boolean kill = false;
    boolean faults = false;
    int minutes = 0;
    boolean supervised = false;
    boolean keep = false;
    Optional<Path> json = Optional.empty();
    boolean print = false;
    Store store = Store.SQLITE;
    boolean crash = false;
    int points = ALL_POINTS;
    String only = "";
    ListIterator<String> words = Arrays.asList(args).listIterator();
    while (words.hasNext()) {
      String word = words.next();
      switch (word) {
        case "--root" -> root = Path.of(value(word, words)).toAbsolutePath().normalize();
        case "--trucks" -> trucks = (int) number(word, value(word, words), 1, MOST_TRUCKS);
        case "--lanes" -> lanes = (int) number(word, value(word, words), 1, MOST_LANES);
        case "--seed" -> seed = number(word, value(word, words), Long.MIN_VALUE, Long.MAX_VALUE);
        case "--json" -> {
          json = optional(words).map(file -> Path.of(file).toAbsolutePath());
          print = json.isEmpty();
        }
        case "--exit" -> exit = true;
        case "--kill" -> kill = true;
        case "--faults" -> faults = true;
        case "--minutes" -> minutes = (int) number(word, value(word, words), 1, MOST_MINUTES);
        case "--supervised" -> supervised = true;
        case "--keep" -> keep = true;
        case "--store" -> store = store(value(word, words));
        case "--crash" -> crash = true;
        case "--points" -> points = (int) number(word, value(word, words), 1, ALL_POINTS);
        case "--only" -> only = value(word, words);
        default -> throw new Wrong("demo: unknown option '" + word + "'");
      }
    }
    if (!crash && (points < ALL_POINTS || !only.isEmpty())) {
      throw new Wrong("demo: --points and --only go with --crash");
    }
    if (supervised && (kill || crash)) {
      throw new Wrong("demo: --supervised goes with neither --kill nor --crash");
    }
    if (crash && kill) {
      throw new Wrong("demo: --kill or --crash, not both");
    }
    if (crash && faults) {
      throw new Wrong("demo: --faults or --crash, not both");
    }
    if (minutes > 0 && (!faults || kill || trucks > 0)) {
      throw new Wrong("demo: --minutes goes with --faults, and without --kill and --trucks");
    }
    if (minutes > 0) {
      trucks = Math.min(MOST_TRUCKS, minutes * 60 * lanes / SECONDS_BETWEEN);
    } else if (trucks == 0) {
      trucks = crash ? trucksFor(points) : DEFAULT_TRUCKS;
    }
    Optional<Crash> attack = crash ? Optional.of(new Crash(points, only)) : Optional.empty();
    return new Options(
        root,
        trucks,
        lanes,
        seed,
        exit || print,
        kill,
        faults,
        minutes,
        supervised,
        keep,
        json,
        print,
        store,
        attack);
  }

  private static int trucksFor(int points) {
    return Math.max(LEAST_TRUCKS, TRUCKS_PER_POINT * Math.min(points, LISTED_POINTS));
  }

  private static Store store(String text) throws Wrong {
    return switch (text) {
      case "sqlite" -> Store.SQLITE;
      case "postgres" -> Store.POSTGRES;
      default -> throw new Wrong("demo: --store is '" + text + "', expected sqlite or postgres");
    };
  }

  /** The gates are away now and then. */
  boolean patient() {
    return kill || supervised || minutes > 0 || crash.isPresent();
  }

  /** Mean time between two trucks of a lane, in milliseconds; 0: as the world likes. */
  int betweenMillis() {
    return minutes > 0 ? SECONDS_BETWEEN * 1_000 : 0;
  }

  /** The next word if it is a value and no option. */
  private static Optional<String> optional(ListIterator<String> words) {
    if (!words.hasNext()) {
      return Optional.empty();
    }
    String word = words.next();
    if (word.startsWith("--")) {
      words.previous();
      return Optional.empty();
    }
    return Optional.of(word);
  }

  private static String value(String option, ListIterator<String> words) throws Wrong {
    if (!words.hasNext()) {
      throw new Wrong("demo: " + option + " needs a value");
    }
    return words.next();
  }

  private static long number(String option, String text, long least, long most) throws Wrong {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // The sentence below says what is expected.
    }
    String range = least == Long.MIN_VALUE ? "a whole number" : least + " to " + most;
    throw new Wrong("demo: " + option + " is '" + text + "', expected " + range);
  }
}
