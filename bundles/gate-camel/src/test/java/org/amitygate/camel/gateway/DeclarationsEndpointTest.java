package org.amitygate.camel.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.amitygate.camel.gateway.Http.Answer;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Declarations over real sockets, friendly and hostile. */
@Execution(ExecutionMode.CONCURRENT)
class DeclarationsEndpointTest {

  private static final String JSON = "application/json";
  private static final String GOOD =
      "{\"reference\":\"DEC-1\",\"plate\":\"29C-123.45\",\"direction\":\"export\",\"declaredGrossKg\":31200,\"goods\":\"durian\",\"trader\":\"Ánh"
          + " Dương\",\"more\":{\"a\":[1,2]}}";

  private final FakeConfig config = new FakeConfig();
  private final MemoryJournal journal = new MemoryJournal();
  private final Gateway gateway = new Gateway(config, DefaultCamelContext::new);
  private final DeclarationsEndpoint endpoint = new DeclarationsEndpoint(gateway, journal);
  private int port;

  @BeforeEach
  void open() throws Exception {
    port = Http.freePort();
    config.declarations(Optional.of("netty-http:http://127.0.0.1:" + port + "/declarations"));
    Http.eventually(() -> Http.method(port, "/declarations", "GET").status(), 405);
  }

  @AfterEach
  void close() {
    endpoint.stop();
    gateway.close();
    journal.close();
  }

  private Answer post(String body) throws Exception {
    return Http.post(port, "/declarations", JSON, body);
  }

  private List<String> known() {
    return journal.now(tx -> tx.items("declaration").stream().map(item -> item.id()).toList());
  }

  @Test
  void announcedRepeatedAndContradicted() throws Exception {
    assertThat(post(GOOD)).isEqualTo(new Answer(201, "{\"reference\":\"DEC-1\"}", JSON));
    assertThat(post(GOOD)).isEqualTo(new Answer(200, "{\"reference\":\"DEC-1\"}", JSON));
    Answer other = post(GOOD.replace("31200", "31201"));
    assertThat(other.status()).isEqualTo(409);
    assertThat(other.body())
        .contains("\"error\":\"declaration 'DEC-1' was announced before with another content");
    assertThat(journal.types("declaration:DEC-1")).containsExactly("DeclarationAnnounced");
    ObjectNode item = journal.now(tx -> tx.item("declaration", "DEC-1")).orElseThrow();
    assertThat(item.toString()).contains("31200").contains("Ánh Dương");
  }

  @Test
  void answeredOnlyAfterTheCommit() throws Exception {
    journal.commitFails = true;
    assertThat(post(GOOD).status()).as("told only what the commit came to").isEqualTo(503);
    journal.commitFails = false;
    assertThat(post(GOOD).status() / 100).isEqualTo(2);
  }

