package org.amitygate.camel.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.apache.camel.CamelContext;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.apache.camel.spi.ComponentResolver;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gate's endpoints. Every socket that is listened on and every peer that is sent to has a Camel
 * context of its own, so a change of the configuration restarts what it changes and nothing else.
 * What cannot be opened is tried again until it can or the configuration changes. Thread-safe.
 */
@Component(service = Gateway.class)
public final class Gateway {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final long AGAIN_SECONDS = 3;
  private static final long CLOSE_SECONDS = 20;
  private static final int SENDERS = 2;

  /** What one part of the gate wants to listen on. */
  private record Listener(Function<GateConfig, List<Address>> wanted, Receiver receiver) {}

  private final ConfigSource config;
  private final Supplier<CamelContext> contexts;
  private final AutoCloseable configChanges;
  private final ScheduledExecutorService thread;
  private final ExecutorService senders;

  // Used on the thread only.
  private final List<Listener> listeners = new ArrayList<>();
  private final Map<String, Port> ports = new LinkedHashMap<>();
  private final Map<String, String> problems = new LinkedHashMap<>();
  private @Nullable Future<?> again;

  // Guarded by itself.
  private final Map<String, Line> lines = new LinkedHashMap<>();

  /**
   * @param netty is waited for, so that its component is there when the first endpoint opens
   */
  @Activate
  public Gateway(
      BundleContext bundles,
      @Reference ConfigSource config,
      @Reference(target = "(component=netty-http)") ComponentResolver netty) {
    this(config, () -> new OsgiDefaultCamelContext(bundles));
  }

  /**
   * @param contexts makes contexts that are not started
   */
  Gateway(ConfigSource config, Supplier<CamelContext> contexts) {
    this.config = config;
    this.contexts = contexts;
    this.thread = Executors.newSingleThreadScheduledExecutor(Gateway::thread);
    this.senders = Executors.newFixedThreadPool(SENDERS, Gateway::thread);
    this.configChanges = config.onChange((before, after) -> reconcileSoon());
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "gate-endpoints");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Listens, from now on and after every change of the configuration.
   *
   * @param wanted the endpoints that a configuration asks for
   * @return stops listening, and waits until that is done
   */
  Runnable listen(Function<GateConfig, List<Address>> wanted, Receiver receiver) {
    Listener listener = new Listener(wanted, receiver);
    onThread(() -> listeners.add(listener));
    return () -> await(onThread(() -> listeners.remove(listener)));
  }

  private static void await(CompletableFuture<Void> change) {
    try {
      change.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("an endpoint may still be open", e);
    }
  }

  private CompletableFuture<Void> onThread(Runnable change) {
    try {
      return CompletableFuture.runAsync(
          () -> {
            change.run();
            reconcile();
          },
          thread);
    } catch (RejectedExecutionException closing) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private void reconcileSoon() {
    onThread(() -> {});
  }

  /** Closes what is no longer wanted as it is, then opens what is missing. */
  private void reconcile() {
    Map<String, Map<Address, Receiver>> wanted = wanted();
    ports
        .entrySet()
        .removeIf(
            open -> {
              Map<Address, Receiver> addresses = wanted.getOrDefault(open.getKey(), Map.of());
              boolean stale =
                  !open.getValue().serves(addresses) && !open.getValue().change(addresses);
              if (stale) {
                open.getValue().close();
                LOG.info("{} closed", open.getValue());
              }
              return stale;
            });
    problems.keySet().retainAll(wanted.keySet());
    wanted.forEach(this::open);
    if (again != null) {
      again.cancel(false);
    }
    again =
        problems.isEmpty()
            ? null
            : thread.schedule(this::reconcile, AGAIN_SECONDS, TimeUnit.SECONDS);
  }

  private Map<String, Map<Address, Receiver>> wanted() {
    GateConfig gate = config.current();
    Map<String, Map<Address, Receiver>> wanted = new LinkedHashMap<>();
    for (Listener listener : listeners) {
      for (Address address : listener.wanted().apply(gate)) {
        wanted
            .computeIfAbsent(EndpointUris.socket(address), key -> new LinkedHashMap<>())
            .put(address, listener.receiver());
      }
    }
    return wanted;
  }

  private void open(String key, Map<Address, Receiver> addresses) {
    if (ports.containsKey(key)) {
      return;
    }
    try {
      Port port = Port.open(key, addresses, newContext());
      ports.put(key, port);
      problems.remove(key);
      LOG.info("{} open", port);
    } catch (RuntimeException e) {
      String problem = String.valueOf(e.getMessage());
      if (!problem.equals(problems.put(key, problem))) {
        LOG.error("{}; trying again", problem);
      }
    }
  }

  private CamelContext newContext() {
    try {
      return contexts.get();
    } catch (RuntimeException e) {
      throw new IllegalStateException(NotUsable.sentence("Camel cannot be started", e), e);
    }
  }

  /**
   * Sends a message.
   *
   * @return the answer, whatever its status; fails when there is none in time
   */
  CompletionStage<Reply> send(Address to, String contentType, byte[] body) {
    Line line;
    try {
      line = line(to);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return line.send(contentType, body);
  }

  private Line line(Address to) {
    synchronized (lines) {
      Line line = lines.get(to.title());
      if (line == null || !line.address().equals(to)) {
        Line next = Line.open(to, newContext(), senders);
        lines.put(to.title(), next);
        if (line != null) {
          onThread(line::close);
        }
        return next;
      }
      return line;
    }
  }

  @Deactivate
  void close() {
    try {
      configChanges.close();
    } catch (Exception e) {
      LOG.warn("changes of the configuration are still heard", e);
    }
    await(onThread(listeners::clear));
    thread.shutdownNow();
    synchronized (lines) {
      lines.values().forEach(Line::close);
      lines.clear();
    }
    senders.shutdownNow();
  }
}
