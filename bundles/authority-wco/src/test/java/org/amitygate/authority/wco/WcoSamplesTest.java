package org.amitygate.authority.wco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.amitygate.authority.Answer;
import org.amitygate.authority.Answer.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses of a real administration, where they lie beside the project. */
class WcoSamplesTest {

  private static final Path SAMPLES = Path.of("..", "..", "..", "shared", "samples", "wco-dm");

  @BeforeEach
  void samplesAreThere() {
    assumeTrue(Files.isDirectory(SAMPLES), "no samples beside the project");
  }

  @ParameterizedTest
  @CsvSource({
    "01_DMSACC, WAIT, a6e4e95b91be4fe4a95800c235c7c010, 3.1_P1_TT_1311RM41, 2019-11-13T17:22:16Z, ''",
    "03_DMSREJ, REJECTED, 561fb99741a94910913f9bd1e4d4055e, Sample_A_TC01_1102_03, 2020-02-11T11:42:12Z, CDS12005",
    "05_DMSCTL, CONTROL, cf614e6aa7fe4c01ae675b40ef4dffcf, IM08a_PHYCTL_002, 2020-02-13T11:07:23Z, ''",
    "08_DMSROG, RELEASED, b850b7f5b53a4e699713199658a2d17f, R251_TC05_2111_13, 2020-02-12T09:15:07Z, ''",
    "09_DMSCLE, RELEASED, 33a255bb919f485681b057d74164cb00, 3.1_P1_TT_1311RM41, 2019-11-13T17:22:17Z, ''",
    "16_DMSEOG, INFORMATION, fb2794252d6b45e6b5def84d53bb969f, 3.1_P1_TT_1311RM41, 2019-11-13T17:24:08Z, GB000041",
  })
  void notifications(
      String file, Verdict verdict, String id, String declaration, Instant at, String text)
      throws IOException {
    Answer answer = new WcoProtocol().decode(Files.readAllBytes(SAMPLES.resolve(file + ".xml")));
    assertThat(answer.verdict()).isEqualTo(verdict);
    assertThat(answer.code()).isEqualTo(file.substring(0, 2));
    assertThat(answer.id()).isEqualTo(id);
    assertThat(answer.declaration()).contains(declaration);
    assertThat(answer.issuedAt()).contains(at);
    assertThat(answer.text()).isEqualTo(text);
  }

  @Test
  void aDeclarationIsNoResponse() throws IOException {
    byte[] declaration = Files.readAllBytes(SAMPLES.resolve("TT_EX011a.xml"));
    assertThatThrownBy(() -> new WcoProtocol().decode(declaration))
        .isExactlyInstanceOf(ProtocolException.class)
        .hasMessageContaining("expected at least one MetaData/Response");
  }
}
