package org.amitygate.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.amitygate.core.plugin.Asides.Aside;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

class AsidesTest {

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private TestGate gate;

  @BeforeEach
  void start() throws Exception {
    gate = new TestGate(folder, journal).start();
    gate.install(PluginJar.flow("cargo-export", "1.0.0"));
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
  }

  private CompletableFuture<Aside> aside(PluginJar jar) throws Exception {
    return gate.host.asides().flow(jar.write(folder.resolve("drop"), "aside.jar"));
  }

  private static Aside up(CompletableFuture<Aside> aside) {
    return aside.orTimeout(20, TimeUnit.SECONDS).join();
  }

  private String refused(PluginJar jar) throws Exception {
    return TestGate.said(aside(jar).thenApply(Aside::name));
  }

  @Test
  void aFlowAsideRunsWithoutBeingInstalledAndIsGoneAfterwards() throws Exception {
    List<String> records = journal.types("plugin:cargo-export");

    Aside aside = up(aside(PluginJar.flow("cargo-export", "1.1.0")));

    assertThat(aside.name() + " " + aside.version()).isEqualTo("cargo-export 1.1.0");
    assertThat(aside.stream()).isEqualTo("plugin:cargo-export");
    assertThat(gate.pluginBundles())
        .containsExactlyInAnyOrder("test.flow-cargo-export 1.0.0", "test.flow-cargo-export 1.1.0");
    assertThat(gate.context().getBundles())
        .filteredOn(bundle -> bundle.getVersion().toString().equals("1.1.0"))
        .extracting(Bundle::getLocation)
        .allMatch(location -> location.startsWith(Asides.LOCATION));
    assertThat(gate.flows).isEqualTo(Map.of("cargo-export", "1.0.0"));
    assertThat(gate.host.list())
        .extracting(PluginHost.PluginView::version)
        .containsExactly("1.0.0");

    aside.remove().orTimeout(20, TimeUnit.SECONDS).join();

    assertThat(gate.pluginBundles()).containsExactly("test.flow-cargo-export 1.0.0");
    assertThat(journal.types("plugin:cargo-export")).isEqualTo(records);
  }

  @Test
  void itIsCheckedLikeAnyOther() throws Exception {
    assertThat(refused(PluginJar.driver("mt-sics", "1.1.0")))
        .isEqualTo(
            "REFUSED mt-sics 1.1.0 is of the kind driver; only flows can be rehearsed, name the jar of a flow");
    assertThat(
            refused(PluginJar.flow("cargo-export", "1.1.0").type(PluginCodeTest.ReadsAClock.class)))
        .contains("reads a clock");
    assertThat(
            refused(PluginJar.flow("cargo-export", "1.1.0").header("Import-Package", "org.gone")))
        .contains("needs the package org.gone");
    assertThat(refused(PluginJar.flow("cargo-export", "1.0.0")))
        .contains("test.flow-cargo-export 1.0.0 is in the server already; raise its version");
    assertThat(gate.pluginBundles()).containsExactly("test.flow-cargo-export 1.0.0");
  }

  @Test
  void itIsTakenAwayEvenWhenTheHostHasEnded() throws Exception {
    Aside aside = up(aside(PluginJar.flow("cargo-export", "1.1.0")));
    gate.host.close();
    aside.remove().orTimeout(20, TimeUnit.SECONDS).join();
    assertThat(gate.pluginBundles()).doesNotContain("test.flow-cargo-export 1.1.0");
  }
}
