package org.amitygate.world.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class PlanTest {
  /** Each size of a plan comes once. */
  private static final int SEEDS = 260;

  @Test
  void twoHundredTrucksHaveEveryKind() {
    for (int seed = 0; seed < SEEDS; seed++) {
      boolean kill = seed % 2 == 0;
      EnumSet<Kind> wanted = EnumSet.copyOf(Kind.specials(kill));
      wanted.add(Kind.ORDINARY);
      Set<Kind> kinds =
          Plan.of(seed, 200, 1 + seed % 14, kill, 12_000).trucks().stream()
              .map(PlannedTruck::kind)
              .collect(Collectors.toSet());
      assertThat(kinds).as("seed %s", seed).isEqualTo(wanted);
    }
  }

  @Test
  void onlyKindsThatAreAskedForCome() {
    assertThat(kinds(List.of(Kind.STALLS, Kind.NEXT_PLATE)))
        .containsExactlyInAnyOrder(Kind.ORDINARY, Kind.STALLS, Kind.NEXT_PLATE);
    assertThat(kinds(List.of())).containsExactly(Kind.ORDINARY);
  }

  private static Set<Kind> kinds(List<Kind> specials) {
    return Plan.of(1, 200, 2, specials, 12_000).trucks().stream()
        .map(PlannedTruck::kind)
        .collect(Collectors.toSet());
  }

  @Test
  void nearlyAllAreDoneInEverySize() {
    for (int seed = 0; seed < SEEDS; seed++) {
      int size = 40 + seed % 260;
      List<PlannedTruck> trucks = Plan.of(seed, size, 1 + seed % 6, seed % 3 == 0, 12_000).trucks();
      assertThat(trucks).hasSize(size);
      long done = trucks.stream().filter(truck -> truck.kind().end() == PlannedEnd.DONE).count();
      assertThat(done)
          .as("seed %s size %s", seed, size)
          .isGreaterThanOrEqualTo((long) Math.ceil(0.85 * size));
      long special = trucks.stream().filter(truck -> truck.kind() != Kind.ORDINARY).count();
      assertThat(special).isBetween(size / 7L - 1, size / 7L);
    }
  }

  @Test
  void noKindComesTwiceBeforeAllCame() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Map<Kind, Integer> counts = new HashMap<>();
      Plan.of(seed, 120, 4, true, 12_000)
          .trucks()
          .forEach(truck -> counts.merge(truck.kind(), 1, Integer::sum));
      counts.remove(Kind.ORDINARY);
      assertThat(counts.values()).as("seed %s", seed).containsOnly(1);
    }
  }

  @Test
  void noTwoPlatesCanBeTakenForOneAnother() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Set<String> plates = new HashSet<>();
      int written = 0;
      for (PlannedTruck truck : Plan.of(seed, 200, 3, true, 12_000).trucks()) {
        plates.add(Plates.canonical(truck.plate()));
        written++;
        if (truck.otherPlate() != null) {
          plates.add(Plates.canonical(truck.otherPlate()));
          written++;
        }
        if (truck.kind() == Kind.PLATE_MISREAD) {
          plates.add(Plates.canonical(truck.readAs()));
          written++;
        }
      }
      assertThat(plates).as("seed %s", seed).hasSize(written);
    }
  }

  @Test
  void whatCamerasReadFitsTheKind() {
    Set<String> unreadable = new HashSet<>();
    for (int seed = 0; seed < SEEDS; seed++) {
      for (PlannedTruck truck : Plan.of(seed, 200, 3, false, 12_000).trucks()) {
        switch (truck.kind()) {
          case PLATE_CONFUSABLE -> {
            assertThat(truck.readAs()).isNotEqualTo(truck.plateAsRead());
            assertThat(Plates.canonical(truck.readAs())).isEqualTo(Plates.canonical(truck.plate()));
            assertThat(truck.confidence()).isBetween(55, 65);
          }
          case PLATE_MISREAD -> assertThat(truck.confidence()).isGreaterThanOrEqualTo(90);
          case PLATE_UNREADABLE -> unreadable.add(truck.readAs());
          default -> {
            assertThat(truck.readAs())
                .isEqualTo(truck.plateAsRead())
                .matches("\\d{2}[A-Z]\\d{5}|\\p{IsHan}[A-Z]\\d{5}");
            assertThat(truck.confidence()).isGreaterThanOrEqualTo(90);
          }
        }
      }
    }
    assertThat(unreadable).containsExactlyInAnyOrder("无车牌", "unknown", "NOPLATE", "");
  }

  @Test
  void declarationsAndWeightsFitTheKind() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Set<String> references = new HashSet<>();
      for (PlannedTruck truck : Plan.of(seed, 200, 3, true, 12_000).trucks()) {
        Kind kind = truck.kind();
        int exports = kind == Kind.NOT_DECLARED ? 0 : kind == Kind.DECLARED_TWICE ? 2 : 1;
        int imports = kind == Kind.NOT_DECLARED || kind == Kind.PARTNER_REFUSES ? 0 : 1;
        assertThat(truck.exportReferences()).hasSize(exports).allMatch(references::add);
        assertThat(truck.importReferences()).hasSize(imports).allMatch(references::add);
        boolean heavy = truck.grossKg() > 49_000 || truck.grossKg() > 1.1 * truck.declaredGrossKg();
        assertThat(heavy).as("%s", truck).isEqualTo(kind == Kind.OVERWEIGHT);
        assertThat(truck.grossKg()).isGreaterThan((int) (0.9 * truck.declaredGrossKg()));
        assertThat(truck.declaredAt()).isBetween(0L, truck.arrivesAt());
        assertThat(truck.announcedTwice() && kind != Kind.ORDINARY).isFalse();
      }
    }
  }

  @Test
  void customsAnswersFitTheKind() {
    Set<String> released = Set.of("08", "09");
    for (PlannedTruck truck : Plan.of(3, 400, 3, true, 12_000).trucks()) {
      for (String reference : truck.exportReferences()) {
        List<CustomsStep> steps = truck.customs().get(reference);
        List<String> codes = steps.stream().map(CustomsStep::code).toList();
        switch (truck.kind()) {
          case CUSTOMS_CONTROL -> assertThat(codes).containsExactly("02", "05");
          case CUSTOMS_REJECTION -> assertThat(codes).containsExactly("03");
          case CUSTOMS_SILENCE -> assertThat(codes).containsExactly("02");
          case CUSTOMS_OTHER_REFERENCE -> {
            assertThat(codes).containsExactly("08");
            assertThat(steps.get(0).reference()).isNotEqualTo(reference);
          }
          default -> {
            assertThat(codes).hasSize(2);
            assertThat(codes.get(0)).isIn("01", "02");
            assertThat(released).contains(codes.get(1));
            assertThat(steps).allMatch(step -> step.reference().equals(reference));
          }
        }
      }
    }
  }

  @Test
  void behindNextPlateStandsAnOrdinaryTruck() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Plan plan = Plan.of(seed, 60 + seed % 200, 1 + seed % 9, true, 12_000);
      for (PlannedTruck truck : plan.trucks()) {
        if (truck.kind() == Kind.NEXT_PLATE) {
          PlannedTruck behind = plan.behind(truck);
          assertThat(behind).isNotNull();
          assertThat(behind.kind()).isEqualTo(Kind.ORDINARY);
          assertThat(behind.lane()).isEqualTo(truck.lane());
        }
      }
    }
  }

  @Test
  void onlyTheSeedDecides() {
    assertThat(Plan.of(7, 200, 4, true, 12_000)).isEqualTo(Plan.of(7, 200, 4, true, 12_000));
    assertThat(Plan.of(8, 200, 4, true, 12_000)).isNotEqualTo(Plan.of(7, 200, 4, true, 12_000));
  }
}
