package org.amitygate.core.plugin;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.amitygate.core.journal.Refusal;

/** Plug-ins that are aside, as bundles. */
final class AsideBundles implements Asides {

  private final PluginBundles bundles;
  private final PluginTrust trust;
  private final Executor thread;

  /**
   * @param thread on which bundles come and go
   */
  AsideBundles(PluginBundles bundles, PluginTrust trust, Executor thread) {
    this.bundles = bundles;
    this.trust = trust;
    this.thread = thread;
  }

  @Override
  public CompletableFuture<Aside> flow(Path jar) {
    CompletableFuture<Aside> result = new CompletableFuture<>();
    try {
      thread.execute(() -> bringUp(jar, result));
    } catch (RejectedExecutionException e) {
      result.completeExceptionally(new Refusal("the gate is stopping; try again when it is up"));
    }
    return result;
  }

  private void bringUp(Path jar, CompletableFuture<Aside> result) {
    try {
      PluginFile file = PluginFile.read(jar);
      if (file.kind() != PluginKind.FLOW) {
        throw new Refusal(
            "%s is of the kind %s; only flows can be rehearsed, name the jar of a flow"
                .formatted(file, file.kind().word()));
      }
      PluginCode.check(file);
      trust.signer(jar, file.sha256());
      result.complete(new Running(bundles.bringUpAside(file)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(new Refusal("the gate is stopping; try again when it is up"));
    } catch (Refusal | RuntimeException | LinkageError e) {
      result.completeExceptionally(e);
    }
  }

  private final class Running implements Aside {

    private final RunningPlugin plugin;

    Running(RunningPlugin plugin) {
      this.plugin = plugin;
    }

    @Override
    public String name() {
      return plugin.file().name();
    }

    @Override
    public String version() {
      return plugin.file().version().toString();
    }

    @Override
    public String sha256() {
      return plugin.file().sha256();
    }

    @Override
    public String stream() {
      return PluginRecord.stream(name());
    }

    @Override
    public CompletableFuture<Void> remove() {
      try {
        return CompletableFuture.runAsync(() -> bundles.bringDown(plugin), thread);
      } catch (RejectedExecutionException e) {
        bundles.bringDown(plugin); // the host has ended: nothing else comes or goes
        return CompletableFuture.completedFuture(null);
      }
    }
  }
}
