package org.amitygate.camel.gateway;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.amitygate.core.journal.Journal.JournalUnavailable;
import org.amitygate.core.journal.Journal.WorkRejected;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.netty.NettyConstants;
import org.apache.camel.component.netty.http.NettyHttpMessage;
import org.apache.camel.support.AsyncProcessorSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket that is listened on, with all the endpoints that share it. Used on the gateway's
 * thread only.
 */
final class Port implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Port.class);

  private static final int CONNECTIONS = 256;
  private static final Duration IDLE = Duration.ofSeconds(60);
  private static final Duration REQUEST_WITHIN = Duration.ofSeconds(10);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final int TOO_MANY = 429;
  private static final Duration GIVEN_BACK_AFTER = Duration.ofSeconds(1);

  private final String key;
  private final Map<Address, Receiver> addresses;
  private final CamelContext context;
  private final Duration answerWithin;

  private Port(
      String key, Map<Address, Receiver> addresses, CamelContext context, Duration answerWithin) {
    this.key = key;
    this.addresses = new LinkedHashMap<>(addresses);
    this.context = context;
    this.answerWithin = answerWithin;
  }

  /**
   * @throws IllegalStateException it cannot be opened, in one sentence; nothing is left open
   */
  static Port open(String key, Map<Address, Receiver> addresses, CamelContext context) {
    return open(key, addresses, context, ANSWER_WITHIN);
  }

  static Port open(
      String key, Map<Address, Receiver> addresses, CamelContext context, Duration answerWithin) {
    Port port = new Port(key, addresses, context, answerWithin);
    try {
      GatewayContext.prepare(context, key, addresses.keySet().stream());
      InboundGuard guard =
          new InboundGuard(
              CONNECTIONS, EndpointUris.LARGEST, IDLE, REQUEST_WITHIN, answerWithin.plusSeconds(5));
      context.getRegistry().bind(EndpointUris.GUARD, guard);
      context.getRegistry().bind(EndpointUris.NOTICE, new ClosingNotice());
      context.start();
      for (Map.Entry<Address, Receiver> address : addresses.entrySet()) {
        context.addRoutes(port.route(address));
      }
      return port;
    } catch (Exception e) {
      context.stop();
      throw new IllegalStateException(NotUsable.sentence(port + " cannot be opened", e), e);
    }
  }

  private Route route(Map.Entry<Address, Receiver> address) {
    return new Route(address.getKey(), address.getValue(), answerWithin);
  }

  /** Whether it is open for exactly these. */
  boolean serves(Map<Address, Receiver> wanted) {
    return addresses.equals(wanted);
  }

  /**
   * Changes what it is open for without closing the socket under those that stay.
   *
   * @return false if that is not possible: nobody stays, or the change failed; it must be closed
   *     then
   */
  boolean change(Map<Address, Receiver> wanted) {
    Map<Address, Receiver> gone = new LinkedHashMap<>(addresses);
    gone.entrySet().removeAll(wanted.entrySet());
    Map<Address, Receiver> come = new LinkedHashMap<>(wanted);
    come.entrySet().removeAll(addresses.entrySet());
    if (gone.size() == addresses.size()) {
      return false;
    }
    try {
      for (Address address : gone.keySet()) {
        context.getRouteController().stopRoute(address.title());
        context.removeRoute(address.title());
        addresses.remove(address);
      }
      GatewayContext.bindTls(context, come.keySet().stream());
      for (Map.Entry<Address, Receiver> address : come.entrySet()) {
        context.addRoutes(route(address));
        addresses.put(address.getKey(), address.getValue());
      }
      return true;
    } catch (Exception e) {
      LOG.warn("{} is opened anew to be changed: {}", this, NotUsable.sentence("change", e));
      return false;
    }
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
    private final Duration answerWithin;

    Route(Address address, Receiver receiver, Duration answerWithin) {
      this.address = address;
      this.receiver = receiver;
      this.answerWithin = answerWithin;
    }

    @Override
    public void configure() {
      from(EndpointUris.inbound(address))
          .routeId(address.title())
          .process(new Receive(address, receiver, answerWithin));
    }
  }

  /** Why a transport keeps a message; a sentence, of which nobody needs the stack. */
  private static final class GivenBack extends Exception {
    private static final long serialVersionUID = 1;

    GivenBack(String why) {
      super(why, null, false, false);
    }
  }

  /** Hands a message to its receiver, and the receiver's reply to the sender. */
  private static final class Receive extends AsyncProcessorSupport {

    private final Address address;
    private final Receiver receiver;
    private final Duration answerWithin;

    Receive(Address address, Receiver receiver, Duration answerWithin) {
      this.address = address;
      this.receiver = receiver;
      this.answerWithin = answerWithin;
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
          .orTimeout(answerWithin.toMillis(), TimeUnit.MILLISECONDS)
          .exceptionally(this::failed)
          .thenAccept(
              answer -> {
                if (address.answers()) {
                  put(answer, exchange.getMessage());
                  callback.done(false);
                } else {
                  end(answer, exchange, callback);
                }
              });
      return false;
    }

    private Incoming incoming(Message message) throws IOException {
      String contentType =
          message instanceof NettyHttpMessage http
              ? http.getHttpRequest().headers().get("Content-Type")
              : message.getHeader(Exchange.CONTENT_TYPE, String.class);
      return new Incoming(
          address.id(),
          Optional.ofNullable(contentType),
          bytes(message),
          shown(message),
          address.answers());
    }

    private static Optional<X509Certificate> shown(Message message) {
      SSLSession session = message.getHeader(NettyConstants.NETTY_SSL_SESSION, SSLSession.class);
      try {
        return session != null && session.getPeerCertificates()[0] instanceof X509Certificate leaf
            ? Optional.of(leaf)
            : Optional.empty();
      } catch (SSLPeerUnverifiedException anonymous) {
        return Optional.empty();
      }
    }

    private static byte[] bytes(Message message) throws IOException {
      if (message.getBody() instanceof WrappedFile<?>) {
        return bytesOfFile(message);
      }
      if (message.getBody() instanceof StreamCache cache) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        cache.writeTo(bytes);
        return bytes.toByteArray();
      }
      byte[] bytes = message.getBody(byte[].class);
      return bytes == null ? new byte[0] : bytes;
    }

    private static byte[] bytesOfFile(Message message) throws IOException {
      try (InputStream in = message.getBody(InputStream.class)) {
        return in.readNBytes(EndpointUris.LARGEST + 1);
      }
    }

    /**
     * The transport has no answers: what could not be recorded is given back to it, a little later,
     * and comes again; everything else is taken away.
     */
    private void end(Reply answer, Exchange exchange, AsyncCallback callback) {
      if (answer.status() < 500 && answer.status() != TOO_MANY) {
        callback.done(false);
        return;
      }
      exchange.setException(new GivenBack(answer.excerpt()));
      CompletableFuture.delayedExecutor(GIVEN_BACK_AFTER.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> callback.done(false));
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
      if (cause instanceof WorkRejected) {
        LOG.error("{}: a message cannot be recorded: {}", address.title(), cause.toString());
        return Reply.error(500, "cannot be recorded as it is");
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
