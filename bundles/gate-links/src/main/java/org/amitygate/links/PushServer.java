package org.amitygate.links;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens on one address for all the links that share it. Accepting, routing and every connection
 * run on one event loop, so nothing here is locked.
 */
final class PushServer {

  private static final int LINE_BOUND = 4096;
  private static final int HEAD_BOUND = 16 << 10;
  private static final int CHUNK_BOUND = 16 << 10;
  private static final int BACKLOG = 256;

  private final EventLoops loops;
  private final EventLoop loop;
  private final Endpoint endpoint;
  private final PushLimits limits;
  private final Consumer<PushServer> free;
  private final Map<String, PushLink> paths = new HashMap<>();

  /** In the order of their last use. */
  private final Set<PushConnection> connections = new LinkedHashSet<>();

  private final List<Consumer<String>> waiting = new ArrayList<>();
  private @Nullable Channel listening;
  private boolean binding;
  private boolean closed;

  /** How many links need it; guarded by the factory. */
  int leases;

  /**
   * @param free takes the server back, once for each lease
   */
  PushServer(EventLoops loops, Endpoint endpoint, PushLimits limits, Consumer<PushServer> free) {
    this.loops = loops;
    this.loop = loops.next();
    this.endpoint = endpoint;
    this.limits = limits;
    this.free = free;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  EventLoop loop() {
    return loop;
  }

  PushLimits limits() {
    return limits;
  }

  void free() {
    free.accept(this);
  }

  /**
   * Listens, if it does not already, and gives a path to a link; on the event loop.
   *
   * @param then hears why not; an empty text: it listens
   */
  void register(PushLink link, Consumer<String> then) {
    PushLink other = paths.get(link.path());
    if (other != null && other != link) {
      then.accept("the path " + endpoint + link.path() + " belongs to device " + other.device());
      return;
    }
    listen(
        failure -> {
          if (failure.isEmpty()) {
            paths.putIfAbsent(link.path(), link);
          }
          then.accept(failure);
        });
  }

  void unregister(PushLink link) {
    paths.remove(link.path(), link);
    for (PushConnection connection : List.copyOf(connections)) {
      connection.leave(link);
    }
  }

  @Nullable PushLink at(String path) {
    return paths.get(path);
  }

  private void listen(Consumer<String> then) {
    if (closed) {
      then.accept("closed");
      return;
    }
    if (listening != null) {
      then.accept("");
      return;
    }
    waiting.add(then);
    if (!binding) {
      binding = true;
      loops.resolve(
          endpoint,
          loop,
          (address, failure) -> {
            if (address == null) {
              bound(null, failure == null ? "no address" : Causes.of(failure));
            } else {
              bind(address);
            }
          });
    }
  }

  private void bind(InetSocketAddress address) {
    ChannelFuture binds =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.AUTO_READ, false)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel made) {
                    made.pipeline()
                        .addLast(
                            new HttpServerCodec(LINE_BOUND, HEAD_BOUND, CHUNK_BOUND),
                            new FlowControlHandler(),
                            new PushConnection(PushServer.this, made));
                  }
                })
            .bind(address);
    binds.addListener(
        done ->
            bound(
                done.isSuccess() ? binds.channel() : null,
                done.isSuccess() ? "" : Causes.of(done.cause())));
  }

  private void bound(@Nullable Channel channel, String failure) {
    binding = false;
    listening = channel;
    if (closed && channel != null) {
      channel.close();
    }
    String sentence = channel == null ? "cannot listen on " + endpoint + ": " + failure : "";
    List<Consumer<String>> told = List.copyOf(waiting);
    waiting.clear();
    told.forEach(then -> then.accept(sentence));
  }

  /** A connection came; if there are too many, the one that has been idle longest goes. */
  void opened(PushConnection connection) {
    connections.add(connection);
    if (connections.size() > limits.connections()) {
      connections.stream()
          .filter(one -> !one.isBusy())
          .findFirst()
          .ifPresentOrElse(PushConnection::close, connection::close);
    }
  }

  /** A whole request came: the connection counts as the one used last. */
  void used(PushConnection connection) {
    if (connections.remove(connection)) {
      connections.add(connection);
    }
  }

  void closed(PushConnection connection) {
    connections.remove(connection);
  }

  /** Thread-safe. */
  void close() {
    EventLoops.run(
        loop,
        () -> {
          closed = true;
          Channel open = listening;
          listening = null;
          if (open != null) {
            open.close();
          }
          List.copyOf(connections).forEach(PushConnection::close);
        });
  }
}
