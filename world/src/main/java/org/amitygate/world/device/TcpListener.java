package org.amitygate.world.device;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HashSet;
import java.util.Set;
import org.amitygate.world.physics.Plug;
import org.jspecify.annotations.Nullable;

/**
 * Listens on one port of the loopback address and gives every connection a thread of its own.
 * Thread-safe. Once {@link #unplug} has returned the port is closed and connections are refused;
 * once {@link #plug} has returned it takes them again, unless somebody else has the port. Hostile
 * clients can use up at most {@value #MOST_CONNECTIONS} connections.
 */
public final class TcpListener implements Plug, AutoCloseable {
  private static final int MOST_CONNECTIONS = 64;
  private static final long BIND_AGAIN_MILLIS = 100;

  /** Talks to one client until it returns or fails; the socket is closed afterwards. */
  @FunctionalInterface
  public interface Talk {
    void with(Socket socket) throws IOException, InterruptedException;
  }

  private final String name;
  private final int port;
  private final Talk talk;
  private final Set<Socket> open = new HashSet<>();
  private @Nullable ServerSocket server;
  private @Nullable Thread acceptor;
  private boolean plugged;

  /**
   * @param name names the threads
   * @param port 0 takes any free one, once
   */
  public TcpListener(String name, int port, Talk talk) throws IOException {
    this.name = name;
    this.talk = talk;
    this.plugged = true;
    ServerSocket first = bind(port);
    this.port = first.getLocalPort();
    start(first);
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void unplug() {
    Thread accepts;
    synchronized (this) {
      plugged = false;
      quietly(server);
      server = null;
      accepts = acceptor;
      acceptor = null;
      cutConnections();
    }
    // The kernel keeps the port open until the thread has come back from accept().
    if (accepts != null) {
      await(accepts);
    }
  }

  private static void await(Thread ending) {
    try {
      ending.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes every open connection and goes on listening. */
  public synchronized void cutConnections() {
    for (Socket socket : Set.copyOf(open)) {
      quietly(socket);
    }
    open.clear();
  }

  @Override
  public synchronized void plug() {
    if (plugged) {
      return;
    }
    plugged = true;
    try {
      start(bind(port));
    } catch (IOException e) {
      daemon(name + " binds again", this::bindUntilItWorks);
    }
  }

  private void bindUntilItWorks() {
    while (true) {
      synchronized (this) {
        if (!plugged || server != null) {
          return;
        }
        try {
          start(bind(port));
          return;
        } catch (IOException e) {
          // Somebody else has the port for a moment: tried again below.
        }
      }
      try {
        Thread.sleep(BIND_AGAIN_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() {
    unplug();
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 50);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private synchronized void start(ServerSocket bound) {
    server = bound;
    acceptor = daemon(name, () -> accept(bound));
  }

  private void accept(ServerSocket bound) {
    while (!bound.isClosed()) {
      try {
        Socket socket = bound.accept();
        socket.setTcpNoDelay(true);
        if (admit(bound, socket)) {
          daemon(name + " talks", () -> talk(socket));
        } else {
          quietly(socket);
        }
      } catch (IOException e) {
        // Closed, or one connection failed before it began: the loop's condition tells which.
        continue;
      }
    }
  }

  private synchronized boolean admit(ServerSocket bound, Socket socket) {
    return server == bound && open.size() < MOST_CONNECTIONS && open.add(socket);
  }

  private void talk(Socket socket) {
    try {
      talk.with(socket);
    } catch (IOException | InterruptedException e) {
      // The client went away or was cut off: that is how every conversation here ends.
      return;
    } finally {
      quietly(socket);
      synchronized (this) {
        open.remove(socket);
      }
    }
  }

  private static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void quietly(@Nullable AutoCloseable closeable) {
    try {
      if (closeable != null) {
        closeable.close();
      }
    } catch (Exception e) {
      return;
    }
  }
}
