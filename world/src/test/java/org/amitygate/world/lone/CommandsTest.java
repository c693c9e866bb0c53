package org.amitygate.world.lone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.world.RecordedEvents;
import org.amitygate.world.physics.Controller;
import org.amitygate.world.physics.Devices;
import org.amitygate.world.physics.Lane;
import org.amitygate.world.physics.Site;
import org.amitygate.world.plan.PlannedTruck;
import org.amitygate.world.story.Order;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandsTest {
  private final Site site = new Site();
  private final RecordedEvents events = new RecordedEvents();
  private final LoneLanes lanes = new LoneLanes(site, events, () -> 0, 1);
  private final List<PlannedTruck> announced = new ArrayList<>();
  private final List<String> typed = new ArrayList<>();
  private final Commands commands =
      new Commands(
          lanes,
          new Commands.Papers() {
            @Override
            public void announce(PlannedTruck truck) {
              announced.add(truck);
            }

            @Override
            public boolean acknowledged(PlannedTruck truck) {
              return true;
            }
          },
          (orders, done) -> {
            orders.forEach((Order order) -> typed.add(order.guard() + " " + order.command()));
            done.run();
          });

  @BeforeEach
  void lanes() {
    for (String id : List.of("L1", "L4")) {
      Lane lane = new Lane(id, site, events, 1, 1, "A", Devices.NONE, "A", Devices.NONE);
      lanes.add(lane, id.equals("L1"));
    }
  }

  private void pass(int seconds) {
    for (int i = 0; i < seconds * 50; i++) {
      site.tick(20);
    }
  }

  @Test
  void aVehicleComesToTheStopLineIsReadAndLeavesThroughTheOpenBoom() throws Exception {
    assertThat(commands.answer("arrive L1 29C-123.45")).isEqualTo("OK");
    pass(10);
    assertThat(events.named("atStopLine")).hasSize(1);
    assertThat(events.named("read"))
        .extracting(event -> event.fields().get("camera") + " " + event.fields().get("plate"))
        .containsExactly("L1.plate-camera.entry 29C12345", "L1.plate-camera.exit 29C12345");
    assertThat(commands.answer("openings L1")).isEqualTo("OK 0");
    site.run(() -> lanes.zone("L1").controller().open(1));
    pass(20);
    assertThat(commands.answer("openings L1")).isEqualTo("OK 1");
    assertThat(events.named("ended").get(0).is("how", "left")).isTrue();
    assertThat(events.named("arrivedImport")).isEmpty();
  }

  @Test
  void aVehicleComesOutOfTheStripAndIsReadAsAnother() throws Exception {
    assertThat(commands.answer("arrive L4 29C-123.45 reads=桂F12345")).isEqualTo("OK");
    pass(10);
    assertThat(events.named("arrivedImport")).hasSize(1);
    assertThat(events.named("read")).hasSize(1);
    assertThat(events.named("read").get(0).is("plate", "桂F12345")).isTrue();
    assertThat(commands.answer("turn-back L4")).isEqualTo("OK");
    pass(10);
    assertThat(events.named("backedOut")).hasSize(1);
    assertThat(commands.answer("turn-back L4")).startsWith("FAILED nobody");
  }

  @Test
  void aVehicleWithoutADriverStaysUntilItIsDriven() throws Exception {
    commands.answer("arrive L1 29C-123.45 stays");
    pass(10);
    site.run(() -> lanes.zone("L1").controller().open(1));
    pass(60);
    assertThat(events.named("boomLeftClosed")).hasSize(1);
    assertThat(events.named("passed")).isEmpty();
    assertThat(commands.answer("drive L1")).isEqualTo("OK");
    site.run(() -> lanes.zone("L1").controller().open(2));
    pass(20);
    assertThat(events.named("passed")).hasSize(1);
  }

  @Test
  void aStuckBoomTakesTheTokenAndStays() throws Exception {
    commands.answer("stuck L1");
    site.run(
        () ->
            assertThat(lanes.zone("L1").controller().open(1))
                .isEqualTo(Controller.Answer.ACCEPTED));
    pass(5);
    assertThat(commands.answer("openings L1")).isEqualTo("OK 0");
    commands.answer("repair L1");
    site.run(() -> lanes.zone("L1").controller().open(2));
    pass(5);
    assertThat(commands.answer("openings L1")).isEqualTo("OK 1");
  }

  @Test
  void papersAndPeople() throws Exception {
    assertThat(commands.answer("announce export 29C-123.45")).isEqualTo("OK");
    assertThat(commands.answer("announce import 29C-123.45")).isEqualTo("OK");
    assertThat(announced.get(0).exportReferences()).containsExactly("DEC-000001");
    assertThat(announced.get(1).importReferences()).containsExactly("NK-000002");
    assertThat(commands.answer("stop L1")).isEqualTo("OK");
    assertThat(commands.answer("resume L1")).isEqualTo("OK");
    assertThat(typed)
        .containsExactly(
            "0 gate:stop L1 --reason \"asked for\"",
            "0 gate:resume L1 --reason \"asked for\"",
            "1 gate:resume L1 --reason \"asked for\"");
    typed.clear();
    assertThat(commands.answer("type 1 gate:hold release VH-1 --reason \"looked at\""))
        .isEqualTo("OK");
    assertThat(typed).containsExactly("1 gate:hold release VH-1 --reason \"looked at\"");
  }

  @Test
  void peopleTypeWhatIsAskedOfThem() throws Exception {
    for (String line :
        List.of(
            "inspect C1",
            "result C1 seals=intact verdict=SOUND",
            "seal C1 VN0054321",
            "go-on C1",
            "hold-advised C1",
            "release-advised C1",
            "incident L1 FIRE",
            "acknowledge I1",
            "turn L1",
            "keep L1")) {
      assertThat(commands.answer(line)).as(line).isEqualTo("OK");
    }
    assertThat(typed)
        .containsExactly(
            "0 gate:inspection open C1 --reason \"asked for\"",
            "2 gate:inspection result C1 --finding seals=intact --finding verdict=SOUND"
                + " --reason \"asked for\"",
            "2 gate:inspection seal C1 VN0054321 --reason \"asked for\"",
            "2 gate:hold release C1 --reason \"asked for\"",
            "0 gate:advice hold C1 --reason \"asked for\"",
            "0 gate:advice release C1 --reason \"asked for\"",
            "0 gate:incident tell L1 FIRE --reason \"asked for\"",
            "0 gate:incident acknowledge I1 --reason \"asked for\"",
            "0 gate:lane-direction turn L1 --reason \"asked for\"",
            "0 gate:lane-direction keep L1 --reason \"asked for\"");
    typed.clear();
    assertThat(commands.answer("quota L4 12")).isEqualTo("OK");
    assertThat(typed.get(0)).matches("0 gate:quota L4 12 --until \\S+Z --reason \"asked for\"");
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    assertThat(commands.answer("arrive L9 X")).startsWith("FAILED there is no lane L9");
    assertThat(commands.answer("arrive L1")).startsWith("FAILED 'arrive' needs more words");
    assertThat(commands.answer("announce out X")).startsWith("FAILED direction is export or");
    assertThat(commands.answer("type 3 gate:lanes")).startsWith("FAILED guards are 0 and 1");
    assertThat(commands.answer("type 1")).startsWith("FAILED 'type' needs more words");
    assertThat(commands.answer("drive L1")).startsWith("FAILED no vehicle came to lane L1");
    assertThat(commands.answer("result C1")).startsWith("FAILED 'result' needs more words");
    assertThat(commands.answer("")).startsWith("FAILED unknown command ''");
  }
}
