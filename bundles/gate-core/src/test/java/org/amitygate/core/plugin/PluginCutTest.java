package org.amitygate.core.plugin;

import static org.amitygate.core.plugin.TestGate.INTEGRATOR;
import static org.amitygate.core.plugin.TestGate.failing;
import static org.amitygate.core.plugin.TestGate.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.amitygate.authority.AuthorityProtocol;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/**
 * The server dies at every step of every change of a plug-in, and starts again. A change is carried
 * out once; before and after each write of the journal and at each event of a bundle, what is on
 * disk is copied: journal, folder of jars, the framework's bundles. On each copy a gate is started.
 */
class PluginCutTest {

  private static final String[] DEVICES = {"L1.weighbridge", "L2.weighbridge", "L3.weighbridge"};

  /** More than the one before and the one after it. */
  private static final int STEPS_AT_LEAST = 4;

  private static final Map<Integer, String> EVENTS =
      Map.of(
          BundleEvent.INSTALLED, "installed",
          BundleEvent.RESOLVED, "resolved",
          BundleEvent.STARTING, "starting",
          BundleEvent.STARTED, "started",
          BundleEvent.STOPPING, "stopping",
          BundleEvent.STOPPED, "stopped",
          BundleEvent.UNINSTALLED, "uninstalled",
          BundleEvent.UNRESOLVED, "unresolved");

  /** A change, or what comes before it. */
  @FunctionalInterface
  private interface Change {
    /** Returns what the gate answers. */
    String on(TestGate gate) throws Exception;
  }

  /** What is left when the process dies. */
  private record Disk(String at, Path folder, MemoryJournal journal) {}

  /** What a gate is: what its journal says and how that came, what serves, which bundles it has. */
  private record State(
      List<PluginHost.PluginView> journal,
      List<String> history,
      Map<String, String> serving,
      List<String> bundles) {}

  @TempDir Path folder;
  private final Map<PluginJar, Path> jars = new LinkedHashMap<>();
  private final List<Disk> disks = new ArrayList<>();

  private final PluginJar v1 = PluginJar.driver("mt-sics", "1.0.0");
  private final PluginJar v2 = PluginJar.driver("mt-sics", "1.1.0");

  @TestFactory
  Stream<DynamicTest> anInstallation() throws Exception {
    return cut(gate -> "", install(v1), "REFUSED mt-sics is installed already");
  }

  @TestFactory
  Stream<DynamicTest> anUpdateOfADriver() throws Exception {
    return cut(install(v1), update(v2), "REFUSED mt-sics 1.1.0 is active already");
  }

  @TestFactory
  Stream<DynamicTest> anUpdateOfAnAuthorityProtocol() throws Exception {
    return cut(
        install(PluginJar.authority("wco", "1.0.0")),
        update(PluginJar.authority("wco", "1.1.0")),
        "REFUSED wco 1.1.0 is active already");
  }

  @TestFactory
  Stream<DynamicTest> anUpdateOfAFlowWithACrossingOnIt() throws Exception {
    return cut(
        gate -> {
          gate.journal.open("cargo-export", "1.0.0");
          return install(PluginJar.flow("cargo-export", "1.0.0")).on(gate);
        },
        update(PluginJar.flow("cargo-export", "1.1.0")),
        "REFUSED cargo-export 1.1.0 is active already");
  }

  @TestFactory
  Stream<DynamicTest> anUpdateThatFails() throws Exception {
    PluginJar bad =
        PluginJar.driver("mt-sics", "1.1.0")
            .activator("throw new IllegalStateException(\"no licence\");", "");
    return cut(install(v1), update(bad), "REFUSED mt-sics 1.1.0 threw when it was started");
  }

  @TestFactory
  Stream<DynamicTest> aRollout() throws Exception {
    return cut(install(v1), rollout(v2), "REFUSED mt-sics 1.1.0 is on probation on L1");
  }

  @TestFactory
  Stream<DynamicTest> aRollbackOfAnUpdate() throws Exception {
    return cut(
        both(install(v1), update(v2)), rollback(), "driver mt-sics 1.1.0 is active, in the place");
  }

  @TestFactory
  Stream<DynamicTest> aRollbackOfARollout() throws Exception {
    return cut(
        both(install(v1), rollout(v2)), rollback(), "REFUSED mt-sics has no version before 1.0.0");
  }

  @TestFactory
  Stream<DynamicTest> aLaneThatIsTakenBack() throws Exception {
    return cut(both(install(v1), rollout(v2)), failure(), "taken back");
  }

