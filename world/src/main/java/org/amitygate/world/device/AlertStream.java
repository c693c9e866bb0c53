package org.amitygate.world.device;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.LongSupplier;
import org.amitygate.world.Events;
import org.amitygate.world.physics.PlateCamera;
import org.amitygate.world.physics.Sighting;
import org.jspecify.annotations.Nullable;

/**
 * A camera whose gate pulls {@code /ISAPI/Event/notification/alertStream}: Digest, multipart parts,
 * a heartbeat every two seconds, bytes cut at random places. It closes a stream after about forty
 * seconds. Events without a stream wait for the next one; when a stream breaks, those of its last
 * seconds are sent again with their ids. Thread-safe.
 */
public final class AlertStream implements PlateCamera, AutoCloseable {
  private static final String PATH = "/ISAPI/Event/notification/alertStream";
  private static final long HEARTBEAT_MICROS = 2_000_000;
  private static final long SENT_AGAIN_MICROS = 5_000_000;
  private static final int LONGEST_HEAD = 8_192;
  private static final int HEAD_WITHIN_MILLIS = 10_000;

  private record Event(Sighting sighting, boolean again) {}

  private record Sent(Sighting sighting, long micros) {}

  private final class Stream {
    final Deque<Event> outbox = new ArrayDeque<>();
    final Deque<Sent> recent = new ArrayDeque<>();
    final Socket socket;
    boolean closed;

    Stream(Socket socket) {
      this.socket = socket;
    }
  }

  private final String gate;
  private final String camera;
  private final HttpDigest digest;
  private final AnprXml xml;
  private final LongSupplier micros;
  private final Events events;
  private final boolean chunked;
  private final Random random;
  private final List<Stream> streams = new ArrayList<>();
  private final Deque<Event> waiting = new ArrayDeque<>();
  private final TcpListener listener;

  /**
   * @param camera its device id, for example L3.plate-camera.entry
   * @param micros the time, UTC microseconds
   */
  public AlertStream(
      String gate,
      String camera,
      CameraSettings settings,
      ZoneOffset zone,
      LongSupplier micros,
      Events events)
      throws IOException {
    this.gate = gate;
    this.camera = camera;
    this.micros = micros;
    this.events = events;
    int firmware = (gate + camera).hashCode() & 0xFFFF;
    this.random = new Random(firmware);
    this.chunked = firmware / 4 % 2 == 0;
    String algorithm = firmware / 8 % 2 == 0 ? "MD5" : "SHA-256";
    this.digest = new HttpDigest("DS-" + firmware, settings.user(), settings.password(), algorithm);
    this.xml = new AnprXml(camera, "192.168.1.64", firmware, zone);
    this.listener = new TcpListener(gate + " " + camera, settings.port(), this::talk);
  }

  /** The port it listens on. */
  public int port() {
    return listener.port();
  }

  @Override
  public synchronized void sees(Sighting sighting) {
    if (streams.isEmpty()) {
      waiting.add(new Event(sighting, false));
    }
    for (Stream stream : streams) {
      stream.outbox.add(new Event(sighting, false));
    }
    notifyAll();
  }

  @Override
  public synchronized int waiting() {
    return waiting.size() + streams.stream().mapToInt(stream -> stream.outbox.size()).sum();
  }

  @Override
  public void unplug() {
    listener.unplug();
    synchronized (this) {
      List.copyOf(streams).forEach(this::broken);
    }
  }

  @Override
  public void plug() {
    listener.plug();
  }

  @Override
  public void close() {
    listener.close();
  }

  private void talk(Socket socket) throws IOException, InterruptedException {
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    socket.setSoTimeout(HEAD_WITHIN_MILLIS);
    while (true) {
      String head = head(in);
      if (head == null) {
        return;
      }
      String[] words = head.substring(0, head.indexOf("\r\n")).split(" ");
      String path = words.length < 2 ? "" : words[1];
      if (words.length != 3 || !words[0].equals("GET") || !path.split("\\?")[0].equals(PATH)) {
        reply(out, "404 Not Found", "");
        continue;
      }
      HttpDigest.Verdict verdict = digest.check("GET", path, header(head, "authorization"));
      if (verdict == HttpDigest.Verdict.GOOD) {
        stream(socket, in, out);
        return;
      }
      String challenge = digest.challenge(verdict == HttpDigest.Verdict.STALE);
      reply(out, "401 Unauthorized", "WWW-Authenticate: " + challenge + "\r\n");
    }
  }

