package org.amitygate.itests;

import java.util.Set;
import java.util.TreeSet;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/** Notes which bundles are started, stopped or wired anew. */
final class BundleWatch implements AutoCloseable {

  private static final int MOVES =
      BundleEvent.STARTED | BundleEvent.STOPPED | BundleEvent.UNRESOLVED | BundleEvent.UPDATED;

  private final BundleContext context;
  private final SynchronousBundleListener listener = this::heard;
  private final Set<String> moved = new TreeSet<>();

  BundleWatch(BundleContext context) {
    this.context = context;
    context.addBundleListener(listener);
  }

  private synchronized void heard(BundleEvent event) {
    if ((event.getType() & MOVES) != 0) {
      moved.add(event.getBundle().getSymbolicName());
    }
  }

  /** Symbolic names so far. */
  synchronized Set<String> moved() {
    return new TreeSet<>(moved);
  }

  @Override
  public void close() {
    context.removeBundleListener(listener);
  }
}
