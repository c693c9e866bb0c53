package org.amitygate.links;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.amitygate.device.Inbound;
import org.jspecify.annotations.Nullable;

/** Asks for a stream and hands over what comes. One per connection, on its event loop. */
final class StreamReader extends SimpleChannelInboundHandler<HttpObject> {

  /** A refusal with more text than this is not read to its end. */
  private static final int REFUSAL_BOUND = 64 << 10;

  private enum Phase {
    HEAD,
    STREAM,
    REFUSAL
  }

  private final Line line;
  private final Endpoint endpoint;
  private final StreamLogin login;
  private final Duration within;
  private Phase phase = Phase.HEAD;
  private boolean reusable;
  private int refused;
  private @Nullable ScheduledFuture<?> timeout;

  /**
   * @param within how long the device may take to begin a stream, or to end a refusal
   */
  StreamReader(Line line, Endpoint endpoint, StreamLogin login, Duration within) {
    this.line = line;
    this.endpoint = endpoint;
    this.login = login;
    this.within = within;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    Optional<String> resting = login.resting();
    if (resting.isPresent()) {
      line.fail(resting.get());
    } else {
      ask(context);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopTimeout();
    context.fireChannelInactive();
  }

  private void ask(ChannelHandlerContext context) {
    phase = Phase.HEAD;
    refused = 0;
    HttpRequest request =
        new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, login.target());
    request.headers().set(HttpHeaderNames.HOST, endpoint.toString());
    request.headers().set(HttpHeaderNames.ACCEPT, "*/*");
    request.headers().set(HttpHeaderNames.CONNECTION, "keep-alive");
    login
        .authorization()
        .ifPresent(value -> request.headers().set(HttpHeaderNames.AUTHORIZATION, value));
    stopTimeout();
    timeout = context.executor().schedule(this::late, within.toMillis(), TimeUnit.MILLISECONDS);
    context.writeAndFlush(request);
  }

  private void late() {
    String what = phase == Phase.REFUSAL ? "no end of the refusal of GET " : "no answer to GET ";
    line.fail(what + login.target() + " within " + within.toMillis() / 1000.0 + " s");
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
    if (part.decoderResult().isFailure()) {
      line.fail("the device does not speak HTTP: " + Causes.of(part.decoderResult().cause()));
      return;
    }
    if (part instanceof HttpResponse response) {
      head(response);
    }
    if (part instanceof HttpContent content) {
      content(context, content);
    }
  }

  private void head(HttpResponse response) {
    HttpResponseStatus status = response.status();
    if (status.code() == 200) {
      stopTimeout();
      login.accepted();
      phase = Phase.STREAM;
      line.up();
      line.received(
          new Inbound.Message(
              "", HeaderMaps.of(response.headers()), new byte[0], (code, type, body) -> {}));
    } else if (status.code() == 401) {
      Optional<String> hopeless =
          login.challenged(
              response.headers().getAll(HttpHeaderNames.WWW_AUTHENTICATE), line.attempt());
      phase = Phase.REFUSAL;
      reusable = HttpUtil.isKeepAlive(response);
      hopeless.ifPresent(line::fail);
    } else {
      login.answered(status.code());
      line.fail("the device answered GET " + login.target() + " with " + status);
    }
  }

  private void content(ChannelHandlerContext context, HttpContent content) {
    ByteBuf data = content.content();
    if (phase == Phase.STREAM) {
      if (data.isReadable()) {
        byte[] bytes = new byte[data.readableBytes()];
        data.readBytes(bytes);
        line.received(bytes);
      }
      if (content instanceof LastHttpContent) {
        line.fail("the device ended the stream");
      }
    } else if (phase == Phase.REFUSAL) {
      refused += data.readableBytes();
      if (refused > REFUSAL_BOUND) {
        line.redial();
      } else if (content instanceof LastHttpContent) {
        askAgain(context);
      }
    }
  }

  private void askAgain(ChannelHandlerContext context) {
    if (reusable && context.channel().isActive()) {
      ask(context);
    } else {
      line.redial();
    }
  }

  private void stopTimeout() {
    ScheduledFuture<?> planned = timeout;
    timeout = null;
    if (planned != null) {
      planned.cancel(false);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent && line.isReadable()) {
      line.fail("nothing came for too long");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    line.fail(Causes.of(cause));
  }
}
