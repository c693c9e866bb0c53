package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.amitygate.config.PartnerConfig;
import org.amitygate.core.handover.PartnerView;
import org.amitygate.partner.PartnerInbox;
import org.amitygate.partner.PartnerProblem;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Two gates and their mutual TLS, over real sockets, with strangers at the door. */
@Execution(ExecutionMode.CONCURRENT)
class PartnerChannelTest {

  @TempDir Path folder;

  /** Here we are huu-nghi; the partner is youyi-guan. */
  private final FakeConfig here = new FakeConfig();

  private final FakeConfig there = new FakeConfig();
  private final Gateway gatewayHere = new Gateway(here, DefaultCamelContext::new);
  private final Gateway gatewayThere = new Gateway(there, DefaultCamelContext::new);
  private final List<String> received = new CopyOnWriteArrayList<>();
  private final AtomicReference<Function<byte[], CompletionStage<byte[]>>> inbox =
      new AtomicReference<>();
  private final PartnerPost post = new PartnerPost(gatewayThere, there, new PartnerCertificates());
  private final PartnerCertificates seen = new PartnerCertificates();
  private PartnerEndpoints endpoints;
  private Certificates ours;
  private Certificates theirs;
  private Certificates strangers;
  private int port;

  @BeforeEach
  void open() throws Exception {
    ours = new Certificates(folder, "vn");
    theirs = new Certificates(folder, "cn");
    strangers = new Certificates(folder, "other");
    port = Http.freePort();
    inbox.set(
        message ->
            CompletableFuture.completedFuture(
                ("receipt of " + text(message)).getBytes(StandardCharsets.UTF_8)));
    PartnerInbox taking =
        (partner, message) -> {
          received.add(partner + " " + text(message));
          return inbox.get().apply(message).thenApply(Optional::of);
        };
    endpoints = new PartnerEndpoints(gatewayHere, here, taking, seen);
    here.partners(
        Map.of(
            "youyi-guan", partner("youyi-guan", "unused", receiveUri(), ours.tls("here", theirs))));
    there.partners(
        Map.of("huu-nghi", partner("huu-nghi", sendUri(""), "unused", theirs.tls("there", ours))));
    Http.eventually(() -> send("hello"), "receipt of hello");
    received.clear();
  }

  @AfterEach
  void close() {
    endpoints.stop();
    gatewayHere.close();
    gatewayThere.close();
  }

  private String receiveUri() {
    return "netty-http:https://127.0.0.1:" + port + "/partner";
  }

  private String sendUri(String options) {
    return "netty-http:https://localhost:" + port + "/partner" + options;
  }

