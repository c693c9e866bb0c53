package org.amitygate.bench.swap.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Plays the lanes, on one thread, and keeps the ledger. Arguments: {@code LEDGER RATE SEED
 * PORT,PORT,…}: each lane listens on a port of its own. Says "connected" when every lane has a
 * connection. Told what to do by lines on standard input:
 *
 * <pre>
 * begin   sends RATE readings a second over all lanes, until told to end
 * end     waits for what is owed, at most 10 s, writes the ledger and says "written …"
 * </pre>
 */
public final class SwapLoad {

  private static final long LONGEST_WAIT_MS = 100;
  private static final long PATIENCE_SECONDS = 10;

  private final Selector selector = Selector.open();
  private final Queue<String> orders = new ConcurrentLinkedQueue<>();
  private final List<SwapLane> lanes = new ArrayList<>();
  private final List<Event> ledger = new ArrayList<>(1 << 19);

  private SwapLoad() throws IOException {}

  public static void main(String[] args) throws IOException {
    SwapLoad load = new SwapLoad();
    String[] ports = args[3].split(",");
    long period = TimeUnit.SECONDS.toNanos(ports.length) / Integer.parseInt(args[1]);
    SplittableRandom random = new SplittableRandom(Long.parseLong(args[2]));
    for (String port : ports) {
      load.listen(Integer.parseInt(port), period, random.split());
    }
    load.listenToOrders();
    while (!load.lanes.stream().allMatch(SwapLane::connected)) {
      load.turn();
    }
    say("connected");
    load.obey(Path.of(args[0]));
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  private void listen(int port, long period, SplittableRandom random) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    server.bind(new InetSocketAddress("127.0.0.1", port));
    server.configureBlocking(false);
    SwapLane lane = new SwapLane(lanes.size() + 1, period, random, ledger);
    lanes.add(lane);
    server.register(selector, SelectionKey.OP_ACCEPT, lane);
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
              System.exit(0); // whoever gave orders is gone
            });
    reader.setDaemon(true);
    reader.start();
  }

  private void obey(Path file) throws IOException {
    while (true) {
      String order = orders.poll();
      if (order == null) {
        turn();
      } else if (order.equals("begin")) {
        lanes.forEach(SwapLane::begin);
      } else {
        end(file);
      }
    }
  }

  private void end(Path file) throws IOException {
    lanes.forEach(SwapLane::end);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (lanes.stream().anyMatch(SwapLane::busy) && System.nanoTime() < until) {
      turn();
    }
    Event.write(ledger, file);
    long latest = lanes.stream().mapToLong(SwapLane::latest).max().orElse(0);
    say("written latest=" + latest);
  }

  /** Does what is due, and takes what the lanes are told until something else is. */
  private void turn() throws IOException {
    long now = System.nanoTime();
    long due = now + TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MS);
    for (SwapLane lane : lanes) {
      lane.turn(now);
      due = Math.min(due, lane.due());
    }
    long left = due - System.nanoTime();
    if (left > 0) {
      selector.select(this::take, TimeUnit.NANOSECONDS.toMillis(left) + 1);
    } else {
      selector.selectNow(this::take);
    }
  }

  private void take(SelectionKey key) {
    SwapLane lane = (SwapLane) key.attachment();
    try {
      if (key.channel() instanceof ServerSocketChannel server) {
        SocketChannel channel = server.accept();
        if (channel != null) {
          channel.configureBlocking(false);
          channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
          channel.register(selector, SelectionKey.OP_READ, lane);
          lane.accepted(channel);
        }
      } else {
        lane.read();
      }
    } catch (IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
