package org.amitygate.core.plugin;

import static org.amitygate.core.plugin.TestGate.INTEGRATOR;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.amitygate.core.plugin.MemoryJournal.Lost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The database is away for longer than anybody waits, and with it the answer to the commit of a
 * change. What runs then is what turns out to be in the journal.
 */
class PluginOutcomeTest {

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private TestGate gate;

  @BeforeEach
  void start() throws Exception {
    gate = new TestGate(folder, journal, "L1.weighbridge", "L2.weighbridge").start();
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private Path jar(PluginJar jar) throws Exception {
    return jar.write(folder.resolve("drop"), "plugin.jar");
  }

  /** What becomes of a change whose record is of this type. */
  private interface Change {
    CompletableFuture<String> ask() throws Exception;
  }

  private String said(Change change, String type, boolean written) throws Exception {
    CompletableFuture<Lost> lost = journal.loseTheAnswerTo(type);
    CompletableFuture<String> asked = change.ask();
    lost.orTimeout(20, TimeUnit.SECONDS).join().turnsOutToBe(written);
    return TestGate.said(asked);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anUpdateOfAFlow(boolean written) throws Exception {
    gate.install(PluginJar.flow("cargo-export", "1.0.0"));
    Path next = jar(PluginJar.flow("cargo-export", "1.1.0"));

    String said =
        said(() -> gate.host.update(INTEGRATOR, next, "better"), "PluginUpdated", written);

    assertThat(said)
        .startsWith(written ? "flow cargo-export 1.1.0 is active" : "REFUSED the journal cannot");
    serves("cargo-export", written ? "1.1.0" : "1.0.0");
    assertThat(gate.flows).isEqualTo(Map.of("cargo-export", written ? "1.1.0" : "1.0.0"));
    assertThat(gate.pluginBundles())
        .contains("test.flow-cargo-export " + (written ? "1.1.0" : "1.0.0"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anInstallation(boolean written) throws Exception {
    Path jar = jar(PluginJar.driver("mt-sics", "1.0.0"));
    said(() -> gate.host.install(INTEGRATOR, jar, "new"), "PluginInstalled", written);
    assertThat(gate.host.list()).hasSize(written ? 1 : 0);
    assertThat(gate.version("L1.weighbridge")).isEqualTo(written ? "1.0.0" : "none");
    assertThat(gate.pluginBundles()).hasSize(written ? 1 : 0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRollout(boolean written) throws Exception {
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    Path next = jar(PluginJar.driver("mt-sics", "1.1.0"));
    said(() -> gate.host.rollout(INTEGRATOR, next, "better"), "PluginRolloutBegun", written);
    assertThat(gate.host.list().get(0).lanes())
        .isEqualTo(written ? Map.of("L1", "1.1.0") : Map.of());
    assertThat(gate.version("L1.weighbridge")).isEqualTo(written ? "1.1.0" : "1.0.0");
    assertThat(gate.version("L2.weighbridge")).isEqualTo("1.0.0");
  }

  @Test
  void aRemoval() throws Exception {
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    said(() -> gate.host.remove(INTEGRATOR, "mt-sics", "sold"), "PluginRemoved", true);
    assertThat(gate.host.list()).isEmpty();
    assertThat(gate.pluginBundles()).isEmpty();
  }

  private void serves(String name, String version) {
    List<PluginHost.PluginView> all = gate.host.list();
    assertThat(all).extracting(PluginHost.PluginView::name).containsExactly(name);
    assertThat(all.get(0).version()).isEqualTo(version);
    assertThat(all.get(0).problem()).isEmpty();
  }
}
