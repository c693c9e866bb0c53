package org.amitygate.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

  /** Runs one seed; the printer gets a line for everything that happens. */
  @FunctionalInterface
  interface Seeds {
    Run run(long seed, boolean faults, @Nullable Consumer<String> printer);
  }

  private static final class WrongUse extends Exception {
    private static final long serialVersionUID = 1;

    WrongUse(String message) {
      super(message);
    }
  }

  private final PrintStream out;
  private long seeds = 200;
  private long from = 1;
  private boolean stop;
  private boolean trace;
  private @Nullable Path json;
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private long crossings;
  private int fewest = Integer.MAX_VALUE;
  private long violations;

  private Main(PrintStream out) {
    this.out = out;
  }

  public static void main(String[] args) throws IOException {
    Supplier<Seeds> simulation =
        () -> {
          Simulation all = new Simulation();
          return all::run;
        };
    System.exit(run(args, simulation, System.out));
  }

  /** Returns the exit code: 0 every promise is kept, 1 one is not, 2 wrong command line. */
  static int run(String[] args, Supplier<Seeds> simulation, PrintStream out) throws IOException {
    if (List.of(args).contains("--help")) {
      out.print(USAGE);
      return 0;
    }
    Main main = new Main(out);
    try {
      main.read(args);
    } catch (WrongUse e) {
      System.err.println("gate: " + e.getMessage());
      System.err.print(USAGE);
      return 2;
    }
    return main.run(simulation.get()) ? 0 : 1;
  }

  private void read(String[] args) throws WrongUse {
    for (int i = 0; i < args.length; i++) {
      boolean more = i + 1 < args.length;
      if (args[i].equals("--trace")) {
        trace = true;
      } else if (args[i].equals("--stop")) {
        stop = true;
      } else if (args[i].equals("--seeds") && more) {
        seeds = number("--seeds", args[++i], 1);
      } else if (args[i].equals("--from") && more) {
        from = number("--from", args[++i], Long.MIN_VALUE);
      } else if (args[i].equals("--json") && more) {
        json = Path.of(args[++i]);
      } else {
        throw new WrongUse("'" + args[i] + "' is unknown or needs a value");
      }
    }
  }

  private static long number(String option, String text, long least) throws WrongUse {
    try {
      long number = Long.parseLong(text);
      if (number >= least) {
        return number;
      }
      throw new WrongUse(option + " is " + text + ", and must be at least " + least);
    } catch (NumberFormatException e) {
      throw new WrongUse(option + ": '" + text + "' is not a whole number");
    }
  }

  private boolean run(Seeds simulation) throws IOException {
    long begun = System.nanoTime();
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
    out.print(text);
    out.printf(Locale.ROOT, "%d crossings or more in each seed%n", fewest);
    if (json != null) {
      Files.writeString(json, text);
    }
    return violations == 0;
  }

  private static String name(Fault fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Whatever is thrown, also by the simulation itself, breaks the seed and not the run of seeds.
   */
  private void one(Seeds simulation, long seed) {
    try {
      Run run = simulation.run(seed, true, trace ? out::println : null);
      run.faults().forEach((fault, times) -> faults.merge(fault, times, Integer::sum));
      crossings += run.crossings();
      fewest = Math.min(fewest, run.crossings());
      if (trace) {
        out.println(run);
      }
    } catch (Violation e) {
      broken(seed, String.valueOf(e.getMessage()), e, trace);
    } catch (Throwable e) {
      broken(seed, "the simulation itself failed: " + e, e, true);
    }
  }

  private void broken(long seed, String how, Throwable cause, boolean where) {
    violations++;
    out.println("seed " + seed + ", " + how);
    out.println("  repeat it: ./gate simulate --from " + seed + " --seeds 1 --trace");
    if (where) {
      cause.printStackTrace(out);
    }
  }
}
