package org.amitygate.bench.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One lane: its connection, and how far its vehicle has come. Not thread-safe. */
final class LoadLane {

  private final SocketChannel channel;
  private final int number;
  private final ByteBuffer in = ByteBuffer.allocate(512);
  private long event;
  private long sentAt;
  private long openedAt;
  private long doneAt;
  private boolean busy;
  private boolean acknowledged;
  private boolean cleared;
  private boolean opened;
  private boolean finished;
  private long durable;
  private long done;

  LoadLane(SocketChannel channel, int number) {
    this.channel = channel;
    this.number = number;
  }

  /** The next vehicle arrives. */
  void begin() throws IOException {
    event++;
    busy = true;
    acknowledged = false;
    cleared = false;
    opened = false;
    finished = false;
    sentAt = System.nanoTime();
    send("A " + name() + " 29C" + (10_000 + (event * 131 + number * 7919L) % 90_000) + "\n");
  }

  /** Unique among all vehicles of this load. */
  private String name() {
    return number + "-" + event;
  }

  private void send(String line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  void read() throws IOException {
    if (channel.read(in) < 0) {
      throw new EOFException("the server closed the connection");
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
    String name = name();
    if (line.equals("D " + name)) {
      acknowledged = true;
      durable++;
    } else if (line.equals("OPEN " + name)) {
      openedAt = System.nanoTime();
      opened = true;
      send("O " + name + "\n");
    } else if (line.equals("C " + name)) {
      doneAt = System.nanoTime();
      cleared = true;
      done++;
    } else {
      throw new IOException("'" + line + "' while vehicle " + name + " was there");
    }
    if (acknowledged && cleared && busy) {
      busy = false;
      finished = true;
    }
  }

  /** It was told to open; once for each vehicle. */
  boolean takeOpened() {
    boolean now = opened;
    opened = false;
    return now;
  }

  /** Its vehicle has gone and everything was acknowledged; once for each vehicle. */
  boolean takeDone() {
    boolean now = finished;
    finished = false;
    return now;
  }

  boolean busy() {
    return busy;
  }

  long nanosToOpen() {
    return openedAt - sentAt;
  }

  long nanosToDone() {
    return doneAt - sentAt;
  }

  /** Readings acknowledged since the start. */
  long durable() {
    return durable;
  }

  /** Vehicles acknowledged since the start. */
  long done() {
    return done;
  }

  @Override
  public String toString() {
    return Integer.toString(number);
  }
}
