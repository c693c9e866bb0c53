package org.amitygate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.amitygate.bench.contender.Measurement;
import org.junit.jupiter.api.Test;

class CellTest {

  private final Cell cell = new Cell("sqlite", 8);

  private static Measurement perSecond(double rate) {
    return new Measurement(rate, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  }

  @Test
  void theRatioIsTheMedianOfTheRoundsRatiosAndNotTheRatioOfTheMedians() {
    for (double[] round : new double[][] {{10, 100}, {30, 60}, {40, 50}}) {
      cell.add("amity", perSecond(round[0]));
      cell.add("limit", perSecond(round[1]));
    }

    assertThat(cell.ratio("amity", "limit", Measurement::perSecond)).hasValue(0.5);
    assertThat(cell.median("amity", Measurement::perSecond)).hasValue(30);
  }

  @Test
  void theMedianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    assertThat(Cell.median(new double[] {4, 1, 2, 100})).hasValue(3);
  }

  @Test
  void whatWasNotMeasuredHasNoFigure() {
    cell.add("amity", perSecond(1));

    assertThat(cell.median("camel", Measurement::perSecond)).isEmpty();
    assertThat(cell.ratio("amity", "camel", Measurement::perSecond)).isEmpty();
  }

  @Test
  void whatIsMissingInAnyRoundCounts() {
    cell.add("amity", perSecond(1));
    cell.add("limit", perSecond(1));

    assertThat(cell.missing()).isEqualTo(2);
    assertThat(cell.faults(List.of("amity", "limit")))
        .containsExactly("sqlite with 8 lanes: 2 acknowledged and not stored");
  }

  @Test
  void aContenderThatWasWantedAndNotMeasuredMakesItInvalid() {
    cell.add("limit", new Measurement(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));

    assertThat(cell.faults(List.of("limit"))).isEmpty();
    assertThat(cell.faults(List.of("amity", "limit")))
        .containsExactly("sqlite with 8 lanes: amity was not measured");
  }
}
