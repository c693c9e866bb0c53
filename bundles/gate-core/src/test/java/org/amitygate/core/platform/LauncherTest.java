package org.amitygate.core.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.amitygate.core.plugin.Flight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {

  @TempDir Path folder;

  private Launcher running(String home) {
    return new Launcher(
        folder.resolve("platform"), folder.resolve("a"), folder.resolve(home), Optional.empty());
  }

  private void becomes(String from, String to) throws IOException {
    Files.move(folder.resolve("platform").resolve(from), folder.resolve("platform").resolve(to));
  }

  @Test
  void whatIsTriedStaysOnceItIsUp() throws Exception {
    running("a").next(folder.resolve("b"), true);
    assertThat(folder.resolve("platform/next"))
        .hasContent(folder.resolve("a") + "\n" + folder.resolve("b") + "\nback\n");
    becomes("next", "trying"); // as the launcher does
    assertThat(running("a").trying()).isFalse();
    assertThat(running("b").trying()).isTrue();
    running("a").confirm();
    assertThat(running("b").trying()).isTrue();
    running("b").confirm();
    assertThat(running("b").trying()).isFalse();
    assertThat(folder.resolve("platform/current")).exists();
  }

  @Test
  void whatIsNextAndItsNameAreOnDiskBeforeThisProcessEnds() throws Exception {
    Path platform = folder.resolve("platform");
    assertThat(Flight.forced(platform, () -> running("a").next(folder.resolve("b"), true)))
        .containsExactly(platform.resolve("next.part"), platform);
    becomes("next", "trying");
    assertThat(Flight.forced(platform, () -> running("b").confirm())).containsExactly(platform);
  }

  @Test
  void whatHasFailedIsForgottenWhenThatIsOnRecord() throws Exception {
    assertThat(running("a").failed()).isFalse();
    running("a").next(folder.resolve("b"), false);
    assertThat(Files.readString(folder.resolve("platform/next"))).endsWith("keep\n");
    becomes("next", "failed");
    assertThat(running("a").failed()).isTrue();
    running("a").forgetFailed();
    assertThat(running("a").failed()).isFalse();
  }

  @Test
  void onlyAParentThatWaitsSupervises() {
    long parent = ProcessHandle.current().parent().orElseThrow().pid();
    Map<String, String> said =
        Map.of(
            "karaf.home", folder.toString(),
            "gate.base", folder.toString(),
            "gate.supervisor", Long.toString(parent));
    assertThat(Launcher.of(said::get).supervised()).isTrue();
    Map<String, String> another =
        Map.of("karaf.home", folder.toString(), "gate.supervisor", Long.toString(parent + 1));
    assertThat(Launcher.of(another::get).supervised()).isFalse();
    assertThat(Launcher.of(Map.of("gate.supervisor", "")::get).supervised()).isFalse();
  }
}
