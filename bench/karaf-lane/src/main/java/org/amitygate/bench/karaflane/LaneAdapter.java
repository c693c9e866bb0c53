package org.amitygate.bench.karaflane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Serves the lanes for as long as its bundle is started. Whoever stops the bundle stops the lanes:
 * what was read is finished, then the connections are closed. Told by the properties {@code
 * bench.ports} (of the lanes, with commas) and {@code bench.store} (a file).
 */
public final class LaneAdapter implements BundleActivator {

  private static final long STOP_WITHIN_MS = 5_000;

  private @Nullable Selector selector;
  private @Nullable Thread thread;
  private volatile boolean stopping;

  @Override
  public void start(BundleContext context) throws IOException {
    Selector opened = Selector.open();
    LaneWork work = new LaneWork(Path.of(property(context, "bench.store")));
    String version = context.getBundle().getVersion().toString();
    List<Lane> lanes = new ArrayList<>();
    for (String port : property(context, "bench.ports").split(",")) {
      lanes.add(new Lane(Integer.parseInt(port), opened, work, version));
    }
    selector = opened;
    Thread serving = new Thread(() -> serve(opened, lanes, work), "lanes");
    thread = serving;
    serving.start();
  }

  private static String property(BundleContext context, String name) {
    return Optional.ofNullable(context.getProperty(name))
        .orElseThrow(() -> new IllegalStateException("the property " + name + " is missing"));
  }

  private void serve(Selector opened, List<Lane> lanes, LaneWork work) {
    try (opened;
        work) {
      while (!stopping) {
        for (Lane lane : lanes) {
          lane.connect();
        }
        opened.select(Lane::serve, Lane.RETRY_MS);
      }
      for (Lane lane : lanes) {
        lane.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop(BundleContext context) throws InterruptedException {
    stopping = true;
    Selector opened = selector;
    Thread serving = thread;
    if (opened != null && serving != null) {
      opened.wakeup();
      serving.join(STOP_WITHIN_MS);
    }
  }
}
