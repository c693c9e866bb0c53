package org.amitygate.camel.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.amitygate.camel.flow.InFlight;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.support.UnitOfWorkHelper;
import org.jspecify.annotations.Nullable;

/**
 * The way to one peer: connections that are kept, and a bound on how many messages are on their way
 * at once; one where the transport blocks, on a thread of its own then.
 */
final class Line implements AutoCloseable {

  private static final int AT_ONCE = 32;
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final Address address;
  private final CamelContext context;
  private final Endpoint endpoint;
  private final AsyncProducer producer;
  private final Executor executor;
  private final @Nullable ExecutorService ownThread;
  private final int atOnce;
  private final InFlight inFlight = new InFlight();

  // Guarded by this.
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int sending;
  private boolean passing;

  private Line(
      Address address,
      CamelContext context,
      Endpoint endpoint,
      AsyncProducer producer,
      Executor executor) {
    this.address = address;
    this.context = context;
    this.endpoint = endpoint;
    this.producer = producer;
    this.ownThread = address.answers() ? null : Executors.newSingleThreadExecutor(Line::thread);
    this.executor = ownThread == null ? executor : ownThread;
    this.atOnce = address.answers() ? AT_ONCE : 1;
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "gate-line");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * @param executor where connections are begun
   * @throws IllegalStateException the endpoint is not usable, in one sentence; an unreachable peer
   *     is no reason
   */
  static Line open(Address address, CamelContext context, Executor executor) {
    try {
      GatewayContext.prepare(context, "to-" + address.title(), Stream.of(address));
      context.start();
      Endpoint endpoint = context.getEndpoint(EndpointUris.outbound(address));
      AsyncProducer producer = endpoint.createAsyncProducer();
      context.addService(producer);
      return new Line(address, context, endpoint, producer, executor);
    } catch (Exception e) {
      context.stop();
      throw new IllegalStateException(
          NotUsable.sentence("cannot send to " + address.title(), e), e);
    }
  }

  Address address() {
    return address;
  }

  CompletionStage<Reply> send(String contentType, byte[] body) {
    if (!inFlight.begin()) {
      return CompletableFuture.failedFuture(
          new IllegalStateException(address.title() + " is being reconfigured"));
    }
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    Runnable task = () -> sendNow(contentType, body, reply);
    reply.whenComplete((answer, failure) -> ended());
    synchronized (this) {
      if (sending >= atOnce || !waiting.isEmpty()) {
        waiting.add(() -> begin(task, reply));
        return reply;
      }
      sending++;
    }
    begin(task, reply);
    return reply;
  }

  private void begin(Runnable task, CompletableFuture<Reply> reply) {
    try {
      executor.execute(task);
    } catch (RejectedExecutionException e) {
      reply.completeExceptionally(
          new IllegalStateException(address.title() + " is being closed", e));
    } catch (RuntimeException | Error e) { // no thread can be made: what waits behind it goes on
      reply.completeExceptionally(e);
    }
  }

  /** Begins what waits, in a loop: one that fails at once ends within it. */
  private void ended() {
    inFlight.end();
    synchronized (this) {
      sending--;
      if (passing) {
        return;
      }
      passing = true;
    }
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = sending < atOnce ? waiting.poll() : null;
    if (next == null) {
      passing = false;
    } else {
      sending++;
    }
    return next;
  }

  private void sendNow(String contentType, byte[] body, CompletableFuture<Reply> reply) {
    try {
      Exchange exchange =
          endpoint.createExchange(
              address.answers() ? ExchangePattern.InOut : ExchangePattern.InOnly);
      Message message = exchange.getMessage();
      message.setHeader(Exchange.CONTENT_TYPE, contentType);
      if (address.answers()) {
        message.setHeader(Exchange.HTTP_METHOD, "POST");
      } else {
        message.setHeader(Exchange.FILE_NAME, OneWayUris.fileName(body));
      }
      message.setBody(body);
      producer.process(exchange, doneSync -> complete(exchange, reply));
    } catch (RuntimeException e) {
      reply.completeExceptionally(e);
    }
  }

  private void complete(Exchange exchange, CompletableFuture<Reply> reply) {
    Throwable failure = exchange.getException();
    if (failure != null) {
      reply.completeExceptionally(failure);
    } else if (address.answers()) {
      read(exchange, reply);
    } else {
      reply.complete(Reply.empty(Reply.CARRIED));
    }
    // The transport's buffers are given back here: no route's unit of work does it.
    UnitOfWorkHelper.doneSynchronizations(
        exchange, exchange.getExchangeExtension().handoverCompletions());
  }

  private static void read(Exchange exchange, CompletableFuture<Reply> reply) {
    try {
      Message answer = exchange.getMessage();
      Integer status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
      String contentType = answer.getHeader(Exchange.CONTENT_TYPE, "", String.class);
      byte[] body = answer.getBody(byte[].class);
      reply.complete(
          new Reply(status == null ? 200 : status, contentType, body == null ? new byte[0] : body));
    } catch (RuntimeException e) {
      reply.completeExceptionally(e);
    }
  }

  /** Lets what is on its way arrive, bounded, and closes. Blocks. */
  @Override
  public void close() {
    inFlight.drain(DRAIN);
    context.stop();
    if (ownThread != null) {
      ownThread.shutdownNow();
    }
  }
}
