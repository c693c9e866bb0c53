package org.amitygate.bench.swap;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the command line asks for.
 *
 * @param root the checkout
 * @param swaps exchanges, of drivers and flows by turns
 * @param peerSwaps exchanges of each peer
 * @param rate readings a second, over all lanes
 */
record SwapOptions(
    Path root,
    int swaps,
    int peerSwaps,
    int lanes,
    int rate,
    long seed,
    List<String> peers,
    Optional<Path> json) {

  static final String HELP =
      """
      usage: ./gate bench swap [OPTIONS]

        --swaps 1000                exchanges, of drivers and flows by turns
        --lanes 14
        --rate 200                  readings a second over all lanes, at planned times
        --seed N                    of the moments; a random one unless told, printed
        --peers yes|none|karaf,camel
                                    who else is exchanged under the same load
        --peer-swaps N              exchanges of each peer; as --swaps unless told
        --json FILE                 writes the figures there

      Ends with 1 if anything was lost, done twice, reordered, run by a wrong version, restarted
      or disconnected.
      """;

  private static final List<String> PEERS = List.of("karaf", "camel");
  private static final int SHORT_RUN = 200;

  /**
   * @throws IllegalArgumentException names the option and what it takes
   */
  static SwapOptions parse(String[] args) {
    Path root = Path.of(".").toAbsolutePath().normalize();
    int swaps = 1_000;
    int peerSwaps = 0;
    int lanes = 14;
    int rate = 200;
    long seed = System.nanoTime() & Integer.MAX_VALUE;
    List<String> peers = PEERS;
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
        case "--swaps" -> swaps = number(option, value);
        case "--peer-swaps" -> peerSwaps = number(option, value);
        case "--lanes" -> lanes = number(option, value);
        case "--rate" -> rate = number(option, value);
        case "--seed" -> seed = number(option, value);
        case "--peers" -> peers = peers(value);
        case "--json" -> json = Optional.of(Path.of(value).toAbsolutePath());
        default -> throw new IllegalArgumentException("there is no option " + option);
      }
    }
    int ofPeers = peerSwaps == 0 ? swaps : peerSwaps;
    return new SwapOptions(root, swaps, ofPeers, lanes, rate, seed, peers, json);
  }

  private static int number(String option, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number >= 1) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(option + " takes a whole number from 1");
  }

  private static List<String> peers(String value) {
    if (value.equals("yes")) {
      return PEERS;
    }
    if (value.equals("none") || value.equals("no")) {
      return List.of();
    }
    List<String> names = List.of(value.split(","));
    if (!Set.copyOf(PEERS).containsAll(names)) {
      throw new IllegalArgumentException("--peers takes yes, none, or some of karaf,camel");
    }
    return names;
  }

  /** Under load before anything is measured, for the compilers. */
  int warmUpSeconds() {
    return swaps < SHORT_RUN ? 6 : 30;
  }

  /** Measured before the first exchange. */
  int beforeSeconds() {
    return swaps < SHORT_RUN ? 6 : 60;
  }
}
