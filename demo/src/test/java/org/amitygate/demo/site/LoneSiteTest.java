package org.amitygate.demo.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoneSiteTest {
  @TempDir Path folder;

  @Test
  void gateWorldAndPartnerFitTogether() throws Exception {
    try (Ports ports = new Ports(new Random())) {
      LoneSite site = LoneSite.make(folder, ports);
      Path etc = site.gate().base().resolve("etc");
      JsonNode yaml = new YAMLMapper().readTree(etc.resolve("gate.yaml").toFile());
      JsonNode world = new ObjectMapper().readTree(site.worldFile().toFile());
      JsonNode profile = new ObjectMapper().readTree(site.profile().toFile());

      JsonNode partner = yaml.at("/partners/youyi-guan");
      assertThat(partner.path("send").asText())
          .isEqualTo("netty-http:" + profile.at("/us/listen").asText());
      assertThat(partner.path("receive").asText())
          .isEqualTo("netty-http:" + profile.at("/them/url").asText());
      assertThat(profile.path("limits")).isEqualTo(partner.path("limits"));
      assertThat(profile.path("route")).isEqualTo(yaml.at("/gate/route"));
      assertThat(profile.path("vehicles").asText())
          .isEqualTo("tcp://127.0.0.1:" + world.path("commandPort").asInt());
      for (String lane : new String[] {"L1", "L3", "L4", "L6"}) {
        boolean out = lane.compareTo("L4") < 0;
        assertThat(yaml.at("/lanes/" + lane + "/template").asText())
            .isEqualTo(out ? "cargo-export" : "cargo-import");
        assertThat(world.path(out ? "exportLanes" : "importLanes").toString()).contains(lane);
        assertThat(profile.at(out ? "/lanes/exit" : "/lanes/entry").toString()).contains(lane);
        assertThat(yaml.at("/lanes/" + lane + "/values/io"))
            .isEqualTo(world.at("/gate/lanes/" + lane + "/ioPort"));
      }
      assertThat(yaml.at("/templates/cargo-import/direction").asText()).isEqualTo("import");
      assertThat(yaml.at("/lanes/L3/tidalFlow").asText()).isEqualTo("cargo-import");
      assertThat(yaml.at("/lanes/L1").has("tidalFlow")).isFalse();
      assertThat(profile.at("/lanes/tidal").toString()).isEqualTo("[\"L3\"]");
      assertThat(yaml.at("/flows/advise").asText()).isEqualTo("yes");
    }
  }

  @Test
  void eachSideHasThePublicHalfOfTheOthersKeys() throws Exception {
    try (Ports ports = new Ports(new Random())) {
      LoneSite site = LoneSite.make(folder, ports);
      Path own = site.gate().base().resolve("etc/keys");
      Path partner = folder.resolve("partner");
      for (String[] pair :
          new String[][] {
            {"huu-nghi.jwk", "huu-nghi.public.jwk"}, {"youyi-guan.jwk", "youyi-guan.public.jwk"}
          }) {
        boolean ours = pair[0].startsWith("huu-nghi");
        JsonNode whole = jwk((ours ? own : partner).resolve(pair[0]));
        JsonNode half = jwk((ours ? partner : own).resolve(pair[1]));
        assertThat(half.has("d")).isFalse();
        assertThat(whole.path("x")).isEqualTo(half.path("x"));
        assertThat(whole.path("kid")).isEqualTo(half.path("kid"));
      }
      X509Certificate certificate = certificate(partner.resolve("tls.cert.pem"));
      certificate.verify(authority(own.resolve("youyi-guan-ca.p12"), own.resolve("tls.password")));
    }
  }

  private static JsonNode jwk(Path file) throws Exception {
    return new ObjectMapper().readTree(file.toFile());
  }

  private static X509Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static PublicKey authority(Path file, Path password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, Files.readString(password).strip().toCharArray());
    }
    return store.getCertificate(store.aliases().nextElement()).getPublicKey();
  }
}
