package org.amitygate.shell;

import java.util.List;
import java.util.Optional;
import org.amitygate.core.plugin.PluginHost;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

/** Offers names of plug-ins. */
@Service
public final class PluginCompleter implements Completer {

  @Reference BundleContext context;

  @Override
  public int complete(Session session, CommandLine line, List<String> candidates) {
    StringsCompleter strings = new StringsCompleter();
    find(PluginHost.class)
        .ifPresent(host -> host.list().forEach(plugin -> strings.getStrings().add(plugin.name())));
    return strings.complete(session, line, candidates);
  }

  private <S> Optional<S> find(Class<S> type) {
    return Optional.ofNullable(context.getServiceReference(type)).map(context::getService);
  }
}
