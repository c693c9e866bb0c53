package org.amitygate.itests;

import static org.amitygate.itests.BorderIT.INTEGRATOR;
import static org.amitygate.itests.BorderIT.WHY;
import static org.amitygate.itests.BorderIT.assertContains;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.amitygate.core.journal.CrossingRow;
import org.amitygate.core.journal.Entry;
import org.amitygate.core.plugin.PluginHost;

/** What becomes of crossings when the flow of their lanes changes, while trucks cross. */
final class FlowsUnderTraffic {

  private static final String FLOW = "cargo-export";

  private final PluginHost plugins;
  private final Border border;
  private final Installed installed;

  FlowsUnderTraffic(PluginHost plugins, Border border, Installed installed) {
    this.plugins = plugins;
    this.border = border;
    this.installed = installed;
  }

  /** A flow may be a file of YAML. */
  void mayBeFiles() throws Exception {
    String name = "file-flow";
    assertEquals(
        "flow file-flow 1.0.0 is installed",
        Await.done(plugins.install(INTEGRATOR, yaml(name, "1.0.0", "to: crossing:done"), WHY)));
    assertEquals(List.of("1.0.0"), installed.versions(name));
    assertContains(
        Await.refused(plugins.update(INTEGRATOR, yaml(name, "1.1.0", "process: {ref: x}"), WHY)),
        "file-flow 1.1.0 cannot run: flow file-flow 1.1.0: line 5: 'process' is not allowed",
        "; file-flow 1.0.0 goes on");
    assertContains(
        Await.refused(plugins.update(INTEGRATOR, yaml(name, "1.2.0", "to: crossing:next/x"), WHY)),
        "names the stage 'x', which the flow does not declare");
    assertEquals("1.0.0", installed.view(name).version());
    Await.done(plugins.update(INTEGRATOR, yaml(name, "1.3.0", "to: crossing:refuse?code=NO"), WHY));
    Await.done(plugins.rollback(INTEGRATOR, name, WHY));
    assertEquals("1.0.0", installed.view(name).version());
    assertEquals("", installed.view(name).problem());
    Await.done(plugins.remove(INTEGRATOR, name, WHY));
    assertEquals(List.of(), installed.bundles(name));
  }

  private static Path yaml(String name, String version, String step) throws IOException {
    Path folder = Files.createTempDirectory("flow");
    folder.toFile().deleteOnExit();
    Path file = folder.resolve("flow-%s-%s.camel.yaml".formatted(name, version));
    file.toFile().deleteOnExit();
    return Files.writeString(
        file,
        """
        - route:
            from:
              uri: crossing:stage/only
              steps:
                - %s
        """
            .formatted(step));
  }

  /** New crossings take a new version, the others finish on theirs. */
  void areUpdated() throws Exception {
    border.nextCrossing();
    assertEquals(
        "flow cargo-export 1.1.0 is active, in the place of 1.0.0",
        Await.done(plugins.update(INTEGRATOR, Jars.version(FLOW, "1.1.0"), WHY)));
    Instant answered = Instant.now();
    List<CrossingRow> pinned = border.underWay();
    pinned = pinned.stream().filter(row -> row.flowVersion().equals("1.0.0")).toList();
    assertFalse("no truck was under way", pinned.isEmpty());
    assertEquals(List.of("1.0.0", "1.1.0"), installed.versions(FLOW));
    assertContains(installed.view(FLOW).probation(), "1.1.0 on L1");
    Instant updated = border.records("plugin:" + FLOW, "PluginUpdated").get(0).at();
    List<Entry> stages = new ArrayList<>();
    CrossingRow next = border.nextCrossing();
    border.assertDone(pinned);
    for (CrossingRow crossing : pinned) {
      stages.addAll(border.records(crossing, "StageCompleted"));
    }
    assertTrue(
        "the old version has run a stage since",
        stages.stream().anyMatch(stage -> stage.at().isAfter(updated)));
    border.assertDone(List.of(next));
    assertEquals(Set.of("1.0.0"), versionsOfThoseBegun(Instant.EPOCH, updated));
    assertEquals(Set.of("1.1.0"), versionsOfThoseBegun(answered, Instant.MAX));
    Await.so("the old version retires", () -> installed.versions(FLOW).equals(List.of("1.1.0")));
    Entry retired = border.records("plugin:" + FLOW, "PluginVersionRetired").get(0);
    assertTrue(
        "it stayed until its last crossing had ended",
        stages.stream().allMatch(stage -> stage.at().isBefore(retired.at())));
    border.assertNoneHeld();
  }

