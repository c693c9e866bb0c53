package org.amitygate.world.physics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.amitygate.world.RecordedEvents;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final int ENTRY = 1;
  private static final int EXIT = 2;
  private static final int PASSAGE = 4;

  private final RecordedEvents events = new RecordedEvents();
  private final Site site = new Site();
  private final Lane lane =
      new Lane("L1", site, events, 1, 5, "A", Devices.NONE, "B", Devices.NONE);
  private final Controller controller = lane.exportZone().controller();
  private final List<Integer> loops = new ArrayList<>(List.of(0));
  private final Vehicle truck = new Vehicle("T001", "29C-123.45", 30_000, 5, 400, 180_000);

  LaneTest() {
    site.add(lane);
    lane.queue(truck, new Quiet(), 0);
  }

  private static final class Quiet implements Story {
    @Override
    public boolean ready(Zone export) {
      return true;
    }

    @Override
    public void arrived(Zone zone) {}

    @Override
    public void atStopLine(Zone zone) {}

    @Override
    public void boomLeftClosed(Zone zone) {}

    @Override
    public void passed(Zone zone) {}

    @Override
    public void ended(Zone zone) {}
  }

  private void run(long millis) {
    for (long t = 0; t < millis; t += 20) {
      site.tick(20);
      int now = lane.exportZone().loops();
      assertThat((now & PASSAGE) == 0 || controller.boom().isUp())
          .as("nothing under a boom that is not up")
          .isTrue();
      if (now != loops.get(loops.size() - 1)) {
        loops.add(now);
      }
    }
  }

  private void runToStopLine() {
    for (int i = 0; i < 1_000 && lane.exportZone().standing() == null; i++) {
      run(20);
    }
    assertThat(lane.exportZone().standing()).isSameAs(truck);
  }

  private Controller.Registers registers() {
    return controller.registers();
  }

  @Test
  void standsOnBothLoopsAndPassesInOrder() {
    runToStopLine();
    assertThat(loops).containsExactly(0, ENTRY, ENTRY | EXIT);
    assertThat(controller.open(7)).isEqualTo(Controller.Answer.ACCEPTED);
    run(12_000);
    assertThat(loops)
        .containsExactly(
            0, ENTRY, ENTRY | EXIT, ENTRY | EXIT | PASSAGE, EXIT | PASSAGE, PASSAGE, 0);
    assertThat(registers().passages()).isEqualTo(1);
    assertThat(registers().leftClosed()).isEqualTo(1);
    assertThat(registers().position()).isEqualTo(1);
    assertThat(events.named("passed"))
        .singleElement()
        .matches(e -> e.is("token", 7L) && e.is("cause", "command"));
  }

  @Test
  void neverPassesABoomThatIsNotUp() {
    runToStopLine();
    run(60_000);
    assertThat(loops).containsExactly(0, ENTRY, ENTRY | EXIT);
    controller.open(1);
    run(900);
    assertThat(controller.boom().isUp()).isFalse();
    assertThat(registers().position()).isEqualTo(2);
    assertThat(truck.front()).isEqualTo(Zone.STOP_LINE);
    controller.powerOff();
    run(30_000);
    assertThat(truck.front()).isEqualTo(Zone.STOP_LINE);
    assertThat(events.named("passed")).isEmpty();
  }

  @Test
  void goesBackWhenTheBoomFallsBeforeItGotThere() {
    Lane slowLane = new Lane("L2", site, events, 1, 6, "A", Devices.NONE, "B", Devices.NONE);
    site.add(slowLane);
    Vehicle slow = new Vehicle("T002", "29C-222.22", 30_000, 5, 5_900, 180_000);
    slowLane.queue(slow, new Quiet(), 0);
    run(6_000);
    assertThat(slowLane.exportZone().standing()).isSameAs(slow);
    slowLane.exportZone().controller().open(1);
    run(12_000);
    assertThat(slowLane.exportZone().standing()).isSameAs(slow);
    assertThat(slow.front()).isEqualTo(Zone.STOP_LINE);
    assertThat(events.named("passed")).isEmpty();
    assertThat(events.named("atStopLine").stream().filter(e -> e.is("truck", "T002"))).hasSize(2);
    assertThat(slowLane.exportZone().controller().boom().isClosed()).isTrue();
  }

  @Test
  void takesNoOpeningThatWasThereBeforeIt() {
    controller.open(1);
    run(1_400);
    assertThat(controller.boom().isUp()).isTrue();
    for (int i = 0; i < 200; i++) {
      controller.boom().raise();
      run(20);
    }
    assertThat(lane.exportZone().standing()).isSameAs(truck);
    run(20_000);
    assertThat(events.named("passed")).isEmpty();
  }

  @Test
  void heedsNoRedLampThatWasThereBeforeIt() {
    controller.lamp(0, true);
    runToStopLine();
    run(20_000);
    assertThat(truck.isBacking()).isFalse();
    controller.lamp(0, true);
    run(8_000);
    assertThat(events.named("backedOut")).singleElement().matches(e -> e.is("why", "red lamp"));
  }

  @Test
  void backsOutBeforeTheRedLamp() {
    runToStopLine();
    controller.lamp(0, true);
    run(1_400);
    assertThat(truck.isBacking()).isFalse();
    run(8_000);
    assertThat(loops).containsExactly(0, ENTRY, ENTRY | EXIT, ENTRY, 0);
    assertThat(events.named("backedOut")).singleElement().matches(e -> e.is("why", "red lamp"));
    assertThat(events.named("ended")).singleElement().matches(e -> e.is("how", "parked"));
    assertThat(registers().passages()).isZero();
    assertThat(site.ended()).isTrue();
  }

  @Test
  void greenLampMovesNobodyAndPatienceEnds() {
    runToStopLine();
    controller.lamp(1, true);
    run(179_000);
    assertThat(events.named("backedOut")).isEmpty();
    run(20_000);
    assertThat(events.named("backedOut")).singleElement().matches(e -> e.is("why", "patience"));
  }

  @Test
  void aGuardCanKeepItBeforeTheRedLamp() {
    runToStopLine();
    truck.tellToWait(true);
    controller.lamp(0, true);
    run(20_000);
    assertThat(events.named("backedOut")).isEmpty();
    truck.tellToWait(false);
    run(8_000);
    assertThat(events.named("backedOut")).hasSize(1);
  }

  @Test
  void stallsOnPassageAndExitUnderAnOpenBoom() {
    truck.stallOnce();
    runToStopLine();
    controller.open(1);
    run(4_500);
    assertThat(lane.exportZone().loops()).isEqualTo(EXIT | PASSAGE);
    run(2_500);
    assertThat(lane.exportZone().loops()).isEqualTo(EXIT | PASSAGE);
    assertThat(controller.boom().isUp()).isTrue();
    run(8_000);
    assertThat(events.named("passed")).hasSize(1);
    assertThat(registers().passages()).isEqualTo(1);
    assertThat(registers().position()).isEqualTo(1);
  }

  @Test
  void oneWaitsInTheStripWhileAnotherIsInTheImportZone() {
    lane.queue(new Vehicle("T002", "29C-555.55", 20_000, 5, 400, 180_000), new Quiet(), 0);
    runToStopLine();
    controller.open(1);
    run(18_000);
    assertThat(lane.importZone().standing()).isSameAs(truck);
    controller.open(2);
    run(15_000);
    assertThat(events.named("enteredStrip")).hasSize(2);
    assertThat(events.named("arrivedImport")).hasSize(1);
    assertThat(site.ended()).isFalse();
    lane.importZone().controller().open(1);
    run(15_000);
    assertThat(events.named("arrivedImport")).hasSize(2);
    lane.importZone().controller().open(2);
    run(10_000);
    assertThat(site.ended()).isTrue();
  }

  @Test
  void aFollowerGoesBackWithItsLeader() {
    runToStopLine();
    lane.follow(truck.follower("T001-F", "29C-999.99"));
    run(4_000);
    controller.lamp(0, true);
    run(12_000);
    assertThat(events.named("backedOut")).hasSize(2);
    assertThat(events.named("ended"))
        .anyMatch(e -> e.is("how", "turned-around"))
        .anyMatch(e -> e.is("how", "parked"));
    assertThat(lane.exportZone().isEmpty()).isTrue();
    assertThat(site.ended()).isTrue();
  }

  @Test
  void everyVehicleStopsBeforeABoomThatIsNotUp() {
    runToStopLine();
    Vehicle follower = truck.follower("T001-F", "29C-999.99");
    Lane other = new Lane("L2", site, events, 1, 6, "A", Devices.NONE, "B", Devices.NONE);
    site.add(other);
    follower.enter(0);
    for (int i = 0; i < 1_000; i++) {
      follower.move(site.now(), 0.02, other.exportZone());
    }
    assertThat(follower.front()).isEqualTo(Zone.BEFORE_BOOM);
  }

  @Test
  void aTailgaterKeepsTheEntryLoopAndCountsOnceMore() {
    runToStopLine();
    lane.follow(truck.follower("T001-F", "29C-999.99"));
    run(4_000);
    controller.open(1);
    loops.clear();
    loops.add(0);
    run(12_000);
    int passages = 0;
    boolean entryFell = false;
    for (int i = 1; i < loops.size(); i++) {
      passages += (loops.get(i) & PASSAGE) != 0 && (loops.get(i - 1) & PASSAGE) == 0 ? 1 : 0;
      entryFell |= passages == 0 && (loops.get(i) & ENTRY) == 0;
    }
    assertThat(passages).isEqualTo(2);
    assertThat(entryFell).isFalse();
    assertThat(loops.stream().filter(now -> (now & ENTRY) != 0).count())
        .as("one unbroken time on the entry loop")
        .isEqualTo(
            loops.indexOf(
                    loops.stream()
                        .filter(now -> now != 0 && (now & ENTRY) == 0)
                        .findFirst()
                        .orElseThrow())
                - 1);
    assertThat(registers().passages()).isEqualTo(2);
    assertThat(registers().leftClosed()).isEqualTo(1);
    assertThat(events.named("passed")).hasSize(1);
    assertThat(events.named("tailgated")).singleElement().matches(e -> e.is("truck", "T001-F"));
    assertThat(events.named("ended")).anyMatch(e -> e.is("how", "turned-around"));
  }

  @Test
  void reversesAndGoesOnALaterOpening() {
    truck.reverseOnce();
    runToStopLine();
    controller.open(1);
    run(14_000);
    assertThat(events.named("passed")).isEmpty();
    assertThat(registers().position()).isEqualTo(1);
    assertThat(registers().passages()).isZero();
    assertThat(lane.exportZone().loops()).isEqualTo(ENTRY | EXIT);
    controller.open(2);
    run(10_000);
    assertThat(events.named("passed")).singleElement().matches(e -> e.is("token", 2L));
    assertThat(registers().leftClosed()).isEqualTo(2);
  }

  @Test
  void goesOnThroughTheStripAndTheImportGate() {
    runToStopLine();
    controller.open(1);
    run(16_000);
    assertThat(lane.importZone().standing()).isSameAs(truck);
    assertThat(events.named("passedImport")).isEmpty();
    lane.importZone().controller().open(1);
    run(10_000);
    assertThat(events.named("ended")).singleElement().matches(e -> e.is("how", "through"));
    assertThat(events.all().stream().map(RecordedEvents.Event::name))
        .containsSubsequence(
            "drivesIn",
            "arrived",
            "atStopLine",
            "tokenAccepted",
            "boomLeftClosed",
            "boomUp",
            "passed",
            "enteredStrip",
            "arrivedImport",
            "atStopLine",
            "tokenAccepted",
            "passedImport",
            "ended");
    assertThat(site.ended()).isTrue();
  }

  @Test
  void isTurnedAsideAtTheImportGateByTheRedLamp() {
    runToStopLine();
    controller.open(1);
    run(16_000);
    lane.importZone().controller().lamp(0, true);
    run(12_000);
    assertThat(events.named("ended"))
        .singleElement()
        .matches(e -> e.is("how", "parked-import") && e.is("gate", "B"));
  }

  @Test
  void theNextTruckWaitsForAnEmptyZoneAndABlock() {
    lane.queue(new Vehicle("T002", "29C-555.55", 20_000, 5, 400, 180_000), new Quiet(), 0);
    runToStopLine();
    run(10_000);
    assertThat(events.named("drivesIn")).hasSize(1);
    lane.block();
    controller.open(1);
    run(20_000);
    assertThat(events.named("passed")).hasSize(1);
    assertThat(events.named("drivesIn")).hasSize(1);
    lane.unblock();
    run(2_000);
    assertThat(events.named("drivesIn"))
        .extracting(RecordedEvents.Event::fields)
        .element(1)
        .isInstanceOf(Map.class);
  }
}
