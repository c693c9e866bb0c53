package org.amitygate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DrawnTest {

  /** Several blocks. */
  private static final int MANY = 2_000;

  @Test
  void givesWhatTheSourceGivesAndNothingTwice() {
    Drawn drawn = new Drawn(new AtomicLong()::incrementAndGet);
    for (long n = 1; n <= MANY; n++) {
      assertThat(drawn.nextLong()).isEqualTo(n);
    }
  }

  @Test
  void threadsNeverGetTheSame() throws InterruptedException {
    Drawn drawn = new Drawn(new AtomicLong()::incrementAndGet);
    Set<Long> all = ConcurrentHashMap.newKeySet();
    CountDownLatch begin = new CountDownLatch(1);
    Runnable draws =
        () -> {
          try {
            begin.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          LongStream.range(0, MANY).forEach(i -> all.add(drawn.nextLong()));
        };
    List<Thread> threads = IntStream.range(0, 4).mapToObj(i -> new Thread(draws)).toList();
    threads.forEach(Thread::start);
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(all).hasSize(4 * MANY);
  }

  @Test
  void fillsASaltAndKeepsNothingOfIt() {
    byte[][] block = new byte[1][];
    RandomGenerator source =
        new RandomGenerator() {
          @Override
          public void nextBytes(byte[] bytes) {
            block[0] = bytes;
            Arrays.fill(bytes, (byte) 7);
          }

          @Override
          public long nextLong() {
            throw new AssertionError("not by the block");
          }
        };
    byte[] salt = new byte[RecordRow.SALT_BYTES];
    new Drawn(source).nextBytes(salt);
    assertThat(salt).containsOnly(7);
    assertThat(Arrays.copyOf(block[0], salt.length)).containsOnly(0);
    assertThat(block[0][salt.length]).isEqualTo((byte) 7);
  }
}
