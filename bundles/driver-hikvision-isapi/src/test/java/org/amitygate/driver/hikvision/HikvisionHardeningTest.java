package org.amitygate.driver.hikvision;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Truncated, duplicated, reordered and random bytes give parts and alerts, or the declared
 * exception.
 */
class HikvisionHardeningTest {

  @Test
  void mutantsOfAStream() {
    String stream =
        Events.part(Events.heartbeat(), true, "\r\n")
            + Events.part(Events.plate("u-1", "29C-123.45"), false, "\n")
            + Events.part(Events.plate("u-2", "无车牌"), true, "\r\n")
            + "--MIME_boundary--\r\n";
    int alerts = 0;
    for (long seed = 1; seed <= 4_000; seed++) {
      Random random = new Random(seed);
      ByteBuffer buffer = ByteBuffer.wrap(mutant(random, Events.bytes(stream)));
      try {
        HikvisionFrames frames = new HikvisionFrames(Events.BOUNDARY);
        for (Part part = frames.next(buffer); part != null; part = frames.next(buffer)) {
          alerts += parses(part.body(), seed);
        }
      } catch (IOException e) {
        assertThat(e).as("seed " + seed).hasMessageContaining("expected");
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    System.out.println("HikvisionHardeningTest: seeds 1 to 4000 of streams, alerts: " + alerts);
    assertThat(alerts).isGreaterThan(4_000);
  }

  @Test
  void mutantsOfAPush() {
    int alerts = 0;
    for (long seed = 1; seed <= 4_000; seed++) {
      byte[] body = mutant(new Random(seed), Events.push(Events.plate("u-1", "29C-123.45")));
      try {
        for (Part part : new HikvisionFrames(Events.BOUNDARY).whole(body)) {
          alerts += part.isXml() ? parses(part.body(), seed) : 0;
        }
      } catch (IOException e) {
        assertThat(e).as("seed " + seed).hasMessageContaining("expected");
      } catch (Throwable e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    System.out.println("HikvisionHardeningTest: seeds 1 to 4000 of pushes, alerts: " + alerts);
    assertThat(alerts).isGreaterThan(1_500);
  }

  @Test
  void randomBytes() throws IOException {
    for (long seed = 1; seed <= 2_000; seed++) {
      Random random = new Random(seed);
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      assertThat(parses(noise, seed)).isZero();
      ByteBuffer buffer = ByteBuffer.wrap(noise);
      try {
        assertThat(new HikvisionFrames(Events.BOUNDARY).next(buffer)).isNull();
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("expected");
      }
    }
    System.out.println("HikvisionHardeningTest: seeds 1 to 2000 of random bytes");
  }

  private static int parses(byte[] body, long seed) {
    try {
      for (String type : new String[] {"", "text/xml", "application/json"}) {
        Part part = new Part(Map.of("content-type", type), body);
        AlertParts.read(part).forEach(said -> assertThat(said.alert().isPlateRead()).isTrue());
      }
      HikvisionXml.parse(body);
      return 1;
    } catch (ProtocolException e) {
      assertThat(e).as("seed " + seed).hasMessageContaining("expected");
      return 0;
    } catch (Throwable e) {
      throw new AssertionError("seed " + seed, e);
    }
  }

  private static byte[] mutant(Random random, byte[] original) {
    byte[] bytes = original.clone();
    for (int n = random.nextInt(3); n > 0 && bytes.length > 0; n--) {
      int from = random.nextInt(bytes.length);
      int to = Math.min(bytes.length, from + 1 + random.nextInt(80));
      switch (random.nextInt(5)) {
        case 0 -> bytes[from] = (byte) random.nextInt(256);
        case 1 -> bytes[from] = (byte) "<>-\r\n: /;\"09".charAt(random.nextInt(12));
        case 2 -> bytes = join(bytes, 0, to, from, bytes.length); // duplicated
        case 3 ->
            bytes =
                join(
                    bytes,
                    0,
                    from,
                    to,
                    random.nextInt(4) == 0 ? to : bytes.length); // removed, truncated
        default -> { // reordered
          byte piece = bytes[from];
          bytes[from] = bytes[to - 1];
          bytes[to - 1] = piece;
        }
      }
    }
    return bytes;
  }

  private static byte[] join(byte[] bytes, int from, int to, int thenFrom, int thenTo) {
    byte[] joined =
        Arrays.copyOf(Arrays.copyOfRange(bytes, from, to), to - from + thenTo - thenFrom);
    System.arraycopy(bytes, thenFrom, joined, to - from, thenTo - thenFrom);
    return joined;
  }
}
