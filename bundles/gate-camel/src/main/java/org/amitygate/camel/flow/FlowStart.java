package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.amitygate.flow.Flow;
import org.apache.camel.CamelContext;

/**
 * Starts versions of flows, each on a thread of its own: code that does not return keeps that
 * thread and nobody else. Thread-safe.
 */
final class FlowStart {

  private final Supplier<CamelContext> contexts;
  private final Segments segments;
  private final Duration within;
  private final Set<String> out = ConcurrentHashMap.newKeySet();

  /**
   * @param contexts makes contexts that are not started
   * @param within how long a version may take
   */
  FlowStart(Supplier<CamelContext> contexts, Segments segments, Duration within) {
    this.contexts = contexts;
    this.segments = segments;
    this.within = within;
  }

  /**
   * Waits until a flow is up. One that did not return is not called again before it does.
   *
   * @param title flow and version, for sentences
   * @throws FlowRefused why it must not run; nothing is left running, or will be stopped
   */
  FlowContext start(String title, Flow flow, Map<String, String> settings) {
    if (out.contains(title)) {
      throw new FlowRefused("flow " + title + ": it has not returned from an earlier start");
    }
    CompletableFuture<FlowContext> started = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              begin(title, flow, settings, started);
              out.remove(title);
            },
            "gate-flow-start");
    thread.setDaemon(true);
    thread.start();
    try {
      started.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      // said below
    } catch (TimeoutException e) {
      giveUp(title, started);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      started.completeExceptionally(new FlowRefused("flow " + title + ": the gate is stopping"));
    }
    return outcome(started);
  }

  private static FlowContext outcome(CompletableFuture<FlowContext> started) {
    try {
      return started.join();
    } catch (CompletionException e) {
      throw new FlowRefused(FlowRefused.sentence(e));
    }
  }

  private void begin(
      String title,
      Flow flow,
      Map<String, String> settings,
      CompletableFuture<FlowContext> started) {
    try {
      FlowContext context = FlowContext.start(title, flow, contexts.get(), settings, segments);
      if (!started.complete(context)) {
        context.close(Duration.ZERO);
      }
    } catch (FlowRefused e) {
      started.completeExceptionally(e);
    } catch (RuntimeException | Error e) { // whatever it is, it has returned
      started.completeExceptionally(new FlowRefused("flow " + title + ": " + e));
    }
  }

  private void giveUp(String title, CompletableFuture<FlowContext> started) {
    out.add(title);
    String sentence =
        "flow %s: its stages() or routes() did not return within %d s"
            .formatted(title, within.toSeconds());
    if (!started.completeExceptionally(new FlowRefused(sentence))) {
      out.remove(title); // it has just come up, or said why not
    }
  }
}
