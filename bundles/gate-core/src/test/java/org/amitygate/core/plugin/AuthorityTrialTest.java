package org.amitygate.core.plugin;

import static org.amitygate.core.plugin.TestGate.INTEGRATOR;
import static org.amitygate.core.plugin.TestGate.said;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.amitygate.authority.AuthorityProtocol;
import org.amitygate.config.AuthorityConfig;
import org.amitygate.config.GateConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authority protocols on probation. */
class AuthorityTrialTest {

  private static final AuthorityFigures WELL =
      new AuthorityFigures(100, 1, "x", 50, 1, Duration.ofMillis(1));

  @TempDir Path folder;
  private final MemoryJournal journal = new MemoryJournal();
  private TestGate gate;

  private TestGate withProtocol(Duration probation) throws Exception {
    gate = new TestGate(folder, journal, probation);
    gate.config =
        new GateConfig(
            GateConfig.none().gate(),
            List.of(),
            Map.of(),
            Map.of("customs", new AuthorityConfig("customs", "wco", "direct:x", "direct:y")),
            Optional.empty(),
            Map.of(),
            "");
    gate.start();
    gate.install(decoding("1.0.0", "return null;"));
    return gate;
  }

  @AfterEach
  void stop() throws Exception {
    if (gate != null) {
      gate.close();
    }
  }

  /** A protocol whose version is its content type. */
  private static PluginJar decoding(String version, String decode) {
    return PluginJar.bundle("test.authority-wco", version)
        .capability("authority", "wco")
        .header("Import-Package", "org.osgi.framework,org.amitygate.authority;version=\"[1.0,2)\"")
        .activator(
            """
            var properties = new java.util.Hashtable<String, Object>();
            properties.put("gate.authority", "wco");
            context.registerService(org.amitygate.authority.AuthorityProtocol.class, new Protocol(), properties);
            """,
            """
            static final class Protocol implements org.amitygate.authority.AuthorityProtocol {
              public String contentType() { return "VERSION"; }
              public byte[] encode(org.amitygate.authority.Request request) { return new byte[0]; }
              public org.amitygate.authority.Answer decode(byte[] bytes) throws java.net.ProtocolException {
                DECODE
              }
            }
            """
                .replace("VERSION", version)
                .replace("DECODE", decode));
  }

  private PluginHost.PluginView view() {
    return gate.host.list().get(0);
  }

  @Test
  void whatCannotDecodeAnswersIsTakenBackByItself() throws Exception {
    withProtocol(Duration.ofDays(1));
    gate.update(decoding("1.1.0", "throw new java.net.ProtocolException(\"no number\");"));
    assertThat(view().probation()).isEqualTo("1.1.0 on customs");
    AuthorityProtocol protocol = gate.service(AuthorityProtocol.class);
    for (int i = 0; i < AuthorityProbation.TELLING; i++) {
      assertThatThrownBy(() -> protocol.decode(new byte[0])).isInstanceOf(ProtocolException.class);
    }
    gate.until(() -> !view().bad().isEmpty());
    assertThat(protocol.contentType()).isEqualTo("1.0.0");
    assertThat(protocol.decode(new byte[0])).isNull();
    assertThat(view().version()).isEqualTo("1.0.0");
    assertThat(view().bad()).containsExactly("1.1.0");
    assertThat(view().probation()).isEmpty();
    assertThat(journal.last("plugin:wco").path("reason").asText())
        .isEqualTo("it could not decode 3 of 3 answers, of the one before none is known");
    gate.until(() -> gate.pluginBundles().equals(List.of("test.authority-wco 1.0.0")));
  }

  @Test
  void whatDoesWellIsAloneAfterwards() throws Exception {
    withProtocol(Duration.ZERO);
    gate.update(decoding("1.1.0", "return null;"));
    gate.until(() -> view().probation().isEmpty());
    assertThat(gate.pluginBundles()).containsExactly("test.authority-wco 1.1.0");
    assertThat(journal.types("plugin:wco")).endsWith("PluginUpdated", "PluginProved");
  }

