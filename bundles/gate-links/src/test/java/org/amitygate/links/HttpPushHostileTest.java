package org.amitygate.links;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.amitygate.config.LinkConfig;
import org.amitygate.device.Inbound;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One device misbehaves in every way; the other one on the same address stays served. */
@Timeout(60)
class HttpPushHostileTest {

  private static final PushLimits QUICK =
      new PushLimits(
          8 << 20,
          64,
          Duration.ofMillis(400),
          Duration.ofMillis(400),
          Duration.ofMillis(1200),
          Duration.ofMillis(600),
          Duration.ofSeconds(30));

  private final EventLoops loops = new EventLoops();
  private final HttpPushLinks links = new HttpPushLinks(loops, QUICK);
  private final Recorder hostile = new Recorder();
  private final Recorder good = new Recorder();
  private int port;
  private int served;

  @BeforeEach
  void listen() throws Exception {
    port = Peer.freePort();
    open("/hostile", hostile);
    open("/good", good);
  }

  private void open(String path, Recorder recorder) {
    LinkConfig config = new LinkConfig("http-push", "127.0.0.1:" + port + path, Map.of());
    links.create("L3" + path.replace('/', '.'), config, recorder).connect();
    recorder.event(0);
  }

  @AfterEach
  void theOtherDeviceIsServed() throws Exception {
    serveTheOther();
    assertThat(hostile.events()).as("the link itself is not lost").hasSize(1);
    links.close();
    loops.close();
  }

