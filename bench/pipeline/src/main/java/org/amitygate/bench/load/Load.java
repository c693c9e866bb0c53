package org.amitygate.bench.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Plays the lanes, on one thread: each lane sends the next vehicle when the last one is done. Told
 * what to do by lines on standard input:
 *
 * <pre>
 * run LANES WARM-UP-MS MEASURED-MS   prints "begin", "end" and one line "result …"
 * quit
 * </pre>
 *
 * Arguments: {@code listen PORT LANES} or {@code connect PORT LANES}. Prints "connected" when every
 * lane has its connection.
 */
public final class Load {

  private final Selector selector = Selector.open();
  private final Queue<String> orders = new ConcurrentLinkedQueue<>();
  private final List<LoadLane> lanes = new ArrayList<>();

  private Load() throws IOException {}

  /** A run's figures of the measured time. Times are nanoseconds. */
  private static final class Figures {
    final Latencies toOpen = new Latencies();
    final Latencies toDone = new Latencies();
    long done;
  }

  public static void main(String[] args) throws IOException {
    Load load = new Load();
    int port = Integer.parseInt(args[1]);
    int count = Integer.parseInt(args[2]);
    load.listenToOrders();
    if (args[0].equals("listen")) {
      load.accept(port, count);
    } else {
      load.connect(port, count);
    }
    say("connected");
    load.obey();
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private void listenToOrders() {
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader in =
                  new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                  orders.add(line);
                  selector.wakeup();
                }
              } catch (IOException e) {
                System.err.println("standard input: " + e);
              }
              orders.add("quit"); // whoever gave orders is gone
              selector.wakeup();
            });
    reader.setDaemon(true);
    reader.start();
  }

  private void accept(int port, int count) throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress("127.0.0.1", port), count);
      while (lanes.size() < count) {
        add(server.accept());
      }
    }
  }

  private void connect(int port, int count) throws IOException {
    while (lanes.size() < count) {
      add(SocketChannel.open(new InetSocketAddress("127.0.0.1", port)));
    }
  }

  private void add(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    channel.socket().setTcpNoDelay(true);
    LoadLane lane = new LoadLane(channel, lanes.size() + 1);
    channel.register(selector, SelectionKey.OP_READ, lane);
    lanes.add(lane);
  }

  private void obey() throws IOException {
    while (true) {
      String order = orders.poll();
      if (order == null) {
        turn(1_000, null, false);
        continue;
      }
      String[] words = order.split(" ");
      if (words[0].equals("quit")) {
        return;
      }
      run(
          Integer.parseInt(words[1]),
          TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[2])),
          TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[3])));
    }
  }

  private void run(int count, long warmUp, long measured) throws IOException {
    List<LoadLane> playing = lanes.subList(0, count);
    for (LoadLane lane : playing) {
      lane.begin();
    }
    long from = System.nanoTime() + warmUp;
    while (System.nanoTime() < from) {
      turn(100, null, true);
    }
    Figures figures = new Figures();
    say("begin");
    long begun = System.nanoTime();
    while (System.nanoTime() < begun + measured) {
      turn(100, figures, true);
    }
    say("end");
    long nanos = System.nanoTime() - begun;
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (playing.stream().anyMatch(LoadLane::busy) && System.nanoTime() < patience) {
      turn(100, null, false);
    }
    long stuck = playing.stream().filter(LoadLane::busy).count();
    long durable = lanes.stream().mapToLong(LoadLane::durable).sum();
    long done = lanes.stream().mapToLong(LoadLane::done).sum();
    say(
        "result done=%d nanos=%d openP50=%d openP99=%d doneP50=%d doneP99=%d allDurable=%d allDone=%d stuck=%d"
            .formatted(
                figures.done,
                nanos,
                figures.toOpen.percentile(50),
                figures.toOpen.percentile(99),
                figures.toDone.percentile(50),
                figures.toDone.percentile(99),
                durable,
                done,
                stuck));
  }

  /**
   * Takes what the lanes were told.
   *
   * @param goOn a lane that is done plays the next vehicle
   */
  private void turn(long atMostMillis, @Nullable Figures figures, boolean goOn) throws IOException {
    selector.select(
        key -> {
          LoadLane lane = (LoadLane) key.attachment();
          try {
            lane.read();
            if (figures != null && lane.takeOpened()) {
              figures.toOpen.add(lane.nanosToOpen());
            }
            if (lane.takeDone()) {
              if (figures != null) {
                figures.toDone.add(lane.nanosToDone());
                figures.done++;
              }
              if (goOn) {
                lane.begin();
              }
            }
          } catch (IOException e) {
            System.err.println("lane " + lane + ": " + e);
            System.exit(1);
          }
        },
        atMostMillis);
  }
}
