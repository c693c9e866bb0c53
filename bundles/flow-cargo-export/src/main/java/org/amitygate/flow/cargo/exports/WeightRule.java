package org.amitygate.flow.cargo.exports;

import java.util.Optional;

/** Whether a stable weight is what the trader declared, and lawful on this road. */
final class WeightRule {

  private final long maxKg;
  private final long tolerancePercent;

  /**
   * @param tolerancePercent how far, of the declared weight, the measured one may be off to either
   *     side
   */
  WeightRule(long maxKg, long tolerancePercent) {
    if (maxKg <= 0 || tolerancePercent < 0 || tolerancePercent > 100) {
      throw new IllegalArgumentException(
          "weight.maxKg="
              + maxKg
              + " must be above 0 and weight.tolerancePercent="
              + tolerancePercent
              + " 0 to 100");
    }
    this.maxKg = maxKg;
    this.tolerancePercent = tolerancePercent;
  }

  /**
   * What is wrong with the weight, for the operator; empty if nothing is. A weight that was not
   * declared is wrong.
   */
  Optional<String> objection(long grossKg, Optional<Long> declaredGrossKg) {
    if (grossKg > maxKg) {
      return Optional.of(grossKg + " kg is more than the " + maxKg + " kg that are allowed");
    }
    if (declaredGrossKg.isEmpty()) {
      return Optional.of(grossKg + " kg cannot be compared: no weight was declared");
    }
    long declared = declaredGrossKg.get();
    if (Math.abs(grossKg - declared) * 100 > declared * tolerancePercent) {
      return Optional.of(
          grossKg
              + " kg is off the declared "
              + declared
              + " kg by more than "
              + tolerancePercent
              + " %");
    }
    return Optional.empty();
  }
}
