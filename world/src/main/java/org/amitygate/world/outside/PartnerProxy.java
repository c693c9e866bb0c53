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
 * The line by which one gate calls the other: forwards bytes, and can be cut, made late, made deaf,
 * or robbed of its answers. Late bytes stay in order and arrive even if the caller has hung up
 * meanwhile. Thread-safe.
 */
public final class PartnerProxy implements AutoCloseable {
  private static final int CONNECT_WITHIN_MILLIS = 3_000;
  private static final int MOST_QUEUED = 4_096;

  /** TLS: a caller that speaks for the second time may say something that wants an answer. */
  private static final int SPEECHES_BEFORE_ANSWERS = 2;

  private static final int HUNG_UP_AFTER_MILLIS = 1_000;

  private record Piece(byte @Nullable [] bytes, long due) {}

  private final TcpListener listener;
  private final InetSocketAddress target;
  private volatile long delayNanos;
  private volatile boolean halfOpen;
  private volatile boolean losesAnswers;

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

  /**
   * Connections stay open and new ones are taken, and nothing comes through either way. A
   * connection that was used meanwhile stays so for ever, as if the other end had vanished: {@link
   * #heal} helps only new ones.
   */
  public void halfOpen() {
    halfOpen = true;
  }

  /**
   * What the caller says arrives; what the called one answers is lost, and the line is dead a
   * second later. So the caller says it again.
   */
  public void loseAnswers() {
    losesAnswers = true;
  }

  /** Takes connections again and forwards without delay what comes from now on. */
  public void heal() {
    delayNanos = 0;
    halfOpen = false;
    losesAnswers = false;
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
      Line line = new Line();
      Thread reader = daemon(() -> line.read(caller));
      Thread back = daemon(() -> line.answer(called, caller));
      try {
        line.write(called);
        back.join();
      } finally {
        if (line.deaf) {
          // Nobody tells the caller that the other end is gone.
          reader.join();
        }
        caller.close();
        reader.join();
      }
    } finally {
      called.close();
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

  /** One connection, with the bytes under way from the caller to the called. */
  private final class Line {
    private final Deque<Piece> pieces = new ArrayDeque<>();
    private volatile boolean deaf = halfOpen;
    private volatile int speeches;
    private volatile boolean answered = true;

    /** Whether what comes now goes nowhere. */
    private boolean swallows() {
      deaf |= halfOpen;
      return deaf;
    }

    void read(Socket from) {
      byte[] buffer = new byte[16_384];
      try {
        InputStream in = from.getInputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          byte[] bytes = new byte[n];
          System.arraycopy(buffer, 0, bytes, 0, n);
          if (swallows()) {
            continue;
          }
          if (answered) {
            answered = false;
            speeches++;
          }
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

    void answer(Socket from, Socket to) {
      byte[] buffer = new byte[16_384];
      boolean lost = false;
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (swallows()) {
            continue;
          }
          if (lost || (losesAnswers && speeches >= SPEECHES_BEFORE_ANSWERS)) {
            lost = true;
            from.setSoTimeout(HUNG_UP_AFTER_MILLIS);
            continue;
          }
          answered = true;
          out.write(buffer, 0, n);
          out.flush();
        }
        if (!swallows()) {
          to.shutdownOutput();
        }
      } catch (IOException e) {
        // Either end is gone, or an answer was lost: so is the whole line.
        if (!swallows()) {
          hangUp(to);
        }
      }
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
