package org.amitygate.world.outside;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.amitygate.world.device.TcpListener;
import org.jspecify.annotations.Nullable;

/**
 * The line by which one gate calls the other: forwards bytes, and can be cut or made late. Late
 * bytes stay in order and arrive even if the caller has hung up meanwhile. Thread-safe.
 */
public final class PartnerProxy implements AutoCloseable {
  private static final int CONNECT_WITHIN_MILLIS = 3_000;
  private static final int MOST_QUEUED = 4_096;

  private record Piece(byte @Nullable [] bytes, long due) {}

  private final TcpListener listener;
  private final InetSocketAddress target;
  private volatile long delayNanos;

  /**
   * @param listen the port the calling gate connects to
   * @param host of the gate that is called
   */
  public PartnerProxy(String name, int listen, String host, int port) throws IOException {
    this.target = new InetSocketAddress(host, port);
    this.listener = new TcpListener("partner " + name, listen, this::talk);
  }

  /** The port it listens on. */
  public int port() {
    return listener.port();
  }

  /** Closes every connection and refuses new ones. */
  public void cut() {
    listener.unplug();
  }

  /** Takes connections again and forwards without delay what comes from now on. */
  public void heal() {
    delayNanos = 0;
    listener.plug();
  }

  /**
   * What the calling gate sends from now on arrives so much later; what the called one answers does
   * not.
   */
  public void delay(long millis) {
    delayNanos = TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Override
  public void close() {
    listener.close();
  }

  private void talk(Socket caller) throws IOException, InterruptedException {
    Socket called = new Socket();
    try {
      called.connect(target, CONNECT_WITHIN_MILLIS);
      called.setTcpNoDelay(true);
      Line forth = new Line();
      Thread reader = daemon(() -> forth.read(caller));
      Thread back = daemon(() -> copy(called, caller));
      try {
        forth.write(called);
        back.join();
      } finally {
        caller.close();
        reader.join();
      }
    } finally {
      called.close();
    }
  }

  private static void copy(Socket from, Socket to) {
    byte[] buffer = new byte[16_384];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // Either end is gone: so is the whole line.
      hangUp(to);
    }
  }

  private static void hangUp(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      return;
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "partner line");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The bytes under way from the caller to the called. */
  private final class Line {
    private final Deque<Piece> pieces = new ArrayDeque<>();

    void read(Socket from) {
      byte[] buffer = new byte[16_384];
      try {
        InputStream in = from.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          byte[] bytes = new byte[n];
          System.arraycopy(buffer, 0, bytes, 0, n);
          add(new Piece(bytes, System.nanoTime() + delayNanos));
        }
      } catch (IOException | InterruptedException e) {
        // Cut or hung up: what was sent before still arrives.
      }
      addEnd();
    }

    private synchronized void add(Piece piece) throws InterruptedException {
      while (pieces.size() >= MOST_QUEUED) {
        wait();
      }
      pieces.add(piece);
      notifyAll();
    }

    private synchronized void addEnd() {
      pieces.add(new Piece(null, System.nanoTime() + delayNanos));
      notifyAll();
    }

    private synchronized Piece next() throws InterruptedException {
      while (pieces.isEmpty()) {
        wait();
      }
      long left = pieces.element().due - System.nanoTime();
      while (left > 0) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = pieces.element().due - System.nanoTime();
      }
      notifyAll();
      return pieces.remove();
    }

    void write(Socket to) throws IOException, InterruptedException {
      OutputStream out = to.getOutputStream();
      for (Piece piece = next(); piece.bytes != null; piece = next()) {
        out.write(piece.bytes);
        out.flush();
      }
      to.shutdownOutput();
    }
  }
}