  /** Crossings leave a version that is marked bad. */
  void leaveABadVersion() throws Exception {
    Await.done(plugins.update(INTEGRATOR, Jars.version(FLOW, "1.2.0"), WHY));
    CrossingRow begun = border.nextCrossing();
    assertEquals("1.2.0", begun.flowVersion());
    assertEquals(
        "flow cargo-export 1.2.0 is marked bad; 1.1.0 is active",
        Await.done(plugins.markBad(INTEGRATOR, FLOW, "1.2.0", WHY)));
    border.assertDone(List.of(begun));
    Entry over = border.records(begun, "FlowVersionChanged").get(0);
    assertEquals("1.1.0", over.body().path("to").asText());
    Await.so("the bad version is empty", () -> installed.versions(FLOW).equals(List.of("1.1.0")));
    border.assertNoneHeld();
  }

  /** A version whose stages fail is taken back, and its truck crosses all the same. */
  void areTakenBackWhereTheyFail() throws Exception {
    String waits =
        "to: 'crossing:await?answer=plate.entry&within=30s&late=hold:SYSTEM&then=identify'";
    String route =
        """
        - route: {from: {uri: 'crossing:stage/%s?compatible=1', steps: [%s]}}
        """;
    Path faulty = yaml(FLOW, "2.0.0", "stop: {}");
    Files.writeString(
        faulty,
        route.formatted("arrive", "{" + waits + "}")
            + route.formatted("identify", "{to: crossing:done}, {to: crossing:done}"));
    assertContains(
        Await.done(plugins.rollout(INTEGRATOR, faulty, WHY)), "2.0.0 serves lane", "on probation");
    Entry back = Await.found("it is taken back", this::takenBack);
    assertContains(back.body().path("reason").asText(), "runs of its stages failed");
    Entry over = Await.found("its crossing goes over", () -> overFrom("2.0.0"));
    CrossingRow crossing =
        border.crossings().stream()
            .filter(row -> over.stream().equals("crossing:" + row.id()))
            .findFirst()
            .orElseThrow();
    border.assertDone(List.of(crossing));
    assertEquals("1.1.0", installed.view(FLOW).version());
    Await.so("the bad version is gone", () -> installed.versions(FLOW).equals(List.of("1.1.0")));
    border.assertNoneHeld();
  }

  private Optional<Entry> takenBack() throws Exception {
    return border.ask(view -> view.records("plugin:" + FLOW)).stream()
        .filter(record -> record.type().equals("PluginTakenBack"))
        .findFirst();
  }

  private Optional<Entry> overFrom(String version) throws Exception {
    for (CrossingRow row : border.crossings()) {
      for (Entry entry : border.records(row, "FlowVersionChanged")) {
        if (entry.body().path("from").asText().equals(version)) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  /** Flow versions with which crossings began and are now. */
  private Set<String> versionsOfThoseBegun(Instant from, Instant to) throws Exception {
    Set<String> versions = new TreeSet<>();
    for (CrossingRow crossing : border.crossings()) {
      Entry begun = border.records(crossing, "CrossingBegun").get(0);
      if (begun.at().isAfter(from) && begun.at().isBefore(to)) {
        versions.add(begun.body().path("flowVersion").asText());
        versions.add(crossing.flowVersion());
      }
    }
    return versions;
  }
}
