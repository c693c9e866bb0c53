package org.amitygate.demo.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.ECPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SiteTest {
  @TempDir Path folder;
  private final List<Ports> blocks = new ArrayList<>();
  private Site site;

  private Ports ports() throws Exception {
    blocks.add(new Ports(new Random()));
    return blocks.get(blocks.size() - 1);
  }

  @AfterEach
  void close() throws Exception {
    for (Ports block : blocks) {
      block.close();
    }
  }

  @BeforeEach
  void make() throws Exception {
    site = Site.make(folder, ports(), 7, 20, 3, false, Map.of());
  }

  private JsonNode yaml(GatePlan gate) throws Exception {
    return new YAMLMapper().readTree(gate.base().resolve("etc/gate.yaml").toFile());
  }

  private JsonNode world() throws Exception {
    return new ObjectMapper().readTree(site.worldFile().toFile());
  }

  @Test
  void peopleAreFoundByTheirRole() throws Exception {
    assertThat(Site.account(site.imports(), "customs").name()).isEqualTo("customs");
    Site.Account guard = Site.account(site.imports(), "border-guard");
    assertThat(guard.name()).isEqualTo("hoa");
    assertThat(guard.password()).hasSize(24);
    assertThatThrownBy(() -> Site.account(site.imports(), "king"))
        .hasMessageContaining("nobody has the role king");
  }

  @Test
  void theWorldIsToldToHarmTheLink(@TempDir Path other) throws Exception {
    assertThat(world().path("faults").asBoolean()).isFalse();
    Site.Traffic traffic = new Site.Traffic(7, 20, 3, true, true, 12_000, 10);
    Site harmed = Site.make(other, ports(), traffic, Map.of());
    JsonNode world = new ObjectMapper().readTree(harmed.worldFile().toFile());
    assertThat(world.path("faults").asBoolean()).isTrue();
    assertThat(world.path("closesAfterSeconds").asInt()).isEqualTo(600);
    assertThat(world.path("arrivalMillis").asInt() / world.path("pace").asDouble())
        .isEqualTo(12_000);
  }

  @Test
  void theJournalIsWhereItIsSaidToBe(@TempDir Path other) throws Exception {
    assertThat(yaml(site.exports()).has("store")).isFalse();
    Map<String, String> stores = Map.of("huu-nghi", "postgresql://127.0.0.1:5432/gate?user=x");
    Site elsewhere = Site.make(other, ports(), 7, 20, 3, false, stores);
    assertThat(yaml(elsewhere.exports()).path("store").asText()).isEqualTo(stores.get("huu-nghi"));
    assertThat(yaml(elsewhere.imports()).has("store")).isFalse();
    assertThat(elsewhere.gates().stream().map(GatePlan::id)).isEqualTo(Site.GATES);
  }

  @Test
  void everythingSecretIsForItsOwnerOnly() throws Exception {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(Files::isRegularFile).forEach(files::add);
    }
    assertThat(files).hasSizeGreaterThan(14);
    for (Path file : files) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .as(file.toString())
          .isEqualTo("rw-------");
    }
  }

  @Test
  void noSecretStandsInAConfigurationFile() throws Exception {
    String camera =
        Files.readString(site.exports().base().resolve("etc/keys/camera.password")).strip();
    assertThat(camera).hasSize(24);
    for (GatePlan gate : site.gates()) {
      String text = Files.readString(gate.base().resolve("etc/gate.yaml"));
      assertThat(text).doesNotContain(camera).contains("${file:keys/camera.password}");
    }
  }

  @Test
  void twoRunsHaveNoSecretInCommon(@TempDir Path other) throws Exception {
    Site second = Site.make(other, ports(), 7, 20, 3, false, Map.of());
    for (String name : List.of("keys/camera.password", "keys/tls.password", "keys/huu-nghi.jwk")) {
      assertThat(Files.readString(site.exports().base().resolve("etc").resolve(name)))
          .isNotEqualTo(Files.readString(second.exports().base().resolve("etc").resolve(name)));
    }
  }

  @Test
  void theWorldAndTheGatesMeetAtTheSamePorts() throws Exception {
    JsonNode world = world();
    for (JsonNode there : world.path("gates")) {
      boolean exports = there.path("role").asText().equals("export");
      GatePlan gate = exports ? site.exports() : site.imports();
      JsonNode here = yaml(gate);
      assertThat(here.path("gate").path("id").asText()).isEqualTo(there.path("id").asText());
      assertThat(here.path("declarations").asText())
          .isEqualTo("netty-http:" + there.path("declarationsUrl").asText());
      JsonNode customs = here.path("authorities").path("customs");
      assertThat(customs.path("receive").asText())
          .isEqualTo("netty-http:" + there.path("customsAnswerUrl").asText());
      assertThat(customs.path("send").asText()).contains(":" + there.path("customsPort").asInt());
      for (int number = 1; number <= 3; number++) {
        JsonNode lane = here.path("lanes").path("L" + number);
        JsonNode ports = there.path("lanes").path("L" + number);
        assertThat(lane.path("values").path("io").asInt()).isEqualTo(ports.path("ioPort").asInt());
        assertThat(lane.path("values").path("scale").asInt())
            .isEqualTo(ports.path("weighbridgePort").asInt());
        JsonNode camera = ports.path("entryCamera");
        JsonNode link = lane.path("devices").path("plate-camera.entry").path("link");
        if (number % 2 == 1) {
          assertThat(camera.path("mode").asText()).isEqualTo("pull");
          assertThat(link.path("kind").asText()).isEqualTo("http-stream");
          assertThat(link.path("address").asText()).contains(":" + camera.path("port").asInt());
        } else {
          assertThat(link.isMissingNode()).isTrue();
          String template =
              here.at(
                      "/templates/cargo-"
                          + (exports ? "export" : "import")
                          + "/devices/plate-camera.entry/link/address")
                  .asText();
          assertThat(camera.path("pushUrl").asText())
              .isEqualTo("http://" + template.replace("{lane}", "L" + number));
        }
      }
    }
    assertThat(world.path("gates").get(0).path("ssh").path("accounts")).hasSize(3);
    assertThat(world.path("gates").get(1).has("ssh")).isFalse();
  }

  @Test
  void theGatesReachEachOtherThroughTheWorld() throws Exception {
    JsonNode lines = world().path("partnerProxies");
    assertThat(lines).hasSize(2);
    for (JsonNode line : lines) {
      boolean exports = line.path("from").asText().equals(site.exports().id());
      GatePlan from = exports ? site.exports() : site.imports();
      GatePlan to = exports ? site.imports() : site.exports();
      JsonNode calls = yaml(from).path("partners").path(to.id());
      JsonNode called = yaml(to).path("partners").path(from.id());
      assertThat(calls.path("send").asText()).contains(line.path("listen").asText());
      assertThat(called.path("receive").asText()).contains(line.path("target").asText());
    }
  }

  @Test
  void noPortIsUsedTwice() {
    Set<Integer> all = new HashSet<>();
    int count = 0;
    for (GatePlan gate : site.gates()) {
      List<Integer> ports =
          new ArrayList<>(
              List.of(
                  gate.ssh(),
                  gate.push(),
                  gate.declarations(),
                  gate.customs(),
                  gate.customsAnswers(),
                  gate.partnerIn(),
                  gate.partnerOut()));
      for (GatePlan.Lane lane : gate.lanes()) {
        Stream.of(lane.io(), lane.scale(), lane.camera()).filter(p -> p > 0).forEach(ports::add);
      }
      count += ports.size();
      all.addAll(ports);
    }
    assertThat(all).hasSize(count);
  }

  @Test
  void twoRunsHaveNoPortInCommon() throws Exception {
    Set<Integer> all = new HashSet<>();
    for (int run = 0; run < 10; run++) {
      Ports ports = ports();
      for (int i = 0; i < 75; i++) {
        all.add(ports.next());
      }
    }
    assertThat(all).hasSize(750);
  }

  @Test
  void gatesThatAreKilledArePatient(@TempDir Path other) throws Exception {
    Site killed = Site.make(other, ports(), 7, 20, 3, true, Map.of());
    assertThat(world().path("kill").asBoolean()).isFalse();
    assertThat(yaml(site.exports()).at("/flows/customs/within").asText()).isEqualTo("6s");
    assertThat(yaml(killed.exports()).at("/flows/customs/within").asText()).isEqualTo("90s");
  }

  @Test
  void accountsAreReadByKarafsRealm() throws Exception {
    java.util.Properties users = new java.util.Properties();
    try (InputStream in =
        Files.newInputStream(site.exports().base().resolve("etc/users.properties"))) {
      users.load(in);
    }
    JsonNode guard = world().path("gates").get(0).path("ssh").path("accounts").get(0);
    assertThat(users.getProperty(guard.path("name").asText()))
        .isEqualTo(guard.path("password").asText() + ",_g_:border-guard,_g_:operator");
    assertThat(users.getProperty("customs")).endsWith(",_g_:customs");
  }

  // Keys

  @Test
  void whatOneGateSignsTheOtherVerifies() throws Exception {
    JsonNode own = jwk(site.exports(), "huu-nghi.jwk");
    JsonNode known = jwk(site.imports(), "huu-nghi.public.jwk");
    assertThat(known.has("d")).isFalse();
    assertThat(known.path("kid").asText()).isEqualTo(own.path("kid").asText()).isNotEmpty();
    KeyFactory keys = KeyFactory.getInstance("EC");
    ECParameterSpec curve = curve();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.generatePrivate(new ECPrivateKeySpec(number(own, "d"), curve)));
    signature.update("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    byte[] signed = signature.sign();
    ECPoint point = new ECPoint(number(known, "x"), number(known, "y"));
    signature.initVerify(keys.generatePublic(new ECPublicKeySpec(point, curve)));
    signature.update("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(signature.verify(signed)).isTrue();
  }

  private static ECParameterSpec curve() throws Exception {
    java.security.KeyPairGenerator generator = java.security.KeyPairGenerator.getInstance("EC");
    generator.initialize(new java.security.spec.ECGenParameterSpec("secp256r1"));
    return ((ECPublicKey) generator.generateKeyPair().getPublic()).getParams();
  }

  private static JsonNode jwk(GatePlan gate, String name) throws Exception {
    return new ObjectMapper().readTree(gate.base().resolve("etc/keys/" + name).toFile());
  }

  private static BigInteger number(JsonNode jwk, String field) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.path(field).asText()));
  }

  @Test
  void theGatesTrustEachOtherByTls13AndNobodyElse(@TempDir Path other) throws Exception {
    assertThat(talk(tls(site.exports()), tls(site.imports()))).isEqualTo("TLSv1.3");
    Site strangers = Site.make(other, ports(), 7, 20, 1, false, Map.of());
    assertThatThrownBy(() -> talk(tls(strangers.exports()), tls(site.imports())))
        .isInstanceOf(SSLException.class);
  }

  /** A client of one gate calls the other: both prove who they are, and the host name counts. */
  private static String talk(SSLContext client, SSLContext server) throws Exception {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    try (SSLServerSocket listener =
        (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, here)) {
      listener.setNeedClientAuth(true);
      listener.setEnabledProtocols(new String[] {"TLSv1.3"});
      CompletableFuture<Void> answer =
          CompletableFuture.runAsync(
              () -> {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                  socket.getOutputStream().write(socket.getInputStream().read());
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      try (SSLSocket socket =
          (SSLSocket)
              client.getSocketFactory().createSocket("127.0.0.1", listener.getLocalPort())) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.getOutputStream().write(42);
        assertThat(socket.getInputStream().read()).isEqualTo(42);
        answer.join();
        return socket.getSession().getProtocol();
      }
    }
  }

  private static SSLContext tls(GatePlan gate) throws Exception {
    Path keys = gate.base().resolve("etc/keys");
    char[] password = Files.readString(keys.resolve("tls.password")).strip().toCharArray();
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(store(keys.resolve("tls.p12"), password), password);
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(store(keys.resolve(gate.partner() + "-ca.p12"), password));
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private static KeyStore store(Path file, char[] password) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password);
    }
    return store;
  }
}
