package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.plugin.FlowFigures;
import org.amitygate.core.plugin.FlowTarget;
import org.amitygate.flow.Flow;
import org.apache.camel.CamelContext;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every flow version that is here, each in a context of its own, several versions of one flow side
 * by side. A change of a setting that a flow reads builds it anew beside the old one, which ends
 * when its last stage has. New crossings take the version that was chosen, else the highest that is
 * here.
 */
public final class FlowContexts implements FlowRunner, FlowTarget, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FlowContexts.class);

  /** How long a version that goes may keep its last stages. */
  private static final Duration DRAIN = Duration.ofSeconds(20);

  private record Key(String flow, Version version) {}

  private final ConfigSource config;
  private final Supplier<CamelContext> contexts;
  private final Segments segments;
  private final AutoCloseable configChanges;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /**
   * One change of what is here after another. Held while a version is brought up, which takes a
   * while: never by whoever asks or runs a stage, and before {@code this} by whoever holds both.
   */
  private final Object changing = new Object();

  // Guarded by this, which is never held for long: the journal's writer asks here.
  private final Map<Key, Flow> flows = new LinkedHashMap<>();
  private final Map<Key, FlowContext> running = new LinkedHashMap<>();
  private final Map<Key, String> refused = new LinkedHashMap<>();
  private final Map<String, Version> choices = new LinkedHashMap<>();
  private final Map<String, Map<String, Version>> laneChoices = new LinkedHashMap<>();
  private volatile Set<FlowVersion> bad = Set.of();
  private final FlowTallies tallies = new FlowTallies();

  /**
   * @param contexts makes contexts that are not started
   * @param executor runs the routes; its threads are never blocked
   */
  public FlowContexts(ConfigSource config, Supplier<CamelContext> contexts, Executor executor) {
    this(config, contexts, Segments.on(executor));
  }

  FlowContexts(ConfigSource config, Supplier<CamelContext> contexts, Segments segments) {
    this.config = config;
    this.contexts = contexts;
    this.segments = segments;
    this.configChanges = config.onChange((before, after) -> configChanged(after));
  }

  /**
   * Takes a flow version in.
   *
   * @return false if this very version is here already
   */
  public boolean add(String flow, Version version, Flow service) {
    Key key = new Key(flow, version);
    synchronized (changing) {
      synchronized (this) {
        if (flows.putIfAbsent(key, service) != null) {
          LOG.warn("flow {} {} is here twice; the one that came first is used", flow, version);
          return false;
        }
      }
      start(key, service, config.current());
    }
    changed();
    return true;
  }

  /** Lets a flow version go, after its last stage has ended. Blocks for that, bounded. */
  public void remove(String flow, Version version) {
    Key key = new Key(flow, version);
    FlowContext gone;
    synchronized (changing) {
      synchronized (this) {
        flows.remove(key);
        refused.remove(key);
        gone = running.remove(key);
      }
    }
    tallies.forget(flow, version.toString());
    if (gone != null) {
      gone.close(DRAIN);
      LOG.info("flow {} {} has gone", flow, version);
    }
    changed();
  }

  /**
   * Starts a version; the one before, if any, stays in its place when that fails. Others go on
   * meanwhile.
   */
  private Optional<FlowContext> start(Key key, Flow flow, GateConfig gate) {
    String title = key.flow() + " " + key.version();
    try {
      FlowContext started =
          FlowContext.start(title, flow, contexts.get(), gate.flowSettings(), segments);
      LOG.info("flow {} runs, stages {}", title, started.stages());
      synchronized (this) {
        refused.remove(key);
        return Optional.ofNullable(running.put(key, started));
      }
    } catch (FlowRefused e) {
      synchronized (this) {
        refused.put(key, e.getMessage());
      }
      LOG.error("{}", e.getMessage());
      return Optional.empty();
    }
  }

  private void configChanged(GateConfig after) {
    List<FlowContext> replaced = new ArrayList<>();
    synchronized (changing) {
      Map<Key, Flow> all;
      Map<Key, FlowContext> before;
      synchronized (this) {
        all = new LinkedHashMap<>(flows);
        before = new LinkedHashMap<>(running);
      }
      all.forEach(
          (key, flow) -> {
            FlowContext now = before.get(key);
            if (now == null || !now.same(after.flowSettings())) {
              start(key, flow, after).ifPresent(replaced::add);
            }
          });
    }
    if (!replaced.isEmpty()) {
      Thread drain = new Thread(() -> replaced.forEach(old -> old.close(DRAIN)), "gate-flow-drain");
      drain.setDaemon(true);
      drain.start();
    }
    changed();
  }

  private void changed() {
    listeners.forEach(Runnable::run);
  }

  @Override
  public synchronized Optional<List<String>> stages(String flow, String version) {
    return find(flow, version).map(FlowContext::stages);
  }

  @Override
  public Map<String, Integer> compatible(String flow, String version) {
    return find(flow, version).map(FlowContext::compatible).orElse(Map.of());
  }

  @Override
  public Set<FlowVersion> bad() {
    return bad;
  }

  @Override
  public void bad(String flow, Set<String> versions) {
    synchronized (this) {
      Set<FlowVersion> now = new HashSet<>(bad);
      now.removeIf(one -> one.flow().equals(flow));
      versions.forEach(version -> now.add(new FlowVersion(flow, version)));
      if (now.equals(bad)) {
        return;
      }
      bad = Set.copyOf(now);
    }
    changed();
  }

  @Override
  public synchronized Optional<String> versionFor(String flow, String lane) {
    Version chosen = laneChoices.getOrDefault(flow, Map.of()).getOrDefault(lane, choices.get(flow));
    if (chosen != null) {
      return running.containsKey(new Key(flow, chosen))
          ? Optional.of(chosen.toString())
          : Optional.empty();
    }
    return versionsOf(flow).stream().max(Comparator.naturalOrder()).map(Version::toString);
  }

  @Override
  public CompletionStage<StageResult> run(StageCall call) {
    Optional<FlowContext> context;
    synchronized (this) {
      context = find(call.flow(), call.version());
    }
    return context
        .map(found -> tallied(found, call))
        .orElseGet(
            () ->
                CompletableFuture.failedFuture(
                    new IllegalStateException(
                        "flow " + call.flow() + " " + call.version() + " is not here")));
  }

  private CompletionStage<StageResult> tallied(FlowContext context, StageCall call) {
    long begun = System.nanoTime();
    return context
        .run(call)
        .whenComplete((result, failure) -> tallies.ended(call, result, System.nanoTime() - begun));
  }

  @Override
  public FlowFigures figures(String flow, String version, String lane) {
    return tallies.figures(flow, version, lane);
  }

  @Override
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  @Override
  public synchronized void use(String flow, String version) {
    choices.put(flow, Version.parseVersion(version));
    laneChoices.remove(flow);
  }

  @Override
  public synchronized void use(String flow, String lane, String version) {
    laneChoices
        .computeIfAbsent(flow, name -> new LinkedHashMap<>())
        .put(lane, Version.parseVersion(version));
  }

  @Override
  public synchronized List<String> versions(String flow) {
    return versionsOf(flow).stream().sorted().map(Version::toString).toList();
  }

  private List<Version> versionsOf(String flow) {
    return running.keySet().stream()
        .filter(key -> key.flow().equals(flow))
        .map(Key::version)
        .toList();
  }

  @Override
  public synchronized Optional<String> whyNot(String flow, String version) {
    return Optional.ofNullable(refused.get(new Key(flow, Version.parseVersion(version))));
  }

  private synchronized Optional<FlowContext> find(String flow, String version) {
    return Optional.ofNullable(running.get(new Key(flow, Version.parseVersion(version))));
  }

  @Override
  public void close() {
    try {
      configChanges.close();
    } catch (Exception e) {
      LOG.warn("changes of the configuration are still heard", e);
    }
    List<FlowContext> all;
    synchronized (changing) {
      synchronized (this) {
        all = new ArrayList<>(running.values());
        running.clear();
        flows.clear();
      }
    }
    all.forEach(context -> context.close(Duration.ofSeconds(5)));
  }
}
