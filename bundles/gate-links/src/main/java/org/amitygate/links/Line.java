package org.amitygate.links;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.amitygate.core.device.LinkFactory;
import org.amitygate.device.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * An outgoing TCP connection that is made again and again, one at a time. Everything happens on one
 * event loop, so the listener hears connected, received…, disconnected in this order, and for each
 * {@link #connect()} exactly one end.
 */
final class Line implements LinkFactory.OpenLink {

  /** A device that does not take this much is cut off. */
  private static final int UNSENT_BOUND = 1 << 20;

  /**
   * Sets up what understands the bytes of a new connection. It calls {@link #up()} when the device
   * can be used.
   */
  @FunctionalInterface
  interface Protocol {
    void install(ChannelPipeline pipeline, Line line);
  }

  private final EventLoops loops;
  private final EventLoop loop;
  private final Endpoint endpoint;
  private final Options options;
  private final Protocol protocol;
  private final LinkFactory.Listener listener;

  private volatile @Nullable Channel channel;
  private long attempt;
  private boolean trying;
  private boolean up;
  private boolean readable = true;
  private boolean redial;
  private boolean closed;
  private String cause = "";

  Line(
      EventLoops loops,
      Endpoint endpoint,
      Options options,
      Protocol protocol,
      LinkFactory.Listener listener) {
    this.loops = loops;
    this.loop = loops.next();
    this.endpoint = endpoint;
    this.options = options;
    this.protocol = protocol;
    this.listener = listener;
  }

  @Override
  public void connect() {
    EventLoops.run(
        loop,
        () -> {
          if (!closed && !trying) {
            trying = true;
            attempt++;
            cause = "";
            dial();
          }
        });
  }

  private void dial() {
    loops.resolve(
        endpoint,
        loop,
        (address, failure) -> {
          if (address == null) {
            ended(
                Causes.connecting(
                    endpoint, failure == null ? new IllegalStateException() : failure));
          } else if (closed || !cause.isEmpty()) {
            ended(cause);
          } else {
            dial(address);
          }
        });
  }

  private void dial(InetSocketAddress address) {
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                Math.toIntExact(options.connectTimeout().toMillis()))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true)
            .option(ChannelOption.AUTO_READ, readable)
            .option(
                ChannelOption.WRITE_BUFFER_WATER_MARK,
                new WriteBufferWaterMark(UNSENT_BOUND / 2, UNSENT_BOUND))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    options
                        .readIdle()
                        .ifPresent(
                            idle ->
                                made.pipeline()
                                    .addLast(
                                        new IdleStateHandler(
                                            idle.toMillis(), 0, 0, TimeUnit.MILLISECONDS)));
                    protocol.install(made.pipeline(), Line.this);
                    made.pipeline().addLast(new End());
                  }
                })
            .connect(address);
    channel = connecting.channel();
    connecting.addListener(
        done -> {
          if (!done.isSuccess()) {
            channel = null;
            ended(cause.isEmpty() ? Causes.connecting(endpoint, done.cause()) : cause);
          } else if (closed || !cause.isEmpty()) {
            connecting.channel().close();
          }
        });
  }

  private void channelClosed() {
    channel = null;
    if (redial && !closed && cause.isEmpty()) {
      redial = false;
      dial();
      return;
    }
    ended(cause.isEmpty() ? endpoint + " closed the connection" : cause);
  }

  private void ended(String why) {
    redial = false;
    trying = false;
    up = false;
    if (!closed) {
      listener.disconnected(why);
    }
  }

  /** The device can be used; on the event loop. */
  void up() {
    if (!up && trying && !closed) {
      up = true;
      listener.connected();
    }
  }

  /** Bytes came; on the event loop. */
  void received(byte[] bytes) {
    if (up) {
      listener.received(bytes);
    }
  }

  /** A message came; on the event loop. */
  void received(Inbound.Message message) {
    if (up) {
      listener.received(message);
    }
  }

  /** Number of the current {@link #connect()}; on the event loop. */
  long attempt() {
    return attempt;
  }

  boolean isReadable() {
    return readable;
  }

  /** Ends the connection with a cause; on the event loop. The first cause counts. */
  void fail(String why) {
    if (cause.isEmpty() && trying) {
      cause = why;
    }
    Channel open = channel;
    if (open != null) {
      open.close();
    }
  }

  /**
   * Closes this connection and makes another in its place, unheard by the listener; on the event
   * loop, before up.
   */
  void redial() {
    redial = true;
    Channel open = channel;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void send(byte[] bytes) {
    Channel open = channel;
    if (open == null) {
      return;
    }
    if (!open.isWritable()) {
      reset("the device does not take what is sent to it");
      return;
    }
    open.writeAndFlush(Unpooled.wrappedBuffer(bytes))
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                fail("sending failed: " + Causes.of(done.cause()));
              }
            });
  }

  @Override
  public void readable(boolean on) {
    EventLoops.run(
        loop,
        () -> {
          readable = on;
          Channel open = channel;
          if (open != null) {
            open.config().setAutoRead(on);
          }
        });
  }

  @Override
  public void reset(String why) {
    EventLoops.run(loop, () -> fail(why));
  }

  @Override
  public void close() {
    EventLoops.run(
        loop,
        () -> {
          closed = true;
          fail("closed");
        });
  }

  /** Stands behind the protocol, so that the end is told after the last of what came. */
  private final class End extends ChannelInboundHandlerAdapter {
    @Override
    public void channelInactive(ChannelHandlerContext context) {
      channelClosed();
    }
  }
}
