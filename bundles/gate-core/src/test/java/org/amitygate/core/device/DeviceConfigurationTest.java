package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.amitygate.config.DeviceConfig;
import org.amitygate.device.Outcome;
import org.amitygate.device.Settings;
import org.amitygate.device.WeightMeasured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The gate file changes while devices are at work; seen from the devices. */
class DeviceConfigurationTest {

  private static final int BUSY = 6;
  private static final int NEW = 8;
  private static final String ELSEWHERE = "192.0.2.8:4305";
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ScriptedDriver driver = new ScriptedDriver();
  private final ScriptedDriver other = new ScriptedDriver();
  private final Sim sim = new Sim();
  private final List<CompletableFuture<Outcome>> commands = new ArrayList<>();
  private final List<FakeLinks.FakeLink> links = new ArrayList<>();

  private static DeviceConfig[] lanes(int from, int to) {
    return IntStream.rangeClosed(from, to)
        .mapToObj(lane -> Sim.device("L" + lane + ".scale"))
        .toArray(DeviceConfig[]::new);
  }

  /** Lanes 1 to 6 each have a command under way and a reading that is not on disk yet. */
  private void sixBusyLanes() {
    sim.devices.use("scripted", driver, "1.0.0");
    sim.devices.use("other", other, "2.0.0");
    sim.configure(lanes(1, BUSY));
    sim.diskWorks = false;
    for (int lane = 1; lane <= BUSY; lane++) {
      links.add(sim.links.of("L" + lane + ".scale"));
      commands.add(sim.execute("L" + lane + ".scale", "move", LONG));
      links.get(lane - 1).says("EMIT " + lane + "\n");
    }
    sim.run();
  }

  /** Nothing of a lane's device was touched: command and reading end on the connection they had. */
  private void assertUndisturbed(int lane) {
    FakeLinks.FakeLink link = links.get(lane - 1);
    assertThat(sim.links.of("L" + lane + ".scale")).isSameAs(link);
    assertThat(link.connections).isEqualTo(1);
    assertThat(link.resets).isEmpty();
    assertThat(commands.get(lane - 1)).isNotDone();
    link.says("DONE 1\n");
    sim.run();
    assertThat(commands.get(lane - 1).join()).isInstanceOf(Outcome.Done.class);
    assertThat(link.sent).contains("ACK " + lane + "\n");
  }

  @Test
  void lanesAreAddedBesideThoseThatAreBusy() {
    sixBusyLanes();
    sim.configure(lanes(1, BUSY + NEW));
    assertThat(sim.links.all()).hasSize(BUSY + NEW);
    assertThat(sim.devices.views())
        .extracting(DeviceView::status)
        .containsOnly(DeviceStatus.ONLINE)
        .hasSize(BUSY + NEW);
    sim.diskRecovers();
    sim.run();
    for (int lane = 1; lane <= BUSY; lane++) {
      assertUndisturbed(lane);
    }
  }

  @Test
  void oneFileMayChangeAllSortsOfThingsAndTouchesNothingElse() {
    sixBusyLanes();
    sim.configure(
        Stream.of(
                lanes(1, 1),
                new DeviceConfig[] {
                  Sim.device("L2.scale", Map.of("step", 20L)),
                  Sim.device("L3.scale", "scripted", ELSEWHERE, Map.of()),
                  Sim.device("L4.scale", "other", "192.0.2.7:4305", Map.of())
                },
                lanes(6, 7)) // without lane 5
            .flatMap(Stream::of)
            .toArray(DeviceConfig[]::new));
    sim.diskRecovers();
    sim.run();
    assertUndisturbed(1);
    assertUndisturbed(6);

    assertThat(links).as("commands have their time").allMatch(link -> !link.closed);
    links.forEach(link -> link.says("DONE 1\n"));
    sim.run();
    assertThat(commands).allMatch(command -> command.join() instanceof Outcome.Done);
    assertThat(links)
        .extracting(link -> link.closed)
        .containsExactly(false, true, true, true, true, false);
    assertThat(driver.settings).anyMatch(one -> one.values().equals(Map.of("step", 20L)));
    assertThat(sim.links.of("L3.scale").address).isEqualTo(ELSEWHERE);
    assertThat(other.open()).isEqualTo(1);
    assertThat(sim.devices.view("L4.scale").orElseThrow().driverVersion()).contains("2.0.0");
    assertThat(sim.devices.view("L5.scale")).isEmpty();
    assertThat(sim.devices.views())
        .extracting(DeviceView::status)
        .containsOnly(DeviceStatus.ONLINE)
        .hasSize(BUSY);
  }

