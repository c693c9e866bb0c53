package org.amitygate.itests;

import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** What a broken plug-in starts with. */
public final class ThrowingActivator implements BundleActivator {

  @Override
  public void start(BundleContext context) {
    throw new IllegalStateException("broken on purpose");
  }

  @Override
  public void stop(BundleContext context) {}
}
