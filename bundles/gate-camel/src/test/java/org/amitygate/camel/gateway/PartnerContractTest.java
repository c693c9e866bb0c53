package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.amitygate.config.PartnerConfig;
import org.amitygate.partner.PartnerInbox;
import org.amitygate.partner.PartnerProblem;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The endpoint of a partner answers over HTTPS as {@code docs/partner/openapi.yaml} says. */
class PartnerContractTest {

  private static final Path OPEN_API = Path.of("../../docs/partner/openapi.yaml");
  private static final String MESSAGE = "application/jose+json";

  @TempDir Path folder;
  private final FakeConfig config = new FakeConfig();
  private final Gateway gateway = new Gateway(config, DefaultCamelContext::new);
  private PartnerEndpoints endpoints;
  private HttpClient client;
  private int port;

  /** The message says what becomes of it: {@code 409}, or anything for a receipt. */
  private static final PartnerInbox INBOX =
      (partner, message) -> {
        String text = new String(message, java.nio.charset.StandardCharsets.UTF_8);
        if (text.equals("500")) {
          throw new IllegalStateException("a bug");
        }
        return text.matches("[45]\\d\\d")
            ? CompletableFuture.failedFuture(new PartnerProblem(Integer.parseInt(text), "why"))
            : CompletableFuture.completedFuture(
                text.equals("receipt") ? Optional.empty() : Optional.of(message));
      };

  @BeforeEach
  void open() throws Exception {
    Certificates ours = new Certificates(folder, "vn");
    Certificates theirs = new Certificates(folder, "cn");
    port = Http.freePort();
    endpoints = new PartnerEndpoints(gateway, config, INBOX, new PartnerCertificates());
    String receive = "netty-http:https://127.0.0.1:" + port + "/amity";
    Map<String, String> tls = ours.tls("here", theirs);
    config.partners(
        Map.of(
            "youyi-guan",
            new PartnerConfig(
                "youyi-guan", "p1", "unused", receive, "", List.of(), tls, Map.of())));
    client = client(theirs.keyStore("there"), ours.trustStore());
    Http.eventually(() -> send("POST", "/amity", MESSAGE, "m").statusCode(), 200);
  }

  @AfterEach
  void close() {
    endpoints.stop();
    gateway.close();
  }

  private static HttpClient client(Path keyStore, Path trustStore) throws Exception {
    char[] password = Certificates.PASSWORD.toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(keyStore.toFile(), password), password);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(KeyStore.getInstance(trustStore.toFile(), password));
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(context)
        .connectTimeout(Duration.ofSeconds(5))
        .build();
  }

  private HttpResponse<String> send(String method, String path, String type, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
            .header("Content-Type", type)
            .timeout(Duration.ofSeconds(15))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static Set<String> told() throws Exception {
    Matcher status = Pattern.compile("(?m)^ +\"(\\d{3})\":$").matcher(Files.readString(OPEN_API));
    Set<String> told = new TreeSet<>();
    while (status.find()) {
      told.add(status.group(1));
    }
    return told;
  }

  private static void answered(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(told()).contains(String.valueOf(status));
  }

  @Test
  void aReceiptIsTheAnswer() throws Exception {
    for (String type :
        new String[] {MESSAGE, "application/json", "application/json; charset=utf-8"}) {
      HttpResponse<String> answer = send("POST", "/amity", type, "a message");
      answered(answer, 200);
      assertThat(answer.body()).isEqualTo("a message");
      assertThat(answer.headers().firstValue("content-type")).contains(MESSAGE);
    }
  }

  @Test
  void aReceiptThatComesByItselfIsNotAnswered() throws Exception {
    answered(send("POST", "/amity", MESSAGE, "receipt"), 204);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 409, 413, 429, 500, 503})
  void aProblemIsAnObjectWithASentence(int status) throws Exception {
    HttpResponse<String> answer = send("POST", "/amity", MESSAGE, String.valueOf(status));
    answered(answer, status);
    assertThat(answer.headers().firstValue("content-type")).contains("application/json");
    assertThat(answer.body()).startsWith("{\"error\":\"").endsWith("\"}");
  }

  @Test
  void whatIsNoSuchRequest() throws Exception {
    answered(send("POST", "/other", MESSAGE, "m"), 404);
    answered(send("GET", "/amity", MESSAGE, ""), 405);
    answered(send("POST", "/amity", "text/plain", "m"), 415);
    answered(send("POST", "/amity", MESSAGE, "m".repeat(EndpointUris.LARGEST + 1)), 413);
  }
}
