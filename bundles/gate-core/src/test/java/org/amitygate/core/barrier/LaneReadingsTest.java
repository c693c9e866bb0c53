package org.amitygate.core.barrier;

import static org.amitygate.core.barrier.LaneBench.NEXT;
import static org.amitygate.core.bench.Bench.PLATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.bench.Bench;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.journal.Evidence;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.device.BarrierState.Position;
import org.amitygate.device.PlateRead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reading belongs to the vehicle in the zone, never to the last plate. */
class LaneReadingsTest {

  private final LaneBench at = new LaneBench();
  private final Bench bench = at.bench;

  @Test
  void presenceBeginsACrossingAndAPlateJoinsIt() {
    bench.loop("L1", "entry", true);
    Crossing crossing = bench.inZone("L1");
    assertThat(crossing.openedAt()).isEqualTo(bench.now());
    bench.plate("L1", "entry", PLATE);
    assertThat(at.read(crossing, "plate.entry")).containsExactly(PLATE);
    bench.loop("L1", "exit", true);
    assertThat(at.names(crossing)).containsExactly("plate.entry", "at-exit");
    assertThat(bench.all()).hasSize(1);
  }

  @Test
  void aPlateWithoutPresenceIsAGhost() {
    bench.plate("L1", "entry", PLATE);
    assertThat(bench.all()).isEmpty();
    assertThat(bench.journal.types("lane:L1")).contains("PlateRead");
  }

  @Test
  void aPlateReadUpToThreeSecondsBeforeItsVehicleJoins() {
    bench.plate("L1", "entry", PLATE);
    bench.pass(Duration.ofSeconds(3));
    bench.loop("L1", "entry", true);
    assertThat(at.read(bench.inZone("L1"), "plate.entry")).containsExactly(PLATE);
    assertThat(bench.timeline(bench.inZone("L1").id())).contains("EarlyReadJoined");
  }

  @Test
  void anOlderOneDoesNot() {
    bench.plate("L1", "entry", PLATE);
    bench.pass(Duration.ofMillis(3001));
    bench.loop("L1", "entry", true);
    assertThat(at.names(bench.inZone("L1"))).isEmpty();
  }

  @Test
  void aReadThatTheCameraKeptIsAsOldAsItSays() {
    bench.accept(
        "L1.plate-camera.entry",
        new PlateRead(
            bench.now().minus(Zone.EARLY).minusMillis(1),
            Optional.of(PLATE),
            Optional.of(95),
            "kept",
            List.of(),
            Map.of()));
    bench.loop("L1", "entry", true);
    assertThat(at.names(bench.inZone("L1"))).isEmpty();
  }

  @Test
  void aReadAtTheStopLineIsOfNobodyWhoHasYetToGetThere() {
    at.declare(bench.arrive("L1", PLATE));
    bench.plate("L1", "exit", NEXT);
    at.leaves();
    bench.loop("L1", "entry", true);
    Crossing next = bench.inZone("L1");
    assertThat(at.read(next, "plate.exit")).isEmpty();
    bench.loop("L1", "exit", true);
    bench.plate("L1", "exit", "36C-212.75");
    assertThat(at.read(next, "plate.exit")).containsExactly("36C-212.75");
  }

  @Test
  void thePlateThatCameInIsItsOwnAtTheStopLineWhateverWasReadThereBefore() {
    bench.loop("L1", "entry", true);
    bench.plate("L1", "entry", PLATE);
    Crossing crossing = bench.inZone("L1");
    at.declare(crossing);
    bench.loop("L1", "exit", true);
    bench.plate("L1", "exit", NEXT);
    bench.plate("L1", "exit", PLATE);
    assertThat(at.read(crossing, "plate.exit")).containsExactly(NEXT, PLATE);
  }

  @Test
  void aReadAtTheStopLineOfBeforeARestartIdentifiesNobody() {
    bench.disconnect("L1");
    bench.plate("L1", "entry", PLATE);
    bench.plate("L1", "exit", PLATE);
    bench.controller().loops.put("entry", true);
    bench.controller().loops.put("exit", true);
    bench.controller().online = true;
    bench.restart();
    assertThat(at.names(bench.inZone("L1"))).contains("plate.entry").doesNotContain("plate.exit");
  }

  @Test
  void aPlateReadWhileNobodyWatchedTheLoopsJoinsWhoStandsThere() {
    bench.disconnect("L1");
    bench.plate("L1", "entry", PLATE);
    bench.pass(Duration.ofSeconds(60));
    bench.loop("L1", "entry", true);
    bench.reconnect("L1");
    assertThat(at.read(bench.inZone("L1"), "plate.entry")).containsExactly(PLATE);
  }

  @Test
  void theNextInTheQueueMayBeReadTwoMinutesBefore() {
    Crossing first = bench.arrive("L1", PLATE);
    at.declare(first);
    bench.plate("L1", "entry", NEXT);
    assertThat(at.read(first, "plate.entry")).containsExactly(PLATE);
    at.leaves();
    bench.pass(Duration.ofMinutes(2).minusMillis(1));
    bench.loop("L1", "entry", true);
    assertThat(at.read(bench.inZone("L1"), "plate.entry")).containsExactly(NEXT);
  }

