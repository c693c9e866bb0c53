package org.amitygate.core.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StrandTest {

  @Test
  void tasksRunOneAtATimeInTheOrderOfEachCaller() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    Strand strand = new Strand(threads);
    int callers = 4;
    int each = 20_000;
    List<int[]> ran = new ArrayList<>();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger overlaps = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(callers * each);
    for (int c = 0; c < callers; c++) {
      int caller = c;
      new Thread(
              () -> {
                for (int i = 0; i < each; i++) {
                  int number = i;
                  strand.execute(
                      () -> {
                        if (inside.incrementAndGet() != 1 || !strand.isCurrent()) {
                          overlaps.incrementAndGet();
                        }
                        ran.add(new int[] {caller, number});
                        inside.decrementAndGet();
                        done.countDown();
                      });
                }
              })
          .start();
    }
    assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
    threads.shutdown();

    assertThat(overlaps).hasValue(0);
    int[] last = {-1, -1, -1, -1};
    for (int[] one : ran) {
      assertThat(one[1]).isEqualTo(last[one[0]] + 1);
      last[one[0]] = one[1];
    }
  }

  @Test
  void aTaskThatThrowsStopsNothing() {
    Queue<Runnable> ready = new ArrayDeque<>();
    Strand strand = new Strand(ready::add);
    List<String> ran = new ArrayList<>();
    strand.execute(
        () -> {
          throw new NoClassDefFoundError("gone");
        });
    strand.execute(() -> ran.add("next"));
    while (!ready.isEmpty()) {
      ready.remove().run();
    }
    assertThat(ran).containsExactly("next");
  }

  @Test
  void aBusyStrandGivesItsThreadBack() {
    Queue<Runnable> ready = new ArrayDeque<>();
    Strand busy = new Strand(ready::add);
    Strand other = new Strand(ready::add);
    List<String> ran = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      busy.execute(() -> ran.add("busy"));
    }
    other.execute(() -> ran.add("other"));
    while (!ready.isEmpty()) {
      ready.remove().run();
    }
    assertThat(ran).hasSize(1001);
    assertThat(ran.indexOf("other")).isEqualTo(64);
    assertThat(busy.isCurrent()).isFalse();
  }

  @Test
  void whatWaitsGoesOnElsewhereWhenATaskIsGivenUp() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Strand strand = new Strand(threads);
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1_000);
    AtomicInteger stillIts = new AtomicInteger();
    CountDownLatch returned = new CountDownLatch(1);
    AtomicReference<Strand.Task> task = new AtomicReference<>();
    strand.execute(
        () -> {
          task.set(strand.current());
          stuck.countDown();
          awaitQuietly(release);
          stillIts.addAndGet(strand.isCurrent() ? 1 : 0);
          returned.countDown();
        });
    for (int i = 0; i < 1_000; i++) {
      strand.execute(done::countDown);
    }
    assertThat(stuck.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(strand.abandon(task.get())).isTrue();
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(strand.abandon(task.get())).as("again").isFalse();
    release.countDown();
    assertThat(returned.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(stillIts).as("what was given up is not on the strand").hasValue(0);

    CountDownLatch after = new CountDownLatch(1);
    strand.execute(after::countDown);
    assertThat(after.await(10, TimeUnit.SECONDS)).as("the strand goes on").isTrue();
    threads.shutdown();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aTaskThatHasEndedIsNotGivenUpAndNorIsTheNext() {
    Queue<Runnable> ready = new ArrayDeque<>();
    Strand strand = new Strand(ready::add);
    List<Strand.Task> tasks = new ArrayList<>();
    List<Object> seen = new ArrayList<>();
    strand.execute(() -> tasks.add(strand.current()));
    strand.execute(
        () -> {
          seen.add(strand.abandon(tasks.get(0)));
          seen.add(strand.isCurrent());
        });
    strand.execute(() -> seen.add("next"));
    while (!ready.isEmpty()) {
      ready.remove().run();
    }
    assertThat(seen).containsExactly(false, true, "next");
    assertThat(strand.abandon(tasks.get(0))).isFalse();
    assertThat(strand.current()).isNull();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
