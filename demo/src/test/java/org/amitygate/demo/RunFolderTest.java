package org.amitygate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path root;

  @Test
  void isOursAndEmpty() throws Exception {
    Path folder = RunFolder.take(root, false);
    assertThat(folder).isEqualTo(root.resolve("run/demo"));
    assertThat(Files.readString(folder.resolve("demo.pid")).strip())
        .isEqualTo(Long.toString(ProcessHandle.current().pid()));
    Files.createDirectories(folder.resolve("gate/store"));
    Files.writeString(folder.resolve("gate/store/x"), "x");
    RunFolder.release(folder);
    assertThat(folder.resolve("demo.pid")).doesNotExist();
    RunFolder.take(root, false);
    assertThat(folder.resolve("gate")).doesNotExist();
  }

  @Test
  void keepsTheRunBefore() throws Exception {
    for (int run = 1; run <= 3; run++) {
      Path folder = RunFolder.take(root, true);
      Files.writeString(folder.resolve("run"), Integer.toString(run));
      RunFolder.release(folder);
    }
    assertThat(root.resolve("run/demo-1/run")).hasContent("1");
    assertThat(root.resolve("run/demo-2/run")).hasContent("2");
    assertThat(root.resolve("run/demo/run")).hasContent("3");
  }

  @Test
  void aPidFileOfAProcessThatIsNoDemoDoesNotStopUs() throws Exception {
    Files.createDirectories(root.resolve("run/demo"));
    Files.writeString(root.resolve("run/demo/demo.pid"), "1\n");
    assertThat(RunFolder.take(root, false)).isDirectory();
  }
}
