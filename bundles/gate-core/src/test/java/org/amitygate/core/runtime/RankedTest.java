package org.amitygate.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RankedTest {

  private final Ranked<Integer, String> services = new Ranked<>();

  @Test
  void theBestRankedServesWhicheverCameFirst() {
    services.add("customs", 2, "better");
    services.add("customs", 1, "usual");

    assertThat(services.find("customs")).contains("better");
  }

  @Test
  void whenTheBestGoesTheNextServes() {
    services.add("customs", 1, "usual");
    services.add("customs", 2, "better");

    services.remove("customs", 2);

    assertThat(services.find("customs")).contains("usual");
  }

  @Test
  void namesAreApartAndANameWithoutServiceHasNone() {
    services.add("customs", 1, "usual");
    services.remove("customs", 1);
    services.add("partner", 1, "other");

    assertThat(services.find("customs")).isEmpty();
    assertThat(services.find("health")).isEmpty();
  }
}
