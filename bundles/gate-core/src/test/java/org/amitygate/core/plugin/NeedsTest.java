package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Version;

/** Whether what is installed would run in another server. */
class NeedsTest {

  private static final List<Version> FRAMEWORK = List.of(new Version(1, 10, 0));

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private TestGate gate;

  @BeforeEach
  void start() throws Exception {
    gate = new TestGate(folder, journal).start();
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    gate.install(PluginJar.flow("cargo-export", "1.0.0"));
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private List<String> missing(Map<String, List<Version>> packages) throws Exception {
    return gate.host.missingIn(packages, "server 2.0.0").get(60, TimeUnit.SECONDS);
  }

  @Test
  void nothingIsMissingWhereEverythingIsExported() throws Exception {
    assertThat(
            missing(
                Map.of(
                    "org.osgi.framework",
                    FRAMEWORK,
                    "org.amitygate.device",
                    List.of(new Version(2, 0, 0), new Version(1, 4, 0)))))
        .isEmpty();
  }

  @Test
  void aDriverOfAnOlderApiIsNamed() throws Exception {
    assertThat(
            missing(
                Map.of(
                    "org.osgi.framework",
                    FRAMEWORK,
                    "org.amitygate.device",
                    List.of(new Version(2, 0, 0)))))
        .containsExactly(
            "driver mt-sics 1.0.0 needs the package org.amitygate.device [1.0.0,2.0.0), but server 2.0.0 has 2.0.0");
  }

  @Test
  void aVersionThatCrossingsArePinnedToIsNamedThoughAnotherIsActive() throws Exception {
    journal.open("cargo-export", "1.0.0");
    Path next = PluginJar.flow("cargo-export", "1.1.0").write(folder, "next.jar");
    gate.host.update(TestGate.INTEGRATOR, next, "new").get(60, TimeUnit.SECONDS);
    assertThat(missing(Map.of("org.amitygate.device", List.of(new Version(1, 0, 0)))))
        .contains(
            "flow cargo-export 1.0.0 needs the package org.osgi.framework 0.0.0, which nothing in server 2.0.0 exports (1 crossings are under way on it)",
            "flow cargo-export 1.1.0 needs the package org.osgi.framework 0.0.0, which nothing in server 2.0.0 exports");
  }
}