  @Test
  void aRestartGoesOnWithTheProbation() throws Exception {
    withProtocol(Duration.ofDays(1));
    gate.update(decoding("1.1.0", "throw new IllegalStateException(\"a fault\");"));
    GateConfig config = gate.config;
    gate.kill();
    gate = new TestGate(folder, journal, Duration.ofDays(1));
    gate.config = config;
    gate.start();
    AuthorityProtocol protocol = gate.service(AuthorityProtocol.class);
    assertThat(protocol.contentType()).isEqualTo("1.1.0");
    assertThatThrownBy(() -> protocol.decode(new byte[0])).hasMessage("a fault");
    gate.until(() -> !view().bad().isEmpty());
    assertThat(protocol.contentType()).isEqualTo("1.0.0");
  }

  @Test
  void aPersonTakesItBackToo() throws Exception {
    withProtocol(Duration.ofDays(1));
    gate.update(decoding("1.1.0", "return null;"));
    said(gate.host.rollback(INTEGRATOR, "wco", "enough"));
    assertThat(gate.service(AuthorityProtocol.class).contentType()).isEqualTo("1.0.0");
    assertThat(view().probation()).isEmpty();
    assertThat(gate.pluginBundles()).containsExactly("test.authority-wco 1.0.0");
  }

  private static Optional<String> judged(
      long calls, long failures, long answers, long undecodable, Duration longest) {
    return AuthorityProbation.objection(
        new AuthorityFigures(calls, failures, "boom", answers, undecodable, longest), WELL);
  }

  @Test
  void judgesByWhatTheOneBeforeDid() {
    Duration fast = Duration.ofSeconds(4);
    assertThat(judged(50, 0, 20, 0, fast)).isEmpty();
    assertThat(judged(50, 1, 20, 0, fast)).as("as often as before").isEmpty();
    assertThat(judged(150, 3, 20, 0, fast)).as("as often as before").isEmpty();
    assertThat(judged(149, 3, 20, 0, fast)).contains("it failed: boom");
    assertThat(judged(50, 2, 20, 0, fast)).as("too few to tell").isEmpty();
    assertThat(judged(2, 2, 2, 0, fast)).as("every call").contains("it failed: boom");
    assertThat(judged(50, 0, 20, 0, fast.plusMillis(1))).contains("a call of it did not return");
    assertThat(judged(50, 0, 20, 2, fast)).isEmpty();
    assertThat(judged(150, 0, 75, 3, fast)).as("as often as before").isEmpty();
    assertThat(judged(150, 0, 74, 3, fast))
        .contains("it could not decode 3 of 74 answers, the one before 2 %");
    assertThat(AuthorityProbation.objection(AuthorityFigures.NONE, AuthorityFigures.NONE))
        .isEmpty();
  }

  private static Optional<String> judgedAlone(
      long calls, long failures, long answers, long undecodable) {
    return AuthorityProbation.objection(
        new AuthorityFigures(calls, failures, "boom", answers, undecodable, Duration.ZERO),
        AuthorityFigures.NONE);
  }

  @Test
  void afterARestartItIsJudgedByItself() {
    assertThat(judgedAlone(4000, 2, 2000, 0)).as("two of thousands").isEmpty();
    assertThat(judgedAlone(4000, 3, 2000, 0)).contains("it failed: boom");
    assertThat(judgedAlone(1, 1, 0, 0)).as("every call").contains("it failed: boom");
    assertThat(judgedAlone(4000, 0, 2000, 999)).as("the authority may be the cause").isEmpty();
    assertThat(judgedAlone(4000, 0, 2000, 1000))
        .contains("it could not decode 1000 of 2000 answers, of the one before none is known");
    assertThat(judgedAlone(4, 0, 2, 2)).as("too few to tell").isEmpty();
  }
}
