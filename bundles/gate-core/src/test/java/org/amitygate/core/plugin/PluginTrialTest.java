package org.amitygate.core.plugin;

import static org.amitygate.core.plugin.TestGate.INTEGRATOR;
import static org.amitygate.core.plugin.TestGate.failing;
import static org.amitygate.core.plugin.TestGate.said;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.amitygate.core.device.DeviceFigures;
import org.amitygate.core.device.DeviceFigures.Span;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;

/** Drivers on probation, on all lanes at once and lane by lane. */
class PluginTrialTest {

  private static final Duration FOR_EVER = Duration.ofDays(1);
  private static final Duration AT_ONCE = Duration.ZERO;
  private static final String[] DEVICES = {"L1.weighbridge", "L2.weighbridge", "L3.weighbridge"};

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private final List<TestGate> gates = new ArrayList<>();

  private TestGate gate(Duration probation) throws Exception {
    TestGate gate = new TestGate(folder, journal, probation, DEVICES);
    gates.add(gate);
    return gate.start();
  }

  private TestGate withDriver(Duration probation) throws Exception {
    TestGate gate = gate(probation);
    gate.install(PluginJar.driver("mt-sics", "1.0.0"));
    return gate;
  }

  @AfterEach
  void stop() throws Exception {
    for (TestGate gate : gates) {
      gate.close();
    }
  }

  private static List<String> versions(TestGate gate) {
    return List.of(gate.version(DEVICES[0]), gate.version(DEVICES[1]), gate.version(DEVICES[2]));
  }

  private static PluginHost.PluginView view(TestGate gate) {
    return gate.host.list().get(0);
  }

