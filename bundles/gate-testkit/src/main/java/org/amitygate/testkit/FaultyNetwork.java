package org.amitygate.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A network between two ends on loopback that does what networks do: a TCP proxy that delays,
 * garbles, loses, cuts into single bytes, falls silent without closing, or breaks at any byte. Its
 * randomness comes from a seed that it prints. Thread-safe; faults act on all connections at once.
 */
public final class FaultyNetwork implements AutoCloseable {

  private static final int BUFFER = 16 << 10;

  private final ServerSocket server;
  private final int target;
  private final Random random;
  private final Set<Pair> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicLong forwarded = new AtomicLong();
  private final AtomicLong untilCut = new AtomicLong(Long.MAX_VALUE);

  private volatile int chunk = BUFFER;
  private volatile long delayNanos;
  private volatile double garbled;
  private volatile double lost;
  private volatile boolean silent;
  private volatile boolean refusing;
  private volatile boolean closed;

  /**
   * Begins to forward.
   *
   * @param target loopback port of the end that is connected to
   */
  public FaultyNetwork(int target, long seed) throws IOException {
    this.target = target;
    this.random = new Random(seed);
    this.server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    System.out.println("FaultyNetwork: seed " + seed);
    start("accept", this::accept);
  }

  /** Loopback port to connect to instead of the target. */
  public int port() {
    return server.getLocalPort();
  }

  /** Connections made so far. */
  public int connections() {
    return connections.get();
  }

  /** How often {@link #cutAfter} has cut. */
  public int cuts() {
    return cuts.get();
  }

  /** Bytes delivered so far, both ways. */
  public long forwarded() {
    return forwarded.get();
  }

  /** Connections that are open now. */
  public int openConnections() {
    return open.size();
  }

  /** Delivers at most this many bytes at a time, both ways; 1: byte by byte. */
  public void chunks(int bytes) {
    chunk = bytes;
  }

  /** Waits before each piece, both ways. */
  public void delay(Duration delay) {
    delayNanos = delay.toNanos();
  }

  /** Changes each byte with this probability, both ways. */
  public void garble(double probability) {
    garbled = probability;
  }

  /** Loses each byte with this probability, both ways. */
  public void lose(double probability) {
    lost = probability;
  }

  /** Swallows everything from now on, both ways, and keeps connections open: nobody is told. */
  public void fallSilent() {
    silent = true;
    open.forEach(pair -> pair.silent = true);
  }

  /** Accepts no connection any more, or does so again. */
  public void refuse(boolean on) {
    refusing = on;
  }

  /** Cuts all connections after this many more bytes to either side, counted together. */
  public void cutAfter(long bytes) {
    untilCut.set(bytes);
  }

  /** Cuts all connections. */
  public void cut() {
    open.forEach(Pair::close);
  }

  /** Puts bytes that nobody sent into every connection, towards the end that connected. */
  public void inject(byte[] bytes) {
    open.forEach(pair -> pair.inject(bytes));
  }

  /** Ends all faults. Connections that fell silent stay so. */
  public void heal() {
    chunk = BUFFER;
    delayNanos = 0;
    garbled = 0;
    lost = 0;
    silent = false;
    refusing = false;
    untilCut.set(Long.MAX_VALUE);
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(server);
    cut();
  }

  private void accept() {
    while (!closed) {
      try {
        Socket near = server.accept();
        if (refusing) {
          near.setSoLinger(true, 0);
          near.close();
        } else {
          connect(near);
        }
      } catch (IOException e) {
        if (!closed) {
          LockSupport.parkNanos(1_000_000);
        }
      }
    }
  }

  private void connect(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Pair pair = new Pair(near, far);
      pair.silent = silent;
      open.add(pair);
      connections.incrementAndGet();
      start("there", () -> pair.pump(near, far));
      start("back", () -> pair.pump(far, near));
    } catch (IOException e) {
      closeQuietly(near);
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, "faulty-network-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception e) {
      System.out.println("FaultyNetwork: " + e);
    }
  }

  /** One connection: near is who connected to us, far is the target. */
  private final class Pair {
    private final Socket near;
    private final Socket far;
    private volatile boolean silent;

    Pair(Socket near, Socket far) {
      this.near = near;
      this.far = far;
    }

    void pump(Socket from, Socket to) {
      byte[] buffer = new byte[BUFFER];
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          for (int at = 0, piece; at < n; at += piece) {
            piece = Math.min(chunk, n - at);
            if (delayNanos > 0) {
              LockSupport.parkNanos(delayNanos);
            }
            if (!silent) {
              forward(Arrays.copyOfRange(buffer, at, at + piece), out);
            }
          }
        }
      } catch (IOException e) {
        // A cut is what this class is for; the other end sees it below.
      }
      if (!silent) {
        close();
      }
    }

    private void forward(byte[] buffer, OutputStream out) throws IOException {
      int kept = damage(buffer);
      long left = untilCut.getAndAdd(-kept) - kept;
      int before = left < 0 ? (int) Math.max(0, kept + left) : kept;
      synchronized (out == near.getOutputStream() ? near : far) {
        out.write(buffer, 0, before);
        out.flush();
        forwarded.addAndGet(before);
      }
      if (left < 0) {
        untilCut.set(Long.MAX_VALUE);
        cut();
        cuts.incrementAndGet();
      }
    }

    private int damage(byte[] buffer) {
      if (garbled == 0 && lost == 0) {
        return buffer.length;
      }
      int kept = 0;
      synchronized (random) {
        for (int i = 0; i < buffer.length; i++) {
          if (random.nextDouble() >= lost) {
            boolean change = random.nextDouble() < garbled;
            buffer[kept++] = change ? (byte) (buffer[i] ^ (1 + random.nextInt(255))) : buffer[i];
          }
        }
      }
      return kept;
    }

    void inject(byte[] bytes) {
      try {
        synchronized (near) {
          near.getOutputStream().write(bytes);
        }
      } catch (IOException e) {
        close();
      }
    }

    void close() {
      open.remove(this);
      closeQuietly(near);
      closeQuietly(far);
    }
  }
}
