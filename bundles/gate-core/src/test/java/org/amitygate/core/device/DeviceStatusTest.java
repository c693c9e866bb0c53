package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeviceStatusTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void withoutADriverThereIsNoConnection() {
    Sim sim = new Sim();
    sim.configure(Sim.device(Sim.ID));

    assertThat(sim.view().status()).isEqualTo(DeviceStatus.NO_DRIVER);
    assertThat(sim.view().cause()).isEqualTo("no driver 'scripted' is installed");
    assertThat(sim.links.all()).isEmpty();
    assertThat(sim.told).containsExactly("L3.scale offline: no driver 'scripted' is installed");

    sim.devices.use("scripted", new ScriptedDriver(), "1.0.0");
    sim.run();

    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
    assertThat(sim.view().driverVersion()).contains("1.0.0");
    assertThat(sim.statuses()).containsExactly("NO_DRIVER", "CONNECTING", "ONLINE");
    assertThat(sim.told).last().isEqualTo("L3.scale online");
  }

  @Test
  void theRecordOfATransitionSaysWhatHappened() {
    Sim sim = Sim.with(new ScriptedDriver());

    sim.link().drop("192.0.2.7:4305 closed the connection");
    sim.run();

    assertThat(sim.journal.types("device:L3.scale"))
        .containsExactly("DeviceStatusChanged", "DeviceStatusChanged", "DeviceStatusChanged");
    assertThat(sim.journal.bodies("device:L3.scale").get(2))
        .hasToString(
            "{\"device\":\"L3.scale\",\"status\":\"OFFLINE\","
                + "\"cause\":\"192.0.2.7:4305 closed the connection\","
                + "\"driver\":\"scripted\",\"driverVersion\":\"1.0.0\"}");
  }

  @Test
  void onlyTransitionsAreRecordedHoweverOftenAConnectionFails() {
    Sim sim = new Sim();
    sim.links.reachable = false;
    sim.devices.use("scripted", new ScriptedDriver(), "1.0.0");
    sim.configure(Sim.device(Sim.ID));
    sim.advance(MINUTE);

    assertThat(sim.link().attempts).isGreaterThan(10);
    assertThat(sim.statuses()).containsExactly("CONNECTING", "OFFLINE");
    assertThat(sim.view().cause()).isEqualTo("connection refused");
    assertThat(sim.told).containsExactly("L3.scale offline: the connection is being made");
  }

  @Test
  void aDeviceThatComesBackIsOnlineAtOnceIfItNeverFailed() {
    Sim sim = new Sim();
    sim.links.reachable = false;
    sim.devices.use("scripted", new ScriptedDriver(), "1.0.0");
    sim.configure(Sim.device(Sim.ID));
    sim.advance(MINUTE);
    sim.links.reachable = true;
    sim.advance(Backoff.LONGEST);

    assertThat(sim.statuses()).containsExactly("CONNECTING", "OFFLINE", "ONLINE");
  }

  @Test
  void afterAFailureItIsOnlineOnlyWhenItHasSpoken() {
    Sim sim = Sim.with(new ScriptedDriver());
    sim.link().drop("closed");
    sim.advance(Duration.ofSeconds(1));

    assertThat(sim.link().connections).isEqualTo(2);
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);

    sim.link().says("HALF");
    sim.run();
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);

    sim.link().says(" LINE\n");
    sim.run();
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
    assertThat(sim.view().cause()).isEmpty();
  }

  @Test
  void afterAFailureASilentDeviceIsOnlineWhenItsSessionHasStood() {
    Sim sim = Sim.with(new ScriptedDriver());
    sim.link().drop("closed");
    sim.advance(Duration.ofSeconds(1));
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);

    sim.advance(Proof.STANDING);

    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
  }

  @Test
  void aDeviceThatTalksNonsenseStaysOfflineAndIsAskedLessAndLess() {
    ScriptedDriver driver = new ScriptedDriver();
    Sim sim = Sim.with(driver);
    sim.link().says("BAD\n");
    sim.run();
    for (int i = 0; i < 600; i++) {
      sim.advance(Duration.ofMillis(100));
      sim.link().says("BAD\n");
      sim.run();
    }

    assertThat(sim.statuses()).containsExactly("CONNECTING", "ONLINE", "OFFLINE");
    assertThat(sim.view().cause()).isEqualTo("GOOD was expected, BAD came");
    assertThat(sim.link().connections).isBetween(12, 40);
    assertThat(driver.open()).isLessThanOrEqualTo(1);
  }

  @Test
  void aDriverThatCannotServeTheSettingsLeavesTheDeviceOffline() {
    ScriptedDriver driver = new ScriptedDriver();
    driver.openFailure = Optional.of(new IOException("setting 'unit' must be 1 to 247"));
    Sim sim = Sim.with(driver);
    sim.advance(MINUTE);

    assertThat(sim.statuses()).containsExactly("CONNECTING", "OFFLINE");
    assertThat(sim.view().cause()).isEqualTo("setting 'unit' must be 1 to 247");

    driver.openFailure = Optional.empty();
    sim.advance(Backoff.LONGEST.plus(Proof.STANDING));
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);
  }

  @Test
  void linksOfAKindMayComeLaterAndGo() {
    Sim sim = new Sim();
    sim.devices.unlink("tcp", sim.links);
    sim.devices.use("scripted", new ScriptedDriver(), "1.0.0");
    sim.configure(Sim.device(Sim.ID));
    assertThat(sim.view().cause()).isEqualTo("no link of the kind 'tcp' is installed");

    sim.devices.link("tcp", sim.links);
    sim.run();
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.ONLINE);

    sim.devices.unlink("tcp", sim.links);
    sim.run();
    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    assertThat(sim.link().closed).isTrue();
  }

  @Test
  void anAddressThatCannotBeReadIsACause() {
    Sim sim = new Sim();
    sim.devices.link(
        "tcp",
        (device, config, listener) -> {
          throw new IllegalArgumentException("'x' is no address");
        });
    sim.devices.use("scripted", new ScriptedDriver(), "1.0.0");
    sim.configure(Sim.device(Sim.ID));

    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    assertThat(sim.view().cause()).endsWith("'x' is no address");
  }

  @Test
  void aCauseIsOneBoundedLineWhateverTheDeviceSaid() {
    Sim sim = Sim.with(new ScriptedDriver());
    sim.link().drop("came: \r\n\u001b[31m" + "x".repeat(5000));
    sim.run();

    assertThat(sim.view().cause()).hasSize(300).doesNotContain("\n", "\r", "\u001b");
  }

  @Test
  void aJournalThatCannotBeWrittenStopsNothing() {
    Sim sim = Sim.with(new ScriptedDriver());
    sim.journal.writable = false;
    sim.link().drop("closed");
    sim.run();

    assertThat(sim.view().status()).isEqualTo(DeviceStatus.OFFLINE);
    assertThat(sim.told).last().isEqualTo("L3.scale offline: closed");
  }

  @Test
  void reconnectingWaitsBetweenAFifthOfASecondAndFiveSeconds() {
    Sim sim = new Sim();
    sim.links.reachable = false;
    sim.devices.use("scripted", new ScriptedDriver(), "1.0.0");
    sim.configure(Sim.device(Sim.ID));

    sim.advance(Duration.ofMillis(199));
    assertThat(sim.link().attempts).isEqualTo(1);
    sim.advance(Duration.ofMillis(201));
    assertThat(sim.link().attempts).isEqualTo(2);
    sim.advance(MINUTE);
    int before = sim.link().attempts;
    sim.advance(Duration.ofSeconds(50));
    assertThat(sim.link().attempts - before).isBetween(10, 20);
  }

  @Test
  void aSessionThatStoodMakesTheNextRepairQuick() {
    Sim sim = Sim.with(new ScriptedDriver());
    for (int i = 0; i < 8; i++) {
      sim.advance(Proof.STANDING.plusSeconds(1));
      sim.link().drop("closed");
      sim.advance(Duration.ofMillis(400));
      assertThat(sim.link().connections).isEqualTo(i + 2);
    }
  }

  @Test
  void viewsShowEveryDeviceInOrder() {
    Sim sim = new Sim();
    sim.devices.use("scripted", new ScriptedDriver(), "1.0.0");
    sim.configure(Sim.device("L3.scale"), Sim.device("L3.io"));
    sim.links.of("L3.io").says("EMIT 5\n");
    sim.run();

    List<DeviceView> views = sim.devices.views();
    assertThat(views).extracting(DeviceView::id).containsExactly("L3.io", "L3.scale");
    assertThat(views.get(0).readings()).isEqualTo(1);
    assertThat(views.get(0).lastReadingAt()).contains(sim.now());
    assertThat(views.get(1).readings()).isZero();
    assertThat(views.get(1).lastReadingAt()).isEmpty();
    assertThat(views.get(0).driver()).isEqualTo("scripted");
    assertThat(sim.devices.view("L9.io")).isEmpty();
  }

  @Test
  void configurationChangesAreAppliedAsADifference() {
    ScriptedDriver driver = new ScriptedDriver();
    Sim sim = new Sim();
    sim.devices.use("scripted", driver, "1.0.0");
    sim.configure(Sim.device("L3.io"), Sim.device("L3.scale"), Sim.device("L3.gone"));
    FakeLinks.FakeLink kept = sim.links.of("L3.io");
    FakeLinks.FakeLink changed = sim.links.of("L3.scale");
    FakeLinks.FakeLink gone = sim.links.of("L3.gone");

    sim.configure(
        Sim.device("L3.io"), Sim.device("L3.scale", Map.of("step", 20L)), Sim.device("L3.new"));

    assertThat(sim.links.of("L3.io")).isSameAs(kept);
    assertThat(kept.closed).isFalse();
    assertThat(kept.connections).isEqualTo(1);
    assertThat(changed.closed).isTrue();
    assertThat(sim.links.of("L3.scale")).isNotSameAs(changed);
    assertThat(gone.closed).isTrue();
    assertThat(driver.settings)
        .extracting(one -> one.device() + one.values())
        .containsExactly("L3.io{}", "L3.scale{}", "L3.gone{}", "L3.new{}", "L3.scale{step=20}");
    assertThat(driver.open()).isEqualTo(3);
    assertThat(sim.devices.views())
        .extracting(DeviceView::id)
        .containsExactly("L3.io", "L3.new", "L3.scale");
    assertThat(sim.told).contains("L3.gone offline: it was removed from the configuration");
  }

  @Test
  void anotherDriverNameInTheConfigurationTakesThatDriver() {
    ScriptedDriver other = new ScriptedDriver();
    Sim sim = Sim.with(new ScriptedDriver());
    sim.devices.use("other", other, "3.1.0");
    var device = Sim.device(Sim.ID);
    sim.configure(
        new org.amitygate.config.DeviceConfig(
            device.id(), "other", device.link(), device.settings()));

    assertThat(other.open()).isEqualTo(1);
    assertThat(sim.view().driver()).isEqualTo("other");
    assertThat(sim.view().driverVersion()).contains("3.1.0");
  }

  @Test
  void afterCloseNothingIsLeft() {
    ScriptedDriver driver = new ScriptedDriver();
    Sim sim = Sim.with(driver);
    sim.link().says("TICK\n");
    sim.run();
    var closing = sim.devices.close();
    sim.run();

    assertThat(closing).isDone();
    assertThat(driver.open()).isZero();
    assertThat(sim.link().closed).isTrue();
    sim.link().takeSent();
    sim.configure(Sim.device("L3.late"));
    sim.advance(MINUTE);
    assertThat(sim.armed()).isZero();
    assertThat(sim.link().sent).isEmpty();
    assertThat(sim.devices.views()).isEmpty();
  }
}