  @Test
  void theOldVersionStaysUpAsLongAsTheNewOneIsOnProbation() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    assertThat(versions(gate)).containsOnly("1.1.0");
    assertThat(view(gate).probation()).isEqualTo("1.1.0 on L1 L2 L3");
    assertThat(gate.pluginBundles())
        .containsExactlyInAnyOrder("test.driver-mt-sics 1.0.0", "test.driver-mt-sics 1.1.0");
  }

  @Test
  void whatProvesItselfIsAloneAfterwards() throws Exception {
    TestGate gate = withDriver(AT_ONCE);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    gate.until(() -> view(gate).probation().isEmpty());
    assertThat(gate.pluginBundles()).containsExactly("test.driver-mt-sics 1.1.0");
    assertThat(journal.types("plugin:mt-sics"))
        .containsExactly(
            "PluginInstalled",
            "PluginUpdated",
            "PluginLaneProved",
            "PluginLaneProved",
            "PluginProved");
    assertThat(view(gate).previous()).isEqualTo("1.0.0");
  }

  /** A driver that has said nothing for a minute. @param usual readings in a minute before */
  private static DeviceFigures silent(boolean online, long usual) {
    Duration minute = Duration.ofMinutes(1);
    Span now = new Span(minute, 0, 0, Duration.ZERO, 0, 0, 0, 0, 0, 0);
    Span past = new Span(minute, usual, 0, Duration.ZERO, 0, 0, 0, 0, 0, 0);
    return new DeviceFigures(online, online, Duration.ZERO, "", 0, "", 0, now, past);
  }

  @Test
  void whereADriverHadNothingToDoItProvesItselfLater() throws Exception {
    TestGate gate = withDriver(Duration.ofMillis(300));
    gate.figures.put(DEVICES[0], silent(true, 20));
    gate.figures.put(DEVICES[1], silent(false, 0));
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    gate.until(() -> !view(gate).probation().equals("1.1.0 on L1 L2 L3"));
    assertThat(view(gate).probation()).isEqualTo("1.1.0 on L1 L2");
    gate.figures.put(DEVICES[1], silent(true, 1_200));
    gate.until(() -> view(gate).probation().isEmpty());
    assertThat(journal.types("plugin:mt-sics"))
        .endsWith("PluginLaneProved", "PluginTakenBack", "PluginProved");
  }

  @Test
  void whatADriverSaysIsInDoubtFromBeforeItServesUntilItHasProvedItself() throws Exception {
    TestGate gate = withDriver(AT_ONCE);
    gate.doubts.clear();
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    gate.until(() -> view(gate).probation().isEmpty());
    assertThat(gate.doubts)
        .startsWith("[L1, L2, L3] while [1.0.0] serve", "[L1, L2, L3] while [1.1.0] serve")
        .endsWith("[] while [1.1.0] serve");
  }

  @Test
  void whoIsRolledOutIsInDoubtOnItsLane() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.doubts.clear();
    gate.rollout(PluginJar.driver("mt-sics", "1.1.0"));
    assertThat(gate.doubts).containsExactly("[L1] while [1.0.0] serve");
  }

  @Test
  void whatItSaidIsDistrustedBeforeItGoes() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    gate.doubts.clear();
    gate.figures.put("L2.weighbridge", failing("NullPointerException"));
    gate.until(() -> !view(gate).bad().isEmpty());
    String why = ": only mt-sics 1.1.0 has read or weighed it, which was taken back: ";
    String failed = why + "L2.weighbridge: it failed: NullPointerException";
    gate.until(() -> gate.doubts.size() == 3);
    assertThat(gate.doubts)
        .containsExactly(
            "L2 while [1.1.0] serve" + failed,
            "L2 while [1.0.0, 1.1.0] serve" + failed,
            "[L1, L3] while [1.0.0, 1.1.0] serve");
    gate.doubts.clear();
    said(gate.host.rollback(INTEGRATOR, "mt-sics", "all of it"));
    assertThat(gate.doubts)
        .containsExactly(
            "L1 while [1.0.0, 1.1.0] serve" + why + "all of it",
            "L3 while [1.0.0, 1.1.0] serve" + why + "all of it",
            "L1 while [1.0.0] serve" + why + "all of it",
            "L3 while [1.0.0] serve" + why + "all of it",
            "[] while [1.0.0] serve");
  }

  @Test
  void aRolloutOfTheVersionBeforeThatFailedIsRolledBackToTheActiveOne() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    said(gate.host.rollback(INTEGRATOR, "mt-sics", "not yet"));
    gate.rollout(PluginJar.driver("mt-sics", "1.1.0"));
    said(gate.host.rollback(INTEGRATOR, "mt-sics", "never"));
    assertThat(versions(gate)).containsOnly("1.0.0");
    assertThat(view(gate).version()).isEqualTo("1.0.0");
  }

  @Test
  void theVersionBeforeMayBeBadWhereItServes() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    gate.figures.put("L2.weighbridge", failing("NullPointerException"));
    gate.until(() -> !view(gate).bad().isEmpty());
    gate.figures.clear();
    said(gate.host.markBad(INTEGRATOR, "mt-sics", "1.0.0", "worse"));
    assertThat(versions(gate)).containsOnly("1.1.0");
    assertThat(view(gate).version()).isEqualTo("1.1.0");
    assertThat(view(gate).bad()).containsExactly("1.0.0");
  }

  @Test
  void aDriverWhoseServiceComesBackDoesNotGetTheLanesThatItLost() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    gate.figures.put("L2.weighbridge", failing("NullPointerException"));
    gate.until(() -> !view(gate).bad().isEmpty());
    Bundle bundle =
        Arrays.stream(gate.context().getBundles())
            .filter(one -> one.getSymbolicName().equals("test.driver-mt-sics"))
            .filter(one -> one.getVersion().toString().equals("1.1.0"))
            .findFirst()
            .orElseThrow();
    bundle.stop();
    gate.until(() -> gate.version("L1.weighbridge").equals("none"));
    bundle.start(Bundle.START_TRANSIENT);
    gate.until(() -> gate.version("L1.weighbridge").equals("1.1.0"));
    gate.until(() -> gate.chosen.equals(Map.of("L2", "1.0.0")));
  }

  @Test
  void aRollbackAfterALaneWasTakenBackGoesToTheOldVersionEverywhere() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    gate.figures.put("L2.weighbridge", failing("NullPointerException"));
    gate.until(() -> !view(gate).bad().isEmpty());
    said(gate.host.rollback(INTEGRATOR, "mt-sics", "all of it"));
    assertThat(versions(gate)).containsOnly("1.0.0");
    assertThat(view(gate).version()).isEqualTo("1.0.0");
    assertThat(view(gate).lanes()).isEmpty();
  }

  @Test
  void whatFailsOnOneLaneIsTakenBackThereAlone() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    gate.figures.put("L2.weighbridge", failing("NullPointerException"));
    gate.until(() -> !view(gate).bad().isEmpty());
    assertThat(versions(gate)).containsExactly("1.1.0", "1.0.0", "1.1.0");
    assertThat(view(gate).lanes()).containsExactly(Map.entry("L2", "1.0.0"));
    assertThat(view(gate).probation()).isEqualTo("1.1.0 on L1 L3");
    assertThat(gate.chosen).containsEntry("L2", "1.0.0");
    assertThat(gate.host.why("mt-sics").join())
        .last()
        .satisfies(
            record -> {
              assertThat(record.path("type").asText()).isEqualTo("PluginTakenBack");
              assertThat(record.path("lane").asText()).isEqualTo("L2");
              assertThat(record.path("reason").asText())
                  .isEqualTo("L2.weighbridge: it failed: NullPointerException");
            });
  }

  @Test
  void noLaneGoesBackBeforeThatIsOnRecord() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    journal.refuse("PluginTakenBack");
    gate.figures.put("L2.weighbridge", failing("NullPointerException"));
    gate.until(() -> journal.refused() > 0);
    assertThat(versions(gate)).containsOnly("1.1.0");
    journal.refuse("nothing");
    gate.until(() -> !view(gate).bad().isEmpty());
    assertThat(versions(gate)).containsExactly("1.1.0", "1.0.0", "1.1.0");
  }

  @Test
  void noLaneGetsARolloutBeforeThatIsOnRecord() throws Exception {
    TestGate gate = withDriver(AT_ONCE);
    journal.refuse("PluginLaneProved");
    gate.rollout(PluginJar.driver("mt-sics", "1.1.0"));
    gate.until(() -> journal.refused() > 0);
    assertThat(versions(gate)).containsExactly("1.1.0", "1.0.0", "1.0.0");
    journal.refuse("nothing");
    gate.until(() -> view(gate).version().equals("1.1.0"));
    assertThat(versions(gate)).containsOnly("1.1.0");
  }

  @Test
  void aLaneThatDoesNotTakeARolloutIsLeftAlone() throws Exception {
    TestGate gate = withDriver(AT_ONCE);
    gate.stubborn.put("L2.weighbridge 1.1.0", "a command that must not be repeated is under way");
    gate.stubborn.put("L2.weighbridge 1.0.0", "a command that must not be repeated is under way");
    gate.rollout(PluginJar.driver("mt-sics", "1.1.0"));
    gate.until(() -> !view(gate).bad().isEmpty());
    assertThat(gate.replaced).isEmpty();
    assertThat(versions(gate)).containsExactly("1.1.0", "1.0.0", "1.0.0");
    assertThat(view(gate).lanes()).containsExactly(Map.entry("L1", "1.1.0"));
  }

  @Test
  void whereItWasTakenBackItDoesNotComeAgain() throws Exception {
    TestGate gate = withDriver(AT_ONCE);
    gate.figures.put("L1.weighbridge", failing("NullPointerException"));
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    gate.until(() -> view(gate).probation().isEmpty());
    assertThat(versions(gate)).containsExactly("1.0.0", "1.1.0", "1.1.0");
  }

  @Test
  void afterAKillEachLaneHasWhatItHad() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    gate.figures.put("L2.weighbridge", failing("NullPointerException"));
    gate.until(() -> !view(gate).bad().isEmpty());
    gate.kill();

    TestGate again = gate(FOR_EVER);
    assertThat(again.version("L1.weighbridge")).isEqualTo("1.1.0");
    assertThat(again.chosen).containsExactly(Map.entry("L2", "1.0.0"));
    assertThat(view(again).lanes()).containsExactly(Map.entry("L2", "1.0.0"));
  }

  @Test
  void aRolloutTakesOneLaneFirst() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    assertThat(gate.rollout(PluginJar.driver("mt-sics", "1.1.0")))
        .isEqualTo(
            "driver mt-sics 1.1.0 serves lane L1 on probation; 2 more lanes follow if it is good");
    assertThat(versions(gate)).containsExactly("1.1.0", "1.0.0", "1.0.0");
    assertThat(view(gate).version()).isEqualTo("1.0.0");
    assertThat(view(gate).probation()).isEqualTo("1.1.0 on L1, then L2 L3");
    assertThat(gate.rollout(PluginJar.driver("mt-sics", "1.2.0")))
        .startsWith("REFUSED mt-sics 1.1.0 is on probation on L1; wait for its end");
  }

  @Test
  void anUpdateThatFailsDuringARolloutLeavesEachLaneWhatItHad() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.rollout(PluginJar.driver("mt-sics", "1.1.0"));
    for (String device : List.of("L1.weighbridge", "L2.weighbridge", "L3.weighbridge")) {
      gate.stubborn.put(device + " 1.2.0", "it never answered");
      assertThat(gate.update(PluginJar.driver("mt-sics", "1.2.0"))).contains(device + " kept");
      assertThat(versions(gate)).as(device).containsExactly("1.1.0", "1.0.0", "1.0.0");
      gate.stubborn.clear();
    }
    journal.refuse("PluginUpdated");
    assertThat(gate.update(PluginJar.driver("mt-sics", "1.2.0"))).startsWith("REFUSED");
    assertThat(versions(gate)).containsExactly("1.1.0", "1.0.0", "1.0.0");
    journal.refuse("nothing");
    assertThat(gate.update(PluginJar.driver("mt-sics", "1.2.0"))).contains("is active");
    assertThat(versions(gate)).containsOnly("1.2.0");
  }

  @Test
  void aRolloutThatIsGoodEndsOnAllLanes() throws Exception {
    TestGate gate = withDriver(AT_ONCE);
    gate.rollout(PluginJar.driver("mt-sics", "1.1.0"));
    gate.until(() -> view(gate).version().equals("1.1.0"));
    assertThat(versions(gate)).containsOnly("1.1.0");
    assertThat(view(gate).lanes()).isEmpty();
    assertThat(view(gate).probation()).isEmpty();
    assertThat(view(gate).who()).isEqualTo("ines");
    assertThat(gate.pluginBundles()).containsExactly("test.driver-mt-sics 1.1.0");
    assertThat(gate.chosen).isEmpty();
  }

  @Test
  void aRolloutThatFailsGoesNoFurther() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.figures.put("L1.weighbridge", failing("NullPointerException"));
    gate.rollout(PluginJar.driver("mt-sics", "1.1.0"));
    gate.until(() -> !view(gate).bad().isEmpty());
    assertThat(versions(gate)).containsOnly("1.0.0");
    assertThat(view(gate).probation()).isEmpty();
    assertThat(gate.pluginBundles()).containsExactly("test.driver-mt-sics 1.0.0");
  }

  @Test
  void aRollbackEndsARolloutOnEveryLane() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.rollout(PluginJar.driver("mt-sics", "1.1.0"));
    assertThat(said(gate.host.rollback(INTEGRATOR, "mt-sics", "not today")))
        .isEqualTo("driver mt-sics 1.0.0 serves every lane again");
    assertThat(versions(gate)).containsOnly("1.0.0");
    assertThat(view(gate).previous()).isEmpty();
    assertThat(view(gate).probation()).isEmpty();
    assertThat(gate.pluginBundles()).containsExactly("test.driver-mt-sics 1.0.0");
  }

  @Test
  void whatGoesBackIsNotOnProbation() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.update(PluginJar.driver("mt-sics", "1.1.0"));
    said(gate.host.rollback(INTEGRATOR, "mt-sics", "not today"));
    assertThat(versions(gate)).containsOnly("1.0.0");
    assertThat(view(gate).probation()).isEmpty();
    assertThat(gate.pluginBundles()).containsExactly("test.driver-mt-sics 1.0.0");
  }

  @Test
  void whatDoesNotGoBackByItselfIsReplaced() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    gate.rollout(PluginJar.driver("mt-sics", "1.1.0"));
    gate.stubborn.put("L1.weighbridge 1.0.0", "a command that must not be repeated is under way");
    gate.figures.put("L1.weighbridge", failing("NullPointerException"));
    gate.until(() -> !view(gate).bad().isEmpty());
    assertThat(gate.replaced).containsExactly("L1.weighbridge 1.0.0");
    assertThat(versions(gate)).containsOnly("1.0.0");
  }

  @Test
  void codeThatOutlivesItsPlugInIsRefusedHoweverItComes() throws Exception {
    TestGate gate = withDriver(FOR_EVER);
    PluginJar jar = PluginJar.driver("mt-sics", "1.1.0").type(PluginCodeTest.KeepsInThreads.class);
    String refused = "REFUSED mt-sics 1.1.0 keeps values in threads of the server";
    assertThat(gate.update(jar)).startsWith(refused);
    assertThat(gate.rollout(jar)).startsWith(refused);
    assertThat(
            gate.install(
                PluginJar.driver("other", "1.0.0").type(PluginCodeTest.MakesThreads.class)))
        .startsWith("REFUSED other 1.0.0 makes threads");
    assertThat(versions(gate)).containsOnly("1.0.0");
  }
}
