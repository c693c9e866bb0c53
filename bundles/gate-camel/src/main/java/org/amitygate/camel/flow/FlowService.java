package org.amitygate.camel.flow;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.amitygate.config.ConfigSource;
import org.amitygate.core.crossing.FlowRunner;
import org.amitygate.core.plugin.FlowFigures;
import org.amitygate.core.plugin.FlowTarget;
import org.amitygate.flow.Flow;
import org.apache.camel.CamelContext;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * The flow runner of the gate: takes every {@link Flow} service in, under its {@code gate.flow} and
 * bundle version.
 */
@Component(
    service = {FlowRunner.class, FlowTarget.class},
    immediate = true)
public final class FlowService
    implements FlowRunner, FlowTarget, ServiceTrackerCustomizer<Flow, FlowService.Taken> {

  private static final int THREADS = 4;

  /** A flow that was taken in. @param used false: its version was here before */
  record Taken(String flow, boolean used) {}

  private final BundleContext bundles;
  private final FlowThreads threads = new FlowThreads(THREADS, System::nanoTime);
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(FlowService::watchThread);
  private final FlowContexts contexts;
  private final ServiceTracker<Flow, Taken> flows;

  @Activate
  public FlowService(BundleContext bundles, @Reference ConfigSource config) {
    this(bundles, config, () -> new OsgiDefaultCamelContext(bundles));
  }

  FlowService(BundleContext bundles, ConfigSource config, Supplier<CamelContext> made) {
    this.bundles = bundles;
    this.contexts = new FlowContexts(config, made, threads);
    this.flows = new ServiceTracker<>(bundles, Flow.class, this);
    watch.scheduleWithFixedDelay(threads::check, 1, 1, TimeUnit.SECONDS);
    flows.open();
  }

  private static Thread watchThread(Runnable task) {
    Thread thread = new Thread(task, "gate-flow-watch");
    thread.setDaemon(true);
    return thread;
  }

  @Deactivate
  void stop() {
    flows.close();
    contexts.close();
    watch.shutdown();
    threads.close();
  }

  /** Null, which leaves it out: it is aside. */
  @Override
  public @Nullable Taken addingService(ServiceReference<Flow> reference) {
    if (RehearsalFlows.isAside(reference)) {
      return null;
    }
    Flow flow = bundles.getService(reference);
    String name = String.valueOf(reference.getProperty("gate.flow"));
    return new Taken(name, contexts.add(name, reference.getBundle().getVersion(), flow));
  }

  @Override
  public void modifiedService(ServiceReference<Flow> reference, Taken taken) {}

  @Override
  public void removedService(ServiceReference<Flow> reference, Taken taken) {
    if (taken.used()) {
      contexts.remove(taken.flow(), reference.getBundle().getVersion());
    }
    bundles.ungetService(reference);
  }

  @Override
  public Optional<List<String>> stages(String flow, String version) {
    return contexts.stages(flow, version);
  }

  @Override
  public Map<String, Integer> compatible(String flow, String version) {
    return contexts.compatible(flow, version);
  }

  @Override
  public Set<FlowVersion> bad() {
    return contexts.bad();
  }

  @Override
  public void bad(String flow, Set<String> versions) {
    contexts.bad(flow, versions);
  }

  @Override
  public Optional<String> versionFor(String flow, String lane) {
    return contexts.versionFor(flow, lane);
  }

  @Override
  public CompletionStage<StageResult> run(StageCall call) {
    return contexts.run(call);
  }

  @Override
  public void onChange(Runnable changed) {
    contexts.onChange(changed);
  }

  @Override
  public void use(String flow, String version) {
    contexts.use(flow, version);
  }

  @Override
  public void use(String flow, String lane, String version) {
    contexts.use(flow, lane, version);
  }

  @Override
  public FlowFigures figures(String flow, String version, String lane) {
    return contexts.figures(flow, version, lane);
  }

  @Override
  public List<String> versions(String flow) {
    return contexts.versions(flow);
  }

  @Override
  public Optional<String> whyNot(String flow, String version) {
    return contexts.whyNot(flow, version);
  }
}
