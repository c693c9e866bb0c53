package org.amitygate.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.DocumentedRoles;
import org.amitygate.core.plugin.PluginTrust;
import org.junit.jupiter.api.Test;

/** What is refused, and what begins and does not come off: the gate goes on as it was. */
class PlatformRefusalTest extends PlatformBench {

  @Test
  void refusesWhatWouldStrandAPinnedFlow() throws Exception {
    plugins.missing.add(
        "flow cargo-export 1.0.0 needs the package org.amitygate.flow [1.0,2) (3 crossings are under way on it)");
    assertThat(refusal(running(), next.write()))
        .contains("would leave behind: flow cargo-export 1.0.0", "3 crossings are under way");
    assertThat(plugins.packages).containsKey("org.amitygate.flow");
    assertThat(records()).isEmpty();
    assertThat(steps).isEmpty();
  }

  @Test
  void refusesWhatCannotRunHere() throws Exception {
    Platform platform = running();
    tables = 3;
    assertThat(refusal(platform, next.write()))
        .contains("up to version 2, and they are of version 3");
    tables = 2;
    next.java = 99;
    assertThat(refusal(platform, next.write())).contains("needs Java 99");
    assertThat(refusal(platform, home)).contains("runs on 1.0.0 in " + home + " already");
    assertThat(refusal(platform, folder.resolve("platform-9.tar.gz"))).contains("there is no file");
    assertThat(steps).isEmpty();
  }

  @Test
  void refusesWhenNobodyWouldStartIt() throws Exception {
    Platform platform = running(home, false);
    until(() -> !platform.now().underWay());
    assertThat(refusal(platform, next.write())).contains("nobody starts another platform");
  }

  @Test
  void refusesASecondOneWhileOneIsUnderWay() throws Exception {
    Platform platform = running();
    update(platform);
    TestAssembly newer = new TestAssembly(folder.resolve("newer"));
    newer.version = "1.0.2";
    assertThat(platform.update(SUPERVISOR, newer.write(), "newer", steps::add))
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("an update of the platform is under way");
    assertThat(folder.resolve("platform/next")).hasContent(home + "\n" + next.home + "\nback\n");
    assertThat(records()).containsExactly("PlatformUpdateBegun");
  }

  @Test
  void refusesWhomItDoesNotTrust() throws Exception {
    trust =
        (file, sha256) -> {
          throw new Refusal("'" + file.getFileName() + "' is not signed");
        };
    assertThat(refusal(running(), next.write())).isEqualTo("'new' is not signed");
    Path broken = Files.writeString(folder.resolve("x.tar.gz"), "no archive");
    assertThat(refusal(running(), broken)).isEqualTo("'x.tar.gz' is not signed");
    trust = PluginTrust.ANY;
    assertThat(refusal(running(), broken)).contains("x.tar.gz is no archive of an assembly");
  }

  @Test
  void refusesAndGoesOnWhenTheJournalCannotBeWritten() throws Exception {
    Platform platform = running();
    journal.breakDown(true);
    assertThat(refusal(platform, next.write())).contains("the journal cannot be used");
    assertThat(steps).containsExactly("rest", "go on");
  }

  @Test
  void goesOnWhateverFailsWhileItRests() throws Exception {
    Platform platform = running();
    plugins.broken = true;
    assertThat(platform.update(SUPERVISOR, next.write(), "new", steps::add))
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("the list of plug-ins is broken");
    assertThat(steps).containsExactly("rest", "go on");
    assertThat(records()).isEmpty();
  }

  @Test
  void goesOnWhenItsEndDoesNotBegin() throws Exception {
    Platform platform = running();
    restartFails = true;
    update(platform);
    until(() -> steps.contains("go on"));
  }

  @Test
  void whatTheLauncherCouldNotBeToldForSureIsTakenBack() throws Exception {
    Platform platform = running();
    Files.createDirectories(folder.resolve("platform/next.part")); // where a file has to be written
    Files.writeString(folder.resolve("platform/next"), "as if only its sync had failed");
    assertThat(refusal(platform, next.write())).contains("cannot be written", "make room");
    assertThat(records()).containsExactly("PlatformUpdateBegun", "PlatformTakenBack");
    assertThat(steps).containsExactly("rest", "go on");
    assertThat(platform.now().underWay()).isFalse();
  }

  @Test
  void itIsOverEvenIfThatCannotBeWritten() throws Exception {
    Platform platform = running();
    Files.createDirectories(folder.resolve("platform/next.part"));
    journal.refuse("PlatformTakenBack");
    assertThat(refusal(platform, next.write())).contains("the journal cannot be used");
    assertThat(platform.now().underWay()).isFalse();
    assertThat(steps).containsExactly("rest", "go on");
  }

  @Test
  void refusesWhatDoesNotComeToRest() throws Exception {
    rest = CompletableFuture.failedFuture(new Refusal("a stage on lane L1 has not ended"));
    assertThat(refusal(running(), next.write())).isEqualTo("a stage on lane L1 has not ended");
    assertThat(records()).isEmpty();
  }

  @Test
  void needsASupervisorAndAReason() throws Exception {
    Platform platform = running();
    Actor olga = DocumentedRoles.whoMayNot("everything");
    assertThat(platform.update(olga, home, "new", steps::add))
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("needs the role supervisor");
    assertThat(platform.update(SUPERVISOR, home, " ", steps::add))
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("a reason is needed");
  }
}
