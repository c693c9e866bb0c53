package org.amitygate.links;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The few threads that all links share. Thread-safe. */
@Component(service = EventLoops.class)
public final class EventLoops implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);
  private static final int THREADS = 2;

  private final EventLoopGroup group =
      new NioEventLoopGroup(THREADS, new DefaultThreadFactory("links", true));

  /** Looking up a name may block for long, so it has threads of its own. */
  private final ExecutorService lookUps;

  @Activate
  public EventLoops() {
    this(lookUps());
  }

  EventLoops(ExecutorService lookUps) {
    this.lookUps = lookUps;
  }

  private static ExecutorService lookUps() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            2,
            2,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(1024),
            new DefaultThreadFactory("links-names", true));
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  EventLoop next() {
    return group.next();
  }

  /** Runs a task on a loop; after the end of the loops it is dropped, with the links it was for. */
  static void run(EventLoop loop, Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("the links are closed");
    }
  }

  /**
   * Finds the address of a host, without blocking. One that is written as an address waits for no
   * name.
   *
   * @param then hears the address or what went wrong, on {@code loop}
   */
  void resolve(
      Endpoint endpoint,
      EventLoop loop,
      BiConsumer<@Nullable InetSocketAddress, @Nullable Exception> then) {
    if (NetUtil.isValidIpV4Address(endpoint.host())
        || NetUtil.isValidIpV6Address(endpoint.host())) {
      run(loop, () -> lookUp(endpoint, loop, then));
      return;
    }
    try {
      lookUps.execute(() -> lookUp(endpoint, loop, then));
    } catch (RejectedExecutionException e) {
      run(loop, () -> then.accept(null, e));
    }
  }

  private static void lookUp(
      Endpoint endpoint,
      EventLoop loop,
      BiConsumer<@Nullable InetSocketAddress, @Nullable Exception> then) {
    try {
      InetAddress address = InetAddress.getByName(endpoint.host());
      run(loop, () -> then.accept(new InetSocketAddress(address, endpoint.port()), null));
    } catch (Exception e) {
      run(loop, () -> then.accept(null, e));
    }
  }

  /** Closes what is open; waits at most 2 s. */
  @Override
  @Deactivate
  public void close() {
    lookUps.shutdownNow();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
