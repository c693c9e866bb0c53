package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarInputStream;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;

/** A flow as a file: its name says what it is, its bytes are kept, the framework gets a bundle. */
class FlowFileBundleTest {

  private static final String TEXT = "- route: {} # 友谊\n";

  @TempDir Path folder;

  private Path file(String name) throws Exception {
    return Files.writeString(folder.resolve(name), TEXT);
  }

  @Test
  void itsNameSaysFlowAndVersion() throws Exception {
    PluginFile read = PluginFile.read(file("flow-cargo-export-1.2.0.camel.yaml"));
    assertThat(read.kind()).isEqualTo(PluginKind.FLOW);
    assertThat(read.name()).isEqualTo("cargo-export");
    assertThat(read.version()).isEqualTo(Version.parseVersion("1.2.0"));
    PluginCode.check(read);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cargo-1.2.0.camel.yaml",
        "flow-cargo.camel.yaml",
        "flow-cargo-1.2.camel.yaml",
        "flow-Cargo-1.2.0.camel.yaml",
        ".camel.yaml"
      })
  void aNameThatSaysNeitherIsRefused(String name) {
    assertThatThrownBy(() -> PluginFile.read(file(name)))
        .isInstanceOf(Refusal.class)
        .hasMessage(
            "'%s' does not say which flow it is; name it like flow-cargo-export-1.2.0.camel.yaml"
                .formatted(name));
  }

  @Test
  void whatIsNoTextIsRefused() throws Exception {
    Path file = folder.resolve("flow-cargo-1.2.0.camel.yaml");
    Files.write(file, new byte[] {(byte) 0xc3, 0x28});
    assertThatThrownBy(() -> PluginFile.read(file)).hasMessageContaining("is no UTF-8 text");
    Files.write(file, new byte[1024 * 1024 + 1]);
    assertThatThrownBy(() -> PluginFile.read(file)).hasMessageContaining("larger than 1 MiB");
  }

  @Test
  void theFrameworkGetsABundleAroundIt() throws Exception {
    PluginFile read = PluginFile.read(file("flow-cargo-1.2.0.camel.yaml"));
    try (InputStream in = read.open();
        JarInputStream jar = new JarInputStream(in)) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Bundle-Version"))
          .isEqualTo("1.2.0");
      assertThat(jar.getManifest().getMainAttributes().getValue(FlowFileBundle.HEADER))
          .isEqualTo("cargo");
      assertThat(jar.getNextJarEntry().getName()).isEqualTo(FlowFileBundle.ENTRY);
      assertThat(new String(jar.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
    }
  }

  @Test
  void itIsKeptAndFoundByItsDigest() throws Exception {
    PluginFolder plugins = new PluginFolder(folder.resolve("plugins"));
    PluginFile given = PluginFile.read(file("flow-cargo-1.2.0.camel.yaml"));
    PluginFile kept = plugins.keep(given);
    assertThat(kept.file()).hasContent(TEXT).isNotEqualTo(given.file());
    PluginFile found = plugins.find("cargo", PluginRecord.Release.of(kept));
    assertThat(found).isEqualTo(kept);
    assertThat(found.toString()).isEqualTo("cargo 1.2.0");
    Files.writeString(kept.file(), "- route: {}");
    assertThatThrownBy(() -> plugins.find("cargo", PluginRecord.Release.of(kept)))
        .hasMessageContaining("was changed");
  }
}
