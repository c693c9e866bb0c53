package org.amitygate.links;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import org.amitygate.config.LinkConfig;
import org.amitygate.core.device.LinkFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Links of the kind {@code tcp}: the gate connects to {@code host:port}. Options: {@code
 * connectTimeout} (5s), {@code readIdle} (silence after which the connection is cut; never if not
 * given).
 */
@Component(property = "gate.link=tcp")
public final class TcpLinks implements LinkFactory {

  private final EventLoops loops;

  @Activate
  public TcpLinks(@Reference EventLoops loops) {
    this.loops = loops;
  }

  /**
   * @throws IllegalArgumentException address or options have another form
   */
  @Override
  public OpenLink create(String device, LinkConfig config, Listener listener) {
    Endpoint endpoint = Endpoint.parse(device, config.address());
    return new Line(
        loops,
        endpoint,
        Options.of(config),
        (pipeline, line) -> pipeline.addLast(new Reader(line)),
        listener);
  }

  /** Hands over what comes. */
  private static final class Reader extends SimpleChannelInboundHandler<ByteBuf> {
    private final Line line;

    Reader(Line line) {
      this.line = line;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      line.up();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf data) {
      byte[] bytes = new byte[data.readableBytes()];
      data.readBytes(bytes);
      line.received(bytes);
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
}
