package org.amitygate.demo.site;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Hands out loopback ports on which nobody listens, each once. They are below the range from which
 * the machine takes ports for outgoing connections, so that a gate that was killed finds its own
 * free again.
 */
final class Ports {
  private static final int FROM = 18_000;
  private static final int TO = 32_000;

  private final Random random;
  private final Set<Integer> taken = new HashSet<>();

  Ports(Random random) {
    this.random = random;
  }

  int next() throws IOException {
    for (int attempt = 0; attempt < TO - FROM; attempt++) {
      int port = FROM + random.nextInt(TO - FROM);
      if (taken.add(port) && free(port)) {
        return port;
      }
    }
    throw new IOException("no free port from " + FROM + " to " + TO);
  }

  static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
