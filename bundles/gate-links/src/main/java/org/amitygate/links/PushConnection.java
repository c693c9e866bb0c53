package org.amitygate.links;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.amitygate.device.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a device that pushes: one request after another, each answered before the next
 * is read. On the server's event loop, except for the reply.
 */
final class PushConnection extends SimpleChannelInboundHandler<HttpObject> {

  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final Pattern URL = Pattern.compile("(?i)https?://[^/?]*(.*)");

  private enum Phase {
    /** Nothing of a request has come, or not all of its head. */
    HEAD,
    /** The path has no room at the moment. */
    QUEUED,
    BODY,
    /** The device host has the message. */
    REPLY,
    CLOSING
  }

  private final PushServer server;
  private final PushLimits limits;
  private final Channel channel;
  private Phase phase = Phase.HEAD;
  private @Nullable PushLink link;
  private @Nullable HttpRequest request;
  private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private boolean served;
  private int exchange;
  private @Nullable ScheduledFuture<?> timeout;
  private @Nullable ScheduledFuture<?> progress;

  PushConnection(PushServer server, Channel channel) {
    this.server = server;
    this.limits = server.limits();
    this.channel = channel;
  }

  /** Whether a request is being served; such a connection is not closed for another one. */
  boolean isBusy() {
    return phase == Phase.QUEUED || phase == Phase.BODY || phase == Phase.REPLY;
  }

  void close() {
    channel.close();
  }

  /** The link goes away: what it was doing ends. */
  void leave(PushLink leaving) {
    if (link == leaving && phase != Phase.CLOSING) {
      refuse(HttpResponseStatus.SERVICE_UNAVAILABLE, "the device is not served at the moment");
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    server.opened(this);
    awaitRequest();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopTimeouts();
    server.closed(this);
    releaseLink();
    phase = Phase.CLOSING;
  }

  private void awaitRequest() {
    phase = Phase.HEAD;
    request = null;
    body = new ByteArrayOutputStream(0);
    arm(served ? limits.idle() : limits.headWithin(), this::close);
    channel.read();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (phase == Phase.CLOSING) {
      channel.read();
    } else if (part.decoderResult().isFailure()) {
      malformed(part.decoderResult().cause());
    } else if (part instanceof HttpRequest head) {
      head(head);
    } else if (part instanceof HttpContent content && phase == Phase.BODY) {
      body(content);
    } else {
      channel.read();
    }
  }

  private void malformed(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      refuse(HttpResponseStatus.REQUEST_URI_TOO_LONG, "the request line is too long");
    } else if (cause instanceof TooLongHttpHeaderException) {
      refuse(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "the headers are too long");
    } else {
      refuse(HttpResponseStatus.BAD_REQUEST, "this is not HTTP");
    }
  }

  private void head(HttpRequest head) {
    String target = target(head.uri());
    int query = target.indexOf('?');
    PushLink found = server.at(query < 0 ? target : target.substring(0, query));
    if (found == null) {
      refuse(HttpResponseStatus.NOT_FOUND, "no device is configured here");
    } else if (!head.method().equals(HttpMethod.POST) && !head.method().equals(HttpMethod.PUT)) {
      refuse(HttpResponseStatus.METHOD_NOT_ALLOWED, "POST or PUT is expected");
    } else if (HttpUtil.isContentLengthSet(head)
        && HttpUtil.getContentLength(head, 0L) > limits.body()) {
      refuse(
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
          "a body has at most " + limits.body() + " bytes");
    } else {
      request = head;
      link = found;
      phase = Phase.QUEUED;
      server.used(this);
      arm(
          limits.bodyWithin(),
          () -> refuse(HttpResponseStatus.SERVICE_UNAVAILABLE, "the device's queue is full"));
      found.admit(this);
    }
  }

  /**
   * Path and query, also of a whole URL, which every server must take (RFC 9112, section 3.2.2).
   */
  private static String target(String uri) {
    Matcher url = URL.matcher(uri);
    return url.matches() ? (url.group(1).startsWith("/") ? "" : "/") + url.group(1) : uri;
  }

