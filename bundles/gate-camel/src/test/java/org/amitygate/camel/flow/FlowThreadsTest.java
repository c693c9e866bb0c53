package org.amitygate.camel.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.amitygate.camel.gateway.FakeConfig;
import org.amitygate.core.crossing.FlowRunner.DeclarationMatch;
import org.amitygate.core.crossing.FlowRunner.DeviceAnswer;
import org.amitygate.core.crossing.FlowRunner.Questions;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.flow.Flow;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Version;

/** Routes that do not return, on one thread for all flows. */
@Timeout(60)
class FlowThreadsTest {

  private static final Version VERSION = Version.parseVersion("1.0.0");

  private final AtomicLong nanos = new AtomicLong();
  private final FlowThreads threads = new FlowThreads(1, nanos::get);
  private final FlowContexts contexts =
      new FlowContexts(new FakeConfig(), DefaultCamelContext::new, threads);
  private final Semaphore begun = new Semaphore(0);
  private final CountDownLatch returns = new CountDownLatch(1);
  private final CountDownLatch returned = new CountDownLatch(1);
  private final CompletableFuture<DeviceAnswer> answer = new CompletableFuture<>();
  private final Semaphore asked = new Semaphore(0);

  private final Questions questions =
      new Questions() {
        @Override
        public CompletionStage<DeviceAnswer> device(
            int call, String role, String ask, Duration within) {
          asked.release();
          return answer;
        }

        @Override
        public CompletionStage<DeclarationMatch> declaration(
            int call, String plate, Optional<Integer> confidence) {
          throw new AssertionError();
        }
      };

  @AfterEach
  void close() {
    returns.countDown();
    contexts.close();
    threads.close();
  }

  /** A flow whose first stage does not return before the test says so, and then asks. */
  private Flow hanging() {
    return Flows.of(
        f ->
            f.from("crossing:stage/one")
                .process(
                    exchange -> {
                      begun.release();
                      returns.await();
                    })
                .doTry()
                .to("device:x?ask=y&within=1s")
                .doFinally()
                .process(exchange -> returned.countDown())
                .end()
                .to("crossing:done"));
  }

  private CompletableFuture<StageResult> run(String flow, String stage) {
    return contexts.run(Flows.call(flow, "1.0.0", stage, questions)).toCompletableFuture();
  }

  private void wait(Duration time) {
    nanos.addAndGet(time.toNanos());
    threads.check();
  }

  @Test
  void aStageThatDoesNotReturnFailsAndTheOthersGoOn() throws Exception {
    contexts.add("f", VERSION, hanging());
    contexts.add("other", VERSION, Flows.to("crossing:done"));
    CompletableFuture<StageResult> hangs = run("f", "one");
    begun.acquire();
    CompletableFuture<StageResult> other = run("other", "one");
    wait(FlowThreads.LIMIT);
    assertThat(hangs).as("not longer than it may").isNotDone();
    assertThat(other).as("there is no thread for it").isNotDone();

    wait(Duration.ofMillis(1));
    assertThatThrownBy(hangs::join)
        .rootCause()
        .hasMessage("stage 'one' of flow f 1.0.0 did not return within 10 s");
    assertThat(other.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(new StageOutcome.Done());
    assertThat(contexts.figures("f", "1.0.0", "L1").failures()).as("for its probation").isOne();

    returns.countDown();
    returned.await();
    run("other", "one").join();
    assertThat(asked.tryAcquire()).as("asked when nobody waited any more").isFalse();
  }

  @Test
  void aThreadThatComesBackIsOneOfTheFewAgain() throws Exception {
    contexts.add("f", VERSION, hanging());
    run("f", "one");
    begun.acquire();
    wait(FlowThreads.LIMIT.plusMillis(1));
    assertThat(threads.size()).isEqualTo(2);
    returns.countDown();
    returned.await();
    while (threads.size() > 1) {
      Thread.onSpinWait();
    }
    assertThat(threads.lost("stage 'one' of flow f 1.0.0")).isZero();
  }

  @Test
  void aStageThatNeverReturnsGetsNoMoreThreads() throws Exception {
    contexts.add("f", VERSION, hanging());
    for (int i = 0; i < FlowContext.LOST_AT_MOST; i++) {
      run("f", "one");
      begun.acquire();
      wait(FlowThreads.LIMIT.plusMillis(1));
    }
    assertThat(threads.size()).isEqualTo(1 + FlowContext.LOST_AT_MOST);
    CompletableFuture<StageResult> next = run("f", "one");
    assertThat(next).isCompletedExceptionally();
    assertThatThrownBy(next::join)
        .rootCause()
        .hasMessage("stage 'one' of flow f 1.0.0 is not run: 3 runs of it have not returned");
    assertThat(run("f", "two").get(20, TimeUnit.SECONDS).outcome())
        .isEqualTo(new StageOutcome.Done());
  }

  @Test
  void timeSpentWaitingForAnAnswerDoesNotCount() throws Exception {
    contexts.add("f", VERSION, Flows.to("device:x?ask=y&within=1h", "crossing:done"));
    CompletableFuture<StageResult> waits = run("f", "one");
    asked.acquire();
    contexts.add("other", VERSION, Flows.to("crossing:done"));
    run("other", "one").get(20, TimeUnit.SECONDS); // on the one thread: the first has left it
    wait(Duration.ofHours(1));
    assertThat(waits).isNotDone();
    answer.complete(new DeviceAnswer(Optional.empty(), "late"));
    assertThat(waits.get(20, TimeUnit.SECONDS).outcome()).isEqualTo(new StageOutcome.Done());
  }
}
