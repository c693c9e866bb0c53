package org.amitygate.demo;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The command line.
 *
 * @param root the checkout
 * @param exit end when every truck has ended
 * @param kill kill the gates again and again
 * @param keep keep the folder of the run before
 * @param json where the report goes
 */
public record Options(
    Path root,
    int trucks,
    int lanes,
    long seed,
    boolean exit,
    boolean kill,
    boolean keep,
    Optional<Path> json) {

  static final String USAGE =
      """
      usage: ./gate demo [OPTIONS]

        --trucks N    how many trucks (60)
        --lanes N     how many lanes, 1 to 14 (6)
        --seed N      makes the same trucks and the same trouble again (random)
        --kill        kill each gate again and again, and once both, and start them again
        --exit        end by itself; exit code 0 only if every truck ended as planned
        --json FILE   write the report to FILE
        --keep        keep the folder of the run before as run/demo-1, -2, ...

      Without --exit it goes on until Ctrl-C, which stops everything it started.
      """;

  private static final int MOST_TRUCKS = 5000;
  private static final int MOST_LANES = 14;

  /** The command line is wrong, or asks for help; the message says which. */
  static final class Wrong extends Exception {
    private static final long serialVersionUID = 1;

    Wrong(String message) {
      super(message);
    }
  }

  static Options parse(String... args) throws Wrong {
    Path root = Path.of("").toAbsolutePath();
    int trucks = 60;
    int lanes = 6;
    long seed = 1 + ThreadLocalRandom.current().nextInt(99_999);
    boolean exit = false;
    boolean kill = false;
    boolean keep = false;
    Optional<Path> json = Optional.empty();
    Iterator<String> words = Arrays.asList(args).iterator();
    while (words.hasNext()) {
      String word = words.next();
      switch (word) {
        case "--root" -> root = Path.of(value(word, words)).toAbsolutePath().normalize();
        case "--trucks" -> trucks = (int) number(word, value(word, words), 1, MOST_TRUCKS);
        case "--lanes" -> lanes = (int) number(word, value(word, words), 1, MOST_LANES);
        case "--seed" -> seed = number(word, value(word, words), Long.MIN_VALUE, Long.MAX_VALUE);
        case "--json" -> json = Optional.of(Path.of(value(word, words)).toAbsolutePath());
        case "--exit" -> exit = true;
        case "--kill" -> kill = true;
        case "--keep" -> keep = true;
        default -> throw new Wrong("demo: unknown option '" + word + "'");
      }
    }
    return new Options(root, trucks, lanes, seed, exit, kill, keep, json);
  }

  private static String value(String option, Iterator<String> words) throws Wrong {
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
