package org.amitygate.core.plugin;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** The bundle of one release of a plug-in, and the service by which it serves. Thread-safe. */
final class RunningPlugin {

  private final PluginFile file;
  private final Bundle bundle;
  private final CompletableFuture<Object> first = new CompletableFuture<>();
  private final ServiceTracker<Object, Object> tracker;
  private volatile @Nullable Object service;
  private volatile boolean failed;

  /**
   * Follows a bundle's service.
   *
   * @param bundle not yet started
   */
  RunningPlugin(BundleContext context, PluginFile file, Bundle bundle) {
    this.file = file;
    this.bundle = bundle;
    tracker = new Tracker(context, filter(file, bundle));
    tracker.open(true);
  }

  PluginFile file() {
    return file;
  }

  Bundle bundle() {
    return bundle;
  }

  PluginRecord.Release release() {
    return PluginRecord.Release.of(file);
  }

  /** What it registered; null if it is not there now. */
  @Nullable Object service() {
    return service;
  }

  /** Whether a service was registered and could not be made when it was asked for. */
  boolean failed() {
    return failed;
  }

  /** Waits for the first service. @return null if none came in time, or it could not be made */
  @Nullable Object await(Duration within) throws InterruptedException {
    try {
      return first.get(within.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      return null;
    }
  }

  /** Stops following. */
  void close() {
    tracker.close();
  }

  private static Filter filter(PluginFile file, Bundle bundle) {
    try {
      return FrameworkUtil.createFilter(
          "(&(%s=%s)(%s=%d)(%s=%s))"
              .formatted(
                  Constants.OBJECTCLASS,
                  file.kind().service(),
                  Constants.SERVICE_BUNDLEID,
                  bundle.getBundleId(),
                  file.kind().property(),
                  file.name()));
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private final class Tracker extends ServiceTracker<Object, Object> {

    Tracker(BundleContext context, Filter filter) {
      super(context, filter, null);
    }

    @Override
    public @Nullable Object addingService(ServiceReference<Object> reference) {
      Object added = super.addingService(reference);
      if (added != null) {
        service = added;
        first.complete(added);
      } else {
        failed = true;
        first.cancel(false);
      }
      return added;
    }

    @Override
    public void removedService(ServiceReference<Object> reference, Object removed) {
      if (removed == service) {
        service = null;
      }
      super.removedService(reference, removed);
    }
  }
}
