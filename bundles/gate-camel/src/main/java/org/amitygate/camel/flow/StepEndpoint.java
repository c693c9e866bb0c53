package org.amitygate.camel.flow;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Component;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultEndpoint;

/** An endpoint that a stage sends to: one {@link Step}. */
final class StepEndpoint extends DefaultEndpoint {

  private final Step step;

  StepEndpoint(String uri, Component component, Step step) {
    super(uri, component);
    this.step = step;
  }

  @Override
  public Producer createProducer() {
    return new StepProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) {
    throw new FlowRefused(
        getEndpointUri() + " cannot be a route's from; stages begin with crossing:stage/NAME");
  }

  @Override
  public boolean isSingleton() {
    return true;
  }

  private static final class StepProducer extends DefaultAsyncProducer {

    private final Step step;

    StepProducer(StepEndpoint endpoint) {
      super(endpoint);
      this.step = endpoint.step;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      CompletableFuture<?> taken;
      StageRun run;
      try {
        run = StageRun.of(exchange);
        CompletionStage<?> stage = step.take(run, exchange);
        taken = stage.toCompletableFuture();
      } catch (RuntimeException e) {
        exchange.setException(e);
        callback.done(true);
        return true;
      }
      if (taken.isDone() && !taken.isCompletedExceptionally()) {
        callback.done(true);
        return true;
      }
      taken.whenComplete(
          (done, failure) ->
              run.go(
                  () -> {
                    if (failure != null) {
                      exchange.setException(cause(failure));
                    }
                    callback.done(false);
                  }));
      return false;
    }

    private static Throwable cause(Throwable failure) {
      return failure instanceof CompletionException && failure.getCause() != null
          ? failure.getCause()
          : failure;
    }
  }
}
