package org.amitygate.camel.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.amitygate.camel.gateway.FakeConfig;
import org.amitygate.flow.Flow;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Version;

/** What goes on while a version is brought up, and when that takes for ever. */
@Timeout(60)
class FlowStartTest {

  private static final Version FIRST = new Version(1, 0, 0);
  private static final Version SECOND = new Version(2, 0, 0);
  private static final Version THIRD = new Version(3, 0, 0);

  private final FakeConfig config = new FakeConfig();
  private final ExecutorService executor = Executors.newFixedThreadPool(4);
  private final FlowContexts contexts = within(Duration.ofMinutes(1));

  /** Times that a flow of {@link #slow} was asked for its routes. */
  private final AtomicInteger asked = new AtomicInteger();

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);

  private FlowContexts within(Duration bound) {
    Segments segments = Segments.on(executor);
    return new FlowContexts(config, new FlowStart(DefaultCamelContext::new, segments, bound));
  }

  @AfterEach
  void close() {
    goOn.countDown();
    contexts.close();
    executor.shutdownNow();
  }

  /** A flow that gives its routes when the test says so. */
  private Flow slow(String code) {
    return Flows.of(
        f -> {
          asked.incrementAndGet();
          begun.countDown();
          goOn.await();
          f.from("crossing:stage/one").to("crossing:refuse?code=" + code);
        });
  }

  /** Brings a slow version up, and does something else before it has come up. */
  private String meanwhile(Version version, String code, Supplier<String> act) throws Exception {
    CompletableFuture<Boolean> added =
        CompletableFuture.supplyAsync(() -> contexts.add("f", version, slow(code)));
    begun.await();
    String answer = CompletableFuture.supplyAsync(act).get(20, TimeUnit.SECONDS);
    assertThat(added).isNotDone();
    goOn.countDown();
    added.get(20, TimeUnit.SECONDS);
    return answer;
  }

  private String said(Version version) {
    return Flows.said(contexts, version.toString());
  }

  @Test
  void whoAsksOrRunsAStageDoesNotWait() throws Exception {
    contexts.add("f", FIRST, Flows.says("OLD"));
    String answer =
        meanwhile(
            SECOND,
            "NEW",
            () -> {
              contexts.use("f", "1.0.0");
              assertThat(contexts.versions("f")).containsExactly("1.0.0");
              assertThat(contexts.whyNot("f", "2.0.0")).isEmpty();
              assertThat(contexts.stages("f", "1.0.0")).isPresent();
              return contexts.versionFor("f", "L1").orElse("none") + " says " + said(FIRST);
            });
    assertThat(answer).isEqualTo("1.0.0 says OLD");
    assertThat(said(SECOND)).isEqualTo("NEW");
  }

  @Test
  void neitherOthersNorTheConfigurationWait() throws Exception {
    contexts.add("f", FIRST, Flows.says("{{the.code:NONE}}"));
    String answer =
        meanwhile(
            SECOND,
            "{{the.code:OLD}}",
            () -> {
              config.flowSettings(Map.of("the.code", "CHANGED"));
              contexts.add("f", THIRD, Flows.says("OTHER"));
              return said(FIRST) + " " + said(THIRD);
            });
    assertThat(answer).isEqualTo("CHANGED OTHER");
    assertThat(said(SECOND)).as("what changed meanwhile").isEqualTo("CHANGED");
  }

  @Test
  void aVersionThatComesAgainMeanwhileIsTheOneThatCame() throws Exception {
    meanwhile(
        FIRST,
        "FIRST",
        () -> {
          contexts.remove("f", FIRST);
          contexts.add("f", FIRST, Flows.says("SECOND"));
          return "";
        });
    assertThat(said(FIRST)).isEqualTo("SECOND");
  }

  @Test
  void aFlowThatDoesNotReturnIsRefusedAndNotCalledAgain() {
    try (FlowContexts own = within(Duration.ofSeconds(1))) {
      assertThat(own.add("f", FIRST, slow("LATE"))).isTrue();
      assertThat(own.whyNot("f", "1.0.0"))
          .hasValue("flow f 1.0.0: its stages() or routes() did not return within 1 s");
      config.flowSettings(Map.of("the.code", "X"));
      assertThat(own.whyNot("f", "1.0.0"))
          .hasValue("flow f 1.0.0: it has not returned from an earlier start");
      assertThat(asked).hasValue(1);
    } finally {
      goOn.countDown();
    }
  }

  @Test
  void anErrorIsSaidAndTheFlowMayStartAgain() {
    AtomicBoolean broken = new AtomicBoolean(true);
    FlowStart start =
        new FlowStart(
            () -> {
              if (broken.get()) {
                throw new AssertionError("no context");
              }
              return new DefaultCamelContext();
            },
            Segments.on(executor),
            Duration.ofSeconds(30));
    assertThatThrownBy(() -> start.start("f 1.0.0", Flows.says("X"), Map.of()))
        .hasMessage("flow f 1.0.0: java.lang.AssertionError: no context");
    broken.set(false);
    start.start("f 1.0.0", Flows.says("X"), Map.of()).close(Duration.ZERO);
  }
}
