package org.amitygate.shell;

import java.util.List;
import java.util.Optional;
import org.amitygate.config.ConfigSource;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;
import org.osgi.framework.BundleContext;

/** Offers lanes and the word {@code all}. */
@Service
public final class LaneCompleter implements Completer {

  @Reference BundleContext context;

  @Override
  public int complete(Session session, CommandLine line, List<String> candidates) {
    StringsCompleter strings = new StringsCompleter();
    strings.getStrings().add("all");
    find(ConfigSource.class)
        .ifPresent(
            config ->
                config.current().lanes().forEach(lane -> strings.getStrings().add(lane.id())));
    return strings.complete(session, line, candidates);
  }

  private <S> Optional<S> find(Class<S> type) {
    return Optional.ofNullable(context.getServiceReference(type)).map(context::getService);
  }
}
