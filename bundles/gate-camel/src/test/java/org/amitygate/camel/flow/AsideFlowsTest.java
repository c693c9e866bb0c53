package org.amitygate.camel.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.amitygate.camel.gateway.FakeConfig;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.plugin.Asides;
import org.amitygate.core.rehearsal.CandidateFlows.Candidate;
import org.amitygate.flow.Flow;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** Flows of bundles that are aside: no traffic reaches them, and rehearsals do. */
class AsideFlowsTest {

  @TempDir Path folder;
  private final CountDownLatch goOn = new CountDownLatch(1);
  private Framework framework;
  private FlowService traffic;
  private RehearsalFlows rehearsals;

  @BeforeEach
  void start() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString()));
    framework.start();
    traffic =
        new FlowService(framework.getBundleContext(), new FakeConfig(), DefaultCamelContext::new);
    rehearsals = within(Duration.ofSeconds(15));
  }

  private RehearsalFlows within(Duration bound) {
    return new RehearsalFlows(framework.getBundleContext(), DefaultCamelContext::new, bound);
  }

  @AfterEach
  void stop() throws Exception {
    goOn.countDown();
    traffic.stop();
    framework.stop();
    framework.waitForStop(10_000);
  }

  /** A bundle that registers a flow {@code f}, which refuses with a code. */
  private Bundle flow(String location, String version, String code) throws Exception {
    return flow(location, version, Flows.to("crossing:refuse?code=" + code));
  }

  private Bundle flow(String location, String version, Object service) throws Exception {
    Manifest manifest = new Manifest();
    Attributes headers = manifest.getMainAttributes();
    headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    headers.putValue("Bundle-ManifestVersion", "2");
    headers.putValue("Bundle-SymbolicName", "test.flow");
    headers.putValue("Bundle-Version", version);
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    new JarOutputStream(jar, manifest).close();
    Bundle bundle =
        framework
            .getBundleContext()
            .installBundle(location + version, new ByteArrayInputStream(jar.toByteArray()));
    bundle.start();
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put("gate.flow", "f");
    bundle.getBundleContext().registerService(Flow.class.getName(), service, properties);
    return bundle;
  }

  private static StageCall call(String version) {
    return new StageCall(
        "c",
        "n",
        Role.EXIT,
        "L1",
        "f",
        version,
        "one",
        1,
        Instant.EPOCH,
        Map.of(),
        Optional.empty(),
        Flows.NO_QUESTIONS);
  }

  private static StageOutcome outcome(CompletionStage<StageResult> run) throws Exception {
    return run.toCompletableFuture().get(10, TimeUnit.SECONDS).outcome();
  }

  @Test
  void trafficKeepsItsVersionWhileAnotherIsAside() throws Exception {
    flow("amity-gate-plugin:f:", "1.0.0", "OLD");
    flow(Asides.LOCATION + "f:", "1.1.0", "NEW");

    assertThat(traffic.versions("f")).containsExactly("1.0.0");
    assertThat(traffic.versionFor("f", "L1")).contains("1.0.0");
    assertThat(traffic.stages("f", "1.1.0")).isEmpty();
    assertThat(outcome(traffic.run(call("1.0.0")))).isEqualTo(new StageOutcome.Refuse("OLD"));
  }

  @Test
  void aRehearsalRunsTheOneThatIsAside() throws Exception {
    flow("amity-gate-plugin:f:", "1.0.0", "OLD");
    Bundle aside = flow(Asides.LOCATION + "f:", "1.1.0", "NEW");

    try (Candidate candidate = rehearsals.start("f", "1.1.0", Map.of("x", "y"))) {
      StageResult result =
          candidate.run(call("1.1.0")).toCompletableFuture().get(10, TimeUnit.SECONDS);
      assertThat(result.outcome()).isEqualTo(new StageOutcome.Refuse("NEW"));
      assertThat(result.settings().values()).isEqualTo(Map.of("x", "y"));
    }
    assertThat(aside.getRegisteredServices()[0].getUsingBundles()).isNull();
  }

  @Test
  void whatServesIsNotRehearsed() throws Exception {
    flow("amity-gate-plugin:f:", "1.0.0", "OLD");
    assertThatThrownBy(() -> rehearsals.start("f", "1.0.0", Map.of()))
        .isInstanceOf(Refusal.class)
        .hasMessage("flow f 1.0.0 took its service away; mend it");
  }

  @Test
  void whyAFlowCannotRunIsSaid() throws Exception {
    flow(Asides.LOCATION + "f:", "1.1.0", "not a code");
    assertThatThrownBy(() -> rehearsals.start("f", "1.1.0", Map.of()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("code=not a code must be capital letters");
  }

  @Test
  @Timeout(60)
  void oneThatDoesNotReturnKeepsNoOther() throws Exception {
    flow(Asides.LOCATION + "f:", "1.1.0", Flows.of(f -> goOn.await()));
    flow(Asides.LOCATION + "f:", "1.2.0", "NEW");
    assertThatThrownBy(() -> within(Duration.ofMillis(300)).start("f", "1.1.0", Map.of()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("did not return within");
    try (Candidate candidate = rehearsals.start("f", "1.2.0", Map.of())) {
      assertThat(outcome(candidate.run(call("1.2.0")))).isEqualTo(new StageOutcome.Refuse("NEW"));
    }
  }

  @Test
  @Timeout(60)
  void oneThatDoesNotEndIsLeft() throws Exception {
    ServiceFactory<Flow> kept =
        new ServiceFactory<>() {
          @Override
          public Flow getService(Bundle bundle, ServiceRegistration<Flow> registration) {
            return Flows.to("crossing:refuse?code=NEW");
          }

          @Override
          public void ungetService(
              Bundle bundle, ServiceRegistration<Flow> registration, Flow flow) {
            try {
              goOn.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    flow(Asides.LOCATION + "f:", "1.1.0", kept);
    RehearsalFlows impatient = within(Duration.ofSeconds(1));
    try (Candidate candidate = impatient.start("f", "1.1.0", Map.of())) {
      assertThat(outcome(candidate.run(call("1.1.0")))).isEqualTo(new StageOutcome.Refuse("NEW"));
    }
    assertThat(goOn.getCount()).as("it has still not ended").isEqualTo(1);
  }
}
