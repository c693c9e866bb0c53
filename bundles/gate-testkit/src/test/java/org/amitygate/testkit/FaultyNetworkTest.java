package org.amitygate.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FaultyNetworkTest {

  private ServerSocket target;
  private FaultyNetwork network;
  private Socket near;
  private Socket far;

  @BeforeEach
  void connect() throws Exception {
    target = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    network = new FaultyNetwork(target.getLocalPort(), 7);
    reconnect();
  }

  private void reconnect() throws IOException {
    near = new Socket(InetAddress.getLoopbackAddress(), network.port());
    far = target.accept();
    near.setSoTimeout(10_000);
    far.setSoTimeout(10_000);
  }

  @AfterEach
  void close() throws Exception {
    network.close();
    near.close();
    far.close();
    target.close();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }

  private static void assertEnd(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      // Reset: an end as well.
    }
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(300);
    try {
      int b = socket.getInputStream().read();
      throw new AssertionError("not silent: " + b);
    } catch (SocketTimeoutException e) {
      socket.setSoTimeout(10_000);
    }
  }

  @Test
  void withoutFaultsItIsACable() throws Exception {
    near.getOutputStream().write(bytes(100_000));
    assertThat(far.getInputStream().readNBytes(100_000)).isEqualTo(bytes(100_000));
    far.getOutputStream().write(bytes(1000));
    assertThat(near.getInputStream().readNBytes(1000)).isEqualTo(bytes(1000));
    far.close();
    assertEnd(near);
    assertThat(network.connections()).isEqualTo(1);
    Await.until("closed", Duration.ofSeconds(5), () -> network.openConnections() == 0);
  }

  @Test
  void deliversByteByByte() throws Exception {
    network.chunks(1);
    network.delay(Duration.ofMillis(20));
    near.getOutputStream().write(bytes(20));
    byte[] buffer = new byte[20];
    assertThat(far.getInputStream().read(buffer)).isLessThan(10);
  }

  @Test
  void delays() throws Exception {
    network.delay(Duration.ofMillis(200));
    long begin = System.nanoTime();
    near.getOutputStream().write(1);
    far.getInputStream().read();
    assertThat(System.nanoTime() - begin).isGreaterThan(190_000_000L);
  }

  @Test
  void garbles() throws Exception {
    network.garble(0.1);
    near.getOutputStream().write(new byte[10_000]);
    byte[] came = far.getInputStream().readNBytes(10_000);
    long changed = 0;
    for (byte b : came) {
      changed += b == 0 ? 0 : 1;
    }
    assertThat(changed).isBetween(700L, 1300L);
  }

  @Test
  void loses() throws Exception {
    network.lose(0.5);
    near.getOutputStream().write(bytes(10_000));
    near.shutdownOutput();
    assertThat(far.getInputStream().readAllBytes()).hasSizeBetween(4500, 5500);
  }

  @Test
  void cutsAtTheByte() throws Exception {
    network.cutAfter(7);
    near.getOutputStream().write(bytes(20));
    assertThat(far.getInputStream().readNBytes(7)).isEqualTo(Arrays.copyOf(bytes(20), 7));
    assertEnd(far);
    assertEnd(near);
    Await.until("counted", Duration.ofSeconds(5), () -> network.cuts() == 1);
    reconnect();
    near.getOutputStream().write(bytes(20));
    assertThat(far.getInputStream().readNBytes(20)).isEqualTo(bytes(20));
  }

  @Test
  void fallsSilentAndTellsNobody() throws Exception {
    network.fallSilent();
    near.getOutputStream().write(bytes(10));
    assertSilent(far);
    far.close();
    assertSilent(near);
    network.heal();
    near.getOutputStream().write(bytes(10));
    assertSilent(near);
    reconnect();
    near.getOutputStream().write(bytes(10));
    assertThat(far.getInputStream().readNBytes(10)).isEqualTo(bytes(10));
  }

  @Test
  void refusesConnections() throws Exception {
    network.refuse(true);
    try (Socket refused = new Socket(InetAddress.getLoopbackAddress(), network.port())) {
      refused.setSoTimeout(10_000);
      assertEnd(refused);
    }
    assertThat(network.connections()).isEqualTo(1);
  }

  @Test
  void injectsTowardsTheEndThatConnected() throws Exception {
    near.getOutputStream().write(bytes(10));
    assertThat(far.getInputStream().readNBytes(10)).as("they are joined").isEqualTo(bytes(10));
    network.inject(new byte[] {1, 2, 3});
    assertThat(near.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
  }
}