  /** There is room for the body. */
  void admitted() {
    phase = Phase.BODY;
    arm(
        limits.bodyWithin(),
        () -> refuse(HttpResponseStatus.REQUEST_TIMEOUT, "the body took too long"));
    awaitProgress();
    HttpRequest head = request;
    if (head != null && HttpUtil.is100ContinueExpected(head)) {
      channel.writeAndFlush(
          new DefaultFullHttpResponse(
              HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }
    channel.read();
  }

  private void awaitProgress() {
    stop(progress);
    progress =
        channel
            .eventLoop()
            .schedule(
                () -> refuse(HttpResponseStatus.REQUEST_TIMEOUT, "the body stopped coming"),
                limits.progressWithin().toMillis(),
                TimeUnit.MILLISECONDS);
  }

  private void body(HttpContent content) {
    ByteBuf data = content.content();
    if (body.size() + data.readableBytes() > limits.body()) {
      refuse(
          HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE,
          "a body has at most " + limits.body() + " bytes");
      return;
    }
    byte[] bytes = new byte[data.readableBytes()];
    data.readBytes(bytes);
    body.writeBytes(bytes);
    if (content instanceof LastHttpContent) {
      deliver();
    } else {
      awaitProgress();
      channel.read();
    }
  }

  private void deliver() {
    PushLink to = link;
    HttpRequest head = request;
    if (to == null || head == null) {
      return;
    }
    stop(progress);
    phase = Phase.REPLY;
    int number = ++exchange;
    boolean keepAlive = HttpUtil.isKeepAlive(head);
    arm(
        limits.replyWithin(),
        () -> refuse(HttpResponseStatus.SERVICE_UNAVAILABLE, "no answer in time"));
    byte[] bytes = body.toByteArray();
    body = new ByteArrayOutputStream(0);
    AtomicBoolean answered = new AtomicBoolean();
    Inbound.Reply reply =
        (status, type, content) -> {
          if (answered.compareAndSet(false, true)) {
            EventLoops.run(
                channel.eventLoop(), () -> answer(number, status, type, content, keepAlive));
          }
        };
    to.received(
        new Inbound.Message(target(head.uri()), HeaderMaps.of(head.headers()), bytes, reply));
    to.finished(this, true);
  }

  private void answer(int number, int status, String type, byte[] content, boolean keepAlive) {
    if (phase != Phase.REPLY || number != exchange) {
      return;
    }
    link = null;
    served = true;
    write(HttpResponseStatus.valueOf(status), type, content, keepAlive);
    if (keepAlive) {
      server.used(this);
      awaitRequest();
    }
  }

  private void write(HttpResponseStatus status, String type, byte[] content, boolean keepAlive) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(content));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, clean(type));
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.length);
    response
        .headers()
        .set(
            HttpHeaderNames.CONNECTION,
            keepAlive ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
    if (keepAlive) {
      channel.writeAndFlush(response);
    } else {
      phase = Phase.CLOSING;
      stopTimeouts();
      arm(LINGER, this::close);
      channel.writeAndFlush(response).addListener(sent -> linger());
    }
  }

  /**
   * Lets the device read the answer before it sees the end: what it still sends is read and dropped
   * for a moment.
   */
  private void linger() {
    if (channel instanceof SocketChannel socket) {
      socket.shutdownOutput();
    }
    channel.read();
  }

  private static String clean(String type) {
    return type.isBlank() || type.chars().anyMatch(c -> c < ' ' || c > '~') ? "text/plain" : type;
  }

  private void refuse(HttpResponseStatus status, String why) {
    if (phase != Phase.CLOSING) {
      stopTimeouts();
      releaseLink();
      write(status, "text/plain", why.getBytes(StandardCharsets.UTF_8), false);
    }
  }

  private void releaseLink() {
    PushLink leaving = link;
    link = null;
    Phase was = phase;
    if (leaving != null && (was == Phase.QUEUED || was == Phase.BODY)) {
      phase = Phase.CLOSING;
      leaving.finished(this, was == Phase.BODY);
    }
  }

  private void arm(Duration within, Runnable then) {
    stop(timeout);
    timeout = channel.eventLoop().schedule(then, within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void stopTimeouts() {
    stop(timeout);
    stop(progress);
  }

  private static void stop(@Nullable ScheduledFuture<?> planned) {
    if (planned != null) {
      planned.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    close();
  }
}
