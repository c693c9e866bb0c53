package org.amitygate.links;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.device.LinkFactory.OpenLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device that refuses a password is not asked so often that it locks the gate out. */
@Timeout(60)
class StreamLoginTest {

  private static final String REFUSAL =
      "HTTP/1.1 401 No\r\nWWW-Authenticate: Digest realm=\"cam\", nonce=\"abc\", qop=\"auth\"\r\n"
          + "Content-Length: 0\r\n\r\n";
  private static final String RESTS =
      "disconnected: the device refused user 'admin' or the password; asked again in %d min;"
          + " change user or password to ask at once";

  private final EventLoops loops = new EventLoops();
  private final AtomicLong nanos = new AtomicLong();
  private final HttpStreamLinks links =
      new HttpStreamLinks(loops, Duration.ofSeconds(10), nanos::get);
  private ServerSocket server;
  private Recorder recorder;
  private OpenLink link;

  @BeforeEach
  void listen() throws Exception {
    server = Peer.listen();
    open("wrong");
  }

  private void open(String password) {
    recorder = new Recorder();
    String url = "http://127.0.0.1:" + server.getLocalPort() + "/stream";
    LinkConfig config =
        new LinkConfig("http-stream", url, Map.of("user", "admin", "password", password));
    link = links.create("L3.plate-camera.entry", config, recorder);
  }

  @AfterEach
  void close() throws Exception {
    link.close();
    loops.close();
    server.close();
  }

  /** The device refuses whatever it is asked. @return how many logins were tried */
  private int connect() throws Exception {
    int logins = 0;
    int before = recorder.events().size();
    link.connect();
    try (Peer device = Peer.accept(server)) {
      for (String head = device.head(); !head.isEmpty(); head = device.head()) {
        logins += head.contains("uthorization: Digest ") ? 1 : 0;
        device.send(REFUSAL);
      }
    }
    recorder.event(before);
    return logins;
  }

  private void connects(int logins) throws Exception {
    int all = 0;
    for (int i = 0; i < 5; i++) {
      all += connect();
    }
    assertThat(all).isEqualTo(logins);
  }

  private String cause() {
    return recorder.events().get(recorder.events().size() - 1);
  }

  @Test
  void itIsAskedTwiceAndThenOnceInTwelveMinutes() throws Exception {
    connects(2);
    assertThat(cause()).isEqualTo(RESTS.formatted(12));
    nanos.addAndGet(Duration.ofMinutes(11).plusSeconds(30).toNanos());
    assertThat(connect()).isZero();
    assertThat(cause()).isEqualTo(RESTS.formatted(1));
    nanos.addAndGet(Duration.ofSeconds(30).toNanos());
    connects(1);
    assertThat(cause()).isEqualTo(RESTS.formatted(12));
  }

  @Test
  void theRestOutlivesItsLinkButNotItsPassword() throws Exception {
    connects(2);
    link.close();
    open("wrong");
    connects(0);
    link.close();
    open("another");
    connects(2);
  }

  @Test
  void whoWasLetInIsAskedTwiceAgain() throws Exception {
    assertThat(connect()).isEqualTo(1);
    link.connect();
    try (Peer device = Peer.accept(server)) {
      device.head();
      device.send(REFUSAL);
      device.head();
      device.send("HTTP/1.1 200 OK\r\n\r\n");
      assertThat(recorder.event(1)).isEqualTo("connected");
    }
    recorder.event(2);
    connects(2);
  }

  /** The device answers each request with the next of these. @return what came of it */
  private String meets(String... answers) throws Exception {
    int before = recorder.events().size();
    link.connect();
    String came;
    try (Peer device = Peer.accept(server)) {
      for (String answer : answers) {
        assertThat(device.head()).startsWith("GET ");
        device.send(answer);
      }
      came = recorder.event(before);
    }
    if (came.equals("connected")) {
      recorder.event(before + 1);
    }
    return came;
  }

  @Test
  void aDeviceThatForgotItsNonceHasRefusedNobody() throws Exception {
    String stream = "HTTP/1.1 200 OK\r\n\r\n";
    assertThat(meets(REFUSAL, stream)).isEqualTo("connected");
    for (int i = 0; i < 3; i++) {
      assertThat(meets(REFUSAL, answer(503))).endsWith(" with 503 Service Unavailable");
    }
    assertThat(meets(REFUSAL, stream)).isEqualTo("connected");
    connects(2);
  }

  @Test
  void whoIsLetInToNothingIsAskedTwiceAgainButNotWhoIsLockedOut() throws Exception {
    String stale = REFUSAL.replace("Digest ", "Digest stale=true, ");
    assertThat(connect()).isEqualTo(1);
    meets(REFUSAL, answer(503));
    meets(stale, REFUSAL);
    connects(1);
    assertThat(cause()).isEqualTo(RESTS.formatted(12));
    nanos.addAndGet(Duration.ofMinutes(12).toNanos());
    meets(REFUSAL, answer(403));
    meets(stale, REFUSAL);
    connects(0);
  }

  private static String answer(int status) {
    return "HTTP/1.1 " + HttpResponseStatus.valueOf(status) + "\r\nContent-Length: 0\r\n\r\n";
  }
}
