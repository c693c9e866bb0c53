package org.amitygate.world.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PartnerProxyTest {
  private ServerSocket target;
  private PartnerProxy proxy;
  private Socket caller;
  private Socket called;

  @BeforeEach
  void connect() throws IOException {
    target = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    proxy = new PartnerProxy("b-to-a", 0, "127.0.0.1", target.getLocalPort());
    caller = new Socket("127.0.0.1", proxy.port());
    called = target.accept();
  }

  @AfterEach
  void close() throws IOException {
    caller.close();
    called.close();
    proxy.close();
    target.close();
  }

  @Test
  void forwardsBothWays() throws IOException {
    caller.getOutputStream().write(new byte[] {1, 2, 3});
    assertThat(called.getInputStream().readNBytes(3)).containsExactly(1, 2, 3);
    called.getOutputStream().write(4);
    assertThat(caller.getInputStream().read()).isEqualTo(4);
    caller.shutdownOutput();
    assertThat(called.getInputStream().read()).isEqualTo(-1);
    called.getOutputStream().write(5);
    called.close();
    assertThat(caller.getInputStream().readAllBytes()).containsExactly(5);
  }

  @Test
  void cutsAndHeals() throws IOException {
    proxy.cut();
    assertThat(caller.getInputStream().read()).isEqualTo(-1);
    assertThat(called.getInputStream().read()).isEqualTo(-1);
    int port = proxy.port();
    assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
    proxy.heal();
    caller = new Socket("127.0.0.1", port);
    called = target.accept();
    caller.getOutputStream().write(9);
    assertThat(called.getInputStream().read()).isEqualTo(9);
  }

  @Test
  void delaysWhatTheCallerSendsEvenIfItHangsUp() throws IOException {
    proxy.delay(600);
    long begun = System.nanoTime();
    caller.getOutputStream().write(new byte[] {1, 2});
    called.getOutputStream().write(7);
    assertThat(caller.getInputStream().read()).isEqualTo(7);
    assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.MILLISECONDS.toNanos(550));
    caller.close();
    assertThat(called.getInputStream().readNBytes(2)).containsExactly(1, 2);
    assertThat(System.nanoTime() - begun)
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(590));
  }

  @Test
  void keepsTheOrderWhenTheDelayEnds() throws IOException {
    proxy.delay(500);
    caller.getOutputStream().write(1);
    // The answer proves nothing about the reader, so the second byte may be read with the first:
    // the order is the same.
    proxy.heal();
    caller.getOutputStream().write(2);
    assertThat(called.getInputStream().readNBytes(2)).containsExactly(1, 2);
  }

  @Test
  void aHalfOpenLineTakesEverythingAndGivesNothing() throws IOException {
    proxy.halfOpen();
    caller.getOutputStream().write(1);
    called.getOutputStream().write(2);
    Socket taken = new Socket("127.0.0.1", proxy.port());
    taken.getOutputStream().write(3);
    for (Socket each : List.of(caller, called, taken)) {
      each.setSoTimeout(300);
      assertThatThrownBy(() -> each.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
    }
    proxy.heal();
    caller.getOutputStream().write(4);
    called.setSoTimeout(300);
    assertThatThrownBy(() -> called.getInputStream().read())
        .as("a connection that was used meanwhile stays dead")
        .isInstanceOf(SocketTimeoutException.class);
    taken.close();
    try (Socket fresh = new Socket("127.0.0.1", proxy.port())) {
      fresh.getOutputStream().write(5);
      target.setSoTimeout(10_000);
      assertThat(nextThatSays(5)).isTrue();
    }
  }

  /** The connections that were taken while it was half-open lead nowhere. */
  private boolean nextThatSays(int expected) throws IOException {
    for (int i = 0; i < 2; i++) {
      Socket next = target.accept();
      next.setSoTimeout(10_000);
      if (next.getInputStream().read() == expected) {
        return true;
      }
    }
    return false;
  }

  @Test
  void losesTheAnswerToWhatArrived() throws IOException {
    caller.getOutputStream().write(1);
    assertThat(called.getInputStream().read()).isEqualTo(1);
    called.getOutputStream().write(2);
    assertThat(caller.getInputStream().read()).isEqualTo(2);
    proxy.loseAnswers();
    caller.getOutputStream().write(3);
    assertThat(called.getInputStream().read()).isEqualTo(3);
    called.getOutputStream().write(4);
    caller.setSoTimeout(20_000);
    assertThat(caller.getInputStream().read())
        .as("the line is dead, without an answer")
        .isEqualTo(-1);
  }

  @Test
  void theFirstAnswerOfALinePassesSoThatTheGatesGreetEachOther() throws IOException {
    proxy.loseAnswers();
    caller.getOutputStream().write(1);
    assertThat(called.getInputStream().read()).isEqualTo(1);
    called.getOutputStream().write(2);
    assertThat(caller.getInputStream().read()).isEqualTo(2);
  }
}