  private static void reply(OutputStream out, String status, String headers) throws IOException {
    out.write(
        ("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static @Nullable String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int c;
      try {
        c = in.read();
      } catch (SocketTimeoutException e) {
        return null;
      }
      if (c < 0 || head.length() >= LONGEST_HEAD) {
        return null;
      }
      head.append((char) c);
    }
    return head.toString();
  }

  private static String header(String head, String name) {
    for (String line : head.split("\r\n")) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
        return line.substring(colon + 1).strip();
      }
    }
    return "";
  }

  private void stream(Socket socket, InputStream in, OutputStream out)
      throws IOException, InterruptedException {
    Stream stream = new Stream(socket);
    long begun = micros.getAsLong();
    long lasts = 35_000_000 + random.nextInt(10_000_000);
    out.write(
        ("HTTP/1.1 200 OK\r\nMIME-Version: 1.0\r\nConnection: close\r\n"
                + (chunked ? "Transfer-Encoding: chunked\r\n" : "")
                + "Content-Type: multipart/mixed; boundary=boundary\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    out.flush();
    watch(stream, in);
    synchronized (this) {
      stream.outbox.addAll(waiting);
      waiting.clear();
      streams.add(stream);
    }
    try {
      long beat = begun;
      while (true) {
        Event event = next(stream, beat + HEARTBEAT_MICROS);
        long now = micros.getAsLong();
        if (event != null) {
          write(out, part(xml.plate(event.sighting, event.again)));
          sent(stream, event.sighting, now);
        } else if (stream.closed) {
          return;
        } else {
          write(out, part(xml.heartbeat(now)));
          beat = now;
          if (now > begun + lasts && quiet(stream, now)) {
            return;
          }
        }
      }
    } finally {
      broken(stream);
    }
  }

  /** Notices at once when the gate goes away. */
  private void watch(Stream stream, InputStream in) throws IOException {
    stream.socket.setSoTimeout(0);
    Thread watcher =
        new Thread(
            () -> {
              try {
                while (in.read() >= 0) {
                  continue;
                }
              } catch (IOException e) {
                // The same as the end of the stream.
              }
              broken(stream);
            },
            gate + " " + camera + " watches");
    watcher.setDaemon(true);
    watcher.start();
  }

  private synchronized @Nullable Event next(Stream stream, long until) throws InterruptedException {
    while (stream.outbox.isEmpty() && !stream.closed) {
      long left = (until - micros.getAsLong()) / 1_000;
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
    return stream.closed ? null : stream.outbox.peek();
  }

  private void sent(Stream stream, Sighting sighting, long now) {
    synchronized (this) {
      stream.outbox.poll();
      stream.recent.add(new Sent(sighting, now));
      while (stream.recent.element().micros < now - SENT_AGAIN_MICROS) {
        stream.recent.remove();
      }
    }
    events.write(
        "readSent",
        "gate",
        gate,
        "camera",
        camera,
        "eventId",
        sighting.eventId(),
        "plate",
        sighting.plate());
  }

  /** True when closing the stream now needs no repeats. */
  private synchronized boolean quiet(Stream stream, long now) {
    return stream.outbox.isEmpty()
        && (stream.recent.isEmpty() || stream.recent.getLast().micros < now - SENT_AGAIN_MICROS);
  }

  private synchronized void broken(Stream stream) {
    if (stream.closed) {
      return;
    }
    stream.closed = true;
    boolean last = streams.remove(stream) && streams.isEmpty();
    long now = micros.getAsLong();
    List<Event> kept = new ArrayList<>();
    for (Sent sent : stream.recent) {
      if (sent.micros >= now - SENT_AGAIN_MICROS) {
        kept.add(new Event(sent.sighting, true));
      }
    }
    kept.addAll(stream.outbox);
    if (last) {
      kept.addAll(waiting);
      waiting.clear();
      waiting.addAll(kept);
    }
    for (Stream other : streams) {
      other.outbox.addAll(kept);
    }
    notifyAll();
  }

  private static byte[] part(String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream part = new ByteArrayOutputStream();
    part.writeBytes(
        ("--boundary\r\nContent-Type: application/xml; charset=\"UTF-8\"\r\nContent-Length: "
                + bytes.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    part.writeBytes(bytes);
    part.writeBytes(new byte[] {'\r', '\n'});
    return part.toByteArray();
  }

  /** Cuts the bytes at random places. */
  private void write(OutputStream out, byte[] bytes) throws IOException {
    int at = 0;
    while (at < bytes.length) {
      int size = Math.min(bytes.length - at, 1 + random.nextInt(900));
      if (chunked) {
        ByteArrayOutputStream chunk = new ByteArrayOutputStream();
        chunk.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        chunk.write(bytes, at, size);
        chunk.writeBytes(new byte[] {'\r', '\n'});
        out.write(chunk.toByteArray());
      } else {
        out.write(bytes, at, size);
      }
      out.flush();
      at += size;
    }
  }
}