  @TestFactory
  Stream<DynamicTest> aRemoval() throws Exception {
    return cut(
        both(install(v1), update(v2)),
        gate -> said(gate.host.remove(INTEGRATOR, "mt-sics", "no scale any more")),
        "REFUSED mt-sics is not installed");
  }

  @TestFactory
  Stream<DynamicTest> aRetirement() throws Exception {
    return cut(
        gate -> {
          gate.journal.open("cargo-export", "1.0.0");
          install(PluginJar.flow("cargo-export", "1.0.0")).on(gate);
          return update(PluginJar.flow("cargo-export", "1.1.0")).on(gate);
        },
        gate -> {
          gate.journal.endCrossings();
          gate.host.retire();
          return "retired";
        },
        "retired");
  }

  private Change install(PluginJar jar) {
    return gate -> said(gate.host.install(INTEGRATOR, written(jar), "new"));
  }

  private Change update(PluginJar jar) {
    return gate -> said(gate.host.update(INTEGRATOR, written(jar), "better"));
  }

  private Change rollout(PluginJar jar) {
    return gate -> said(gate.host.rollout(INTEGRATOR, written(jar), "better"));
  }

  private static Change rollback() {
    return gate -> said(gate.host.rollback(INTEGRATOR, "mt-sics", "not today"));
  }

  /** The driver on probation fails on lane L1. */
  private static Change failure() {
    return gate -> {
      gate.figures.put("L1.weighbridge", failing("NullPointerException"));
      gate.until(() -> !gate.host.list().get(0).bad().isEmpty());
      return "taken back";
    };
  }

  private static Change both(Change one, Change two) {
    return gate -> {
      one.on(gate);
      return two.on(gate);
    };
  }

  private Path written(PluginJar jar) throws Exception {
    if (!jars.containsKey(jar)) {
      jars.put(jar, jar.write(folder.resolve("drop"), "plugin-" + jars.size() + ".jar"));
    }
    return jars.get(jar);
  }

  /**
   * Carries out a change and gives a test for each of its steps.
   *
   * @param again what the gate answers, in the beginning, when a change that was done is asked for
   *     once more
   */
  private Stream<DynamicTest> cut(Change before, Change change, String again) throws Exception {
    State old;
    State fresh;
    String answer;
    MemoryJournal journal = new MemoryJournal();
    try (TestGate gate = gate(folder.resolve("live"), journal)) {
      before.on(gate);
      old = state(gate);
      gate.context()
          .addBundleListener(
              (SynchronousBundleListener)
                  event ->
                      died(
                          gate,
                          EVENTS.getOrDefault(event.getType(), "event " + event.getType())
                              + " "
                              + event.getBundle().getVersion()));
      journal.watch(step -> died(gate, step));
      answer = change.on(gate);
      journal.watch(step -> {});
      fresh = state(gate);
    }
    return IntStream.range(0, disks.size())
        .mapToObj(
            step -> {
              Disk disk = disks.get(step);
              return dynamicTest(
                  step + " " + disk.at(),
                  () -> {
                    assertThat(disks).hasSizeGreaterThanOrEqualTo(STEPS_AT_LEAST);
                    startsAgain(disk, old, fresh, change, answer, again);
                  });
            });
  }

  private static void startsAgain(
      Disk disk, State old, State fresh, Change change, String answer, String again)
      throws Exception {
    try (TestGate gate = gate(disk.folder(), disk.journal())) {
      State found = state(gate);
      assertThat(found).isIn(old, fresh);
      String said = change.on(gate);
      if (found.equals(old) && !old.equals(fresh)) {
        assertThat(said).isEqualTo(answer);
        assertThat(state(gate)).isEqualTo(fresh);
      } else {
        assertThat(said).startsWith(again);
      }
    }
  }

  private static TestGate gate(Path folder, MemoryJournal journal) throws Exception {
    return new TestGate(folder, journal, Duration.ofDays(1), DEVICES).start();
  }

  private static State state(TestGate gate) {
    return new State(
        gate.host.list(),
        gate.journal.types(),
        serving(gate),
        gate.pluginBundles().stream().sorted().toList());
  }

  private static Map<String, String> serving(TestGate gate) {
    Map<String, String> serving = new TreeMap<>(gate.flows);
    for (String device : DEVICES) {
      String lane = device.substring(0, 2);
      serving.put(device, gate.chosen.getOrDefault(lane, gate.version(device)));
    }
    AuthorityProtocol protocol = gate.service(AuthorityProtocol.class);
    serving.put("authority", protocol == null ? "none" : protocol.contentType());
    return serving;
  }

  private void died(TestGate gate, String at) {
    Path copy = folder.resolve("disk-" + disks.size());
    copy(gate.folder, copy);
    disks.add(new Disk(at, copy, gate.journal.copy()));
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
