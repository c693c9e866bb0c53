package org.amitygate.core.plugin;

import static org.amitygate.core.plugin.TestGate.INTEGRATOR;
import static org.amitygate.core.plugin.TestGate.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.config.DeviceConfig;
import org.amitygate.config.GateConfig;
import org.amitygate.config.LaneConfig;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.operations.DocumentedRoles;
import org.amitygate.device.Driver;
import org.amitygate.device.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

class PluginHostTest {

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private final List<TestGate> gates = new ArrayList<>();

  private TestGate gate(String... devices) throws Exception {
    TestGate gate = new TestGate(folder, journal, devices);
    gates.add(gate);
    return gate;
  }

  @AfterEach
  void stop() throws Exception {
    for (TestGate gate : gates) {
      gate.close();
    }
  }

  private static Path shipped(Path folder) {
    return folder.resolve("shipped");
  }

  @Test
  void theFirstStartInstallsWhatCameWithTheServer() throws Exception {
    PluginJar.driver("mt-sics", "1.0.0").write(shipped(folder), "driver.jar");
    PluginJar.flow("cargo-export", "1.0.0").write(shipped(folder), "flow.jar");
    PluginJar.bundle("test.other", "1.0.0").write(shipped(folder), "other.jar");

    TestGate gate = gate("L1.weighbridge").start();

    assertThat(gate.host.ready()).isTrue();
    assertThat(gate.host.list())
        .extracting(PluginHost.PluginView::name)
        .containsExactly("cargo-export", "mt-sics");
    assertThat(gate.version("L1.weighbridge")).isEqualTo("1.0.0");
    assertThat(gate.flows).isEqualTo(Map.of("cargo-export", "1.0.0"));
    assertThat(journal.last("plugin:mt-sics").path("who").asText()).isEqualTo("first-start");
    assertThat(gate.pluginBundles())
        .containsExactlyInAnyOrder("test.driver-mt-sics 1.0.0", "test.flow-cargo-export 1.0.0");
  }

  @Test
  void aLaterStartTakesItFromTheJournalAndTheStoreAlone() throws Exception {
    Path jar = PluginJar.driver("mt-sics", "1.0.0").write(shipped(folder), "driver.jar");
    gate("L1.weighbridge").start().kill();
    Files.delete(jar);
    PluginJar.driver("other", "1.0.0").write(shipped(folder), "other.jar");

    TestGate gate = gate("L1.weighbridge").start();

    assertThat(gate.pluginBundles()).containsExactly("test.driver-mt-sics 1.0.0");
    assertThat(gate.version("L1.weighbridge")).isEqualTo("1.0.0");
    assertThat(journal.types("plugin:mt-sics")).containsExactly("PluginInstalled");
  }

  @Test
  void aFirstStartThatWasCutOffGoesOn() throws Exception {
    PluginJar.driver("mt-sics", "1.0.0").write(shipped(folder), "driver.jar");
    gate("L1.weighbridge").start().kill();
    journal.submit(
        tx -> {
          tx.remove("plugin-host", "first-start");
          return tx;
        });
    PluginJar.flow("cargo-export", "1.0.0").write(shipped(folder), "flow.jar");

    TestGate gate = gate("L1.weighbridge").start();

    assertThat(gate.pluginBundles())
        .containsExactlyInAnyOrder("test.driver-mt-sics 1.0.0", "test.flow-cargo-export 1.0.0");
    assertThat(journal.types("plugin:mt-sics")).containsExactly("PluginInstalled");
    assertThat(journal.types("plugin:cargo-export")).containsExactly("PluginInstalled");
  }

  @Test
  void settingsThatBreakThePlugInsSchemaKeepTheDeviceOffline() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    gate.install(
        PluginJar.driver("mt-sics", "1.0.0")
            .header("Gate-Settings-Schema", "s.json")
            .entry("s.json", "{\"properties\": {\"unit\": {\"type\": \"integer\"}}}"));
    Driver driver = gate.served.get("L1.weighbridge");

