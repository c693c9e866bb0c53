package org.amitygate.crash;

import static org.assertj.core.api.Assertions.assertThat;

import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.pool.TypePool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate's code goes on to have the methods that the points are made of. */
class PlaceTest {

  @ParameterizedTest
  @EnumSource
  void isInTheGatesCode(Place place) {
    TypeDescription type = TypePool.Default.ofSystemLoader().describe(place.type()).resolve();
    assertThat(type.getDeclaredMethods().stream().map(method -> method.getName()))
        .as(place + " in " + place.type())
        .anyMatch(name -> place.is(place.type() + "." + name, place.atEnd()));
  }
}
