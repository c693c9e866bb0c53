package org.amitygate.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.amitygate.device.Driver;
import org.amitygate.device.Inbound;
import org.amitygate.device.Session;
import org.amitygate.device.Settings;

/**
 * Gives a session, without a network, what a real device said but truncated, repeated, reordered,
 * changed and mixed with random bytes. All it may do about it is to throw an {@link IOException} or
 * to give itself up.
 */
final class HostileBytes {

  private static final int STREAMS = 400;
  private static final int LONGEST = 64 << 10;

  private final Driver driver;
  private final Settings settings;
  private final List<Inbound> pieces;
  private final Random random;

  /**
   * @param pieces what a device said, in order; the start of the hostile streams
   */
  HostileBytes(Driver driver, Map<String, Object> settings, List<Inbound> pieces, long seed) {
    this.driver = driver;
    this.settings = new Settings(DeviceRig.DEVICE, settings);
    this.pieces = pieces;
    this.random = new Random(seed);
  }

  /**
   * @throws AssertionError the driver did something else
   */
  void run() {
    for (int i = 0; i < STREAMS; i++) {
      List<Inbound> stream = stream();
      try {
        feed(stream);
      } catch (IOException e) {
        // The declared way to refuse them.
      } catch (Throwable e) {
        throw new AssertionError("hostile stream " + i + " made the session throw " + e, e);
      }
    }
  }

  private void feed(List<Inbound> stream) throws IOException {
    StillHost host = new StillHost();
    host.diskHeld = true;
    Session session = driver.open(settings, host, Optional.empty());
    byte[] left = new byte[0];
    for (Inbound piece : stream) {
      if (!host.lost.isEmpty()) {
        return;
      }
      if (piece instanceof Inbound.Bytes bytes) {
        left = feed(session, left, bytes.buffer().duplicate());
      } else {
        session.received(piece);
      }
      host.writeAll();
      host.pass(Duration.ofMillis(random.nextInt(50)));
    }
    session.close();
  }

  private static byte[] feed(Session session, byte[] left, ByteBuffer more) throws IOException {
    byte[] all = Arrays.copyOf(left, left.length + more.remaining());
    more.get(all, left.length, more.remaining());
    ByteBuffer buffer = ByteBuffer.wrap(all).asReadOnlyBuffer();
    session.received(new Inbound.Bytes(buffer));
    byte[] rest = new byte[buffer.remaining()];
    buffer.get(rest);
    return rest.length > LONGEST ? new byte[0] : rest;
  }

  private List<Inbound> stream() {
    List<Inbound> stream = new ArrayList<>();
    for (int n = 1 + random.nextInt(12); n > 0; n--) {
      Inbound piece = pieces.isEmpty() ? bytes(noise()) : pieces.get(random.nextInt(pieces.size()));
      stream.add(
          piece instanceof Inbound.Bytes bytes ? bytes(damaged(copy(bytes))) : damaged(piece));
    }
    return stream;
  }

  private Inbound damaged(Inbound piece) {
    if (!(piece instanceof Inbound.Message message)) {
      return piece;
    }
    byte[] body = damaged(message.body());
    return new Inbound.Message(
        message.address(), message.headers(), body, (status, type, answer) -> {});
  }

  private byte[] damaged(byte[] bytes) {
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 1 -> Arrays.copyOfRange(bytes, random.nextInt(bytes.length + 1), bytes.length);
      case 2 -> changed(bytes);
      case 3 -> joined(bytes, bytes);
      case 4 -> joined(bytes, noise());
      default -> bytes;
    };
  }

  private byte[] changed(byte[] bytes) {
    byte[] copy = bytes.clone();
    for (int n = 1 + random.nextInt(4); n > 0 && copy.length > 0; n--) {
      copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
    }
    return copy;
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(300)];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }

  private static Inbound bytes(byte[] bytes) {
    return new Inbound.Bytes(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
  }

  private static byte[] copy(Inbound.Bytes bytes) {
    byte[] all = new byte[bytes.buffer().remaining()];
    bytes.buffer().duplicate().get(all);
    return all;
  }
}
