package org.amitygate.bench.bundlewatch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.SynchronousBundleListener;

/**
 * Writes a line for each thing that becomes of a bundle, into {@code bundles.log} of the server's
 * folder of logs: {@code WHAT symbolic-name version location}.
 */
public final class BundleWatch implements BundleActivator, SynchronousBundleListener {

  private static final Map<Integer, String> WHAT =
      Map.of(
          BundleEvent.INSTALLED, "INSTALLED",
          BundleEvent.STARTED, "STARTED",
          BundleEvent.STOPPED, "STOPPED",
          BundleEvent.UPDATED, "UPDATED",
          BundleEvent.UNRESOLVED, "UNRESOLVED",
          BundleEvent.UNINSTALLED, "UNINSTALLED");

  private @Nullable Writer file;

  @Override
  public void start(BundleContext context) throws IOException {
    String base = Optional.ofNullable(context.getProperty("karaf.base")).orElse(".");
    file =
        Files.newBufferedWriter(
            Path.of(base, "log", "bundles.log"),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
    context.addBundleListener(this);
  }

  @Override
  public void stop(BundleContext context) throws IOException {
    context.removeBundleListener(this);
    Writer open = file;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public synchronized void bundleChanged(BundleEvent event) {
    String what = WHAT.get(event.getType());
    Writer open = file;
    if (what == null || open == null) {
      return;
    }
    Bundle bundle = event.getBundle();
    try {
      open.write(
          String.join(
                  " ",
                  what,
                  String.valueOf(bundle.getSymbolicName()),
                  bundle.getVersion().toString(),
                  bundle.getLocation())
              + "\n");
      open.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the framework logs it
    }
  }
}