  private void serveTheOther() throws IOException {
    try (Peer camera = Peer.connect(port)) {
      camera.send(HttpPushLinksTest.post("/good", "number " + served));
      Inbound.Message message = good.message(served++);
      message.reply().send(200, "text/plain", new byte[0]);
      assertThat(camera.response()).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void theStandardLimitsAreThoseThatAreDocumented() {
    assertThat(PushLimits.STANDARD)
        .isEqualTo(
            new PushLimits(
                8 * 1024 * 1024,
                256,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5)));
  }

  @ParameterizedTest
  @CsvSource({
    "'nonsense\r\n\r\n', 400",
    "'POST\r\n\r\n', 400",
    "'POST /hostile HTTP/1.1\r\nContent-Length: -5\r\n\r\n', 400",
    "'POST /hostile HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n', 400",
    "'POST /hostile HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n', 400",
    "'POST /hostile HTTP/1.1\r\n: x\r\n\r\n', 400",
    "'POST /hostile HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n', 400",
    "'GET / HTTP/1.1\r\n\r\n', 404",
    "'POST /hostile/../good HTTP/1.1\r\nContent-Length: 0\r\n\r\n', 404"
  })
  void malformedRequestsAreRefused(String request, int status) throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send(request);
      assertThat(camera.response()).startsWith("HTTP/1.1 " + status);
      assertThat(camera.ended()).isTrue();
    }
    assertThat(hostile.messageCount()).isZero();
  }

  @Test
  void longHeadsAreRefused() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send("POST /" + "x".repeat(5000) + " HTTP/1.1\r\n\r\n");
      assertThat(camera.response()).startsWith("HTTP/1.1 414");
    }
    try (Peer camera = Peer.connect(port)) {
      camera.send("POST /hostile HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
      assertThat(camera.response()).startsWith("HTTP/1.1 431");
    }
    try (Peer camera = Peer.connect(port)) {
      camera.send("POST /hostile HTTP/1.1\r\n" + "X: y\r\n".repeat(5000) + "\r\n");
      assertThat(camera.response()).startsWith("HTTP/1.1 431");
    }
  }

  @Test
  void bodiesAreBounded() throws Exception {
    int most = 8 << 20;
    try (Peer camera = Peer.connect(port)) {
      camera.send("POST /hostile HTTP/1.1\r\nContent-Length: " + most + "\r\n\r\n");
      camera.send(new byte[most]);
      assertThat(hostile.message(0).body()).hasSize(most);
    }
    try (Peer camera = Peer.connect(port)) {
      camera.send("POST /hostile HTTP/1.1\r\nContent-Length: " + (most + 1) + "\r\n\r\n");
      assertThat(camera.response()).startsWith("HTTP/1.1 413");
    }
    try (Peer camera = Peer.connect(port)) {
      camera.send("POST /hostile HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
      String status = sendUntilAnswered(camera, most);
      assertThat(status).startsWith("HTTP/1.1 413");
    }
    assertThat(hostile.messageCount()).isEqualTo(1);
  }

  private static String sendUntilAnswered(Peer camera, int most) throws IOException {
    String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
    try {
      for (int sent = 0; sent < most + (1 << 20); sent += 0x10000) {
        camera.send(chunk);
      }
    } catch (SocketException e) {
      // It does not want to hear more; the answer has come before.
    }
    return camera.response();
  }

  @Test
  void unfinishedRequestsEndInTime() throws Exception {
    List<Peer> slow = new ArrayList<>();
    slow.add(begin(""));
    slow.add(begin("POST /hos"));
    slow.add(begin("POST /hostile HTTP/1.1\r\nX: y\r\n"));
    for (Peer camera : slow) {
      assertThat(camera.ended()).isTrue();
      camera.close();
    }
    try (Peer camera = begin("POST /hostile HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf")) {
      assertThat(camera.response()).startsWith("HTTP/1.1 408");
    }
    assertThat(hostile.messageCount()).isZero();
  }

  private Peer begin(String text) throws IOException {
    Peer camera = Peer.connect(port);
    camera.send(text);
    return camera;
  }

  @Test
  void drippingBytesEndsInTimeToo() throws Exception {
    long begin = System.nanoTime();
    try (Peer head = begin("POST /hostile HTTP/1.1\r\nX: ");
        Peer body = begin("POST /hostile HTTP/1.1\r\nContent-Length: 99999\r\n\r\n")) {
      boolean headOpen = true;
      boolean bodyOpen = true;
      while (headOpen || bodyOpen) {
        headOpen = headOpen && drip(head);
        bodyOpen = bodyOpen && drip(body);
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(15));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      }
    }
  }

  private static boolean drip(Peer camera) {
    try {
      camera.send("x");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aWholeRequestMayComeByteByByte() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      for (char c : HttpPushLinksTest.post("/hostile", "slow").toCharArray()) {
        camera.send(String.valueOf(c));
      }
      assertThat(hostile.message(0).body()).hasSize(4);
    }
  }

  @Test
  void aMessageThatNobodyAnswersIsRefusedInTime() throws Exception {
    try (Peer camera = Peer.connect(port)) {
      camera.send(HttpPushLinksTest.post("/hostile", "x"));
      assertThat(camera.response()).startsWith("HTTP/1.1 503");
      hostile.message(0).reply().send(200, "text/plain", new byte[0]);
      assertThat(camera.ended()).isTrue();
    }
  }

  @Test
  void manyIdleConnectionsDoNotKeepOthersOut() throws Exception {
    List<Peer> idle = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      idle.add(Peer.connect(port));
      if (i % 50 == 0) {
        serveTheOther();
      }
    }
    serveTheOther();
    for (Peer camera : idle) {
      camera.close();
    }
  }

  @Test
  void connectionsThatAreServedAreNotClosedForNewOnes() throws Exception {
    try (Peer busy = Peer.connect(port)) {
      busy.send(HttpPushLinksTest.post("/hostile", "x"));
      Inbound.Message message = hostile.message(0);
      List<Peer> idle = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        idle.add(Peer.connect(port));
      }
      serveTheOther();
      message.reply().send(200, "text/plain", new byte[0]);
      assertThat(busy.response()).startsWith("HTTP/1.1 200");
      for (Peer camera : idle) {
        camera.close();
      }
    }
  }

  @Test
  void devicesThatGoAwayInTheMiddleLeaveTheirPlaceToOthers() throws Exception {
    for (int i = 0; i < 20; i++) {
      begin("POST /hostile HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf").close();
    }
    try (Peer camera = Peer.connect(port)) {
      camera.send(HttpPushLinksTest.post("/hostile", "whole"));
      assertThat(hostile.message(0).body()).hasSize(5);
    }
  }

  @Test
  void randomBytesAreRefused() throws Exception {
    long seed = 20_261_123;
    System.out.println("HttpPushHostileTest: seed " + seed);
    Random random = new Random(seed);
    String request = HttpPushLinksTest.post("/hostile", "body of it");
    for (int i = 0; i < 300; i++) {
      byte[] bytes = request.getBytes();
      if (i % 3 == 0) {
        bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
      } else {
        for (int n = 1 + random.nextInt(8); n > 0; n--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      try (Peer camera = Peer.connect(port)) {
        camera.send(bytes);
      } catch (SocketException e) {
        // Refused while it was still sending.
      }
    }
  }
}
