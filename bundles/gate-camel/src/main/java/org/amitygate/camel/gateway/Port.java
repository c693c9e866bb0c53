package org.amitygate.camel.gateway;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.netty.http.NettyHttpMessage;
import org.apache.camel.support.AsyncProcessorSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One socket that is listened on, with all the endpoints that share it. */
final class Port implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Port.class);

  private static final int CONNECTIONS = 256;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration REQUEST_WITHIN = Duration.ofSeconds(10);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);

  private final String key;
  private final Map<Address, Receiver> addresses;
  private final CamelContext context;

  private Port(String key, Map<Address, Receiver> addresses, CamelContext context) {
    this.key = key;
    this.addresses = addresses;
    this.context = context;
  }

  /**
   * @throws IllegalStateException it cannot be opened, in one sentence; nothing is left open
   */
  static Port open(String key, Map<Address, Receiver> addresses, CamelContext context) {
    Port port = new Port(key, Map.copyOf(addresses), context);
    try {
      GatewayContext.prepare(context, key, addresses.keySet().stream());
      InboundGuard guard =
          new InboundGuard(
              CONNECTIONS,
              EndpointUris.LARGEST,
              IDLE,
              REQUEST_WITHIN,
              ANSWER_WITHIN.plusSeconds(5));
      context.getRegistry().bind(EndpointUris.GUARD, guard);
      context.start();
      for (Map.Entry<Address, Receiver> address : addresses.entrySet()) {
        context.addRoutes(new Route(address.getKey(), address.getValue()));
      }
      return port;
    } catch (Exception e) {
      context.stop();
      throw new IllegalStateException(NotUsable.sentence(port + " cannot be opened", e), e);
    }
  }

  /** Whether it is open for exactly these. */
  boolean serves(@Nullable Map<Address, Receiver> wanted) {
    return addresses.equals(wanted);
  }

  @Override
  public void close() {
    context.stop();
  }

  @Override
  public String toString() {
    String titles =
        addresses.keySet().stream().map(Address::title).sorted().collect(Collectors.joining(", "));
    return "endpoint " + key + " of " + titles;
  }

  private static final class Route extends RouteBuilder {

    private final Address address;
    private final Receiver receiver;

    Route(Address address, Receiver receiver) {
      this.address = address;
      this.receiver = receiver;
    }

    @Override
    public void configure() {
      from(EndpointUris.inbound(address)).process(new Receive(address, receiver));
    }
  }

  /** Hands a message to its receiver, and the receiver's reply to the sender. */
  private static final class Receive extends AsyncProcessorSupport {

    private final Address address;
    private final Receiver receiver;

    Receive(Address address, Receiver receiver) {
      this.address = address;
      this.receiver = receiver;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      CompletableFuture<Reply> reply;
      try {
        reply = receiver.receive(incoming(exchange.getMessage())).toCompletableFuture();
      } catch (IOException | RuntimeException e) {
        reply = CompletableFuture.failedFuture(e);
      }
      reply
          .orTimeout(ANSWER_WITHIN.toSeconds(), TimeUnit.SECONDS)
          .exceptionally(this::failed)
          .thenAccept(
              answer -> {
                put(answer, exchange.getMessage());
                callback.done(false);
              });
      return false;
    }

    private Incoming incoming(Message message) throws IOException {
      String contentType =
          message instanceof NettyHttpMessage http
              ? http.getHttpRequest().headers().get("Content-Type")
              : message.getHeader(Exchange.CONTENT_TYPE, String.class);
      return new Incoming(address.id(), Optional.ofNullable(contentType), bytes(message));
    }

    private static byte[] bytes(Message message) throws IOException {
      if (message.getBody() instanceof StreamCache cache) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        cache.writeTo(bytes);
        return bytes.toByteArray();
      }
      byte[] bytes = message.getBody(byte[].class);
      return bytes == null ? new byte[0] : bytes;
    }

    private Reply failed(Throwable failure) {
      Throwable cause =
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure;
      if (cause instanceof JournalUnavailable || cause instanceof TimeoutException) {
        LOG.warn(
            "{}: not taken, the journal cannot be written: {}", address.title(), cause.toString());
        return Reply.error(503, "cannot be recorded now; send it again");
      }
      LOG.error("{}: a message could not be processed", address.title(), cause);
      return Reply.error(500, "cannot be processed; send it again");
    }

    private static void put(Reply answer, Message message) {
      message.removeHeaders("*");
      message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
      if (!answer.contentType().isEmpty()) {
        message.setHeader(Exchange.CONTENT_TYPE, answer.contentType());
      }
      boolean http = message instanceof NettyHttpMessage;
      message.setBody(http ? Unpooled.wrappedBuffer(answer.body()) : answer.body());
    }
  }
}
