package org.amitygate.demo.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChildrenTest {
  @TempDir Path folder;
  private final Children children = new Children(Duration.ofSeconds(1));

  private Child shell(String script) throws IOException {
    return children.start("sh", new ProcessBuilder("sh", "-c", script), folder.resolve("out"));
  }

  @Test
  void keepsWhatAChildSaid() throws Exception {
    Child child = shell("echo one; echo two >&2; exit 3");
    assertThat(child.endsWithin(10_000)).isTrue();
    assertThat(child.exitValue()).isEqualTo(3);
    assertThat(child.lastWords()).isEqualTo("one\ntwo");
  }

  @Test
  void aKilledChildIsGone() throws Exception {
    Child child = shell("trap '' TERM; exec sleep 100");
    assertThat(child.alive()).isTrue();
    child.kill();
    assertThat(child.alive()).isFalse();
    assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void stopsAllAndStartsNoMore() throws Exception {
    Child willing = shell("exec sleep 100");
    Child stubborn = shell("trap '' TERM; echo ready; while :; do sleep 0.1; done");
    while (!stubborn.lastWords().contains("ready")) {
      Thread.onSpinWait();
    }
    children.stop();
    assertThat(willing.alive()).isFalse();
    assertThat(stubborn.alive()).isFalse();
    assertThat(children.stopping()).isTrue();
    assertThatThrownBy(() -> shell("true")).isInstanceOf(IOException.class);
  }

  @Test
  void knowsHowMuchMemoryAChildHad() throws Exception {
    assertThat(shell("exec sleep 100").peakKb()).isPositive();
    children.stop();
  }
}
