package org.amitygate.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.amitygate.world.physics.Devices;
import org.amitygate.world.physics.Lane;
import org.amitygate.world.physics.PlateCamera;
import org.amitygate.world.physics.Plug;
import org.amitygate.world.physics.Site;
import org.amitygate.world.plan.Plan;
import org.amitygate.world.plan.PlannedTruck;
import org.amitygate.world.story.LinkFaults;
import org.amitygate.world.story.Scene;
import org.amitygate.world.story.TruckStory;
import org.junit.jupiter.api.Test;

class LinkFaultsTest {
  private static final long TEN_MINUTES = 600_000;

  /** What happens to the lines in ten minutes in which a truck waits in vain. */
  private static List<String> lines(long seed) {
    List<String> lines = new ArrayList<>();
    RecordedEvents events = new RecordedEvents();
    Site site = new Site();
    Scene scene =
        new Scene(
            site,
            events,
            () -> 1_000 * site.now(),
            (truck, look, todo, done) -> {},
            new RecordedLinks(lines),
            truck -> false,
            1);
    Devices none = new Devices(PlateCamera.NONE, PlateCamera.NONE, Plug.NONE, Plug.NONE);
    Lane lane = new Lane("L1", site, events, 1, 1, "A", none, "B", none);
    site.add(lane);
    PlannedTruck truck = Plan.of(1, 1, 1, false, 1_000).trucks().get(0);
    TruckStory story = new TruckStory(scene, truck, null, lane, TEN_MINUTES);
    lane.queue(story.vehicle(), story, 0);
    new LinkFaults(scene, seed).begin();
    for (long millis = 0; millis < TEN_MINUTES; millis += 100) {
      site.tick(100);
    }
    return lines;
  }

  @Test
  void everyFaultComesAndIsHealedBeforeTheNext() {
    List<String> lines = lines(7);
    assertThat(lines).contains("cut", "cut one", "half open", "slow", "lose answers");
    assertThat(lines).hasSizeGreaterThan(40);
    for (int i = 1; i < lines.size(); i += 2) {
      assertThat(lines.get(i)).isEqualTo("heal");
      assertThat(lines.get(i - 1)).isNotEqualTo("heal");
    }
  }

  @Test
  void whoStillQueuesWhenTheRoadIsClosedIsSentAway() {
    RecordedEvents events = new RecordedEvents();
    Site site = new Site();
    Devices none = new Devices(PlateCamera.NONE, PlateCamera.NONE, Plug.NONE, Plug.NONE);
    Lane lane = new Lane("L1", site, events, 1, 1, "A", none, "B", none);
    site.add(lane);
    Scene scene =
        new Scene(
            site,
            events,
            () -> 1_000 * site.now(),
            (truck, look, todo, done) -> {},
            new RecordedLinks(new ArrayList<>()),
            truck -> false,
            1);
    PlannedTruck truck = Plan.of(1, 1, 1, false, 1_000).trucks().get(0);
    TruckStory story = new TruckStory(scene, truck, null, lane, TEN_MINUTES);
    lane.queue(story.vehicle(), story, 0);
    site.closeAfter(1_000);
    site.tick(900);
    assertThat(site.ended()).isFalse();
    site.tick(100);
    assertThat(site.ended()).isTrue();
    assertThat(events.named("sentAway")).hasSize(1);
  }

  @Test
  void theSeedDecides() {
    assertThat(lines(7)).isEqualTo(lines(7)).isNotEqualTo(lines(8));
  }
}