  @Test
  void aDeviceThatIsPutBackWaitsForTheOneThatWasTakenOut() {
    sim.devices.use("scripted", driver, "1.0.0");
    sim.configure(Sim.device(Sim.ID));
    CompletableFuture<Outcome> move = sim.execute("move");
    sim.configure();
    sim.configure(Sim.device(Sim.ID, Map.of("step", 1L)));
    sim.configure();
    sim.configure(Sim.device(Sim.ID, Map.of("step", 2L)));
    assertThat(sim.links.all()).as("one connection at a time").hasSize(1);
    assertThat(sim.execute("ask").join()).isEqualTo(new Outcome.NotSent("not started"));

    sim.link().says("DONE 1\n");
    sim.run();
    assertThat(move.join()).isInstanceOf(Outcome.Done.class);
    assertThat(driver.settings).extracting(Settings::values).endsWith(Map.of("step", 2L));
    assertThat(driver.open()).isEqualTo(1);
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
    assertThat(sim.told).last().isEqualTo(Sim.ID + " online");
    assertThat(sim.statuses()).endsWith("OFFLINE", "CONNECTING", "ONLINE");
  }

  @Test
  void aLinkThatFailsWhenItIsClosedKeepsNoConfigurationBack() {
    sim.devices.use("scripted", driver, "1.0.0");
    sim.configure(Sim.device(Sim.ID));
    sim.link().broken = true;
    sim.configure(Sim.device(Sim.ID, "scripted", ELSEWHERE, Map.of()));
    sim.configure(Sim.device(Sim.ID, "scripted", ELSEWHERE, Map.of("step", 1L)));

    assertThat(sim.link().address).isEqualTo(ELSEWHERE);
    assertThat(driver.settings).extracting(Settings::values).endsWith(Map.of("step", 1L));
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void aDeviceThatMovesLosesNoReading(long seed) {
    System.out.println("DeviceConfigurationTest: seed " + seed);
    Random random = new Random(seed);
    sim.devices.use("scripted", driver, "1.0.0");
    Teller teller = new Teller();
    for (int i = 0; i < 200; i++) {
      String address = random.nextBoolean() ? "192.0.2.7:4305" : ELSEWHERE;
      switch (random.nextInt(5)) {
        case 0 -> sim.configure(Sim.device(Sim.ID, "scripted", address, Map.of()));
        case 1 -> sim.diskWorks = false;
        case 2 -> sim.diskRecovers();
        default -> teller.tells();
      }
      sim.run();
      teller.hears();
    }
    sim.diskRecovers();
    for (int i = 0; i < 3; i++) {
      sim.advance(LONG);
      teller.tells();
      sim.run();
      teller.hears();
    }
    assertThat(teller.owed).isEmpty();
    assertThat(teller.acknowledged)
        .as("and on record")
        .isSubsetOf(
            sim.emissions.stream().map(one -> ((WeightMeasured) one.reading()).grossKg()).toList());
  }

  /**
   * A device that tells what happened until it is acknowledged, and again on each new connection.
   */
  private final class Teller {
    final Set<Long> owed = new TreeSet<>();
    final Set<Long> acknowledged = new TreeSet<>();
    private FakeLinks.FakeLink on;
    private long last;

    void tells() {
      owed.add(++last);
      FakeLinks.FakeLink now = sim.links.of(Sim.ID);
      if (now == null) {
        return;
      }
      boolean anew = now != on;
      on = now;
      owed.stream()
          .filter(number -> anew || number == last)
          .forEach(number -> now.says("EMIT " + number + "\n"));
    }

    void hears() {
      sim.links.all().stream()
          .flatMap(link -> link.takeSent().stream())
          .filter(line -> line.startsWith("ACK "))
          .map(line -> Long.parseLong(line.substring(4).strip()))
          .forEach(
              number -> {
                owed.remove(number);
                acknowledged.add(number);
              });
    }
  }
}
