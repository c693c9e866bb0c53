package org.amitygate.itests;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginHost.PluginView;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** What is installed: plug-ins as the gate shows them, and their bundles. */
final class Installed {

  private final BundleContext context;
  private final PluginHost plugins;

  Installed(BundleContext context, PluginHost plugins) {
    this.context = context;
    this.plugins = plugins;
  }

  /** A plug-in as the gate shows it. */
  PluginView view(String plugin) {
    return plugins.list().stream()
        .filter(one -> one.name().equals(plugin))
        .findFirst()
        .orElseThrow();
  }

  /** The bundles of a plug-in's versions. */
  List<Bundle> bundles(String plugin) {
    return Arrays.stream(context.getBundles())
        .filter(bundle -> bundle.getLocation().startsWith("amity-gate-plugin:" + plugin + ":"))
        .toList();
  }

  /** Versions of a plug-in that have a bundle. */
  List<String> versions(String plugin) {
    return bundles(plugin).stream().map(bundle -> bundle.getVersion().toString()).sorted().toList();
  }

  /** Every bundle of the server with its state. */
  Set<String> allBundles() {
    return Arrays.stream(context.getBundles())
        .map(bundle -> bundle.getBundleId() + " " + bundle + " " + bundle.getState())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
