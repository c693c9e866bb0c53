package org.amitygate.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code ./gate simulate}: exit code 0 only if every seed keeps every promise. */
public final class Main {

  private static final String USAGE =
      """
      usage: ./gate simulate [--seeds N] [--from S] [--stop] [--trace] [--json FILE]

      Runs two whole gates in simulated time, once for each seed, with faults.
        --seeds N    how many seeds (200)
        --from S     the first one (1)
        --stop       ends at the first broken promise
        --trace      prints everything that happens
        --json FILE  writes the counts
      """;

  /** Seeds between two lines that say how far it is. */
  private static final int TELL = 500;

  private long seeds = 200;
  private long from = 1;
  private boolean stop;
  private boolean trace;
  private @Nullable Path json;
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private long crossings;
  private int fewest = Integer.MAX_VALUE;
  private long violations;

  private Main() {}

  public static void main(String[] args) throws IOException {
    Main main = new Main();
    main.read(args);
    System.exit(main.run() ? 0 : 1);
  }

  private void read(String[] args) {
    for (int i = 0; i < args.length; i++) {
      boolean more = i + 1 < args.length;
      if (args[i].equals("--trace")) {
        trace = true;
      } else if (args[i].equals("--stop")) {
        stop = true;
      } else if (args[i].equals("--seeds") && more) {
        seeds = number(args[++i]);
      } else if (args[i].equals("--from") && more) {
        from = number(args[++i]);
      } else if (args[i].equals("--json") && more) {
        json = Path.of(args[++i]);
      } else {
        System.err.print(USAGE);
        System.exit(args[i].equals("--help") ? 0 : 2);
      }
    }
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      System.err.println("gate: '" + text + "' is not a whole number");
      System.exit(2);
      throw e;
    }
  }

  private boolean run() throws IOException {
    long begun = System.nanoTime();
    Simulation simulation = new Simulation();
    long ran = 0;
    while (ran < seeds && !(stop && violations > 0)) {
      one(simulation, from + ran);
      ran++;
      if (ran % TELL == 0) {
        System.err.println("gate: " + ran + " seeds, " + violations + " broken");
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    String counts =
        faults.entrySet().stream()
            .map(entry -> "    \"" + name(entry.getKey()) + "\": " + entry.getValue())
            .collect(Collectors.joining(",\n"));
    String text =
        String.format(
            Locale.ROOT,
            "{\n  \"seeds\": %d,\n  \"faults\": {\n%s\n  },\n  \"crossings\": %d,\n"
                + "  \"violations\": %d,\n  \"seconds\": %.1f\n}\n",
            ran,
            counts,
            crossings,
            violations,
            seconds);
    System.out.print(text);
    System.out.printf(Locale.ROOT, "%d crossings or more in each seed%n", fewest);
    if (json != null) {
      Files.writeString(json, text);
    }
    return violations == 0;
  }

  private static String name(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void one(Simulation simulation, long seed) {
    try {
      Run run = simulation.run(seed, true, trace ? System.out::println : null);
      run.faults().forEach((fault, times) -> faults.merge(fault, times, Integer::sum));
      crossings += run.crossings();
      fewest = Math.min(fewest, run.crossings());
      if (trace) {
        System.out.println(run);
      }
    } catch (Violation e) {
      violations++;
      System.out.println("seed " + seed + ", " + e.getMessage());
      System.out.println("  repeat it: ./gate simulate --from " + seed + " --seeds 1 --trace");
      if (trace) {
        e.printStackTrace(System.out);
      }
    }
  }
}
