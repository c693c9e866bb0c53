package org.amitygate.demo.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class RenewalTest {
  @TempDir Path folder;

  private static JsonNode partner(GatePlan gate) throws Exception {
    return new YAMLMapper()
        .readTree(gate.base().resolve("etc/gate.yaml").toFile())
        .path("partners")
        .path(gate.partner());
  }

  private static KeyStore store(GatePlan gate, String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    Path etc = gate.base().resolve("etc");
    char[] password = Files.readString(etc.resolve("keys/tls.password")).strip().toCharArray();
    try (InputStream in = Files.newInputStream(etc.resolve(name))) {
      store.load(in, password);
    }
    return store;
  }

  private static int trusted(GatePlan gate) throws Exception {
    return store(gate, partner(gate).path("tls").path("trustStore").asText()).size();
  }

  /** Whether a gate's certificate leads to what its partner trusts. */
  private static boolean trusts(GatePlan gate, GatePlan other) throws Exception {
    KeyStore theirs = store(other, partner(other).path("tls").path("keyStore").asText());
    KeyStore trust = store(gate, partner(gate).path("tls").path("trustStore").asText());
    X509Certificate certificate = (X509Certificate) theirs.getCertificate(other.id());
    for (String alias : Collections.list(trust.aliases())) {
      try {
        certificate.verify(trust.getCertificate(alias).getPublicKey());
        return true;
      } catch (java.security.GeneralSecurityException e) {
        continue;
      }
    }
    return false;
  }

  @Test
  void oldAndNewOverlapUntilTheOldOnesAreRetired() throws Exception {
    try (Ports ports = new Ports(new Random())) {
      Site site = Site.make(folder, ports, 7, 20, 1, false, Map.of());
      GatePlan exports = site.exports();
      GatePlan imports = site.imports();
      Renewal renewal = new Renewal(List.of(exports, imports));

      renewal.announce();
      for (GatePlan gate : site.gates()) {
        assertThat(partner(gate).path("partnerKeys")).hasSize(2);
        assertThat(trusted(gate)).isEqualTo(2);
        assertThat(partner(gate).path("signingKey").asText())
            .isEqualTo("keys/" + gate.id() + ".jwk");
      }
      assertThat(trusts(exports, imports) && trusts(imports, exports)).isTrue();

      renewal.use();
      for (GatePlan gate : site.gates()) {
        Path key = gate.base().resolve("etc").resolve(partner(gate).path("signingKey").asText());
        assertThat(new ObjectMapper().readTree(key.toFile()).path("kid").asText())
            .isEqualTo(renewal.kid(gate.id()));
      }
      assertThat(trusts(exports, imports) && trusts(imports, exports)).isTrue();

      renewal.retire();
      for (GatePlan gate : site.gates()) {
        assertThat(partner(gate).path("partnerKeys")).hasSize(1);
        assertThat(trusted(gate)).isEqualTo(1);
      }
      assertThat(trusts(exports, imports) && trusts(imports, exports)).isTrue();
      assertThat(Files.exists(exports.base().resolve("etc/gate.yaml.next"))).isFalse();
    }
  }
}
