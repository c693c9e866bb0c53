package org.amitygate.check.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class VehiclesTest {
  @Test
  void aProgramReadsLinesAndAnswersThem() throws Exception {
    String program =
        "while read -r what lane rest; do case $what in"
            + " openings) echo OK 3;; arrive) echo OK;; *) echo FAILED no $what here;; esac; done";
    try (Vehicles vehicles = Vehicles.attach(program)) {
      assertThat(vehicles.openings("L1")).isEqualTo(3);
      vehicles.arrive("L1", "29C-123.45");
      assertThatThrownBy(() -> vehicles.ask("stuck L1"))
          .isInstanceOf(Vehicles.Unable.class)
          .hasMessageContaining("FAILED no stuck here");
    }
  }

  @Test
  void aProgramThatEndsIsNoAnswer() throws Exception {
    try (Vehicles vehicles = Vehicles.attach("exit 0")) {
      assertThatThrownBy(() -> vehicles.openings("L1")).isInstanceOf(Vehicles.Unable.class);
    }
  }

  @Test
  void aNumberIsExpectedWhereThereIsOne() throws Exception {
    try (Vehicles vehicles = Vehicles.attach("read -r line; echo OK many")) {
      assertThatThrownBy(() -> vehicles.openings("L1"))
          .hasMessageContaining("'many', not a number");
    }
  }

  @Test
  void nobodyIsThere() throws Exception {
    try (Vehicles vehicles = Vehicles.attach("")) {
      assertThat(vehicles.absent()).isTrue();
      assertThatThrownBy(() -> vehicles.arrive("L1", "X")).hasMessageContaining("--vehicles");
    }
  }
}
