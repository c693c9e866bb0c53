package org.amitygate.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TogetherTest {

  @TempDir Path folder;

  @Test
  void takesWhatThereIsAndAddsTheViolationsUp() throws Exception {
    Files.writeString(
        folder.resolve("search.json"), "{\"states\":7,\"guardsCaught\":3,\"violations\":1}");
    Files.writeString(
        folder.resolve("simulation.json"),
        "{\"seeds\":5,\"faults\":{\"crash\":2},\"violations\":2}");
    Files.writeString(
        folder.resolve("proxy.json"),
        "{\"trucks\":9,\"proxy\":{\"minutes\":10,\"disagreements\":0}}");

    var report = Together.report(folder, List.of("search", "simulation", "proxy"));

    assertThat(report.path("states").asLong()).isEqualTo(7);
    assertThat(report.path("seeds").asLong()).isEqualTo(5);
    assertThat(report.path("faults").path("crash").asLong()).isEqualTo(2);
    assertThat(report.path("proxy").path("minutes").asLong()).isEqualTo(10);
    assertThat(report.path("violations").asLong()).isEqualTo(3);
    assertThat(report.has("rulesPassed")).isFalse();
    assertThat(report.has("trucks")).isFalse();
  }

  @Test
  void rulesThatFailedOrWereNotRunAreViolations() throws Exception {
    Files.writeString(
        folder.resolve("rules.json"), "{\"rulesPassed\":90,\"rulesFailed\":2,\"rulesNotRun\":3}");

    var report = Together.report(folder, List.of("rules"));

    assertThat(report.path("rulesFailed").asLong()).isEqualTo(2);
    assertThat(report.path("violations").asLong()).isEqualTo(5);
  }

  @Test
  void whatTheRunOfTheProxyComplainsOfAreViolations() throws Exception {
    Files.writeString(
        folder.resolve("proxy.json"),
        "{\"proxy\":{\"disagreements\":1},\"good\":false,\"complaints\":[\"1 lost\",\"no kill\"]}");

    var report = Together.report(folder, List.of("proxy"));

    assertThat(report.path("violations").asLong()).isEqualTo(2);
  }

  @Test
  void aPartThatCameToNoEndIsAViolation() throws Exception {
    var report = Together.report(folder, List.of("simulation", "proxy"));

    assertThat(report.has("seeds")).isFalse();
    assertThat(report.path("violations").asLong()).isEqualTo(2);
  }
}
