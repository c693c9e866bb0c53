package org.amitygate.demo.site;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Random;

/**
 * Hands out loopback ports on which nobody listens, each once, from a block of its own: the block's
 * first port is listened on until this is closed, which keeps other runs on this machine away. The
 * blocks are below the range from which systems take ports for outgoing connections, so that a gate
 * that was killed finds its own free again.
 */
public final class Ports implements AutoCloseable {
  private static final int FROM = 18_000;
  private static final int SIZE = 200;
  private static final int BLOCKS = 70;
  private static final int ATTEMPTS = 1_000;

  private final ServerSocket guard;
  private int last;

  /**
   * Takes a block.
   *
   * @throws IOException all are taken
   */
  public Ports(Random random) throws IOException {
    guard = block(random);
    last = guard.getLocalPort();
  }

  private static ServerSocket block(Random random) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      ServerSocket socket = new ServerSocket();
      try {
        bind(socket, FROM + SIZE * random.nextInt(BLOCKS));
        return socket;
      } catch (IOException taken) {
        socket.close();
      }
    }
    throw new IOException("no free ports from " + FROM + " to " + (FROM + SIZE * BLOCKS));
  }

  public int next() throws IOException {
    while (last < guard.getLocalPort() + SIZE - 1) {
      last++;
      if (free(last)) {
        return last;
      }
    }
    throw new IOException("no free port left below " + last);
  }

  private static boolean free(int port) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      bind(socket, port);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static void bind(ServerSocket socket, int port) throws IOException {
    socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 1);
  }

  @Override
  public void close() throws IOException {
    guard.close();
  }
}
