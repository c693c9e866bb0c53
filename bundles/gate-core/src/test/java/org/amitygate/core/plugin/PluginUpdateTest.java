package org.amitygate.core.plugin;

import static org.amitygate.core.plugin.TestGate.INTEGRATOR;
import static org.amitygate.core.plugin.TestGate.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.amitygate.authority.AuthorityProtocol;
import org.amitygate.authority.Request;
import org.amitygate.core.journal.Refusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

class PluginUpdateTest {

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

  @Test
  void anUpdatePutsTheNewOneInThePlaceOfTheOldAlone() throws Exception {
    TestGate gate =
        new TestGate(folder, journal, Duration.ZERO, "L1.weighbridge", "L2.weighbridge").start();
    gates.add(gate);
    Path bystander =
        PluginJar.bundle("test.bystander", "1.0.0")
            .header("Import-Package", "org.amitygate.device")
            .write(folder, "bystander.jar");
    gate.context().installBundle(bystander.toUri().toString()).start();
    assertThat(gate.install(PluginJar.driver("mt-sics", "1.0.0")))
        .isEqualTo("driver mt-sics 1.0.0 is installed");
    List<String> stopped = new ArrayList<>();
    List<String> order = new ArrayList<>();
    gate.context()
        .addBundleListener(
            (SynchronousBundleListener)
                event -> {
                  if (event.getType() == BundleEvent.STOPPING) {
                    stopped.add(
                        event.getBundle().getSymbolicName() + " " + event.getBundle().getVersion());
                  }
                  order.add(
                      event.getBundle().getVersion()
                          + (event.getType() == BundleEvent.STARTED
                              ? " up"
                              : event.getType() == BundleEvent.STOPPED ? " down" : ""));
                });

    assertThat(gate.update(PluginJar.driver("mt-sics", "1.1.0")))
        .isEqualTo("driver mt-sics 1.1.0 is active, in the place of 1.0.0");

    assertThat(gate.version("L1.weighbridge")).isEqualTo("1.1.0");
    assertThat(gate.version("L2.weighbridge")).isEqualTo("1.1.0");
    gate.until(() -> gate.host.list().get(0).probation().isEmpty());
    assertThat(stopped).containsExactly("test.driver-mt-sics 1.0.0");
    assertThat(order.indexOf("1.1.0 up")).isLessThan(order.indexOf("1.0.0 down"));
    assertThat(gate.pluginBundles())
        .containsExactlyInAnyOrder("test.bystander 1.0.0", "test.driver-mt-sics 1.1.0");
    assertThat(journal.types("plugin:mt-sics"))
        .containsExactly("PluginInstalled", "PluginUpdated", "PluginLaneProved", "PluginProved");
    PluginHost.PluginView view = gate.host.list().get(0);
    assertThat(view.version()).isEqualTo("1.1.0");
    assertThat(view.previous()).isEqualTo("1.0.0");
    assertThat(view.who()).isEqualTo("ines");
    assertThat(view.problem()).isEmpty();

    gate.kill();
    assertThat(gate("L1.weighbridge").start().version("L1.weighbridge")).isEqualTo("1.1.0");
  }

  @Test
  void updatesLoseNoCall() throws Exception {
    TestGate gate = gate().start();
    gate.install(PluginJar.authority("wco", "1.0.0"));
    AuthorityProtocol protocol = gate.service(AuthorityProtocol.class);
    AtomicBoolean on = new AtomicBoolean(true);
    AtomicInteger calls = new AtomicInteger();
    List<CompletableFuture<Void>> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(
          CompletableFuture.runAsync(
              () -> {
                while (on.get()) {
                  protocol.encode(new Request("1", "release", "D", Instant.EPOCH, Map.of()));
                  calls.incrementAndGet();
                }
              },
              task -> new Thread(task).start()));
    }
    for (int minor = 1; minor <= 8; minor++) {
      assertThat(gate.update(PluginJar.authority("wco", "1." + minor + ".0")))
          .contains("is active");
      assertThat(protocol.contentType()).isEqualTo("1." + minor + ".0");
    }
    on.set(false);
    CompletableFuture.allOf(callers.toArray(CompletableFuture<?>[]::new)).join();

