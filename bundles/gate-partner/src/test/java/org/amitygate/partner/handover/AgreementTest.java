package org.amitygate.partner.handover;

import static org.assertj.core.api.Assertions.assertThat;

import org.amitygate.core.handover.HandoverState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AgreementTest {

  @ParameterizedTest
  @CsvSource({
    "LOCAL, 2, LOCAL, 2, true",
    "LOCAL, 2, REFUSED, 1, true",
    "LOCAL, 1, LOCAL, 2, false",
    "LOCAL, 2, COMMITTED, 1, false",
    "REFUSED, 1, REFUSED, 1, true",
    "ACCEPTED, 1, ACCEPTED, 1, true",
    "ACCEPTED, 1, OFFERED, 1, false",
    "ACCEPTED, 1, ACCEPTED, 2, false",
    "OPENING, 1, COMMITTED, 1, true",
    "OPENED, 1, COMMITTED, 1, true",
    "HOLD_BARRIER, 1, MISMATCH, 1, true",
    "HOLD_BARRIER, 1, IN_STRIP, 1, false",
    "OPENING, 2, COMMITTED, 1, false",
    "IN_STRIP, 1, IN_STRIP, 1, true",
    "IN_STRIP, 1, COMMITTED, 1, false",
    "RECEIVED, 1, CLEARED, 1, false",
    "CLEARED, 1, CLEARED, 1, true"
  })
  void whenEverythingWasHeard(
      HandoverState exit, int exitEpoch, HandoverState entry, int entryEpoch, boolean agree) {
    assertThat(Agreement.between(exit, exitEpoch, entry, entryEpoch)).isEqualTo(agree);
  }

  @ParameterizedTest
  @EnumSource(HandoverState.class)
  void whoWaitsWithATimeLimitWillSayMore(HandoverState entry) {
    assertThat(Agreement.between(HandoverState.OFFERED, 2, entry, 1)).isTrue();
    assertThat(Agreement.between(HandoverState.COMMITTING, 2, entry, 1)).isTrue();
  }

  @Test
  void statesAreFoundByTheirNames() {
    assertThat(HandoverState.of("IN_STRIP")).contains(HandoverState.IN_STRIP);
    assertThat(HandoverState.of("UNKNOWN")).isEmpty();
  }
}
