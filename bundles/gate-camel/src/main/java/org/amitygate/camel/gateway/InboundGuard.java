package org.amitygate.camel.gateway;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.netty.ChannelHandlerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before every HTTP endpoint of a port. A request must be whole within its time, and only
 * then goes on, connections are bounded and the longest idle one gives way, requests of one
 * connection are answered one after another, and what is no HTTP gets a status and is cut off,
 * without a word in the log that a stranger could flood.
 */
final class InboundGuard extends ChannelHandlerAdapter implements ChannelHandlerFactory {

  private static final Logger LOG = LoggerFactory.getLogger(InboundGuard.class);

  /**
   * How long a refused sender may go on sending into the void, so that it reads why before the
   * connection ends.
   */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final int maxConnections;
  private final int largest;
  private final Duration idle;
  private final Duration requestWithin;
  private final Duration answerWithin;

  // Guarded by this.
  private final Set<Channel> open = new LinkedHashSet<>();
  private final Set<Channel> resting = new LinkedHashSet<>();

  /**
   * @param largest body, bytes
   * @param idle how long a connection may rest before the head of a request is complete
   * @param requestWithin from the end of a request's head to the end of its body
   * @param answerWithin from there to our answer
   */
  InboundGuard(
      int maxConnections,
      int largest,
      Duration idle,
      Duration requestWithin,
      Duration answerWithin) {
    this.maxConnections = maxConnections;
    this.largest = largest;
    this.idle = idle;
    this.requestWithin = requestWithin;
    this.answerWithin = answerWithin;
  }

  @Override
  public ChannelHandler newChannelHandler() {
    return new Watch();
  }

  private void opened(Channel channel) {
    @Nullable Channel givesWay = null;
    synchronized (this) {
      if (open.size() >= maxConnections) {
        givesWay = resting.isEmpty() ? channel : resting.iterator().next();
        open.remove(givesWay);
        resting.remove(givesWay);
      }
      if (givesWay != channel) {
        open.add(channel);
        resting.add(channel);
      }
    }
    if (givesWay != null) {
      LOG.debug("too many connections: closing {}", givesWay);
      givesWay.close();
    }
  }

  private synchronized void closed(Channel channel) {
    open.remove(channel);
    resting.remove(channel);
  }

  private synchronized void rests(Channel channel) {
    if (open.contains(channel)) {
      resting.add(channel);
    }
  }

  private synchronized void works(Channel channel) {
    resting.remove(channel);
  }

  /** One connection; all on its event loop. */
  private final class Watch extends ChannelDuplexHandler {

    private final Deque<Object> pending = new ArrayDeque<>();
    private final List<Object> request = new ArrayList<>();
    private @Nullable Future<?> deadline;
    private long announced;
    private long received;
    private boolean reading;
    private boolean answering;
    private boolean answerWritten;
    private boolean cutOff;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      opened(ctx.channel());
      rest(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
      stopClock();
      closed(ctx.channel());
      drop();
      super.channelInactive(ctx);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (cutOff) {
        ReferenceCountUtil.release(message);
      } else if (answering) {
        pending.add(message);
      } else {
        pass(ctx, message);
      }
    }

    private void pass(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpObject http && http.decoderResult().isFailure()) {
        ReferenceCountUtil.release(message);
        refuse(ctx, status(http.decoderResult().cause()));
        return;
      }
      if (message instanceof HttpRequest head) {
        begin(ctx, head);
      } else if (message instanceof HttpContent content) {
        received += content.content().readableBytes();
      }
      request.add(message);
      if (Math.max(announced, received) > largest) {
        refuse(ctx, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
      } else if (message instanceof LastHttpContent) {
        end(ctx);
      }
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest head) {
      reading = true;
      announced = HttpUtil.getContentLength(head, 0L);
      received = 0;
      works(ctx.channel());
      clock(ctx, requestWithin, () -> refuse(ctx, HttpResponseStatus.REQUEST_TIMEOUT));
      if (HttpUtil.is100ContinueExpected(head) && announced <= largest) {
        HttpUtil.set100ContinueExpected(head, false);
        ctx.channel()
            .writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
      }
    }

    /** Hands on a request that is whole; what comes after it waits until it is answered. */
    private void end(ChannelHandlerContext ctx) {
      reading = false;
      answering = true;
      answerWritten = false;
      ctx.channel().config().setAutoRead(false);
      clock(ctx, answerWithin, ctx::close);
      List<Object> whole = List.copyOf(request);
      request.clear();
      whole.forEach(ctx::fireChannelRead);
    }

    private HttpResponseStatus status(Throwable cause) {
      if (!(cause instanceof TooLongFrameException)) {
        return HttpResponseStatus.BAD_REQUEST;
      }
      boolean line = String.valueOf(cause.getMessage()).contains("line");
      return line
          ? HttpResponseStatus.REQUEST_URI_TOO_LONG
          : HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
    }

    private void drop() {
      request.forEach(ReferenceCountUtil::release);
      request.clear();
      pending.forEach(ReferenceCountUtil::release);
      pending.clear();
    }

    private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status) {
      cutOff = true;
      drop();
      stopClock();
      FullHttpResponse response =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.EMPTY_BUFFER);
      response
          .headers()
          .set(HttpHeaderNames.CONTENT_LENGTH, 0)
          .set(HttpHeaderNames.CONNECTION, "close");
      ctx.channel().writeAndFlush(response);
      clock(ctx, LAST_WORDS, ctx::close);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
        throws Exception {
      answerWritten = answerWritten || answering;
      super.write(ctx, message, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) throws Exception {
      super.flush(ctx);
      if (answering && answerWritten) {
        answering = false;
        ctx.executor().execute(() -> next(ctx));
      }
    }

    private void next(ChannelHandlerContext ctx) {
      while (!answering && !cutOff && !pending.isEmpty()) {
        pass(ctx, pending.remove());
      }
      if (!answering && !cutOff) {
        if (!reading) {
          rest(ctx);
        }
        ctx.channel().config().setAutoRead(true);
      }
    }

    private void rest(ChannelHandlerContext ctx) {
      rests(ctx.channel());
      clock(ctx, idle, ctx::close);
    }

    private void clock(ChannelHandlerContext ctx, Duration time, Runnable then) {
      stopClock();
      deadline = ctx.executor().schedule(then, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopClock() {
      if (deadline != null) {
        deadline.cancel(false);
        deadline = null;
      }
    }

    /**
     * Garbage instead of TLS, a reset, a handshake without a certificate: only this connection
     * ends.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.debug("connection {} ends: {}", ctx.channel(), cause.toString());
      ctx.close();
    }
  }
}
