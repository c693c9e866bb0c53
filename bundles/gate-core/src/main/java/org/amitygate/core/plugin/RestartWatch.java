package org.amitygate.core.plugin;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Notices bundles that are stopped while a plug-in is exchanged: there must be none but its own.
 */
final class RestartWatch implements AutoCloseable {

  private final BundleContext context;
  private final SynchronousBundleListener listener = this::heard;
  private final Predicate<Bundle> expected;
  private final Set<String> restarted = new TreeSet<>();

  /**
   * @param expected bundles that may stop
   */
  RestartWatch(BundleContext context, Predicate<Bundle> expected) {
    this.context = context;
    this.expected = expected;
    context.addBundleListener(listener);
  }

  private synchronized void heard(BundleEvent event) {
    if (event.getType() == BundleEvent.STOPPING && !expected.test(event.getBundle())) {
      restarted.add(event.getBundle().getSymbolicName() + " " + event.getBundle().getVersion());
    }
  }

  /** Symbolic names and versions of the others that were stopped. */
  synchronized Set<String> others() {
    return new TreeSet<>(restarted);
  }

  @Override
  public void close() {
    context.removeBundleListener(listener);
  }
}
