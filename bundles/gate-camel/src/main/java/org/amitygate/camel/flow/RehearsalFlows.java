package org.amitygate.camel.flow;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.amitygate.core.crossing.FlowRunner.StageCall;
import org.amitygate.core.crossing.FlowRunner.StageResult;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.plugin.Asides;
import org.amitygate.core.rehearsal.CandidateFlows;
import org.amitygate.flow.Flow;
import org.apache.camel.CamelContext;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The flows that are aside, each started in contexts and on threads of its own when asked for. */
@Component
public final class RehearsalFlows implements CandidateFlows {

  private static final Logger LOG = LoggerFactory.getLogger(RehearsalFlows.class);

  /** How long a flow may take to come up, and to end. */
  private static final Duration WITHIN = Duration.ofSeconds(15);

  private final BundleContext bundles;
  private final Supplier<CamelContext> contexts;
  private final Duration within;
  private final AtomicInteger started = new AtomicInteger();

  @Activate
  public RehearsalFlows(BundleContext bundles) {
    this(bundles, () -> new OsgiDefaultCamelContext(bundles), WITHIN);
  }

  RehearsalFlows(BundleContext bundles, Supplier<CamelContext> contexts, Duration within) {
    this.bundles = bundles;
    this.contexts = contexts;
    this.within = within;
  }

  /** Whether no traffic may reach a flow. */
  static boolean isAside(ServiceReference<Flow> flow) {
    return flow.getBundle() != null && flow.getBundle().getLocation().startsWith(Asides.LOCATION);
  }

  @Override
  public Candidate start(String name, String version, Map<String, String> settings) throws Refusal {
    ServiceReference<Flow> reference = find(name, version);
    ExecutorService executor = Executors.newSingleThreadExecutor(RehearsalFlows::thread);
    String title = "%s %s rehearsal %d".formatted(name, version, started.incrementAndGet());
    try {
      FlowContext context =
          new FlowStart(contexts, Segments.on(executor), within)
              .start(title, bundles.getService(reference), settings);
      return new Running(
          context,
          () -> {
            executor.shutdownNow();
            end(
                title,
                () -> {
                  context.close(Duration.ZERO);
                  bundles.ungetService(reference);
                });
          });
    } catch (FlowRefused e) {
      executor.shutdownNow();
      end(title, () -> bundles.ungetService(reference));
      throw new Refusal(e.getMessage());
    }
  }

  /** Ends what is a flow's own code on a thread of its own: one that does not return is left. */
  private void end(String title, Runnable end) {
    Thread ending = new Thread(end, "gate-rehearsal-end");
    ending.setDaemon(true);
    ending.start();
    try {
      ending.join(within.toMillis());
      if (ending.isAlive()) {
        LOG.warn("flow {} did not end within {} s", title, within.toSeconds());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ServiceReference<Flow> find(String name, String version) throws Refusal {
    try {
      return bundles.getServiceReferences(Flow.class, "(gate.flow=" + name + ")").stream()
          .filter(RehearsalFlows::isAside)
          .filter(flow -> flow.getBundle().getVersion().toString().equals(version))
          .findFirst()
          .orElseThrow(
              () ->
                  new Refusal(
                      "flow %s %s took its service away; mend it".formatted(name, version)));
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "gate-rehearsal-flow");
    thread.setDaemon(true);
    thread.setPriority(Thread.MIN_PRIORITY);
    return thread;
  }

  private record Running(FlowContext context, Runnable end) implements Candidate {

    @Override
    public CompletionStage<StageResult> run(StageCall call) {
      return context.run(call);
    }

    @Override
    public void close() {
      end.run();
    }
  }
}
