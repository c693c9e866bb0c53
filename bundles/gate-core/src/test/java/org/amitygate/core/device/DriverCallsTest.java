package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the device host does about a call that returns in the very moment it is given up. */
@Timeout(60)
class DriverCallsTest {

  private static final Instant START = Instant.parse("2026-11-23T01:00:00Z");

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger lostThreads = new AtomicInteger();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private volatile Instant now = START;

  @Test
  void theTaskAfterACallThatReturnsJustThenStaysOnItsStrand() throws Exception {
    Strand strand = new Strand(threads);
    DriverCalls calls = new DriverCalls("L1.scale", strand, surroundings());
    CountDownLatch called = new CountDownLatch(1);
    CountDownLatch returns = new CountDownLatch(1);
    CountDownLatch nextRuns = new CountDownLatch(1);
    CountDownLatch nextEnds = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    DriverCalls.Caller caller =
        new DriverCalls.Caller() {
          @Override
          public void stuckNow() {
            returns.countDown();
            await(nextRuns);
          }

          @Override
          public void stuck(String sentence) {
            told.add(sentence);
            over.countDown();
          }
        };
    strand.execute(
        () -> {
          DriverCalls.Call call =
              () -> {
                called.countDown();
                await(returns);
              };
          calls.call("received", call, caller, (time, bytes) -> told.add("measured"));
          told.add("what follows the call");
        });
    strand.execute(
        () -> {
          nextRuns.countDown();
          await(nextEnds);
          told.add("next, on its strand: " + strand.isCurrent());
        });
    await(called);
    now = START.plus(DriverCalls.LIMIT).plusMillis(1);
    calls.check();
    nextEnds.countDown();
    await(over);

    assertThat(told)
        .containsExactly(
            "next, on its strand: true", "'received' of its driver did not return within 4 s");
    assertThat(lostThreads).as("the thread came back").hasValue(0);
    assertThat(calls.stillOut()).isZero();
    threads.shutdown();
  }

  private Surroundings surroundings() {
    return new Surroundings(
        threads,
        (delay, task) -> () -> {},
        () -> now,
        new Random(1),
        new RecordJournal(),
        (device, reading, durable) -> {},
        (device, online, cause) -> {},
        lostThreads::incrementAndGet);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
