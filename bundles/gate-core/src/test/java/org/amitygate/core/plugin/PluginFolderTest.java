package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginFolderTest {

  @TempDir Path folder;
  private Path own;
  private PluginFile given;

  @BeforeEach
  void place() throws Exception {
    own = folder.resolve("plugins");
    Path jar =
        PluginJar.bundle("org.example.mt-sics", "1.2.0")
            .capability("driver", "mt-sics")
            .write(folder, "given.jar");
    given = PluginFile.read(jar);
  }

  @Test
  void aJarThatChangesBetweenItsReadingAndItsKeepingIsRefused() throws Exception {
    PluginJar.bundle("org.example.mt-sics", "1.2.1")
        .capability("driver", "mt-sics")
        .write(folder, "given.jar");
    assertThatThrownBy(() -> new PluginFolder(own).keep(given))
        .isInstanceOf(Refusal.class)
        .hasMessage("'given.jar' changed while it was read; try again");
  }

  @Test
  void aJarAndItsNameAreOnDiskBeforeItIsKept() throws Exception {
    PluginFolder plugins = new PluginFolder(own);
    assertThat(Flight.forced(own, () -> plugins.keep(given)))
        .containsExactly(own.resolve(given.sha256() + ".part"), own);
    assertThat(own.resolve(given.sha256() + ".jar"))
        .hasBinaryContent(Files.readAllBytes(given.file()));
    assertThat(Flight.forced(own, () -> plugins.keep(given))).as("kept already").isEmpty();
  }

  @Test
  void aKeptJarThatWasChangedIsNotFound() throws Exception {
    PluginFolder plugins = new PluginFolder(own);
    PluginFile kept = plugins.keep(given);
    PluginRecord.Release release = PluginRecord.Release.of(kept);
    assertThat(plugins.find("mt-sics", release).sha256()).isEqualTo(given.sha256());
    Files.write(kept.file(), new byte[] {1});
    assertThatThrownBy(() -> plugins.find("mt-sics", release))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("was changed");
    Files.delete(kept.file());
    assertThatThrownBy(() -> plugins.find("mt-sics", release))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is missing");
  }
}
