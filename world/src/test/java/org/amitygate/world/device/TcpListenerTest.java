package org.amitygate.world.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class TcpListenerTest {
  private static final int ROUNDS = 500;

  private final TcpListener listener;

  TcpListenerTest() throws Exception {
    listener = new TcpListener("test", 0, socket -> socket.getInputStream().read());
  }

  @Test
  void refusesConnectionsOnceUnplugged() {
    listener.unplug();
    assertThatThrownBy(() -> new Socket("127.0.0.1", listener.port()))
        .isInstanceOf(ConnectException.class);
  }

  /** The thread sits in accept() at any possible moment, so one round proves little. */
  @Test
  void takesConnectionsOncePluggedAgain() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      listener.unplug();
      listener.plug();
      try (Socket socket = new Socket("127.0.0.1", listener.port())) {
        assertThat(socket.isConnected()).isTrue();
      }
    }
    listener.close();
  }
}