    assertThat(calls.get()).isGreaterThan(50);
    assertThat(gate.pluginBundles()).containsExactly("test.authority-wco 1.8.0");
  }

  @Test
  void aNewOneThatThrowsLeavesTheOldOneServing() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));

    String said =
        gate.update(
            PluginJar.driver("mt-sics", "1.1.0")
                .activator("throw new IllegalStateException(\"no licence\");", ""));

    assertThat(said)
        .isEqualTo(
            "REFUSED mt-sics 1.1.0 threw when it was started (java.lang.IllegalStateException: no licence); mend it and raise its version; mt-sics 1.0.0 goes on");
    assertThat(gate.version("L1.weighbridge")).isEqualTo("1.0.0");
    assertThat(gate.pluginBundles()).containsExactly("test.driver-mt-sics 1.0.0");
    assertThat(gate.host.list().get(0).bad()).containsExactly("1.1.0");
    assertThat(journal.last("plugin:mt-sics").path("type").asText())
        .isEqualTo("PluginUpdateFailed");
    assertThat(journal.last("plugin:mt-sics").path("reason").asText()).contains("no licence");
  }

  @Test
  @Timeout(60)
  void aNewOneThatDoesNotReturnKeepsNobody() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    CountDownLatch returns = new CountDownLatch(1);
    gate.context().registerService(CountDownLatch.class, returns, null);
    try {
      assertThat(
              gate.update(
                  PluginJar.driver("mt-sics", "1.1.0")
                      .activator(
                          "context.getService(context.getServiceReference(java.util.concurrent.CountDownLatch.class)).await();",
                          "")))
          .isEqualTo(
              "REFUSED mt-sics 1.1.0 did not return within 2 s when it was started; mend it and raise its version; mt-sics 1.0.0 goes on");
      assertThat(gate.version("L1.weighbridge")).isEqualTo("1.0.0");
      assertThat(gate.host.list().get(0).bad()).containsExactly("1.1.0");
      assertThat(gate.update(PluginJar.driver("mt-sics", "1.2.0"))).contains("is active");
    } finally {
      returns.countDown();
    }
    gate.until(() -> gate.pluginBundles().size() == 2);
    assertThat(gate.pluginBundles())
        .as("1.0.0 stays for the probation")
        .containsExactlyInAnyOrder("test.driver-mt-sics 1.0.0", "test.driver-mt-sics 1.2.0");
  }

  @Test
  void aDeviceThatKeepsTheOldOneUndoesTheUpdate() throws Exception {
    TestGate gate = gate("L1.weighbridge", "L2.weighbridge", "L3.weighbridge").start();
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    gate.stubborn.put("L2.weighbridge 1.1.0", "it never answered");

    assertThat(gate.update(PluginJar.driver("mt-sics", "1.1.0")))
        .isEqualTo(
            "REFUSED mt-sics 1.1.0 was taken back: L2.weighbridge kept the old driver: it never answered; 1.0.0 goes on");

    assertThat(
            List.of(
                gate.version("L1.weighbridge"),
                gate.version("L2.weighbridge"),
                gate.version("L3.weighbridge")))
        .containsOnly("1.0.0");
    assertThat(gate.pluginBundles()).containsExactly("test.driver-mt-sics 1.0.0");
    assertThat(gate.host.list().get(0).bad()).containsExactly("1.1.0");

    gate.stubborn.clear();
    assertThat(gate.update(PluginJar.driver("mt-sics", "1.1.0"))).contains("is active");
    assertThat(gate.host.list().get(0).bad()).isEmpty();
  }

  @Test
  void withoutTheJournalNothingChanges() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    journal.breakDown(true);

    assertThat(gate.update(PluginJar.driver("mt-sics", "1.1.0")))
        .isEqualTo("REFUSED the journal cannot be used (the disk is full); nothing was changed");
    assertThat(gate.install(PluginJar.authority("wco", "1.0.0")))
        .startsWith("REFUSED the journal cannot be used");

    assertThat(gate.version("L1.weighbridge")).isEqualTo("1.0.0");
    assertThat(gate.pluginBundles()).containsExactly("test.driver-mt-sics 1.0.0");
    journal.breakDown(false);
    gate.kill();
    assertThat(gate("L1.weighbridge").start().version("L1.weighbridge")).isEqualTo("1.0.0");
  }

  @Test
  void anOldFlowStaysUntilItsLastCrossingHasEnded() throws Exception {
    TestGate gate = gate().start();
    gate.install(PluginJar.flow("cargo-export", "1.0.0"));
    journal.open("cargo-export", "1.0.0");

    gate.update(PluginJar.flow("cargo-export", "1.1.0"));

    assertThat(gate.flows).isEqualTo(Map.of("cargo-export", "1.1.0"));
    assertThat(gate.pluginBundles())
        .containsExactlyInAnyOrder("test.flow-cargo-export 1.0.0", "test.flow-cargo-export 1.1.0");
    assertThat(gate.host.list().get(0).retiring()).containsExactly("1.0.0");

    gate.kill();
    TestGate again = gate().start();
    assertThat(again.pluginBundles())
        .containsExactlyInAnyOrder("test.flow-cargo-export 1.0.0", "test.flow-cargo-export 1.1.0");
    assertThat(again.flows).isEqualTo(Map.of("cargo-export", "1.1.0"));
    again.host.retire();
    assertThat(again.host.list().get(0).retiring()).containsExactly("1.0.0");

    journal.endCrossings();
    again.host.retire();
    assertThat(again.host.list().get(0).retiring()).isEmpty();
    assertThat(again.pluginBundles()).containsExactly("test.flow-cargo-export 1.1.0");
    assertThat(journal.types("plugin:cargo-export"))
        .containsExactly("PluginInstalled", "PluginUpdated", "PluginVersionRetired");
  }

  @Test
  void rollbackGoesToTheVersionBefore() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    assertThat(said(gate.host.rollback(INTEGRATOR, "mt-sics", "slow")))
        .isEqualTo("REFUSED mt-sics has no version before 1.0.0");
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));

    assertThat(said(gate.host.rollback(INTEGRATOR, "mt-sics", "slow")))
        .isEqualTo("driver mt-sics 1.0.0 is active, in the place of 1.1.0");
    assertThat(gate.version("L1.weighbridge")).isEqualTo("1.0.0");
  }

  @Test
  void aFlowRollsBackToTheVersionThatIsStillUp() throws Exception {
    TestGate gate = gate().start();
    gate.install(PluginJar.flow("cargo-export", "1.0.0"));
    journal.open("cargo-export", "1.0.0");
    gate.update(PluginJar.flow("cargo-export", "1.1.0"));

    said(gate.host.rollback(INTEGRATOR, "cargo-export", "slow"));

    assertThat(gate.flows).isEqualTo(Map.of("cargo-export", "1.0.0"));
    assertThat(gate.host.list().get(0).retiring()).containsExactly("1.1.0");
    gate.host.retire();
    assertThat(gate.pluginBundles()).containsExactly("test.flow-cargo-export 1.0.0");
  }

  @Test
  void aBadVersionOfAFlowGivesItsPlaceBackAndIsKnownAsBadAfterARestart() throws Exception {
    TestGate gate = gate().start();
    gate.install(PluginJar.flow("cargo-export", "1.0.0"));
    gate.update(PluginJar.flow("cargo-export", "1.1.0"));
    journal.open("cargo-export", "1.1.0");

    assertThat(said(gate.host.markBad(INTEGRATOR, "cargo-export", "1.1.0", "wrong limit")))
        .isEqualTo("flow cargo-export 1.1.0 is marked bad; 1.0.0 is active");

    assertThat(gate.flows).isEqualTo(Map.of("cargo-export", "1.0.0"));
    assertThat(gate.badFlows).isEqualTo(Map.of("cargo-export", Set.of("1.1.0")));
    assertThat(gate.host.list().get(0).bad()).containsExactly("1.1.0");
    assertThat(journal.types("plugin:cargo-export")).endsWith("PluginUpdated", "PluginMarkedBad");
    gate.kill();
    TestGate again = gate().start();
    assertThat(again.badFlows).isEqualTo(Map.of("cargo-export", Set.of("1.1.0")));
    again.update(PluginJar.flow("cargo-export", "1.1.0"));
    assertThat(again.badFlows)
        .as("it was wanted again")
        .isEqualTo(Map.of("cargo-export", Set.of()));
  }

  @Test
  void aChangeThatFailsAfterItIsOnRecordIsShown() throws Exception {
    TestGate gate = gate().start();
    gate.install(PluginJar.flow("cargo-export", "1.0.0"));
    gate.choosingFails = true;
    assertThatThrownBy(() -> gate.update(PluginJar.flow("cargo-export", "1.1.0")))
        .hasRootCauseMessage("broken on purpose");
    assertThat(gate.host.list().get(0).version()).isEqualTo("1.1.0");
  }

  @Test
  void onlyAVersionThatIsInUseCanBeBad() throws Exception {
    TestGate gate = gate().start();
    gate.install(PluginJar.flow("cargo-export", "1.0.0"));
    assertThat(said(gate.host.markBad(INTEGRATOR, "cargo-export", "2.0.0", "wrong limit")))
        .isEqualTo("REFUSED cargo-export 2.0.0 is not in use; gate:plugin list shows what is");
    assertThat(said(gate.host.markBad(INTEGRATOR, "cargo-export", "1.0.0", "wrong limit")))
        .isEqualTo("REFUSED cargo-export has no version before 1.0.0");
    assertThat(gate.badFlows).isEmpty();
  }

  @Test
  void whoIsNotTrustedIsNotInstalledNorUpdatedNorRolledOut() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    gate.trust =
        (jar, sha256) -> {
          throw new Refusal("'" + jar.getFileName() + "' is not signed");
        };
    assertThat(gate.update(PluginJar.driver("mt-sics", "1.1.0")))
        .isEqualTo("REFUSED 'plugin.jar' is not signed");
    assertThat(gate.rollout(PluginJar.driver("mt-sics", "1.1.0")))
        .isEqualTo("REFUSED 'plugin.jar' is not signed");
    assertThat(gate.install(PluginJar.driver("other", "1.0.0")))
        .isEqualTo("REFUSED 'plugin.jar' is not signed");
    assertThat(gate.host.list()).hasSize(1);
    assertThat(gate.version("L1.weighbridge")).isEqualTo("1.0.0");
    gate.trust = (jar, sha256) -> "vendor";
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    assertThat(gate.host.why("mt-sics").join())
        .last()
        .satisfies(record -> assertThat(record.path("signer").asText()).isEqualTo("vendor"));
  }

  @Test
  void oneVersionHasOneContent() throws Exception {
    TestGate gate = gate("L1.weighbridge").start();
    PluginJar jar = PluginJar.driver("mt-sics", "1.0.0");
    gate.install(jar);

    assertThat(gate.install(PluginJar.driver("mt-sics", "2.0.0")))
        .isEqualTo("REFUSED mt-sics is installed already (driver 1.0.0); use gate:plugin update");
    assertThat(gate.update(jar)).isEqualTo("REFUSED mt-sics 1.0.0 is active already");
    assertThat(gate.update(PluginJar.driver("mt-sics", "1.0.0").entry("more.txt", "more")))
        .isEqualTo("REFUSED mt-sics 1.0.0 was active before with other content; raise the version");
    assertThat(gate.update(PluginJar.authority("mt-sics", "1.1.0")))
        .isEqualTo(
            "REFUSED mt-sics is installed as a plug-in of the kind driver, not authority; give this one another name");
    assertThat(gate.update(PluginJar.driver("other", "1.1.0")))
        .isEqualTo("REFUSED other is not installed; gate:plugin list shows what is");
  }
}
