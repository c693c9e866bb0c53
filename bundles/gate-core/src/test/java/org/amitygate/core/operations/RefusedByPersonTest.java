package org.amitygate.core.operations;

import static org.amitygate.core.bench.Bench.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.bench.Desk;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.HandoverEvent.Refuse;
import org.amitygate.core.handover.HandoverState;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A held crossing is refused while both gates know that its vehicle is not on its way. */
class RefusedByPersonTest {

  private static final UUID ID = new UUID(7, 7);

  private final Bench bench = Bench.atWork();

  /** Held, and then how it stands with the partner. */
  private String refused(Role role, HandoverState state) {
    String lane = role == Role.EXIT ? "L1" : "M1";
    bench.tx(tx -> bench.crossings.begin(tx, ID, "", role, lane, Map.of("plate", Bench.PLATE)));
    bench.change(
        ID,
        (tx, c) -> {
          bench.crossings.hold(tx, c, HoldReason.WEIGHT, "");
          Desk.to(c, state);
          return 0;
        });
    return bench.told(bench.operations.refuse(OPERATOR, ID.toString(), "too heavy"));
  }

  private Crossing now() {
    return bench.crossing(ID);
  }

  @ParameterizedTest
  @EnumSource(
      value = HandoverState.class,
      names = {"OFFERED", "ACCEPTED"})
  void thePartnerIsToldWhoseOfferStands(HandoverState state) {
    assertThat(refused(Role.ENTRY, state)).isEqualTo(now().name() + " is refused");
    assertThat(bench.desk.last(Refuse.class).code()).isEqualTo("PERSON");
    assertThat(now().state()).isEqualTo(Crossing.State.REFUSED);
    assertThat(now().handover().state()).isEqualTo(HandoverState.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "ENTRY,COMMITTED,gate:crossing received",
    "ENTRY,IN_STRIP,gate:crossing received",
    "ENTRY,MISMATCH,gate:crossing received",
    "EXIT,COMMITTED,gate:crossing resolve",
    "EXIT,OPENING,gate:crossing resolve",
    "EXIT,OPENED,gate:crossing resolve",
    "EXIT,NOT_DEPARTED,gate:hold release",
    "EXIT,IN_STRIP,gate:crossing received",
    "EXIT,MISMATCH,gate:crossing received",
    "EXIT,RECEIVED,gate:return request",
    "EXIT,CLEARED,gate:return request"
  })
  void whatIsOnItsWayIsNotRefused(Role role, HandoverState state, String instead) {
    assertThat(refused(role, state))
        .startsWith("refused: " + now().name() + " is " + state + " with the partner: ")
        .contains(instead);
    assertThat(now().state()).isEqualTo(Crossing.State.HELD);
    assertThat(bench.timeline(ID)).doesNotContain("RefusedByPerson");
    assertThat(bench.desk.count(Refuse.class)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "ENTRY,LOCAL",
    "ENTRY,REFUSED",
    "ENTRY,RECEIVED",
    "ENTRY,CLEARED",
    "EXIT,LOCAL",
    "EXIT,REFUSED"
  })
  void nobodyIsToldOfAnyOther(Role role, HandoverState state) {
    assertThat(refused(role, state)).isEqualTo(now().name() + " is refused");
    assertThat(now().reason()).isEqualTo("PERSON");
    assertThat(bench.desk.count(Refuse.class)).isZero();
  }
}
