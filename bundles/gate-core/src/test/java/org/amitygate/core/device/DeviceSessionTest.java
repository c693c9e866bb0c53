package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.device.DeviceHost;
import org.amitygate.device.Inbound;
import org.amitygate.device.WeightMeasured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceSessionTest {

  private final ScriptedDriver driver = new ScriptedDriver();

  @ParameterizedTest
  @CsvSource({
    "BAD, 'GOOD was expected, BAD came'",
    "BUG, IllegalStateException: a defect",
    "ERROR, NoClassDefFoundError: org/vendor/Gone",
    "LOST, no answer for 3 s"
  })
  void whatASessionThrowsEndsItAndNothingElse(String line, String cause) {
    Sim sim = new Sim();
    sim.devices.use("scripted", driver, "1.0.0");
    sim.configure(Sim.device("L3.io"), Sim.device("L3.scale"));
    ScriptedDriver.ScriptedSession first = driver.last();

    sim.link().says(line + "\nEMIT 1\n");
    sim.link().says("EMIT 2\n");
    sim.run();

    assertThat(first.closed).isTrue();
    assertThat(sim.link().resets).containsExactly(cause);
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    assertThat(sim.view().cause()).isEqualTo(cause);
    assertThat(sim.devices.view("L3.io").orElseThrow().status()).isEqualTo(DeviceStatus.ONLINE);

    sim.advance(Duration.ofSeconds(1));
    sim.link().says("EMIT 3\n");
    sim.run();
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
    assertThat(weights(sim)).contains(3L).doesNotContain(2L);
  }

  private static List<Long> weights(Sim sim) {
    return sim.emissions.stream()
        .map(emission -> ((WeightMeasured) emission.reading()).grossKg())
        .toList();
  }

  @Test
  void anErrorWhileASessionIsOpenedIsACauseToo() {
    driver.openFailure = Optional.of(new NoClassDefFoundError("org/vendor/Gone"));
    Sim sim = Sim.with(driver);

    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    assertThat(sim.view().cause()).isEqualTo("NoClassDefFoundError: org/vendor/Gone");
    assertThat(sim.link().resets).hasSize(1);
  }

  @Test
  void anErrorInAScheduleEndsTheSession() {
    Sim sim = Sim.with(driver);
    driver.hook =
        () ->
            driver
                .last()
                .host
                .after(
                    Duration.ofSeconds(1),
                    () -> {
                      throw new StackOverflowError();
                    });
    sim.link().says("HOOK\n");
    sim.advance(Duration.ofSeconds(1));

    assertThat(sim.view().cause()).isEqualTo("StackOverflowError");
    assertThat(driver.sessions.get(0).closed).isTrue();
  }

  @Test
  void aFrameMayComeInPieces() {
    Sim sim = Sim.with(driver);
    for (char c : "EMIT 17\nEMIT 18\n".toCharArray()) {
      sim.link().says(String.valueOf(c));
      sim.run();
    }
    assertThat(weights(sim)).containsExactly(17L, 18L);
  }

  @Test
  void bytesWithoutAFrameAreBounded() {
    Sim sim = Sim.with(driver);
    byte[] chunk = "x".repeat(64 << 10).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < 65; i++) {
      sim.link().bytes(chunk.clone());
      sim.run();
    }
    assertThat(sim.view().status()).as("4 MiB and 64 KiB").isEqualTo(DeviceStatus.ONLINE);

    sim.link().bytes(new byte[] {'x'});
    sim.run();
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    assertThat(sim.link().resets)
        .containsExactly("the device sent more than 4259840 bytes without a whole frame");
  }

  @Test
  void whatANewConnectionSaysIsNotGluedToTheOldOnesRest() {
    Sim sim = Sim.with(driver);
    sim.link().says("EMIT 1");
    sim.link().drop("closed");
    sim.advance(Duration.ofSeconds(1));
    sim.link().says("EMIT 2\n");
    sim.run();

    assertThat(driver.last().heard).containsExactly("EMIT 2");
  }

  @Test
  void aDeviceIsAcknowledgedWhenItsReadingIsOnDiskNotBefore() {
    Sim sim = Sim.with(driver);
    sim.diskWorks = false;
    sim.link().says("EMIT 1\n");
    sim.run();
    assertThat(sim.link().sent).isEmpty();

    Runnable durable = sim.emissions.get(0).durable();
    durable.run();
    assertThat(sim.link().sent).as("only on the strand").isEmpty();
    sim.run();
    assertThat(sim.link().takeSent()).containsExactly("ACK 1\n");

    durable.run();
    sim.run();
    assertThat(sim.link().sent).as("a second time").isEmpty();
  }

  @Test
  void aReadingOfAnEndedSessionIsNotAcknowledgedOnTheNextConnection() {
    Sim sim = Sim.with(driver);
    sim.diskWorks = false;
    sim.link().says("EMIT 1\n");
    sim.run();
    sim.link().drop("closed");
    sim.advance(Duration.ofSeconds(1));
    sim.emissions.get(0).durable().run();
    sim.run();

    assertThat(sim.link().connections).isEqualTo(2);
    assertThat(sim.link().sent).isEmpty();
  }

  @Test
  void schedulesEndWithTheirSession() {
    Sim sim = Sim.with(driver);
    sim.link().says("TICK\nLATER\n");
    sim.advance(Duration.ofMillis(3500));
    assertThat(sim.link().takeSent()).containsExactly("TICK\n", "LATER\n", "TICK\n", "TICK\n");

    sim.link().drop("closed");
    sim.advance(Duration.ofSeconds(10));
    assertThat(sim.link().sent).isEmpty();
  }

  @Test
  void theEndOfASessionReleasesItsTimers() {
    Sim sim = Sim.with(driver);
    long before = sim.armed();
    driver.hook =
        () -> {
          driver.last().host.after(Duration.ofHours(9), () -> {});
          driver.last().host.every(Duration.ofHours(9), () -> {});
        };
    sim.link().says("HOOK\n");
    sim.run();
    assertThat(sim.armed()).isEqualTo(before + 2);

    sim.links.reachable = false;
    sim.link().drop("closed");
    sim.advance(Proof.STANDING);
    assertThat(sim.armed()).as("the watch over drivers and the next attempt").isEqualTo(2);
  }

  @Test
  void aCancelledScheduleDoesNotRun() {
    Sim sim = Sim.with(driver);
    List<String> ran = new ArrayList<>();
    List<DeviceHost.Schedule> schedules = new ArrayList<>();
    driver.hook =
        () -> {
          DeviceHost host = driver.last().host;
          schedules.add(host.after(Duration.ofSeconds(2), () -> ran.add("once")));
          schedules.add(host.every(Duration.ofSeconds(1), () -> ran.add("again")));
          host.after(Duration.ofMillis(1500), () -> schedules.forEach(DeviceHost.Schedule::cancel));
        };
    sim.link().says("HOOK\n");
    sim.advance(Duration.ofSeconds(10));

    assertThat(ran).containsExactly("again");
  }

  @Test
  void aScheduleNeedsAPositiveDuration() {
    Sim sim = Sim.with(driver);
    driver.hook = () -> driver.last().host.every(Duration.ZERO, () -> {});
    sim.link().says("HOOK\n");
    sim.run();

    assertThat(sim.view().cause()).startsWith("IllegalArgumentException: a schedule needs");
  }

  @Test
  void theHostRefusesCallsFromOutsideTheStrand() {
    Sim.with(driver);
    var host = driver.last().host;

    assertThatThrownBy(() -> host.link().send(new byte[1]))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> host.emit(new WeightMeasured(host.now(), 1, true, Map.of()), () -> {}))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> host.after(Duration.ZERO, () -> {}))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aSlowCallIsCountedOnce() {
    Sim sim = new Sim();
    driver.duringOpen = () -> sim.jump(Duration.ofMillis(2001));
    sim.devices.use("scripted", driver, "1.0.0");
    sim.configure(Sim.device(Sim.ID));
    assertThat(sim.view().slowCalls()).isEqualTo(1);

    driver.duringOpen = () -> sim.jump(Duration.ofMillis(1999));
    sim.link().drop("closed");
    sim.advance(Duration.ofSeconds(1));
    assertThat(sim.view().slowCalls()).isEqualTo(1);
  }

  @Test
  void aCallThatLastsIsNoticedWhileItLasts() {
    Sim sim = new Sim();
    List<Long> seen = new ArrayList<>();
    driver.duringOpen =
        () -> {
          sim.jump(Duration.ofSeconds(3));
          Thread other =
              new Thread(() -> sim.devices.views().forEach(view -> seen.add(view.slowCalls())));
          sim.devices.checkDrivers();
          other.start();
          join(other);
        };
    sim.devices.use("scripted", driver, "1.0.0");
    sim.configure(Sim.device(Sim.ID));

    assertThat(seen).containsExactly(1L);
    assertThat(sim.view().slowCalls()).isEqualTo(1);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void messagesAreDeliveredAndThoseOfNobodyAreRefused() {
    Sim sim = Sim.with(driver);
    List<Integer> statuses = new ArrayList<>();
    Inbound.Reply reply = (status, type, body) -> statuses.add(status);
    byte[] body = "EMIT 9".getBytes(StandardCharsets.US_ASCII);
    sim.link().message(new Inbound.Message("/x", Map.of(), body, reply));
    sim.run();
    assertThat(weights(sim)).containsExactly(9L);
    assertThat(statuses).isEmpty();

    byte[] bad = "BAD".getBytes(StandardCharsets.US_ASCII);
    sim.link().message(new Inbound.Message("/x", Map.of(), bad, reply));
    sim.link().message(new Inbound.Message("/x", Map.of(), body, reply));
    sim.run();
    assertThat(weights(sim)).containsExactly(9L);
    assertThat(statuses).containsExactly(503);
  }
}
