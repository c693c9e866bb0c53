package org.amitygate.core.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Version;

class AssemblyTest {

  @TempDir Path folder;

  private TestAssembly whole() throws IOException {
    return new TestAssembly(folder.toRealPath().resolve("new"));
  }

  @Test
  void readsWhatAnAssemblyIs() throws Exception {
    TestAssembly made = whole();
    made.tables = 11;
    Assembly read = Assembly.read(made.write());
    assertThat(read.version()).isEqualTo("1.0.1");
    assertThat(read.home()).isEqualTo(made.home);
    assertThat(read.java()).isEqualTo(17);
    assertThat(read.tables()).isEqualTo(11);
    assertThat(read.packages())
        .containsEntry("org.amitygate.device", List.of(new Version(1, 0, 0)))
        .containsEntry("org.osgi.framework", List.of(new Version(1, 10, 0)))
        .containsEntry("javax.xml.stream", List.of(Version.emptyVersion));
    assertThat(read).hasToString("1.0.1 in " + made.home);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bin/karaf",
        "lib/boot",
        "plugins",
        "etc/startup.properties",
        "system/org/amitygate/gate-journal"
      })
  void refusesOneThatLacksAPart(String part) throws Exception {
    TestAssembly made = whole();
    made.write();
    delete(made.home.resolve(part));
    assertThatThrownBy(() -> Assembly.read(made.home))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("is no assembly of this server: " + part + " is missing; unpack");
  }

  @Test
  void refusesOneWithoutABundleOfItsStart() throws Exception {
    TestAssembly made = whole();
    made.write();
    Files.writeString(
        made.home.resolve("etc/startup.properties"), "mvn\\:org.example/lost/1.0 = 5\n");
    assertThatThrownBy(() -> Assembly.read(made.home))
        .hasMessageContaining(
            "mvn:org.example/lost/1.0 of etc/startup.properties is not in system");
  }

  @Test
  void refusesWhatCannotBeStartedOrHasTwoVersions() throws Exception {
    TestAssembly made = whole();
    made.write();
    Files.createDirectories(made.home.resolve("system/org/amitygate/features/1.0.2"));
    assertThatThrownBy(() -> Assembly.read(made.home))
        .hasMessageContaining("has 2 versions of the server instead of one");
    made.home.resolve("bin/amity-gate").toFile().setExecutable(false);
    assertThatThrownBy(() -> Assembly.read(made.home))
        .hasMessageContaining("bin/amity-gate cannot be run");
    assertThatThrownBy(() -> Assembly.read(folder.resolve("nowhere")))
        .hasMessageContaining("there is no folder");
  }

  @Test
  void refusesAPathThatTheLauncherDoesNotTake() throws Exception {
    TestAssembly made = new TestAssembly(folder.resolve("new one"));
    assertThatThrownBy(() -> Assembly.read(made.write()))
        .hasMessageContaining("has white space in it");
  }

  private static void delete(Path part) throws IOException {
    try (Stream<Path> all = Files.walk(part)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
