package org.amitygate.bench.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.amitygate.bench.swap.Exchanged.Kind;
import org.amitygate.bench.swap.load.Event;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JudgeTest {

  private static final long MS = 1_000_000;

  private final List<Event> ledger = new ArrayList<>();
  private final List<Stored.Reading> readings = new ArrayList<>();
  private final Map<Stored.Event, Stored.Crossing> crossings = new HashMap<>();
  private final List<Exchanged> exchanges = new ArrayList<>();

  @BeforeEach
  void connect() {
    happened(Event.Kind.ACCEPTED, 1, 0, 0);
    happened(Event.Kind.ACCEPTED, 2, 0, 0);
  }

  private void happened(Event.Kind kind, int lane, long seq, long millis) {
    ledger.add(new Event(kind, lane, seq, millis * MS));
  }

  private void stored(int lane, long seq, int driver) {
    readings.add(new Stored.Reading(new Stored.Event(lane, seq), driver));
  }

  /** A reading as it should be. */
  private void reading(int lane, long seq, int driver, long from, long to) {
    happened(Event.Kind.READING, lane, seq, from);
    happened(Event.Kind.ACKNOWLEDGED, lane, seq, to);
    stored(lane, seq, driver);
  }

  /** A vehicle as it should be. */
  private void vehicle(int lane, long seq, int flow, long from, Integer... stages) {
    happened(Event.Kind.VEHICLE, lane, seq, from);
    happened(Event.Kind.ACKNOWLEDGED, lane, seq, from + 2);
    happened(Event.Kind.OPENED, lane, seq, from + 200);
    happened(Event.Kind.CONFIRMED, lane, seq, from + 220);
    stored(lane, seq, 0);
    crossings.put(new Stored.Event(lane, seq), new Stored.Crossing(flow, List.of(stages), true));
  }

  private void exchanged(Kind kind, int index, long from, long to) {
    exchanges.add(new Exchanged(kind, index, from * MS, to * MS, true, "OK"));
  }

  private Verdict verdict() {
    return Judge.verdict(ledger, new Stored(readings, crossings, 0), exchanges, 0);
  }

  @Test
  void whatIsAsItShouldBeIsClean() {
    exchanged(Kind.DRIVER, 1, 100, 200);
    exchanged(Kind.FLOW, 1, 300, 400);
    reading(1, 1, 0, 10, 12);
    vehicle(2, 1, 0, 20, 0, 0, 0);
    reading(1, 2, 1, 250, 252);
    reading(2, 2, 1, 253, 255);

    Verdict verdict = verdict();

    assertThat(verdict.clean()).isTrue();
    assertThat(verdict.sent()).isEqualTo(4);
    assertThat(verdict.vehicles()).isEqualTo(1);
  }

  @Test
  void aReadingIsLostThatIsNotStoredOrNotAcknowledgedOrCouldNotBeSent() {
    happened(Event.Kind.READING, 1, 1, 10);
    happened(Event.Kind.ACKNOWLEDGED, 1, 1, 12);
    happened(Event.Kind.READING, 1, 2, 80);
    stored(1, 2, 0);
    happened(Event.Kind.UNSENDABLE, 1, 3, 150);
    reading(1, 4, 0, 220, 222);

    assertThat(verdict().lost()).isEqualTo(3);
    assertThat(verdict().sent()).isEqualTo(4);
  }

  @Test
  void aVehicleIsLostForWhichNobodyOpensOrWhoseCrossingDoesNotEnd() {
    vehicle(1, 1, 0, 10, 0);
    crossings.put(new Stored.Event(1, 1), new Stored.Crossing(0, List.of(0), false));
    vehicle(1, 2, 0, 300, 0);
    ledger.removeIf(event -> event.kind() == Event.Kind.OPENED && event.seq() == 2);
    vehicle(1, 3, 0, 600, 0);

    assertThat(verdict().lost()).isEqualTo(2);
  }

  @Test
  void aReadingIsDoubledThatIsStoredAcknowledgedOrOpenedForTwice() {
    reading(1, 1, 0, 10, 12);
    stored(1, 1, 0);
    reading(1, 2, 0, 80, 82);
    happened(Event.Kind.ACKNOWLEDGED, 1, 2, 83);
    vehicle(2, 1, 0, 20, 0);
    happened(Event.Kind.OPENED, 2, 1, 230);
    reading(2, 2, 0, 300, 302);

    assertThat(verdict().duplicated()).isEqualTo(3);
    assertThat(verdict().lost()).isZero();
  }

  @Test
  void whatIsStoredBehindALaterOneOfItsLaneIsReordered() {
    reading(1, 2, 0, 80, 82);
    reading(2, 1, 0, 20, 22);
    reading(1, 1, 0, 10, 83);
    reading(1, 3, 0, 150, 152);

    assertThat(verdict().reordered()).isEqualTo(1);
  }

  @Test
  void whatIsStoredAndWasNeverSentIsInvented() {
    stored(1, 77, 0);

    assertThat(verdict().invented()).isEqualTo(1);
    assertThat(verdict().clean()).isFalse();
  }

  @Test
  void aDriverMayDecodeFromItsOrderUntilItsSuccessorIsActive() {
    exchanged(Kind.DRIVER, 1, 100, 200);
    reading(1, 1, 1, 110, 112); // during the exchange, either
    reading(2, 1, 0, 150, 152);
    assertThat(verdict().wrongVersion()).isZero();

    reading(2, 2, 0, 210, 212); // the old one, after it
    assertThat(verdict().wrongVersion()).isEqualTo(1);
  }

  @Test
  void aDriverIsWrongThatWasNotOrderedYetOrComesBackOnALane() {
    exchanged(Kind.DRIVER, 1, 100, 200);
    reading(1, 1, 1, 10, 12);
    reading(2, 1, 1, 110, 112);
    reading(2, 2, 0, 180, 182);

    assertThat(verdict().wrongVersion()).isEqualTo(2);
  }

  @Test
  void aCrossingIsWrongWhoseStagesChangeTheirVersionOrThatBeganOnAnOldOne() {
    exchanged(Kind.FLOW, 1, 100, 200);
    vehicle(1, 1, 0, 10, 0, 1);
    vehicle(1, 2, 0, 300, 0, 0);
    vehicle(1, 3, 1, 600, 1, 1);

    assertThat(verdict().wrongVersion()).isEqualTo(2);
  }

  @Test
  void anExchangeThatWasRefusedChangesNothing() {
    exchanges.add(new Exchanged(Kind.DRIVER, 1, 100 * MS, 200 * MS, false, "REFUSED"));
    reading(1, 1, 0, 300, 302);

    assertThat(verdict().wrongVersion()).isZero();
  }

  @Test
  void everySecondConnectionOfALaneIsADroppedOne() {
    happened(Event.Kind.CLOSED, 1, 0, 50);
    happened(Event.Kind.ACCEPTED, 1, 0, 60);

    assertThat(verdict().connectionsDropped()).isEqualTo(1);
  }

  @Test
  void theGapIsWhatTheSlowestReadingWaitedBeyondTheUsual() {
    for (int i = 1; i <= 9; i++) {
      reading(1, i, 0, 10L * i, 10L * i + 2);
    }
    reading(1, 10, 0, 100, 105);
    exchanged(Kind.FLOW, 1, 200, 300);
    reading(1, 11, 0, 210, 213);
    reading(1, 12, 0, 290, 304);
    reading(1, 13, 0, 500, 519); // nothing is exchanged then, and yet it counts

    Verdict verdict = verdict();

    assertThat(verdict.p50BeforeMs()).isCloseTo(2, within(1e-9));
    assertThat(verdict.longestGapBeforeMs()).isCloseTo(3, within(1e-9));
    assertThat(verdict.longestGapMs()).isCloseTo(17, within(1e-9));
    assertThat(verdict.measuredDuring()).isEqualTo(2);
    assertThat(verdict.p99DuringMs()).isCloseTo(14, within(1e-9));
  }

  @Test
  void aPercentileIsOneOfTheValues() {
    assertThat(Judge.percentile(new double[] {1, 2, 3, 4}, 50)).isEqualTo(3);
    assertThat(Judge.percentile(new double[] {1, 2, 3, 4}, 100)).isEqualTo(4);
    assertThat(Judge.percentile(new double[0], 99)).isZero();
  }
}