  @Test
  void aFullDiskIsSaidAndLaterMended() throws Exception {
    journal.full = true;
    Answer refused = post(GOOD);
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.body()).isEqualTo("{\"error\":\"cannot be recorded now; send it again\"}");
    journal.full = false;
    assertThat(post(GOOD).status()).isEqualTo(201);
  }

  @Test
  void whatIsWrongIsSaid() throws Exception {
    assertThat(post("{\"reference\":\"x\"}").status()).isEqualTo(400);
    assertThat(post("{\"reference\":\"x\"}").body())
        .isEqualTo("{\"error\":\"'plate' is missing or no text\"}");
    assertThat(post("not json").status()).isEqualTo(400);
    assertThat(post("").status()).isEqualTo(400);
    assertThat(Http.post(port, "/declarations", "text/plain", GOOD).status()).isEqualTo(415);
    assertThat(Http.post(port, "/declarations", "", GOOD).status()).isEqualTo(415);
    assertThat(
            Http.post(port, "/declarations", "application/x-www-form-urlencoded", "a=b&c").status())
        .isEqualTo(415);
    assertThat(Http.post(port, "/declarations", "application/json; charset=utf-8", GOOD).status())
        .isEqualTo(201);
    assertThat(Http.post(port, "/elsewhere", JSON, GOOD).status()).isEqualTo(404);
    assertThat(Http.post(port, "/declarations/x", JSON, GOOD).status()).isEqualTo(404);
    assertThat(Http.method(port, "/declarations", "PUT").status()).isEqualTo(405);
    assertThat(Http.method(port, "/declarations", "DELETE").status()).isEqualTo(405);
    assertThat(known()).containsExactly("DEC-1");
  }

  @Test
  void tooLargeIsRefusedWithoutReadingItAll() throws Exception {
    String filler = "x".repeat(DeclarationForm.LARGEST);
    assertThat(post(GOOD.replace("durian", filler)).status()).isEqualTo(413);
    String head = "POST /declarations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
    assertThat(Http.raw(port, head + "Content-Length: 999999999\r\n\r\n{", Duration.ofSeconds(5)))
        .startsWith("HTTP/1.1 413 ");
    StringBuilder chunks = new StringBuilder(head).append("Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 40; i++) {
      chunks.append("2000\r\n").append("y".repeat(0x2000)).append("\r\n");
    }
    assertThat(Http.raw(port, chunks.toString(), Duration.ofSeconds(5)))
        .startsWith("HTTP/1.1 413 ");
    assertThat(post(GOOD).status()).isEqualTo(201);
  }

  @Test
  void whatIsNoHttpGetsAStatusOrNothingAndIsCutOff() throws Exception {
    assertThat(Http.begin(port, "GARBAGE\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(Http.begin(port, "POST /" + "a".repeat(9000) + " HTTP/1.1\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ");
    assertThat(
            Http.begin(port, "POST /declarations HTTP/1.1\r\nX: " + "a".repeat(9000) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 431 ");
    assertThat(Http.begin(port, "POST /declarations HTTP/1.1\r\nContent-Length: x\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ");
    assertThat(Http.begin(port, "POST /declarations HTTP/1.1\r\nContent-Length: 0\r\n\r\n"))
        .as("no host")
        .startsWith("HTTP/1.1 400 ");
    assertThat(
            Http.begin(
                port, "POST /declarations?%%% HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
    Random random = new Random(7);
    for (int i = 0; i < 50; i++) {
      byte[] noise = new byte[random.nextInt(2000)];
      random.nextBytes(noise);
      Http.raw(port, new String(noise, StandardCharsets.ISO_8859_1), Duration.ofMillis(20));
    }
    assertThat(post(GOOD).status()).isEqualTo(201);
  }

  @Test
  void aConnectionThatIsClosedIsAnnounced() throws Exception {
    String get =
        Http.raw(port, "GET /declarations HTTP/1.1\r\nHost: x\r\n\r\n", Duration.ofSeconds(5));
    assertThat(get).startsWith("HTTP/1.1 405 ").containsIgnoringCase("connection: close");
    String elsewhere =
        Http.raw(
            port,
            "POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
            Duration.ofSeconds(5));
    assertThat(elsewhere).startsWith("HTTP/1.1 404 ").containsIgnoringCase("connection: close");
    String both =
        Http.raw(
            port,
            "POST /declarations HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
                + "GET /declarations HTTP/1.1\r\nHost: x\r\n\r\n",
            Duration.ofSeconds(5));
    String[] answers = both.split("HTTP/1.1 ");
    assertThat(answers).hasSize(3);
    assertThat(answers[1]).startsWith("415 ").doesNotContainIgnoringCase("connection: close");
    assertThat(answers[2]).startsWith("405 ").containsIgnoringCase("connection: close");
  }

  @Test
  void halfRequestsDoNotKeepOthersWaiting() throws Exception {
    List<Socket> half = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /declarations HTTP/1.1\r\nHost: x\r\nContent-Ty"
              .getBytes(StandardCharsets.US_ASCII));
      half.add(socket);
    }
    assertThat(post(GOOD).status()).isEqualTo(201);
    for (Socket socket : half) {
      socket.close();
    }
  }

  @Test
  void aBodyThatNeverEndsTimesOut() throws Exception {
    String answer =
        Http.raw(
            port,
            "POST /declarations HTTP/1.1\r\n"
                + "Host: x\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n"
                + "{",
            Duration.ofSeconds(20));
    assertThat(answer).startsWith("HTTP/1.1 408 ");
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
    StringBuilder all = new StringBuilder();
    int requests = 200;
    for (int i = 0; i < requests; i++) {
      String body = i % 3 == 0 ? "broken" : GOOD.replace("DEC-1", "PIPE-" + i);
      all.append("POST /declarations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
          .append(i == requests - 1 ? "Connection: close\r\n" : "")
          .append("Content-Length: ")
          .append(body.getBytes(StandardCharsets.UTF_8).length)
          .append("\r\n\r\n")
          .append(new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }
    String answers = Http.raw(port, all.toString(), Duration.ofSeconds(10));
    String[] parts = answers.split("HTTP/1.1 ");
    assertThat(parts).hasSize(requests + 1);
    for (int i = 0; i < requests; i++) {
      assertThat(parts[i + 1]).startsWith(i % 3 == 0 ? "400" : "201");
      if (i % 3 != 0) {
        assertThat(parts[i + 1]).contains("PIPE-" + i + "\"");
      }
    }
  }

  @Test
  void movedAndRemovedLive() throws Exception {
    int next = Http.freePort();
    config.declarations(Optional.of("netty-http:http://127.0.0.1:" + next + "/announce"));
    assertThat(Http.eventually(() -> Http.post(next, "/announce", JSON, GOOD).status() / 100, 2))
        .isEqualTo(2);
    Http.eventually(() -> closed(port), true);
    config.declarations(Optional.empty());
    Http.eventually(() -> closed(next), true);
    config.declarations(Optional.of("netty-http:http://127.0.0.1:" + port + "/declarations"));
    assertThat(Http.eventually(() -> post(GOOD).status(), 200)).isEqualTo(200);
  }

  @Test
  void aPortThatIsTakenIsTriedAgain() throws Exception {
    int busy = Http.freePort();
    FakeConfig moved = new FakeConfig();
    CountDownLatch triedInVain = new CountDownLatch(1);
    Gateway other =
        new Gateway(
            moved,
            () ->
                new DefaultCamelContext() {
                  @Override
                  public void stop() {
                    triedInVain.countDown();
                    super.stop();
                  }
                });
    moved.declarations(Optional.of("netty-http:http://127.0.0.1:" + busy + "/declarations"));
    DeclarationsEndpoint late;
    try (ServerSocket taken = new ServerSocket(busy, 1, InetAddress.getByName("127.0.0.1"))) {
      late = new DeclarationsEndpoint(other, journal);
      assertThat(triedInVain.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(taken.isBound()).isTrue();
    }
    Http.eventually(() -> Http.post(busy, "/declarations", JSON, GOOD).status() / 100, 2);
    late.stop();
    other.close();
  }

  private static boolean closed(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (IOException refused) {
      return true;
    }
  }
}
