package org.amitygate.check.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
  private static final String YAML =
      """
      route: 1-2
      profile: p
      us: {id: a, listen: 'http://127.0.0.1:9/kit', signingKey: a.jwk}
      them: {id: b, url: 'http://127.0.0.1:8/amity', keys: [b.jwk]}
      lanes: {exit: [L1], entry: [L2, L3]}
      limits: {offerValid: 90s, statusAfter: 250ms}
      """;

  @TempDir Path folder;

  @BeforeEach
  void keys() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    Files.writeString(folder.resolve("a.jwk"), key.toJSONString());
    Files.writeString(folder.resolve("b.jwk"), key.toPublicJWK().toJSONString());
  }

  private Profile read(String yaml) throws Exception {
    return Profile.read(Files.writeString(folder.resolve("profile.yaml"), yaml));
  }

  @Test
  void readsWhatIsThereAndTheProtocolsLimitsForTheRest() throws Exception {
    Profile profile = read(YAML);
    assertThat(profile.entryLanes()).containsExactly("L2", "L3");
    assertThat(profile.keys()).hasSize(1);
    assertThat(profile.tls()).isEmpty();
    assertThat(profile.limits().offerValid()).isEqualTo(Duration.ofSeconds(90));
    assertThat(profile.limits().statusAfter()).isEqualTo(Duration.ofMillis(250));
    assertThat(profile.limits().commitWithin()).isEqualTo(Duration.ofSeconds(30));
    assertThat(profile.limits().overdueAfter()).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void namesWhatIsMissingOrWrong() {
    assertThatThrownBy(() -> read(YAML.replace("id: b, ", "")))
        .hasMessageContaining("profile.yaml: them.id is missing");
    assertThatThrownBy(() -> read(YAML.replace("[b.jwk]", "[]"))).hasMessageContaining("them.keys");
    assertThatThrownBy(() -> read(YAML.replace("a.jwk", "b.jwk")))
        .hasMessageContaining("us.signingKey");
    assertThatThrownBy(() -> read(YAML.replace("90s", "soon")))
        .hasMessageContaining("limits.offerValid is 'soon', expected such as 30s");
    assertThatThrownBy(() -> read(YAML.replace("http://127.0.0.1:8", "https://127.0.0.1:8")))
        .hasMessageContaining("us.passwordFile is missing");
  }

  @Test
  void namesAnAddressThatIsNoUrl() {
    assertThatThrownBy(() -> read(YAML.replace("http://127.0.0.1:8/", "http://a gate/")))
        .hasMessageContaining("them.url is 'http://a gate/amity', expected a URL such as https://");
    for (String wrong : List.of("127.0.0.1:9/kit", "http://127.0.0.1/kit", "http://127.0.0.1:9")) {
      assertThatThrownBy(() -> read(YAML.replace("http://127.0.0.1:9/kit", wrong)))
          .hasMessageContaining("us.listen is '" + wrong + "', expected a URL");
    }
  }
}
