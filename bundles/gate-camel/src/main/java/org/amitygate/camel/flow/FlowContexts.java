package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
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
import org.amitygate.config.ConfigProblem;
import org.amitygate.config.ConfigSource;
import org.amitygate.config.GateConfig;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.plugin.FlowFigures;
import org.amitygate.core.plugin.FlowTarget;
import org.amitygate.flow.Flow;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
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

  /** A version as {@link Version#toString} writes it: most who ask have that text. */
  private record Key(String flow, String version) {
    static Key of(String flow, Version version) {
      return new Key(flow, version.toString());
    }
  }

  /** How long a version may take to come up; the plug-in host waits 20 s for all of a plug-in. */
  private static final Duration UP_WITHIN = Duration.ofSeconds(15);

  private final ConfigSource config;
  private final FlowStart starts;
  private final AutoCloseable configChanges;
  private final AutoCloseable configGuard;
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  // Guarded by this, which is never held for long: the journal's writer asks here.
  private final Map<Key, Flow> flows = new LinkedHashMap<>();
  private final Map<Key, FlowContext> running = new LinkedHashMap<>();
  private final Map<Key, Flow> starting = new HashMap<>();
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
    this(config, new FlowStart(contexts, Segments.on(executor), UP_WITHIN));
  }

  FlowContexts(ConfigSource config, Supplier<CamelContext> contexts, Segments segments) {
    this(config, new FlowStart(contexts, segments, UP_WITHIN));
  }

  FlowContexts(ConfigSource config, FlowStart starts) {
    this.config = config;
    this.starts = starts;
    this.configChanges = config.onChange((before, after) -> configChanged(after));
    this.configGuard = config.guard((before, after) -> refuses(after));
  }

  /**
   * Takes a flow version in.
   *
   * @return false if this very version is here already
   */
  public boolean add(String flow, Version version, Flow service) {
    Key key = Key.of(flow, version);
    synchronized (this) {
      if (flows.putIfAbsent(key, service) != null) {
        LOG.warn("flow {} {} is here twice; the one that came first is used", flow, version);
        return false;
      }
    }
    bringUp(key, service);
    changed();
    return true;
  }

  /** Lets a flow version go, after its last stage has ended. Blocks for that, bounded. */
  public void remove(String flow, Version version) {
    Key key = Key.of(flow, version);
    FlowContext gone;
    synchronized (this) {
      flows.remove(key);
      refused.remove(key);
      gone = running.remove(key);
    }
    tallies.forget(flow, version.toString());
    if (gone != null) {
      gone.close(DRAIN);
      LOG.info("flow {} {} has gone", flow, version);
    }
    changed();
  }

  /**
   * Brings a version up with the settings in force, perhaps beside itself with those before; if
   * that fails, what runs goes on. Nobody else waits for it, and whoever wants the same of it
   * meanwhile leaves it to this.
   */
  private void bringUp(Key key, Flow flow) {
    synchronized (this) {
      if (starting.put(key, flow) == flow) {
        return;
      }
    }
    boolean settled = false;
    while (!settled) {
      Map<String, String> settings = config.current().flowSettings();
      try {
        settled = put(key, flow, settings, starts.start(title(key), flow, settings));
      } catch (FlowRefused e) {
        settled = refuse(key, flow, settings, e.getMessage());
      }
    }
  }

  private static String title(Key key) {
    return key.flow() + " " + key.version();
  }

  /**
   * @return false: the settings have changed meanwhile
   */
  private boolean put(Key key, Flow flow, Map<String, String> settings, FlowContext started) {
    FlowContext over = started;
    boolean settled;
    synchronized (this) {
      settled = isSettled(key, flow, settings);
      if (settled && flows.get(key) == flow) {
        refused.remove(key);
        over = running.put(key, started);
        LOG.info("flow {} runs, stages {}", started, started.stages());
      }
    }
    drain(over);
    return settled;
  }

  private synchronized boolean refuse(
      Key key, Flow flow, Map<String, String> settings, String sentence) {
    boolean settled = isSettled(key, flow, settings);
    if (settled && flows.get(key) == flow) {
      refused.put(key, sentence);
      LOG.error("{}", sentence);
    }
    return settled;
  }

  private boolean isSettled(Key key, Flow flow, Map<String, String> settings) {
    boolean settled = flows.get(key) != flow || config.current().flowSettings().equals(settings);
    if (settled) {
      starting.remove(key, flow);
    }
    return settled;
  }

  private static void drain(@Nullable FlowContext old) {
    if (old != null) {
      Thread drain = new Thread(() -> old.close(DRAIN), "gate-flow-drain");
      drain.setDaemon(true);
      drain.start();
    }
  }

  private void configChanged(GateConfig after) {
    Map<Key, Flow> anew;
    synchronized (this) {
      anew = new LinkedHashMap<>(flows);
      anew.keySet()
          .removeIf(key -> running.containsKey(key) && running.get(key).same(after.flowSettings()));
    }
    anew.forEach(this::bringUp);
    changed();
  }

  /** What runs and would not with other settings: they are then refused whole. */
  private List<ConfigProblem> refuses(GateConfig after) {
    Map<Key, Flow> asked;
    synchronized (this) {
      asked = new LinkedHashMap<>(flows);
      asked
          .keySet()
          .removeIf(
              key ->
                  !running.containsKey(key)
                      || refused.containsKey(key)
                      || running.get(key).same(after.flowSettings()));
    }
    List<ConfigProblem> problems = new ArrayList<>();
    asked.forEach(
        (key, flow) -> {
          try {
            starts.start(title(key), flow, after.flowSettings()).close(Duration.ZERO);
          } catch (FlowRefused e) {
            problems.add(new ConfigProblem(0, "flows", e.getMessage()));
          }
        });
    return problems;
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
      return running.containsKey(Key.of(flow, chosen))
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
        .map(key -> Version.parseVersion(key.version()))
        .toList();
  }

  @Override
  public synchronized Optional<String> whyNot(String flow, String version) {
    return Optional.ofNullable(refused.get(Key.of(flow, Version.parseVersion(version))));
  }

  private synchronized Optional<FlowContext> find(String flow, String version) {
    FlowContext context = running.get(new Key(flow, version));
    return Optional.ofNullable(
        context == null ? running.get(Key.of(flow, Version.parseVersion(version))) : context);
  }

  @Override
  public void close() {
    try {
      configChanges.close();
      configGuard.close();
    } catch (Exception e) {
      LOG.warn("changes of the configuration are still heard", e);
    }
    List<FlowContext> all;
    synchronized (this) {
      all = new ArrayList<>(running.values());
      running.clear();
      flows.clear();
    }
    all.forEach(context -> context.close(Duration.ofSeconds(5)));
  }
}