    assertThatThrownBy(
            () ->
                driver.open(
                    new Settings("L1.weighbridge", Map.of("unit", "one")), null, Optional.empty()))
        .isInstanceOf(IOException.class)
        .hasMessage("its settings are wrong: unit: found 'one', expected a whole number");
    assertThat(
            driver.open(new Settings("L1.weighbridge", Map.of("unit", 1L)), null, Optional.empty()))
        .isNull();
  }

  @Test
  void aSchemaThatIsNoneIsRefused() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();

    assertThat(
            gate.install(
                PluginJar.driver("mt-sics", "1.0.0")
                    .header("Gate-Settings-Schema", "s.json")
                    .entry("s.json", "[]")))
        .isEqualTo(
            "REFUSED mt-sics 1.0.0 has a settings schema that is none (a JSON Schema is an object); mend it");
    assertThat(gate.pluginBundles()).isEmpty();
  }

  @Test
  void aJarThatWasChangedIsNotStarted() throws Exception {
    TestGate first = gate("L1.weighbridge").start();
    first.install(PluginJar.driver("mt-sics", "1.0.0"));
    first.kill();
    Path kept = folder.resolve("store/" + first.host.list().get(0).sha256() + ".jar");
    Files.write(kept, new byte[] {0}, StandardOpenOption.APPEND);

    TestGate gate = gate("L1.weighbridge").start();

    assertThat(gate.version("L1.weighbridge")).isEqualTo("none");
    assertThat(gate.host.list().get(0).problem())
        .isEqualTo(
            "the jar of mt-sics 1.0.0 was changed ("
                + kept
                + "); put the original there or update the plug-in");
  }

  @Test
  void plugInsThatTheGateDoesNotKnowAreRemovedAtTheStart() throws Exception {
    TestGate gate = gate();
    Path stray = PluginJar.driver("stray", "1.0.0").write(folder, "stray.jar");
    gate.context().installBundle(stray.toUri().toString()).start();
    Path bystander = PluginJar.bundle("test.bystander", "1.0.0").write(folder, "bystander.jar");
    gate.context().installBundle(bystander.toUri().toString()).start();

    gate.start();

    assertThat(gate.pluginBundles()).containsExactly("test.bystander 1.0.0");
  }

  @Test
  void aMissingPackageIsNamed() throws Exception {
    TestGate gate = gate().start();

    assertThat(
            gate.install(
                PluginJar.driver("mt-sics", "1.0.0")
                    .header("Import-Package", "org.osgi.framework,org.nowhere;version=\"[2,3)\"")))
        .isEqualTo(
            "REFUSED mt-sics 1.0.0 needs the package org.nowhere [2.0.0,3.0.0), which nothing in this server exports; build it against this server's API or put the library into the plug-in");
    assertThat(
            gate.install(
                PluginJar.driver("mt-sics", "1.0.0")
                    .header(
                        "Import-Package",
                        "org.osgi.framework,org.amitygate.device;version=\"[7,8)\"")))
        .contains(
            "needs the package org.amitygate.device [7.0.0,8.0.0), but this server has 1.0.0;");
    assertThat(gate.pluginBundles()).isEmpty();
    assertThat(gate.host.list()).isEmpty();
  }

  @Test
  void aPlugInWithoutItsServiceIsRefused() throws Exception {
    TestGate gate = gate().start();

    assertThat(gate.install(PluginJar.driver("mt-sics", "1.0.0").activator("", "")))
        .isEqualTo(
            "REFUSED mt-sics 1.0.0 registered no service org.amitygate.device.Driver with gate.driver=mt-sics within 1 s; mend it and raise its version");
    assertThat(gate.pluginBundles()).isEmpty();
  }

  @Test
  void aFlowWhoseRoutesDoNotComeUpIsRefusedWithTheReason() throws Exception {
    TestGate gate = gate().start();
    gate.stubborn.put(
        "cargo-export", "stage weigh uses the component 'http', which is not allowed");

    assertThat(gate.install(PluginJar.flow("cargo-export", "1.0.0")))
        .isEqualTo(
            "REFUSED cargo-export 1.0.0 cannot run: stage weigh uses the component 'http', which is not allowed");
    assertThat(gate.pluginBundles()).isEmpty();
  }

  @Test
  void whatIsUsedIsNotRemoved() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    DeviceConfig device =
        new DeviceConfig(
            "L1.weighbridge", "mt-sics", new LinkConfig("tcp", "x:1", Map.of()), Map.of());
    LaneConfig lane =
        new LaneConfig(
            "L1", LaneConfig.Direction.EXPORT, "cargo", "cargo-export", "p", List.of(device));
    GateConfig none = gate.config;
    gate.config =
        new GateConfig(
            new GateConfig.Gate(
                "g", "g", List.of(), "p", "r", GateConfig.State.PLANNED, ZoneId.of("UTC")),
            List.of(lane),
            Map.of(),
            Map.of(),
            Optional.empty(),
            Map.of(),
            "");

    assertThat(said(gate.host.remove(INTEGRATOR, "mt-sics", "old")))
        .isEqualTo(
            "REFUSED mt-sics is used by device L1.weighbridge; take it out of gate.yaml first");

    gate.config = none;
    assertThat(said(gate.host.remove(INTEGRATOR, "mt-sics", "old")))
        .isEqualTo("driver mt-sics is removed");
    assertThat(gate.pluginBundles()).isEmpty();
    assertThat(gate.withdrawn).containsExactly("1.0.0");
    assertThat(gate.host.list()).isEmpty();
    assertThat(journal.types("plugin:mt-sics")).containsExactly("PluginInstalled", "PluginRemoved");
    assertThat(said(gate.host.remove(INTEGRATOR, "mt-sics", "old")))
        .isEqualTo("REFUSED mt-sics is not installed; gate:plugin list shows what is");
  }

  @Test
  void aFlowUnderCrossingsIsNotRemoved() throws Exception {
    TestGate gate = gate().start();
    gate.install(PluginJar.flow("cargo-export", "1.0.0"));
    journal.open("cargo-export", "1.0.0");

    assertThat(said(gate.host.remove(INTEGRATOR, "cargo-export", "old")))
        .isEqualTo(
            "REFUSED 1 crossings are under way on cargo-export; remove it when they have ended");
    assertThat(gate.pluginBundles()).containsExactly("test.flow-cargo-export 1.0.0");
  }

  @Test
  void onlyIntegratorsChangePlugInsAndSayWhy() throws Exception {
    TestGate gate = gate().start();
    Path jar = PluginJar.driver("mt-sics", "1.0.0").write(folder, "x.jar");

    Actor olga = DocumentedRoles.whoMayNot("install, update, rehearse and remove plug-ins");
    List.of(
            gate.host.install(olga, jar, "why not"),
            gate.host.update(olga, jar, "why not"),
            gate.host.rollout(olga, jar, "why not"),
            gate.host.rollback(olga, "mt-sics", "why not"),
            gate.host.markBad(olga, "mt-sics", "1.0.0", "why not"),
            gate.host.remove(olga, "mt-sics", "why not"))
        .forEach(
            change ->
                assertThat(said(change))
                    .isEqualTo(
                        "REFUSED account 'olga' may not do this: it needs the role integrator"));
    assertThat(said(gate.host.install(INTEGRATOR, jar, "  ")))
        .isEqualTo("REFUSED a reason is needed; say why with --reason");
    assertThat(gate.host.list()).isEmpty();
  }

  @Test
  void tellsWhatHappenedAndWhy() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));

    assertThat(gate.host.why("mt-sics").join())
        .extracting(
            one ->
                one.path("at").asText()
                    + " "
                    + one.path("type").asText()
                    + " "
                    + one.path("version").asText()
                    + " "
                    + one.path("who").asText()
                    + " "
                    + one.path("why").asText())
        .containsExactly(
            "2026-01-02T03:04:05Z PluginInstalled 1.0.0 ines new scale",
            "2026-01-02T03:04:05Z PluginUpdated 1.1.0 ines better");
    assertThat(gate.host.why("nothing")).isCompletedExceptionally();
  }

  @Test
  void aBundleThatFindsNothingForAMomentIsInstalledOnceMore() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    AtomicInteger blind = new AtomicInteger(2);
    gate.context().registerService(ResolverHookFactory.class, found -> new Blind(blind), null);
    assertThat(gate.install(PluginJar.driver("mt-sics", "1.0.0")))
        .isEqualTo("driver mt-sics 1.0.0 is installed");
    assertThat(blind).as("both times").hasValueLessThan(1);
    assertThat(gate.pluginBundles()).containsExactly("test.driver-mt-sics 1.0.0");
  }

  /** As a framework in which plug-ins see nobody, for so many resolutions. */
  private record Blind(AtomicInteger times) implements ResolverHook {

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {}

    @Override
    public void filterSingletonCollisions(
        BundleCapability singleton, Collection<BundleCapability> collisions) {}

    @Override
    public void filterMatches(
        BundleRequirement requirement, Collection<BundleCapability> candidates) {
      if (times.get() > 0 && requirement.getRevision().getSymbolicName().startsWith("test.")) {
        candidates.clear();
      }
    }

    @Override
    public void end() {
      times.decrementAndGet();
    }
  }

  @Test
  void aServiceThatGoesAwayIsShown() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    for (Bundle bundle : gate.context().getBundles()) {
      if (bundle.getSymbolicName().equals("test.driver-mt-sics")) {
        bundle.stop();
      }
    }

    assertThat(gate.host.list().get(0).problem()).isEqualTo("it took its service away");
    gate.host.mind();
    assertThat(gate.version("L1.weighbridge")).isEqualTo("none");

    for (Bundle bundle : gate.context().getBundles()) {
      if (bundle.getSymbolicName().equals("test.driver-mt-sics")) {
        bundle.start(Bundle.START_TRANSIENT);
      }
    }
    gate.host.mind();
    assertThat(gate.version("L1.weighbridge")).isEqualTo("1.0.0");
    assertThat(gate.host.list().get(0).problem()).isEmpty();
  }
}
