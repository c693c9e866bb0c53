package org.amitygate.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.amitygate.core.device.DeviceStatus;
import org.amitygate.core.plugin.Flight;
import org.junit.jupiter.api.Test;

/** What an update of the platform takes, and what becomes of it. */
class PlatformTest extends PlatformBench {

  @Test
  void itComesToRestWritesTheRecordTellsAndOnlyThenEnds() throws Exception {
    update(running());
    assertThat(steps.get(0)).isEqualTo("rest");
    assertThat(steps.get(1)).startsWith("platform 1.0.1 takes over");
    assertThat(steps.get(2)).isEqualTo("restart");
    assertThat(records()).containsExactly("PlatformUpdateBegun");
    assertThat(folder.resolve("platform/next")).hasContent(home + "\n" + next.home + "\nback\n");
  }

  @Test
  void onceItIsUpAndTheLanesAreBackThePausesAreOnRecord() throws Exception {
    update(running());
    renamed("next", "trying");
    online(DeviceStatus.CONNECTING, 3);
    Platform after = running(next.home, true);
    online(DeviceStatus.ONLINE, 9);
    until(() -> !after.now().underWay());
    assertThat(folder.resolve("platform/current")).exists();
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformUpdated");
    assertThat(after.history().get(60, TimeUnit.SECONDS).get(1).toString())
        .contains("\"from\":\"1.0.0\"", "\"to\":\"1.0.1\"", "\"pauseMillis\":{\"L1\":9000}");
    assertThat(after.now().version()).isEqualTo("1.0.1");
  }

  @Test
  void theOldOneThatIsStartedAgainSaysThatTheNewOneFailed() throws Exception {
    update(running());
    renamed("next", "failed");
    Platform again = running();
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformTakenBack");
    assertThat(again.history().get(60, TimeUnit.SECONDS).get(1).path("reason").asText())
        .contains("was not up in time");
    assertThat(folder.resolve("platform/failed")).doesNotExist();
  }

  @Test
  void aNewOneOnWhichAPluginIsNotUpEndsItselfInTime() throws Exception {
    update(running());
    steps.clear();
    renamed("next", "trying");
    plugins.problem = "its routes did not come up";
    running(next.home, true);
    until(() -> plugins.asked > 1);
    assertThat(steps).isEmpty();
    now = START.plus(Arrival.UP_WITHIN).plusMillis(1);
    until(() -> steps.contains("restart"));
    assertThat(folder.resolve("platform/trying")).exists();
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformNotUp");
  }

  @Test
  void oneThatIsNotUpEndsItselfAlsoWhenThatCannotBeWritten() throws Exception {
    update(running());
    steps.clear();
    renamed("next", "trying");
    plugins.problem = "its routes did not come up";
    journal.refuse("PlatformNotUp");
    now = START;
    Platform after = running(next.home, true);
    now = START.plus(Arrival.UP_WITHIN).plusMillis(1);
    until(() -> !after.now().underWay());
    assertThat(steps).containsExactly("restart");
    assertThat(folder.resolve("platform/trying")).exists();
    assertThat(records()).containsExactly("PlatformUpdateBegun");
  }

  @Test
  void itsEndThatDoesNotBeginIsTriedAgainAndToldOnce() throws Exception {
    update(running());
    steps.clear();
    renamed("next", "trying");
    plugins.problem = "its routes did not come up";
    restartFails = true;
    now = START;
    Platform after = running(next.home, true);
    now = START.plus(Arrival.UP_WITHIN).plusMillis(1);
    until(() -> steps.size() > 1);
    assertThat(after.now().underWay()).isTrue();
    restartFails = false;
    until(() -> !after.now().underWay());
    assertThat(steps).containsOnly("restart");
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformNotUp");
  }

  @Test
  void aNewOneWithoutAnyDeviceIsNotUp() throws Exception {
    update(running());
    steps.clear();
    renamed("next", "trying");
    online(DeviceStatus.OFFLINE, 3);
    now = START;
    running(next.home, true);
    now = START.plus(Arrival.UP_WITHIN).plusSeconds(1);
    until(() -> steps.contains("restart"));
    assertThat(records()).endsWith("PlatformNotUp");
  }

  @Test
  void aCrashBeforeTheLauncherKnowsLeavesTheOldOne() throws Exception {
    update(running());
    Files.delete(folder.resolve("platform/next"));
    running();
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformTakenBack");
  }

  @Test
  void withNewerTablesThereIsNoWayBack() throws Exception {
    next.tables = 3;
    update(running());
    assertThat(Files.readString(folder.resolve("platform/next"))).endsWith("keep\n");
  }

  @Test
  void withoutAWayBackOneThatIsNotUpSaysSoOnceAndStays() throws Exception {
    next.tables = 3;
    update(running());
    steps.clear();
    renamed("next", "trying");
    plugins.problem = "its routes did not come up";
    Platform after = running(next.home, true);
    until(() -> plugins.asked > 1);
    assertThat(folder.resolve("platform/trying")).exists();
    now = START.plus(Arrival.UP_WITHIN).plusMillis(1);
    until(() -> !after.now().underWay());
    assertThat(folder.resolve("platform/current")).exists();
    assertThat(records())
        .containsExactly("PlatformUpdateBegun", "PlatformNotUp", "PlatformUpdated");
    assertThat(steps).isEmpty();
  }

  @Test
  void soItDoesWhenThatCannotBeWritten() throws Exception {
    next.tables = 3;
    update(running());
    renamed("next", "trying");
    plugins.problem = "its routes did not come up";
    journal.refuse("PlatformNotUp");
    now = START;
    Platform after = running(next.home, true);
    now = START.plus(Arrival.UP_WITHIN).plusMillis(1);
    until(() -> !after.now().underWay());
    assertThat(folder.resolve("platform/current")).exists();
    assertThat(journal.refused()).isEqualTo(1);
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformUpdated");
  }

  @Test
  void unpacksAnArchiveAndTakesWhatIsInIt() throws Exception {
    next.write();
    Path archive = folder.resolve("amity-gate-1.0.1.tar.gz");
    Process tar =
        new ProcessBuilder("tar", "-czf", archive.toString(), "-C", folder.toString(), "new")
            .start();
    assertThat(tar.waitFor()).isZero();
    Platform platform = running();
    List<String> programs =
        Flight.programs(
            () ->
                platform.update(SUPERVISOR, archive, "new", steps::add).get(60, TimeUnit.SECONDS));
    assertThat(programs)
        .as("on disk before it is there under its name")
        .contains("sync -f " + folder.resolve("platform/unpacking.part"));
    String unpacked = Files.readAllLines(folder.resolve("platform/next")).get(1);
    assertThat(Path.of(unpacked)).startsWith(folder.resolve("platform"));
    assertThat(Assembly.read(Path.of(unpacked)).version()).isEqualTo("1.0.1");
    assertThat(folder.resolve("platform/archive.part")).doesNotExist();
  }
}
