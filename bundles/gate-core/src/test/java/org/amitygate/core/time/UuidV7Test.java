package org.amitygate.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class UuidV7Test {

  private Instant now = Instant.ofEpochMilli(0x017F22E279B0L);

  @Test
  void hasTheLayoutOfTheExampleInTheRfc() {
    // RFC 9562, appendix A.6, with the top bit of the counter clear as its start requires.
    assertThat(new UuidV7(() -> now, fixed(0x4C3, 0x18C4DC0C0C07398FL)).next())
        .hasToString("017f22e2-79b0-74c3-98c4-dc0c0c07398f");
  }

  @Test
  void setsVersionAndVariantWhateverTheRandomness() {
    for (long low : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      UUID id = new UuidV7(() -> now, fixed(2047, low)).next();
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
    }
  }

  @Test
  void risesWithinAMillisecondAndPastTheEndOfTheCounter() {
    UuidV7 ids = new UuidV7(() -> now, new SplittableRandom(7));
    String before = ids.next().toString();
    for (int i = 0; i < 10_000; i++) {
      String next = ids.next().toString();
      assertThat(next).isGreaterThan(before);
      before = next;
    }
  }

  @Test
  void carriesIntoTheNextMillisecondWhenTheCounterIsUsedUp() {
    UuidV7 ids = new UuidV7(() -> now, fixed(2047, 0));
    for (int i = 2047; i < 4095; i++) {
      ids.next();
    }
    assertThat(ids.next()).hasToString("017f22e2-79b0-7fff-8000-000000000000");
    assertThat(ids.next()).hasToString("017f22e2-79b1-77ff-8000-000000000000");
  }

  @Test
  void risesWhenTheClockIsSetBack() {
    UuidV7 ids = new UuidV7(() -> now, new SplittableRandom(7));
    String before = ids.next().toString();
    now = now.minusSeconds(60);
    assertThat(ids.next().toString()).isGreaterThan(before);
  }

  private static RandomGenerator fixed(int counter, long low) {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return low;
      }

      @Override
      public int nextInt(int bound) {
        return counter;
      }
    };
  }
}
