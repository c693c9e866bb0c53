package org.amitygate.camel.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.amitygate.core.crossing.Effect;
import org.amitygate.core.crossing.FlowRunner.Questions;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.crossing.Signal;
import org.amitygate.core.crossing.StageOutcome;
import org.amitygate.core.crossing.StageSettings;
import org.amitygate.crossing.Facts;
import org.amitygate.flow.StageExchange;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * One run of one stage: what its route asked, buffered and decided. Travels with the exchange.
 * Thread-safe.
 */
final class StageRun {

  private static final String PROPERTY = "GateStageRun";

  private final StageCall call;
  private final StageSettings settings;
  private final String title;
  private final Segments segments;
  private final CompletableFuture<StageResult> result;
  private final Facts facts;
  private final List<Effect> effects = new ArrayList<>();
  private final List<String> outcomes = new ArrayList<>();
  private Optional<StageOutcome> outcome = Optional.empty();
  private int questions;

  /**
   * @param settings what the flow was built with
   * @param title flow, version and stage, for sentences
   * @param segments where its route runs
   * @param result what it comes to, once
   */
  StageRun(
      StageCall call,
      StageSettings settings,
      String title,
      Segments segments,
      CompletableFuture<StageResult> result) {
    this.call = call;
    this.facts = new Facts(call.facts());
    this.settings = settings;
    this.title = title;
    this.segments = segments;
    this.result = result;
  }

  /**
   * @throws IllegalStateException the exchange runs no stage, such as one that a flow made by
   *     itself, or one that has ended
   */
  static StageRun of(Exchange exchange) {
    StageRun run = exchange.getProperty(PROPERTY, StageRun.class);
    if (run == null) {
      throw new IllegalStateException("the gate's components can only be used inside a stage");
    }
    if (run.result.isDone()) {
      throw new IllegalStateException(run.title + " has ended, and nobody waits for it");
    }
    return run;
  }

  /** Lays out the exchange as {@link StageExchange} promises. */
  void begin(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
    Message message = exchange.getMessage();
    message.setBody(facts);
    message.setHeader(StageExchange.CROSSING, call.crossing());
    message.setHeader(StageExchange.LANE, call.lane());
    message.setHeader(StageExchange.NOW, call.now());
    call.signal()
        .map(Signal::name)
        .ifPresent(name -> message.setHeader(StageExchange.SIGNAL, name));
    message.setHeader(StageExchange.SIGNAL_DATA, call.signal().map(Signal::data).orElse(Map.of()));
  }

  /** The facts that the stage began with, as they are now. */
  Facts facts() {
    return facts;
  }

  Questions questions() {
    return call.questions();
  }

  /**
   * Runs the route as far as its next answer or its end. Whatever leaves it ends the run: Camel
   * lets an Error of the flow's own code out, and never says that the route ended.
   */
  void go(Runnable segment) {
    try {
      segments.run(
          title,
          () -> {
            try {
              segment.run();
            } catch (Throwable e) { // a flow's own code: a LinkageError must not end the gate's
              failed(e);
            }
          },
          this::givenUp);
    } catch (RejectedExecutionException e) {
      failed(new IllegalStateException("the flow is being stopped", e));
    }
  }

  private void givenUp() {
    String within = " did not return within " + FlowThreads.LIMIT.toSeconds() + " s";
    failed(new IllegalStateException(title + within));
  }

  /** The run has failed, unless it has ended. */
  void failed(Throwable cause) {
    result.completeExceptionally(cause);
  }

  /** The route has ended, and with it the run. */
  void ended(Exchange exchange) {
    Exception failure = exchange.getException();
    if (failure != null) {
      failed(failure);
      return;
    }
    try {
      result.complete(result(exchange));
    } catch (Throwable e) { // facts are the flow's, and may be nested as deep as the stack
      failed(e);
    }
  }

  /** The number of the next question of this stage, from 1. */
  synchronized int nextQuestion() {
    return ++questions;
  }

  synchronized void effect(Effect effect) {
    effects.add(effect);
  }

  /**
   * @param said how the route said it, such as {@code crossing:next/weigh}
   */
  synchronized void decide(StageOutcome what, String said) {
    outcome = Optional.of(what);
    outcomes.add(said);
  }

  /**
   * @throws IllegalStateException not exactly one outcome, or the body is no longer the facts
   */
  private synchronized StageResult result(Exchange exchange) {
    if (outcomes.size() != 1) {
      String found = outcomes.isEmpty() ? "none" : String.join(" and ", outcomes);
      throw new IllegalStateException(
          "stage '"
              + call.stage()
              + "' must end in exactly one of next, hold, await, done and refuse; it ended in "
              + found);
    }
    if (!(exchange.getMessage().getBody() instanceof Facts facts)) {
      throw new IllegalStateException(
          "stage '" + call.stage() + "' replaced the facts in the message's body");
    }
    return new StageResult(
        outcome.orElseThrow(),
        JsonFacts.checked(new LinkedHashMap<>(facts.asMap())),
        List.copyOf(effects),
        settings);
  }
}
