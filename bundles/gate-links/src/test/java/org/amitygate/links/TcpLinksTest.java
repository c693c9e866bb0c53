package org.amitygate.links;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
class TcpLinksTest {

  private final EventLoops loops = new EventLoops();
  private final Recorder recorder = new Recorder();
  private ServerSocket server;
  private OpenLink link;

  @BeforeEach
  void listen() throws Exception {
    server = Peer.listen();
    link = link(Map.of());
  }

  private OpenLink link(Map<String, String> options) {
    String address = "127.0.0.1:" + server.getLocalPort();
    return new TcpLinks(loops).create("L3.io", new LinkConfig("tcp", address, options), recorder);
  }

  @AfterEach
  void close() throws Exception {
    link.close();
    loops.close();
    server.close();
  }

  @Test
  void carriesBytesBothWays() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      assertThat(recorder.event(0)).isEqualTo("connected");
      link.send("S\r\n".getBytes());
      assertThat(device.read(3)).isEqualTo("S\r\n");
      device.send("S S     31240 kg\r\n");
      assertThat(recorder.text(18)).isEqualTo("S S     31240 kg\r\n");
    }
    assertThat(recorder.event(1))
        .isEqualTo("disconnected: 127.0.0.1:" + server.getLocalPort() + " closed the connection");
  }

  @Test
  void keepsTheOrderOfWhatIsSent() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      recorder.event(0);
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < 10_000; i++) {
        link.send((i + ";").getBytes());
        expected.append(i).append(';');
      }
      assertThat(device.read(expected.length())).isEqualTo(expected.toString());
    }
  }

  @Test
  void saysWhyItCannotConnect() throws Exception {
    int port = server.getLocalPort();
    server.close();
    link.connect();
    assertThat(recorder.event(0))
        .isEqualTo("disconnected: cannot connect to 127.0.0.1:" + port + ": connection refused");
    link.connect();
    recorder.event(1);
    assertThat(recorder.events()).hasSize(2).allMatch(event -> event.startsWith("disconnected"));
  }

  @Test
  void anAddressWaitsForNoName() throws Exception {
    ExecutorService names = Executors.newSingleThreadExecutor();
    CountDownLatch never = new CountDownLatch(1);
    names.submit(() -> never.await(1, TimeUnit.MINUTES));
    try (EventLoops busy = new EventLoops(names)) {
      String address = "127.0.0.1:" + server.getLocalPort();
      new TcpLinks(busy)
          .create("L3.io", new LinkConfig("tcp", address, Map.of()), recorder)
          .connect();
      Peer.accept(server).close();
      assertThat(recorder.event(0)).isEqualTo("connected");
    }
  }

  @Test
  void givesUpConnectingInTime() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<Socket> queued = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Socket socket = new Socket();
        queued.add(socket);
        CompletableFuture.runAsync(() -> connectQuietly(socket, full));
      }
      OpenLink late =
          new TcpLinks(loops)
              .create(
                  "L3.io",
                  new LinkConfig(
                      "tcp", "127.0.0.1:" + full.getLocalPort(), Map.of("connectTimeout", "300ms")),
                  recorder);
      while (queued.stream().filter(Socket::isConnected).count() < 2) {
        Thread.onSpinWait();
      }
      late.connect();
      assertThat(recorder.event(0)).endsWith(": no answer in time");
      late.close();
      for (Socket socket : queued) {
        socket.close();
      }
    }
  }

  private static void connectQuietly(Socket socket, ServerSocket to) {
    try {
      socket.connect(to.getLocalSocketAddress(), 10_000);
    } catch (java.io.IOException e) {
      // The queue is full: that is what it is for.
    }
  }

  @Test
  void connectsAgainAfterAReset() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      recorder.event(0);
      link.reset("nonsense came");
      assertThat(recorder.event(1)).isEqualTo("disconnected: nonsense came");
      assertThat(device.ended()).isTrue();
    }
    link.reset("nonsense came");
    link.connect();
    try (Peer device = Peer.accept(server)) {
      assertThat(recorder.event(2)).isEqualTo("connected");
      device.send("x");
      recorder.bytes(1);
    }
    recorder.event(3);
    assertThat(recorder.events()).hasSize(4);
  }

  @Test
  void connectingTwiceIsConnectingOnce() throws Exception {
    link.connect();
    link.connect();
    try (Peer device = Peer.accept(server)) {
      recorder.event(0);
      link.connect();
      server.setSoTimeout(200);
      assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
      device.send("x");
      recorder.bytes(1);
    }
    assertThat(recorder.events()).first().isEqualTo("connected");
  }

  @Test
  void doesNotReadWhileItMayNotAndLosesNothing() throws Exception {
    byte[] data = new byte[32 << 20];
    new Random(7).nextBytes(data);
    link.connect();
    try (Peer device = Peer.accept(server)) {
      recorder.event(0);
      link.readable(false);
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                try {
                  device.send(data);
                } catch (java.io.IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThatThrownBy(() -> sending.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      assertThat(recorder.count()).isLessThan(1 << 20);

      link.readable(true);
      assertThat(recorder.bytes(data.length)).isEqualTo(data);
      sending.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void staysUnreadableOverConnections() throws Exception {
    link.readable(false);
    link.connect();
    try (Peer device = Peer.accept(server)) {
      recorder.event(0);
      device.send("x");
      device.socket.shutdownOutput();
      assertThat(recorder.events()).hasSize(1);
      assertThat(recorder.count()).isZero();
      link.readable(true);
      recorder.bytes(1);
      recorder.event(1);
    }
  }

  @Test
  void cutsASilentConnectionIfSaidButNotOneThatItMayNotRead() throws Exception {
    link.close();
    link = link(Map.of("readIdle", "200ms"));
    link.connect();
    try (Peer device = Peer.accept(server)) {
      recorder.event(0);
      link.readable(false);
      device.send("x");
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
      while (System.nanoTime() < end) {
        assertThat(recorder.events()).hasSize(1);
      }
      link.readable(true);
      assertThat(recorder.event(1)).isEqualTo("disconnected: nothing came for too long");
      assertThat(device.ended()).isTrue();
    }
  }

  @Test
  void cutsADeviceThatDoesNotTakeWhatIsSent() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      recorder.event(0);
      byte[] block = new byte[64 << 10];
      for (int i = 0; i < 1000 && recorder.events().size() == 1; i++) {
        link.send(block);
      }
      assertThat(recorder.event(1))
          .isEqualTo("disconnected: the device does not take what is sent to it");
      assertThat(device.socket.isClosed()).isFalse();
    }
  }

  @Test
  void saysNothingAfterClose() throws Exception {
    link.connect();
    try (Peer device = Peer.accept(server)) {
      recorder.event(0);
      link.close();
      assertThat(device.ended()).isTrue();
    }
    link.connect();
    link.send(new byte[1]);
    link.readable(true);
    link.reset("x");
    link.close();
    server.setSoTimeout(200);
    assertThatThrownBy(server::accept).isInstanceOf(java.net.SocketTimeoutException.class);
    assertThat(recorder.events()).containsExactly("connected");
  }

  @Test
  void aLinkMayOutliveTheLoops() {
    loops.close();
    link.connect();
    link.send(new byte[1]);
    link.readable(false);
    link.reset("x");
    link.close();
    assertThat(recorder.events()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "192.168.1.20:4305, 192.168.1.20, 4305",
    "scale.lane3:1, scale.lane3, 1",
    "'[::1]:502', ::1, 502",
    "' 10.0.0.1:65535 ', 10.0.0.1, 65535"
  })
  void readsAddresses(String text, String host, int port) {
    assertThat(Endpoint.parse("L3.io", text)).isEqualTo(new Endpoint(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "scale",
        "scale:",
        "scale:x",
        "scale:99999",
        ":502",
        "a b:1",
        "a:1/x",
        "::1:5"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatThrownBy(() -> Endpoint.parse("L3.io", text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("L3.io")
        .hasMessageContaining("write it like");
  }

  @Test
  void optionsHideThePassword() {
    LinkConfig config = new LinkConfig("tcp", "a:1", Map.of("user", "u", "password", "secret"));
    assertThat(Options.of(config).toString()).contains("u").doesNotContain("secret");
  }
}