  @Test
  void afterTwoMinutesItIsNobodys() {
    at.declare(bench.arrive("L1", PLATE));
    bench.plate("L1", "entry", NEXT);
    at.leaves();
    bench.pass(Duration.ofSeconds(121));
    bench.loop("L1", "entry", true);
    assertThat(at.names(bench.inZone("L1"))).isEmpty();
  }

  @Test
  void theVehicleThatHasJustLeftIsNotTheNext() {
    at.declare(bench.arrive("L1", PLATE));
    at.leaves();
    bench.plate("L1", "entry", PLATE);
    bench.loop("L1", "entry", true);
    assertThat(at.names(bench.inZone("L1"))).isEmpty();
  }

  @Test
  void whenItComesAgainItIsReadAgainHoweverQuickTheCamera() {
    at.declare(bench.arrive("L1", PLATE));
    at.leaves();
    bench.pass(Duration.ofMinutes(10));
    bench.plate("L1", "entry", PLATE);
    bench.loop("L1", "entry", true);
    assertThat(at.read(bench.inZone("L1"), "plate.entry")).containsExactly(PLATE);
  }

  @Test
  void repeatsAreToldOnce() {
    Crossing crossing = bench.arrive("L1", PLATE);
    bench.plate("L1", "entry", PLATE);
    bench.plate("L1", "exit", "29c 12345");
    assertThat(at.names(crossing)).containsExactly("plate.entry", "at-exit", "plate.exit");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSureReadAfterADoubtfulOneIsNoRepeat(boolean heard) {
    bench.loop("L1", "entry", true);
    bench.loop("L1", "exit", true);
    Crossing crossing = bench.inZone("L1");
    read(60);
    read(60);
    if (heard) { // by a stage
      bench.change(
          crossing.id(),
          (tx, c) -> {
            bench.crossings.unsay(c, "plate.exit");
            return c;
          });
    }
    read(97);
    read(60);
    read(98);
    List<Integer> sureness =
        at.signals(crossing).stream()
            .filter(signal -> signal.path("name").asText().equals("plate.exit"))
            .map(signal -> signal.path("data").path("confidence").asInt())
            .toList();
    assertThat(sureness).containsExactly(97);
  }

  private void read(int percent) {
    bench.plate("L1", "exit", PLATE, Optional.of(percent));
  }

  @Test
  void anEventThatTheCameraSendsAgainAfterACrashIsNotAnotherRead() {
    bench.loop("L1", "entry", true);
    bench.accept("L1.plate-camera.entry", event("e-1", PLATE));
    at.declare(bench.inZone("L1"));
    bench.crash();
    bench.open();
    at.leaves();
    bench.loop("L1", "entry", true);
    Crossing next = bench.inZone("L1");
    bench.accept("L1.plate-camera.entry", event("e-1", PLATE));
    bench.plate("L1", "entry", NEXT);
    assertThat(at.read(next, "plate.entry")).containsExactly(NEXT);
    assertThat(bench.journal.records().stream().filter(r -> r.toString().contains("e-1")))
        .as("on record once")
        .hasSize(1);
    assertThat(bench.durable).as("acknowledged each time").contains("L1.plate-camera.entry");
  }

  @Test
  void anEventIsItsIdAndWhatWasReadAtItsCamera() {
    bench.loop("L1", "entry", true);
    Crossing crossing = bench.inZone("L1");
    bench.accept("L1.plate-camera.entry", event("1", ""));
    bench.accept("L1.plate-camera.exit", event("1", PLATE));
    bench.accept("L1.plate-camera.entry", event("1", PLATE));
    bench.accept("L1.plate-camera.entry", event("", PLATE));
    bench.accept("L1.plate-camera.entry", event("", NEXT));
    assertThat(at.read(crossing, "plate.entry")).containsExactly("", PLATE, NEXT);
    assertThat(at.read(crossing, "plate.exit")).containsExactly(PLATE);
  }

  @Test
  void aLaneRemembersTheLastEventsOnly() {
    bench.loop("L1", "entry", true);
    for (int i = 0; i <= Heard.RECENT; i++) {
      bench.accept("L1.plate-camera.entry", event("e-" + i, ""));
    }
    assertThat(hearsFirst("e-1")).isFalse();
    assertThat(hearsFirst("e-0")).isTrue();
  }

  private boolean hearsFirst(String event) {
    return at.lane().hearsFirst("plate-camera.entry", event(event, ""), bench.now());
  }

  @Test
  void aReadOfTheOneBehindStaysUnattached() {
    Crossing crossing = bench.arrive("L1", PLATE);
    at.declare(crossing);
    bench.plate("L1", "exit", NEXT);
    bench.plate("L1", "entry", NEXT);
    assertThat(at.read(crossing, "plate.exit")).containsExactly(PLATE);
    assertThat(at.read(crossing, "plate.entry")).containsExactly(PLATE);
    assertThat(at.zone().plate(true)).contains("29C12345");
  }

  @Test
  void aReadWhileTheVehiclePassesIsOfTheOneBehind() {
    Crossing passing = bench.arrive("L1", PLATE);
    bench.commitOk(passing.id());
    bench.boom("L1", Position.OPEN);
    bench.plate("L1", "entry", NEXT);
    bench.plate("L1", "exit", NEXT);
    assertThat(at.read(passing, "plate.entry")).containsExactly(PLATE);
    assertThat(at.read(passing, "plate.exit")).containsExactly(PLATE);
    bench.drivesThrough("L1");
    bench.boom("L1", Position.CLOSED);
    bench.loop("L1", "entry", true);
    assertThat(at.read(bench.inZone("L1"), "plate.entry")).containsExactly(NEXT);
  }

  @Test
  void anUnreadablePlateIsToldAndReadAgain() {
    bench.loop("L1", "entry", true);
    Crossing crossing = bench.inZone("L1");
    bench.plate("L1", "entry", "");
    bench.plate("L1", "entry", PLATE);
    assertThat(at.read(crossing, "plate.entry")).containsExactly("", PLATE);
  }

  @Test
  void afterABreakAnotherPlateAtTheStopLineCounts() {
    Crossing crossing = bench.arrive("L1", PLATE);
    at.declare(crossing);
    bench.restart();
    bench.plate("L1", "exit", NEXT);
    assertThat(bench.commitOk(crossing.id()))
        .contains("its plate was not read again at the stop line");
  }

  @Test
  void picturesAreKeptBeforeTheirRecordAndWhatComesLaterWaits() {
    bench.loop("L1", "entry", true);
    var picture = new PlateRead.Picture("p.jpg", "image/jpeg", new byte[3]);
    var read =
        new PlateRead(
            bench.now(), Optional.of(PLATE), Optional.empty(), "e", List.of(picture), Map.of());
    bench.durable.clear();
    var later =
        new PlateRead(bench.now(), Optional.of(NEXT), Optional.empty(), "f", List.of(), Map.of());
    for (PlateRead each : List.of(read, later)) {
      bench.barriers.accept("L1.plate-camera.entry", each, () -> bench.durable.add("camera"));
    }
    assertThat(bench.durable).isEmpty();
    bench.settle();
    assertThat(bench.durable).hasSize(2);
    assertThat(at.read(bench.inZone("L1"), "plate.entry")).containsExactly(PLATE, NEXT);
    assertThat(bench.journal.records().toString()).contains("digest3");
  }

  @Test
  void overTheQuotaAReadingIsRecordedWithTheDigestsOfItsPictures() {
    bench.loop("L1", "entry", true);
    bench.evidence =
        bytes -> {
          throw new Evidence.EvidenceFull("digest" + bytes.length, "full");
        };
    bench.durable.clear();
    bench.accept("L1.plate-camera.entry", withPicture("e"));
    bench.settle();
    assertThat(bench.durable).hasSize(1);
    assertThat(at.read(bench.inZone("L1"), "plate.entry")).containsExactly(PLATE);
    assertThat(bench.journal.records().toString())
        .contains("{\"name\":\"p.jpg\",\"digest\":\"digest3\",\"kept\":false}");
  }

  @Test
  void aPictureThatTheDiskDoesNotTakeIsTakenLaterWithItsReading() {
    bench.loop("L1", "entry", true);
    Evidence works = bench.evidence;
    bench.evidence =
        bytes -> {
          throw new JournalUnavailable("disk fails", new IllegalStateException());
        };
    bench.durable.clear();
    bench.accept("L1.plate-camera.entry", withPicture("e"));
    bench.pass(Duration.ofSeconds(5));
    assertThat(bench.durable).isEmpty();
    bench.evidence = works;
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.durable).hasSize(1);
    assertThat(bench.journal.records().toString()).contains("digest3").doesNotContain("kept");
  }

  private PlateRead withPicture(String eventId) {
    var picture = new PlateRead.Picture("p.jpg", "image/jpeg", new byte[3]);
    return new PlateRead(
        bench.now(), Optional.of(PLATE), Optional.empty(), eventId, List.of(picture), Map.of());
  }

  @Test
  void whatTheJournalCouldNotTakeIsTakenLaterInOrder() {
    bench.journal.down(true);
    bench.loop("L1", "entry", true);
    bench.loop("L1", "exit", true);
    bench.loop("L1", "exit", false);
    bench.durable.clear();
    bench.pass(Duration.ofSeconds(5));
    assertThat(bench.durable).isEmpty();
    bench.journal.down(false);
    bench.pass(Duration.ofSeconds(5));
    assertThat(bench.durable).hasSize(3);
    assertThat(at.zone().exitClear()).isTrue();
    assertThat(at.names(bench.inZone("L1"))).containsExactly("at-exit");
  }

  private PlateRead event(String id, String plate) {
    return new PlateRead(
        bench.now(),
        Optional.of(plate).filter(text -> !text.isEmpty()),
        Optional.of(95),
        id,
        List.of(),
        Map.of());
  }
}
