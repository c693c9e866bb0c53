package org.amitygate.camel.gateway;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;

/**
 * Tells the sender when the connection ends: the HTTP component closes it after its own 404 and 405
 * without saying so, and a client that keeps connections would lose its next request. The gate's
 * own answers are never plain text.
 */
@Sharable
final class ClosingNotice extends ChannelOutboundHandlerAdapter {

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise)
      throws Exception {
    if (message instanceof HttpResponse response
        && response.status().code() >= 400
        && "text/plain".equals(response.headers().get(HttpHeaderNames.CONTENT_TYPE))) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    super.write(ctx, message, promise);
  }
}
