package org.amitygate.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.device.LinkFactory.OpenLink;
import org.amitygate.device.Inbound;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpPushLinksTest {

  private final EventLoops loops = new EventLoops();
  private final HttpPushLinks links = new HttpPushLinks(loops);
  private final Recorder recorder = new Recorder();
  private int port;
  private OpenLink link;

  @BeforeEach
  void listen() throws Exception {
    port = Peer.freePort();
    link = link("/L3/entry", recorder);
    link.connect();
    assertThat(recorder.event(0)).isEqualTo("connected");
  }

  private OpenLink link(String path, Recorder to) {
    LinkConfig config = new LinkConfig("http-push", "127.0.0.1:" + port + path, Map.of());
    return links.create("L3.plate-camera" + path.replace('/', '.'), config, to);
  }

  @AfterEach
  void close() {
    links.close();
    loops.close();
  }

  static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: gate\r\nContent-Type: text/xml\r\nX-A: 1\r\n"
        + "Content-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static void reply(Inbound.Message message, int status, String body) {
    message.reply().send(status, "text/plain", body.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(Inbound.Message message) {
    return new String(message.body(), StandardCharsets.US_ASCII);
  }

  @Test
  void deliversAMessageAndSendsTheReply() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("/L3/entry?n=1", "<plate/>"));
      Inbound.Message message = recorder.message(0);
      assertThat(message.address()).isEqualTo("/L3/entry?n=1");
      assertThat(message.headers())
          .containsEntry("content-type", "text/xml")
          .containsEntry("x-a", "1");
      assertThat(text(message)).isEqualTo("<plate/>");
      message.reply().send(200, "application/xml", "<ok/>".getBytes(StandardCharsets.US_ASCII));
      assertThat(camera.head())
          .startsWith("HTTP/1.1 200 OK\r\n")
          .contains("content-type: application/xml\r\n", "content-length: 5\r\n");
      assertThat(camera.read(5)).isEqualTo("<ok/>");

      camera.send(post("/L3/entry", "again"));
      assertThat(text(recorder.message(1))).isEqualTo("again");
      reply(recorder.message(1), 503, "");
      assertThat(camera.response()).startsWith("HTTP/1.1 503");
    }
  }

  @Test
  void theAddressMayBeAWholeUrl() throws Exception {
    Recorder root = new Recorder();
    OpenLink atRoot = link("/", root);
    atRoot.connect();
    assertThat(root.event(0)).isEqualTo("connected");
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("HTTP://gate.example:" + port + "/L3/entry?n=1", "a"));
      assertThat(recorder.message(0).address()).isEqualTo("/L3/entry?n=1");
      reply(recorder.message(0), 200, "");
      assertThat(camera.response()).startsWith("HTTP/1.1 200");
      camera.send(post("http://gate.example?n=2", "b"));
      assertThat(root.message(0).address()).isEqualTo("/?n=2");
      reply(root.message(0), 200, "");
      assertThat(camera.response()).startsWith("HTTP/1.1 200");
      camera.send(post("http://gate.example/other", "c"));
      assertThat(camera.response()).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void theFirstReplyCounts() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("/L3/entry", "a"));
      reply(recorder.message(0), 200, "one");
      reply(recorder.message(0), 500, "two");
      assertThat(camera.response()).startsWith("HTTP/1.1 200");
      camera.send(post("/L3/entry", "b"));
      reply(recorder.message(0), 500, "late");
      reply(recorder.message(1), 201, "");
      assertThat(camera.response()).startsWith("HTTP/1.1 201");
    }
  }

  @Test
  void closesTheConnectionIfTheDeviceAsksForIt() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("/L3/entry", "a").replace("X-A: 1", "Connection: close"));
      reply(recorder.message(0), 200, "fine");
      assertThat(camera.response()).startsWith("HTTP/1.1 200");
      assertThat(camera.ended()).isTrue();
    }
  }

  @Test
  void devicesShareAnAddressByPath() throws Exception {
    Recorder other = new Recorder();
    OpenLink second = link("/L4/entry", other);
    second.connect();
    assertThat(other.event(0)).isEqualTo("connected");
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("/L4/entry", "four"));
      assertThat(text(other.message(0))).isEqualTo("four");
      assertThat(recorder.messageCount()).isZero();
      reply(other.message(0), 200, "");
      camera.response();
    }
    second.close();
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("/L4/entry", "gone"));
      assertThat(camera.response()).startsWith("HTTP/1.1 404");
    }
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("/L3/entry", "three"));
      assertThat(text(recorder.message(0))).isEqualTo("three");
    }
  }

  @Test
  void onePathBelongsToOneDevice() {
    Recorder other = new Recorder();
    OpenLink second = link("/L3/entry", other);
    second.connect();
    assertThat(other.event(0))
        .startsWith("disconnected: the path 127.0.0.1:" + port + "/L3/entry belongs to device");

    link.close();
    second.connect();
    assertThat(other.event(1)).isEqualTo("connected");
  }

  @Test
  void aPortInUseIsACause() throws Exception {
    Recorder other = new Recorder();
    OpenLink second;
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      second = links.create("L3.x", new LinkConfig("http-push", address + "/x", Map.of()), other);
      second.connect();
      assertThat(other.event(0)).startsWith("disconnected: cannot listen on " + address + ": ");
    }
    second.connect();
    assertThat(other.event(1)).isEqualTo("connected");
  }

  @Test
  void withoutLinksNothingListens() throws Exception {
    link.close();
    for (int i = 0; i < 1000; i++) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        assertThat(free.isBound()).isTrue();
        return;
      } catch (java.net.BindException e) {
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
      }
    }
    throw new AssertionError("the port is still taken");
  }

  @Test
  void listensOnAnyAddress() throws Exception {
    int any = Peer.freePort();
    Recorder other = new Recorder();
    links
        .create("L3.x", new LinkConfig("http-push", "0.0.0.0:" + any + "/x", Map.of()), other)
        .connect();
    assertThat(other.event(0)).isEqualTo("connected");
    try (Peer camera = Peer.connect(any)) {
      camera.send(post("/x", "hello"));
      assertThat(text(other.message(0))).isEqualTo("hello");
    }
  }

  @Test
  void onlyPostAndPutAreMessages() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send("GET /L3/entry HTTP/1.1\r\nHost: gate\r\n\r\n");
      assertThat(camera.response()).startsWith("HTTP/1.1 405");
    }
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("/L3/entry", "put").replace("POST", "PUT"));
      assertThat(text(recorder.message(0))).isEqualTo("put");
    }
  }

  @Test
  void aMessageMayHaveNoBodyOrAChunkedOne() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send("POST /L3/entry HTTP/1.1\r\nHost: gate\r\nContent-Length: 0\r\n\r\n");
      assertThat(recorder.message(0).body()).isEmpty();
      reply(recorder.message(0), 200, "");
      camera.response();
      camera.send(
          "POST /L3/entry HTTP/1.1\r\nHost: gate\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
      assertThat(text(recorder.message(1))).isEqualTo("abcde");
    }
  }

  @Test
  void aDeviceThatWaitsForContinueGetsIt() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send(
          "POST /L3/entry HTTP/1.1\r\n"
              + "Host: gate\r\n"
              + "Expect: 100-continue\r\n"
              + "Content-Length: 3\r\n\r\n");
      assertThat(camera.head()).startsWith("HTTP/1.1 100 Continue");
      camera.send("abc");
      assertThat(text(recorder.message(0))).isEqualTo("abc");
    }
  }

  @Test
  void pipelinedRequestsAreServedOneAfterAnother() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("/L3/entry", "1") + post("/L3/entry", "2") + post("/L3/entry", "3"));
      for (int i = 0; i < 3; i++) {
        Inbound.Message message = recorder.message(i);
        assertThat(text(message)).isEqualTo("" + (i + 1));
        assertThat(recorder.messageCount()).as("the next waits for the answer").isEqualTo(i + 1);
        reply(message, 200 + i, "");
        assertThat(camera.response()).startsWith("HTTP/1.1 " + (200 + i));
      }
    }
  }

  @Test
  void doesNotReadABodyWhileItMayNot() throws Exception {
    link.readable(false);
    byte[] body = new byte[6 << 20];
    try (Peer camera = Peer.connect(port);
        Peer another = Peer.connect(port)) {
      Thread sending =
          new Thread(
              () -> {
                try {
                  camera.send(
                      "POST /L3/entry HTTP/1.1\r\nHost: g\r\nContent-Length: "
                          + body.length
                          + "\r\n\r\n");
                  camera.send(body);
                } catch (java.io.IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      sending.start();
      sending.join(500);
      assertThat(sending.isAlive()).as("the body is not taken").isTrue();
      another.send(post("/other", ""));
      assertThat(another.response()).as("others are served").startsWith("HTTP/1.1 404");
      assertThat(recorder.messageCount()).isZero();

      link.readable(true);
      assertThat(recorder.message(0).body()).hasSize(body.length);
      sending.join(10_000);
      reply(recorder.message(0), 200, "");
      assertThat(camera.response()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void twoBodiesAtATimeForOnePath() throws Exception {
    try (Peer one = Peer.connect(port);
        Peer two = Peer.connect(port);
        Peer three = Peer.connect(port)) {
      beginBody(one);
      beginBody(two);
      three.send(ANNOUNCED);
      three.socket.setSoTimeout(300);
      assertThatThrownBy(three::head).isInstanceOf(java.net.SocketTimeoutException.class);

      one.send("abcd");
      assertThat(text(recorder.message(0))).isEqualTo("abcd");
      three.socket.setSoTimeout(20_000);
      assertThat(three.head()).as("there is room now").startsWith("HTTP/1.1 100");
    }
  }

  private static final String ANNOUNCED =
      "POST /L3/entry HTTP/1.1\r\nHost: g\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n";

  /** Announces a body of four bytes and waits until it may come. */
  private static void beginBody(Peer camera) throws Exception {
    camera.send(ANNOUNCED);
    assertThat(camera.head()).startsWith("HTTP/1.1 100");
  }

  @Test
  void aResetAnswersWhatIsUnderWayAndTheLinkCanListenAgain() throws Exception {
    try (Peer camera = Peer.connect(port);
        Peer half = Peer.connect(port)) {
      camera.send(post("/L3/entry", "a"));
      recorder.message(0);
      beginBody(half);
      half.send("ab");
      link.reset("nonsense came");
      assertThat(recorder.event(1)).isEqualTo("disconnected: nonsense came");
      assertThat(camera.response()).startsWith("HTTP/1.1 503");
      assertThat(half.response()).startsWith("HTTP/1.1 503");
      reply(recorder.message(0), 200, "too late");
      assertThat(camera.ended()).isTrue();
    }
    link.connect();
    assertThat(recorder.event(2)).isEqualTo("connected");
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("/L3/entry", "b"));
      assertThat(text(recorder.message(1))).isEqualTo("b");
    }
  }

  @Test
  void onlyReceivesAndAnswers() {
    assertThatThrownBy(() -> link.send(new byte[1]))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void anAddressNeedsAPath() {
    LinkConfig config = new LinkConfig("http-push", "0.0.0.0:8081", Map.of());
    assertThatThrownBy(() -> links.create("L3.cam", config, recorder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("L3.cam")
        .hasMessageContaining("0.0.0.0:8081/L3/entry");
  }

  @Test
  void aReplyCannotBreakTheHeaders() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send(post("/L3/entry", "a"));
      recorder.message(0).reply().send(200, "text/xml\r\nX: y", new byte[0]);
      assertThat(camera.head()).contains("content-type: text/plain").doesNotContain("X: y");
    }
  }
}