  private static PartnerConfig partner(
      String id, String send, String receive, Map<String, String> tls) {
    return new PartnerConfig(id, "p1", send, receive, "", List.of(), tls, Map.of());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private CompletableFuture<byte[]> post(byte[] message) {
    return post.send("huu-nghi", message).thenApply(Optional::orElseThrow).toCompletableFuture();
  }

  private String send(String message) throws Exception {
    try {
      return text(post(message.getBytes(StandardCharsets.UTF_8)).get(15, TimeUnit.SECONDS));
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  @Test
  void bytesArriveUnchangedAndTheReceiptGoesBack() throws Exception {
    byte[] odd = new byte[100_000];
    new java.util.Random(1).nextBytes(odd);
    List<byte[]> seen = new CopyOnWriteArrayList<>();
    inbox.set(
        message -> {
          seen.add(message);
          return CompletableFuture.completedFuture(odd);
        });
    byte[] receipt = post(odd).get(15, TimeUnit.SECONDS);
    assertThat(receipt).isEqualTo(odd);
    assertThat(seen).hasSize(1);
    assertThat(seen.get(0)).isEqualTo(odd);
    assertThat(received.get(0)).as("known by the channel").startsWith("youyi-guan ");
  }

  @Test
  void theCertificatesAreKnownWithTheirExpiry() throws Exception {
    List<PartnerView.Certificate> all =
        new PartnerPost(gatewayHere, here, seen).certificates("youyi-guan");
    assertThat(all)
        .extracting(one -> one.whose() + " " + one.subject())
        .containsExactly("own CN=here", "authority CN=cn", "partner CN=there");
    assertThat(all)
        .allSatisfy(
            one ->
                assertThat(one.expires())
                    .isBetween(Instant.now(), Instant.now().plus(Duration.ofDays(1))));
    there.partners(
        Map.of("huu-nghi", partner("huu-nghi", sendUri(""), "", theirs.tls("rolled", ours))));
    Http.eventually(() -> send("x"), "receipt of x");
    assertThat(seen.of(here.current().partners().get("youyi-guan")))
        .extracting(PartnerView.Certificate::subject)
        .contains("CN=rolled");
  }

  @Test
  void aProblemKeepsItsStatus() {
    inbox.set(
        message ->
            CompletableFuture.failedFuture(
                new PartnerProblem(409, "the same id with other bytes")));
    assertThatThrownBy(() -> send("x"))
        .rootCause()
        .isInstanceOfSatisfying(
            PartnerProblem.class, problem -> assertThat(problem.status()).isEqualTo(409))
        .hasMessageContaining("the same id with other bytes");
    inbox.set(
        message -> {
          throw new IllegalStateException("a bug with secrets in it");
        });
    assertThatThrownBy(() -> send("x"))
        .rootCause()
        .isInstanceOfSatisfying(
            PartnerProblem.class, problem -> assertThat(problem.status()).isEqualTo(500))
        .hasMessageNotContaining("secrets");
  }

  @Test
  void aMessageThatIsTooLargeIsRefused() throws Exception {
    assertThatThrownBy(() -> send("x".repeat(EndpointUris.LARGEST + 1)))
        .rootCause()
        .isInstanceOfSatisfying(
            PartnerProblem.class, problem -> assertThat(problem.status()).isEqualTo(413));
    assertThat(received).isEmpty();
    assertThat(send("small")).isEqualTo("receipt of small");
  }

  @Test
  void strangersAreNotServedAndDisturbNobody() throws Exception {
    assertThat(tls("TLSv1.3", null, ours)).as("no certificate").doesNotContain("200");
    assertThat(tls("TLSv1.3", strangers.keyStore("mallory"), ours))
        .as("another authority's")
        .doesNotContain("200");
    assertThat(tls("TLSv1.2", theirs.keyStore("there"), ours)).as("old TLS").doesNotContain("200");
    assertThat(
            Http.raw(
                port,
                "POST /partner HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
                Duration.ofSeconds(3)))
        .as("no TLS at all")
        .doesNotContain("200");
    assertThat(
            Http.raw(port, "\u0016\u0003\u0001\u0002\u0000\u0001garbage", Duration.ofMillis(300)))
        .doesNotContain("200");
    List<java.net.Socket> silent = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      silent.add(new java.net.Socket("127.0.0.1", port));
    }
    assertThat(received).isEmpty();
    assertThat(send("still here")).isEqualTo("receipt of still here");
    for (java.net.Socket socket : silent) {
      socket.close();
    }
    assertThat(tls("TLSv1.3", theirs.keyStore("there"), ours))
        .as("the test's own client works")
        .contains("200");
  }

  /** A POST by a client of the test's own; what came back, or what went wrong. */
  private String tls(String protocol, Path keyStore, Certificates trusted) throws Exception {
    try (SSLSocket socket = connect(protocol, keyStore, trusted)) {
      socket
          .getOutputStream()
          .write(
              "POST /partner HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                  .getBytes(StandardCharsets.US_ASCII));
      return Http.read(socket.getInputStream());
    } catch (IOException e) {
      return e.toString();
    }
  }

  private SSLSocket connect(String protocol, Path keyStore, Certificates trusted) throws Exception {
    char[] password = Certificates.PASSWORD.toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(
        keyStore == null ? Certificates.empty() : KeyStore.getInstance(keyStore.toFile(), password),
        password);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(trusted.trustStore().toFile(), password));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setEnabledProtocols(new String[] {protocol});
    socket.setSoTimeout(15_000);
    return socket;
  }

  /** Whose certificate the listening side shows now. */
  private String presented() throws Exception {
    try (SSLSocket socket = connect("TLSv1.3", theirs.keyStore("there"), ours)) {
      return socket.getSession().getPeerPrincipal().getName();
    }
  }

  @Test
  void weSendToNobodyWhoIsNotOurPartner() throws Exception {
    there.partners(
        Map.of(
            "huu-nghi",
            partner("huu-nghi", sendUri(""), "unused", theirs.tls("there", strangers))));
    assertThatThrownBy(() -> send("secret")).isInstanceOf(IOException.class);
    here.partners(
        Map.of(
            "youyi-guan",
            partner(
                "youyi-guan",
                "unused",
                receiveUri(),
                Certificates.tls(
                    ours.keyStore("elsewhere", "elsewhere.example", "10.9.9.9"),
                    theirs.trustStore()))));
    there.partners(
        Map.of(
            "huu-nghi",
            partner(
                "huu-nghi", sendUri("?connectTimeout=2000"), "unused", theirs.tls("there", ours))));
    Http.eventually(this::presented, "CN=elsewhere");
    assertThatThrownBy(() -> send("secret"))
        .as("another host's certificate")
        .isInstanceOf(IOException.class);
    assertThat(received).isEmpty();
  }

  @Test
  void certificatesRollLive() throws Exception {
    here.partners(
        Map.of(
            "youyi-guan",
            partner("youyi-guan", "unused", receiveUri(), strangers.tls("here", theirs))));
    Http.eventually(
        () -> {
          try {
            return send("x");
          } catch (IOException e) {
            return "refused";
          }
        },
        "refused");
    there.partners(
        Map.of(
            "huu-nghi",
            partner("huu-nghi", sendUri(""), "unused", theirs.tls("there", strangers))));
    assertThat(Http.eventually(() -> send("rolled"), "receipt of rolled")).isNotEmpty();
  }

  @Test
  void aPartnerThatDoesNotAnswerFailsInTimeAndIsReachedLater() throws Exception {
    there.partners(
        Map.of(
            "huu-nghi",
            partner(
                "huu-nghi", sendUri("?requestTimeout=700"), "unused", theirs.tls("there", ours))));
    inbox.set(message -> new CompletableFuture<>());
    long began = System.nanoTime();
    assertThatThrownBy(() -> send("x")).isInstanceOf(IOException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    inbox.set(message -> CompletableFuture.completedFuture(new byte[] {'y'}));
    assertThat(send("x")).isEqualTo("y");
    here.partners(Map.of());
    Http.eventually(
        () -> {
          try {
            return send("x");
          } catch (IOException e) {
            return "gone";
          }
        },
        "gone");
    here.partners(
        Map.of(
            "youyi-guan", partner("youyi-guan", "unused", receiveUri(), ours.tls("here", theirs))));
    assertThat(Http.eventually(() -> send("x"), "y")).isEqualTo("y");
  }

  @Test
  void manyAtOnceAllArrive() throws Exception {
    List<CompletableFuture<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(post(("m" + i).getBytes(StandardCharsets.UTF_8)));
    }
    for (int i = 0; i < 300; i++) {
      assertThat(text(all.get(i).get(20, TimeUnit.SECONDS))).isEqualTo("receipt of m" + i);
    }
  }

  @Test
  void anUnknownPartnerOrKeysThatAreNotThereAreSaid() {
    assertThatThrownBy(() -> post.send("nobody", new byte[0]).toCompletableFuture().join())
        .rootCause()
        .hasMessage("partner 'nobody' is not configured");
    there.partners(Map.of("huu-nghi", partner("huu-nghi", sendUri(""), "unused", Map.of())));
    assertThatThrownBy(() -> send("x")).hasMessageContaining("https needs tls.keyStore");
    there.partners(
        Map.of(
            "huu-nghi",
            partner(
                "huu-nghi",
                sendUri(""),
                "unused",
                Map.of(
                    "keyStore",
                    folder + "/gone.p12",
                    "trustStore",
                    folder + "/gone.p12",
                    "password",
                    "x"))));
    assertThatThrownBy(() -> send("x"))
        .hasMessageContaining("tls.keyStore " + folder + "/gone.p12 cannot be read");
  }
}
