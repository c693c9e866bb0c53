package org.amitygate.core.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.amitygate.core.operations.Actor;
import org.amitygate.core.plugin.PluginHost;
import org.amitygate.core.plugin.PluginKind;
import org.osgi.framework.Version;

/** One plug-in, which is up or not. */
final class TestPlugins implements PluginHost {

  final List<String> missing = new CopyOnWriteArrayList<>();
  volatile Map<String, List<Version>> packages = Map.of();
  volatile String problem = "";
  volatile int asked;
  volatile boolean broken;

  @Override
  public List<PluginView> list() {
    asked++;
    if (broken) {
      throw new IllegalStateException("the list of plug-ins is broken");
    }
    return List.of(
        new PluginView(
            PluginKind.DRIVER,
            "x",
            "1.0.0",
            "",
            "",
            List.of(),
            List.of(),
            "",
            "",
            Map.of(),
            "",
            problem));
  }

  @Override
  public CompletableFuture<List<String>> missingIn(
      Map<String, List<Version>> exported, String where) {
    packages = exported;
    return CompletableFuture.completedFuture(List.copyOf(missing));
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public CompletableFuture<Void> started() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<String> install(Actor actor, Path jar, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<String> update(Actor actor, Path jar, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<String> rollout(Actor actor, Path jar, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<String> rollback(Actor actor, String name, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<String> markBad(
      Actor actor, String name, String version, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<String> remove(Actor actor, String name, String reason) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<List<FlowView>> flows() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<List<ObjectNode>> why(String name) {
    throw new UnsupportedOperationException();
  }
}
