package org.amitygate.world.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * All that is going to happen, fixed by the seed and the sizes alone. One truck in seven is
 * special; the special kinds come in shuffled rounds, so that none comes twice before all came
 * once. Immutable.
 *
 * @param trucks in order of arrival
 */
public record Plan(List<PlannedTruck> trucks) {
  private static final int ONE_SPECIAL_IN = 7;
  private static final String[] GOODS = {
    "durian",
    "dragon fruit",
    "jackfruit",
    "lychee",
    "cassava starch",
    "rubber",
    "electronics",
    "shrimp",
    "banana"
  };
  private static final String[] TRADERS = {
    "Thanh Phong Logistics",
    "Lang Son Fresh",
    "Bac Giang Agri",
    "Guangxi Tongda",
    "Delta Fruit",
    "Viet Hoa Trading"
  };

  /** Copies the list. */
  public Plan {
    trucks = List.copyOf(trucks);
  }

  /** A plan of all special kinds that such a run has. */
  public static Plan of(long seed, int count, int lanes, boolean kill, long arrivalMillis) {
    return of(seed, count, lanes, Kind.specials(kill), arrivalMillis);
  }

  /**
   * @param specials the kinds that come beside ordinary trucks
   * @param arrivalMillis mean time between two arrivals at one lane, at pace 1
   */
  public static Plan of(long seed, int count, int lanes, List<Kind> specials, long arrivalMillis) {
    Random random = new Random(seed * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L);
    int[] lane = lanes(random, count, lanes);
    Kind[] kinds = kinds(random, lane, specials);
    Plates plates = new Plates(random);
    long[] arrivals = new long[lanes];
    List<PlannedTruck> trucks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arrivals[lane[i]] += Math.round(arrivalMillis * (0.6 + 0.8 * random.nextDouble()));
      trucks.add(truck(random, plates, i + 1, lane[i] + 1, kinds[i], arrivals[lane[i]]));
    }
    return new Plan(trucks);
  }

  /** The truck behind this one in its lane; null for the last. */
  public @Nullable PlannedTruck behind(PlannedTruck truck) {
    boolean seen = false;
    for (PlannedTruck other : trucks) {
      if (seen && other.lane().equals(truck.lane())) {
        return other;
      }
      seen |= other == truck;
    }
    return null;
  }

  private static int[] lanes(Random random, int count, int lanes) {
    int[] lane = new int[count];
    List<Integer> round = new ArrayList<>();
    for (int i = 0; i < lanes; i++) {
      round.add(i);
    }
    for (int i = 0; i < count; i++) {
      if (i % lanes == 0) {
        Collections.shuffle(round, random);
      }
      lane[i] = round.get(i % lanes);
    }
    return lane;
  }

  private static Kind[] kinds(Random random, int[] lane, List<Kind> specials) {
    int count = lane.length;
    Kind[] kinds = new Kind[count];
    Arrays.fill(kinds, Kind.ORDINARY);
    List<Kind> round = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    int blocks = specials.isEmpty() ? 0 : count / ONE_SPECIAL_IN;
    for (int block = 0; block < blocks; block++) {
      if (round.isEmpty()) {
        round.addAll(specials);
        Collections.shuffle(round, random);
      }
      int place = block * ONE_SPECIAL_IN + random.nextInt(ONE_SPECIAL_IN);
      places.add(place);
      kinds[place] = round.remove(round.size() - 1);
    }
    for (int place : places) {
      if (kinds[place] == Kind.NEXT_PLATE && !ordinaryBehind(kinds, lane, place)) {
        moveNextPlate(kinds, lane, place, places);
      }
    }
    return kinds;
  }

  /**
   * The kind needs an ordinary truck behind it: changes places with another special, or makes way.
   */
  private static void moveNextPlate(Kind[] kinds, int[] lane, int place, List<Integer> places) {
    for (int other : places) {
      if (kinds[other] != Kind.NEXT_PLATE && ordinaryBehind(kinds, lane, other)) {
        kinds[place] = kinds[other];
        kinds[other] = Kind.NEXT_PLATE;
        return;
      }
    }
    kinds[place] = Kind.ORDINARY;
  }

  private static boolean ordinaryBehind(Kind[] kinds, int[] lane, int place) {
    for (int i = place + 1; i < lane.length; i++) {
      if (lane[i] == lane[place]) {
        return kinds[i] == Kind.ORDINARY;
      }
    }
    return false;
  }

  private static PlannedTruck truck(
      Random random, Plates plates, int number, int lane, Kind kind, long arrival) {
    String plate = plate(plates, kind);
    String reference = String.format("DEC-%06d", number);
    List<String> exports =
        switch (kind) {
          case NOT_DECLARED -> List.of();
          case DECLARED_TWICE -> List.of(reference, reference + "-B");
          default -> List.of(reference);
        };
    List<String> imports =
        kind == Kind.NOT_DECLARED || kind == Kind.PARTNER_REFUSES
            ? List.of()
            : List.of(String.format("NK-%06d", number));
    int variant = random.nextInt(2);
    int declared = 10 * (1_800 + random.nextInt(2_500));
    int gross = (int) (Math.round(declared * (0.97 + 0.06 * random.nextDouble()) / 20) * 20);
    if (kind == Kind.OVERWEIGHT) {
      declared = variant == 0 ? declared : 47_000;
      gross =
          variant == 0
              ? (int) (Math.round(declared * (1.13 + 0.1 * random.nextDouble()) / 20) * 20)
              : 49_600;
    }
    String readAs = Plates.asRead(plate);
    int confidence = 90 + random.nextInt(10);
    String other = null;
    switch (kind) {
      case PLATE_MISREAD -> readAs = Plates.asRead(plates.any());
      case PLATE_CONFUSABLE -> {
        readAs = plates.confused(plate);
        confidence = 55 + random.nextInt(11);
      }
      case PLATE_UNREADABLE -> {
        readAs = plates.unreadable();
        confidence = 0;
      }
      case GHOST_READ -> other = Plates.asRead(plates.any());
      case TAILGATER -> other = plates.vietnamese();
      default -> {}
    }
    Map<String, List<CustomsStep>> customs = new LinkedHashMap<>();
    for (String each : exports) {
      customs.put(each, customs(random, kind, each));
    }
    for (String each : imports) {
      customs.put(each, customs(random, Kind.ORDINARY, each));
    }
    long lead = 4_000 + random.nextInt(56_000);
    return new PlannedTruck(
        String.format("T%03d", number),
        plate,
        "L" + lane,
        kind,
        exports,
        imports,
        kind == Kind.ORDINARY && random.nextInt(8) == 0,
        declared,
        gross,
        GOODS[random.nextInt(GOODS.length)],
        TRADERS[random.nextInt(TRADERS.length)],
        arrival,
        Math.max(0, arrival - lead),
        readAs,
        confidence,
        other,
        variant,
        Collections.unmodifiableMap(customs),
        4.2 + 1.6 * random.nextDouble(),
        random.nextLong());
  }

  private static String plate(Plates plates, Kind kind) {
    // What a guard has to type is on his keyboard.
    if (kind == Kind.BARRIER_POWER_CYCLED) {
      return plates.vietnamese();
    }
    String plate = plates.any();
    while (kind == Kind.PLATE_CONFUSABLE && !Plates.confusable(plate)) {
      plate = plates.any();
    }
    return plate;
  }

  private static List<CustomsStep> customs(Random random, Kind kind, String reference) {
    int soon = 100 + random.nextInt(200);
    int later = 100 + random.nextInt(300);
    CustomsStep received = new CustomsStep(random.nextBoolean() ? "01" : "02", soon, reference);
    CustomsStep waiting = new CustomsStep("02", soon, reference);
    String release = random.nextBoolean() ? "08" : "09";
    return switch (kind) {
      case CUSTOMS_CONTROL -> List.of(waiting, new CustomsStep("05", later, reference));
      case CUSTOMS_REJECTION -> List.of(new CustomsStep("03", later, reference));
      case CUSTOMS_SILENCE -> List.of(waiting);
      case CUSTOMS_OTHER_REFERENCE ->
          List.of(new CustomsStep("08", later, "DEC-9" + reference.substring(5)));
      default -> List.of(received, new CustomsStep(release, later, reference));
    };
  }
}
