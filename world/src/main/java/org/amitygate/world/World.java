package org.amitygate.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.amitygate.world.physics.Site;
import org.amitygate.world.plan.Plan;
import org.amitygate.world.plan.PlannedTruck;

/**
 * The simulated world as a process: {@code --config world.json} runs it in real time until every
 * truck has ended and every message is acknowledged; with {@code --print-plan} it prints the plan
 * and ends. The thread of {@code main} is the physics loop.
 */
public final class World {
  private static final long TICK_MILLIS = 20;
  private static final long MOST_TICKS_AT_ONCE = 50;
  private static final long LINE_EVERY_SECONDS = 10;

  private World() {}

  /**
   * The command line. Exits with 0 when the world has ended, with 2 on a wrong command line or
   * file.
   */
  public static void main(String[] args) throws Exception {
    List<String> words = new ArrayList<>(Arrays.asList(args));
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    boolean print = words.remove("--print-plan");
    boolean stay = words.remove("--stay");
    if (words.size() != 2 || !words.get(0).equals("--config")) {
      out.println("usage: World --config world.json [--print-plan] [--stay]");
      System.exit(2);
    }
    WorldConfig config;
    Plan plan;
    try {
      config = WorldConfig.read(Path.of(words.get(1)));
      plan =
          Plan.of(
              config.seed(),
              config.trucks(),
              config.lanes(),
              config.kinds(),
              config.arrivalMillis());
    } catch (IOException | IllegalArgumentException e) {
      out.println(words.get(1) + ": " + e.getMessage());
      System.exit(2);
      return;
    }
    if (print) {
      ObjectMapper json = new ObjectMapper();
      for (PlannedTruck truck : plan.trucks()) {
        out.println(json.writeValueAsString(fields(truck)));
      }
      return;
    }
    try (Ledger ledger = Ledger.open(Path.of(config.ledger()), World::micros)) {
      run(config, plan, ledger, out, stay);
    } catch (IllegalArgumentException e) {
      out.println(words.get(1) + ": " + e.getMessage());
      System.exit(2);
    }
    System.exit(0);
  }

  /** UTC microseconds. */
  static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }

  /**
   * Runs a world to its end.
   *
   * @param stay and goes on after it, with its devices and lines, until the process is ended: the
   *     gates may still have something to say to each other
   */
  static void run(WorldConfig config, Plan plan, Ledger ledger, PrintStream out, boolean stay)
      throws Exception {
    Map<String, Integer> ends = new ConcurrentHashMap<>();
    Events events =
        (name, fields) -> {
          ledger.write(name, fields);
          if (name.equals("ended")) {
            ends.merge((String) fields[fields.length - 1], 1, Integer::sum);
          }
        };
    events.write(
        "begun",
        "seed",
        config.seed(),
        "trucks",
        config.trucks(),
        "lanes",
        config.lanes(),
        "kill",
        config.kill());
    for (PlannedTruck truck : plan.trucks()) {
      List<Object> pairs = new ArrayList<>();
      fields(truck).forEach((key, value) -> pairs.addAll(Arrays.asList(key, value)));
      events.write("plan", pairs.toArray());
    }
    try (Stage stage = new Stage(config, plan, events, World::micros)) {
      out.println(
          "world: seed "
              + config.seed()
              + ", "
              + config.trucks()
              + " trucks, "
              + config.lanes()
              + " lanes");
      stage.begin(plan, config.pace());
      loop(stage, () -> !stage.site().ended() || stage.waiting() > 0, ends, config.trucks(), out);
      events.write("done", "ends", new TreeMap<>(ends));
      out.println("world: done " + new TreeMap<>(ends));
      loop(stage, () -> stay, ends, config.trucks(), out);
    }
  }

  private static void loop(
      Stage stage, BooleanSupplier on, Map<String, Integer> ends, int trucks, PrintStream out)
      throws InterruptedException {
    Site site = stage.site();
    long next = System.nanoTime();
    long line = next;
    while (on.getAsBoolean()) {
      long now = System.nanoTime();
      for (int i = 0; i < MOST_TICKS_AT_ONCE && next <= now; i++) {
        site.tick(TICK_MILLIS);
        next += TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
      }
      if (next <= now) {
        next = now;
      }
      if (now >= line) {
        line = now + TimeUnit.SECONDS.toNanos(LINE_EVERY_SECONDS);
        out.println(
            "world: "
                + new TreeMap<>(ends)
                + " of "
                + trucks
                + "; not acknowledged: "
                + stage.waitingFor());
      }
      TimeUnit.NANOSECONDS.sleep(Math.max(1_000_000, next - System.nanoTime()));
    }
  }

  /** The fields of a plan line. */
  static Map<String, Object> fields(PlannedTruck truck) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("truck", truck.id());
    fields.put("plate", truck.plate());
    fields.put("lane", truck.lane());
    fields.put("kind", truck.kind().label());
    fields.put("end", truck.kind().end().label());
    fields.put("reason", truck.kind().reason());
    fields.put("exportReferences", truck.exportReferences());
    fields.put("importReferences", truck.importReferences());
    fields.put("readAs", truck.readAs());
    fields.put("otherPlate", truck.otherPlate());
    fields.put("declaredGrossKg", truck.declaredGrossKg());
    fields.put("grossKg", truck.grossKg());
    fields.put("arrivesAtMillis", truck.arrivesAt());
    return fields;
  }
}
