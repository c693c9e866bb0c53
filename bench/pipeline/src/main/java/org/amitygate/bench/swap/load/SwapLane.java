package org.amitygate.bench.swap.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One lane. At each of its planned times it sends a reading, whatever was answered. When a vehicle
 * is due and the one before has gone, the reading is that a vehicle arrived. Not thread-safe.
 */
final class SwapLane {

  /** So many readings from one vehicle to the next. */
  private static final int VEHICLE_EVERY = 10;

  private static final long SLOWEST_LOOK_MS = 300;
  private static final long QUICKEST_LOOK_MS = 50;
  private static final long SLOWEST_PASS_MS = 30;
  private static final long QUICKEST_PASS_MS = 5;

  private final int number;
  private final long period;
  private final SplittableRandom random;
  private final List<Event> ledger;
  private final ByteBuffer in = ByteBuffer.allocate(1024);
  private final PriorityQueue<Answer> answers =
      new PriorityQueue<>(Comparator.comparingLong(Answer::due));

  private @Nullable SocketChannel channel;
  private long nextDue = Long.MAX_VALUE;
  private long seq;
  private long owed;
  private boolean vehicleDue;
  private boolean vehicleThere;
  private long latest;

  private record Answer(long due, String line) {}

  /**
   * @param period from one reading to the next, in nanoseconds
   */
  SwapLane(int number, long period, SplittableRandom random, List<Event> ledger) {
    this.number = number;
    this.period = period;
    this.random = random;
    this.ledger = ledger;
  }

  private void note(Event.Kind kind, long about, long nanos) {
    ledger.add(new Event(kind, number, about, nanos));
  }

  void accepted(SocketChannel next) throws IOException {
    closed();
    channel = next;
    note(Event.Kind.ACCEPTED, 0, System.nanoTime());
  }

  boolean connected() {
    return channel != null;
  }

  /** The lanes do not send at the same time. */
  void begin() {
    nextDue = System.nanoTime() + random.nextLong(period);
  }

  void end() {
    nextDue = Long.MAX_VALUE;
  }

  /** When it has something to do, unless it is told something before. */
  long due() {
    Answer next = answers.peek();
    return next == null ? nextDue : Math.min(nextDue, next.due);
  }

  /** Whether an acknowledgement or a vehicle is still awaited. */
  boolean busy() {
    return connected() && (owed > 0 || vehicleThere);
  }

  /** How late it sent at worst, in nanoseconds. */
  long latest() {
    return latest;
  }

  /** Does what is due. */
  void turn(long now) throws IOException {
    while (!answers.isEmpty() && answers.peek().due <= now) {
      send(answers.remove().line);
    }
    while (nextDue <= now) {
      latest = Math.max(latest, now - nextDue);
      nextDue += period;
      observe();
    }
  }

  private void observe() throws IOException {
    seq++;
    vehicleDue |= seq % VEHICLE_EVERY == number % VEHICLE_EVERY;
    boolean vehicle = vehicleDue && !vehicleThere && connected();
    long now = System.nanoTime();
    if (!connected()) {
      note(Event.Kind.UNSENDABLE, seq, now);
      return;
    }
    note(vehicle ? Event.Kind.VEHICLE : Event.Kind.READING, seq, now);
    owed++;
    if (vehicle) {
      vehicleDue = false;
      vehicleThere = true;
      send("A " + number + "-" + seq + " 29C" + (10_000 + (seq * 131 + number * 7919L) % 90_000));
    } else {
      send("R " + number + "-" + seq + " " + (10_000 + seq % 30_000));
    }
  }

  private void send(String line) throws IOException {
    SocketChannel open = channel;
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII));
    try {
      while (open != null && bytes.hasRemaining()) {
        open.write(bytes);
      }
    } catch (IOException e) {
      closed(); // the server has gone; what was just sent is in nobody's hands
    }
  }

  void read() throws IOException {
    SocketChannel open = channel;
    try {
      if (open == null || open.read(in) < 0) {
        closed();
        return;
      }
    } catch (IOException e) {
      closed();
      return;
    }
    in.flip();
    int begin = 0;
    for (int i = 0; i < in.limit(); i++) {
      if (in.get(i) == '\n') {
        take(new String(in.array(), begin, i - begin, StandardCharsets.US_ASCII));
        begin = i + 1;
      }
    }
    in.position(begin);
    in.compact();
  }

  private void take(String line) throws IOException {
    long now = System.nanoTime();
    int space = line.indexOf(' ');
    String what = line.substring(0, Math.max(space, 0));
    String about = line.substring(space + 1);
    switch (what) {
      case "D" -> {
        note(Event.Kind.ACKNOWLEDGED, seq(about), now);
        owed--;
      }
      case "Q" -> answerWithin(QUICKEST_LOOK_MS, SLOWEST_LOOK_MS, "W " + about);
      case "OPEN" -> {
        note(Event.Kind.OPENED, seq(about), now);
        answerWithin(QUICKEST_PASS_MS, SLOWEST_PASS_MS, "O " + about);
      }
      case "C" -> {
        note(Event.Kind.CONFIRMED, seq(about), now);
        vehicleThere = false;
      }
      default -> throw new IOException("lane " + number + " does not understand '" + line + "'");
    }
  }

  private long seq(String event) throws IOException {
    if (!event.startsWith(number + "-")) {
      throw new IOException("lane " + number + " was told about '" + event + "'");
    }
    return Long.parseLong(event.substring(event.indexOf('-') + 1));
  }

  private void answerWithin(long quickest, long slowest, String line) {
    long millis = random.nextLong(quickest, slowest + 1);
    answers.add(new Answer(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), line));
  }

  /** The connection has ended. Who stood there is forgotten: nobody will open for him. */
  private void closed() throws IOException {
    SocketChannel gone = channel;
    channel = null;
    in.clear();
    answers.clear();
    vehicleThere = false;
    owed = 0;
    if (gone != null) {
      note(Event.Kind.CLOSED, 0, System.nanoTime());
      gone.close();
    }
  }
}
