package org.amitygate.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.device.LinkFactory.OpenLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpStreamLinksTest {

  private static final String PATH = "/ISAPI/Event/notification/alertStream?x=1";
  private static final String CHALLENGE =
      "WWW-Authenticate: Digest realm=\"cam\", nonce=\"abc\", qop=\"auth\", algorithm=MD5\r\n";
  private static final String OK =
      "HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary=b\r\nX-Mixed: 1\r\n"
          + "x-mixed: 2\r\nTransfer-Encoding: chunked\r\n\r\n";

  /** For the beginning of a stream, where a test waits for it. */
  private static final Duration BOUND = Duration.ofMillis(600);

  private final EventLoops loops = new EventLoops();
  private final Recorder recorder = new Recorder();
  private ServerSocket server;
  private OpenLink link;

  @BeforeEach
  void listen() throws Exception {
    server = Peer.listen();
    link = link("admin");
  }

  private OpenLink link(String user) {
    return link(user, new HttpStreamLinks(loops));
  }

  private OpenLink link(String user, HttpStreamLinks links) {
    Map<String, String> options = new HashMap<>();
    if (!user.isEmpty()) {
      options.put("user", user);
      options.put("password", "secret");
    }
    return link(options, links);
  }

  private OpenLink link(Map<String, String> options, HttpStreamLinks links) {
    String url = "http://127.0.0.1:" + server.getLocalPort() + PATH;
    return links.create(
        "L3.plate-camera.entry", new LinkConfig("http-stream", url, options), recorder);
  }

  @AfterEach
  void close() throws Exception {
    link.close();
    loops.close();
    server.close();
  }

  private static String chunk(String text) {
    return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
  }

  @Test
  void deliversTheHeadAndThenTheBody() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      String request = device.head();
      assertThat(request).startsWith("GET " + PATH + " HTTP/1.1\r\n");
      assertThat(request).contains("host: 127.0.0.1:" + server.getLocalPort());
      assertThat(request).doesNotContainIgnoringCase("authorization");
      device.send(OK + chunk("--b\r\n") + chunk("part"));

      assertThat(recorder.event(0)).isEqualTo("connected");
      var head = recorder.message(0);
      assertThat(head.address()).isEmpty();
      assertThat(head.body()).isEmpty();
      assertThat(head.headers())
          .containsEntry("content-type", "multipart/mixed; boundary=b")
          .containsEntry("x-mixed", "1, 2");
      head.reply().send(200, "text/plain", new byte[0]);
      assertThat(recorder.text(9)).isEqualTo("--b\r\npart");
    }
    recorder.event(1);
    assertThat(recorder.events()).hasSize(2);
  }

  @Test
  void deliversABodyThatEndsWithTheConnection() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send("HTTP/1.0 200 OK\r\n\r\nabc");
      assertThat(recorder.text(3)).isEqualTo("abc");
    }
    assertThat(recorder.event(1)).isEqualTo("disconnected: the device ended the stream");
  }

  @Test
  void answersAChallengeOnTheSameConnection() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send("HTTP/1.1 401 No\r\n" + CHALLENGE + "Content-Length: 4\r\n\r\nshut");
      String request = device.head();
      assertThat(request).contains("username=\"admin\"", "nc=00000001", "uri=\"" + PATH + "\"");
      device.send(OK + chunk("x"));
      assertThat(recorder.text(1)).isEqualTo("x");
    }
    assertThat(recorder.events()).first().isEqualTo("connected");
    recorder.event(1);

    link.connect();
    try (Peer device = Peer.accept(server)) {
      assertThat(device.head()).as("the nonce is used again").contains("nc=00000002");
    }
  }

  @Test
  void answersAChallengeOnANewConnectionIfTheDeviceClosesTheOld() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send("HTTP/1.1 401 No\r\nConnection: close\r\n" + CHALLENGE + "\r\nshut");
    }
    try (Peer device = Peer.accept(server)) {
      assertThat(device.head()).contains("nc=00000001");
      device.send(OK);
      assertThat(recorder.event(0)).isEqualTo("connected");
    }
  }

  @Test
  void doesNotReadALongRefusalToItsEnd() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send("HTTP/1.1 401 No\r\nContent-Length: 999999999\r\n" + CHALLENGE + "\r\n");
      device.send(new byte[128 << 10]);
      try (Peer again = Peer.accept(server)) {
        assertThat(again.head()).contains("nc=00000001");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', no answer to GET",
    "'HTTP/1.1 401 No\r\nContent-Length: 9\r\n', no end of the refusal of GET"
  })
  void anAnswerThatNeverEndsIsNotWaitedFor(String begun, String cause) throws Exception {
    link.close();
    link = link("admin", new HttpStreamLinks(loops, BOUND, System::nanoTime));
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send(begun.isEmpty() ? "" : begun + CHALLENGE + "\r\nshut");
      assertThat(recorder.event(0))
          .isEqualTo("disconnected: " + cause + " " + PATH + " within 0.6 s");
      assertThat(device.ended()).isTrue();
    }
  }

  @Test
  void aStreamMayBeQuietForLongerThanItMayTakeToBegin() throws Exception {
    link.close();
    link = link("admin", new HttpStreamLinks(loops, BOUND, System::nanoTime));
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send("HTTP/1.1 401 No\r\n" + CHALLENGE + "Content-Length: 0\r\n\r\n");
      device.head();
      device.send(OK + chunk("a"));
      assertThat(recorder.text(1)).isEqualTo("a");
      for (EventLoop loop : Set.of(loops.next(), loops.next())) {
        // Due after the bound that this loop had, if it still has it.
        loop.schedule(() -> {}, BOUND.toMillis(), TimeUnit.MILLISECONDS).get();
      }
      device.send(chunk("b"));
      assertThat(recorder.text(2)).isEqualTo("ab");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", OK})
  void cutsASilentConnectionIfSaidAndMakesANewOne(String begun) throws Exception {
    link.close();
    link = link(Map.of("readIdle", "1s"), new HttpStreamLinks(loops));
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send(begun);
      assertThat(recorder.event(begun.isEmpty() ? 0 : 1))
          .isEqualTo("disconnected: nothing came for too long");
      assertThat(device.ended()).isTrue();
    }
    link.connect();
    try (Peer device = Peer.accept(server)) {
      assertThat(device.head()).startsWith("GET " + PATH);
    }
  }

  @Test
  void givesUpWhenThePasswordIsRefused() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send("HTTP/1.1 401 No\r\n" + CHALLENGE + "Content-Length: 0\r\n\r\n");
      device.head();
      device.send("HTTP/1.1 401 No\r\n" + CHALLENGE + "Content-Length: 0\r\n\r\n");
      assertThat(recorder.event(0))
          .isEqualTo("disconnected: the device refuses user 'admin' or the password");
      assertThat(device.ended()).isTrue();
    }
    link.connect();
    try (Peer device = Peer.accept(server)) {
      assertThat(device.head()).as("from the beginning").doesNotContain("uthorization");
    }
  }

  @Test
  void takesANewNonceWhenTheOldOneIsStale() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send("HTTP/1.1 401 No\r\n" + CHALLENGE + "Content-Length: 0\r\n\r\n");
      device.head();
      String stale = CHALLENGE.replace("nonce=\"abc\"", "nonce=\"def\", stale=true");
      device.send("HTTP/1.1 401 No\r\n" + stale + "Content-Length: 0\r\n\r\n");
      assertThat(device.head()).contains("nonce=\"def\"", "nc=00000001");
      device.send(OK);
      assertThat(recorder.event(0)).isEqualTo("connected");
    }
  }

  @Test
  void endlessStaleNoncesEnd() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      String stale = CHALLENGE.replace("qop", "stale=true, qop");
      for (int i = 0; i < 4; i++) {
        device.head();
        device.send("HTTP/1.1 401 No\r\n" + stale + "Content-Length: 0\r\n\r\n");
      }
      assertThat(recorder.event(0)).contains("refuses user");
    }
  }

  @Test
  void saysWhatIsMissing() throws Exception {
    link.close();
    link = link("");
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send("HTTP/1.1 401 No\r\n" + CHALLENGE + "Content-Length: 0\r\n\r\n");
      assertThat(recorder.event(0))
          .isEqualTo("disconnected: the device asks for a user and a password");
    }
  }

  @Test
  void neverSendsThePasswordInTheClear() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send(
          "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"cam\"\r\nContent-Length: 0\r\n\r\n");
      assertThat(recorder.event(0)).contains("asks for a login other than HTTP Digest");
      assertThat(device.ended()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\n\r\n",
        "HTTP/1.1 500 Oh\r\n\r\n",
        "\u0016\u0003\u0001 nonsense\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: "
      })
  void anythingButAStreamIsACause(String answer) throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send(answer.endsWith("X: ") ? answer + "y".repeat(20_000) : answer);
      assertThat(recorder.event(0)).startsWith("disconnected: ");
      assertThat(recorder.events()).hasSize(1);
    }
  }

  @Test
  void anEndOfTheConnectionBeforeTheHeadIsACause() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
    }
    assertThat(recorder.event(0)).endsWith("closed the connection");
  }

  @Test
  void aBrokenChunkEndsTheStream() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send(OK + chunk("abc") + "zz\r\n");
      assertThat(recorder.event(1)).contains("does not speak HTTP");
      assertThat(recorder.text(3)).isEqualTo("abc");
    }
  }

  @Test
  void bytesMayComeOneByOne() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      for (char c : (OK + chunk("hello") + chunk(" world")).toCharArray()) {
        device.send(String.valueOf(c));
      }
      assertThat(recorder.text(11)).isEqualTo("hello world");
    }
  }

  @Test
  void doesNotReadWhileItMayNotAndLosesNothing() throws Exception {
    byte[] data = new byte[16 << 20];
    new Random(7).nextBytes(data);
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send("HTTP/1.1 200 OK\r\n\r\n");
      recorder.event(0);
      link.readable(false);
      CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(device, data));
      assertThatThrownBy(() -> sending.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      assertThat(recorder.count()).isLessThan(1 << 20);

      link.readable(true);
      assertThat(recorder.bytes(data.length)).isEqualTo(data);
      sending.get(10, TimeUnit.SECONDS);
    }
  }

  private static void send(Peer device, byte[] data) {
    try {
      device.send(data);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void onlyReceives() {
    assertThatThrownBy(() -> link.send(new byte[1]))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void nothingComesAfterAReset() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send(OK + chunk("abc"));
      recorder.text(3);
      link.reset("enough");
      assertThat(recorder.event(1)).isEqualTo("disconnected: enough");
      assertThat(device.ended()).isTrue();
    }
    assertThat(new String(recorder.bytes(), StandardCharsets.US_ASCII)).isEqualTo("abc");
  }
}
