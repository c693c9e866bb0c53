package org.amitygate.core.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Brings releases of plug-ins up and down, and puts them to work as a record says. On the host's
 * thread.
 */
final class Releases {

  /** Every lane. */
  static final Predicate<String> EVERYWHERE = lane -> true;

  private final PluginLedger ledger;
  private final PluginBundles bundles;
  private final Serving serving;
  private final RunningPlugins running;

  Releases(PluginLedger ledger, PluginBundles bundles, Serving serving, RunningPlugins running) {
    this.ledger = ledger;
    this.bundles = bundles;
    this.serving = serving;
    this.running = running;
  }

  /** Brings a plug-in up, checked, not yet at work. */
  RunningPlugin bringUp(PluginFile file) throws Refusal, InterruptedException {
    RunningPlugin plugin = bundles.bringUp(file);
    try {
      serving.check(plugin);
      return plugin;
    } catch (Refusal | InterruptedException | RuntimeException e) {
      bringDown(plugin);
      throw e;
    }
  }

  /** Brings a release up beside another one; if it fails, that is on record. */
  RunningPlugin bringUpOver(PluginRecord before, PluginFile file, String who, String why)
      throws Refusal, InterruptedException {
    try {
      return bringUp(file);
    } catch (Refusal e) {
      ledger.put(
          before.failed(PluginRecord.Release.of(file), e.getMessage()),
          "PluginUpdateFailed",
          body(file, who, why).put("reason", e.getMessage()));
      throw new Refusal(
          e.getMessage() + "; " + before.name() + " " + before.active().version() + " goes on");
    }
  }

  /** A release could not take the place of another one, which goes on. */
  void fail(
      PluginRecord before, RunningPlugin next, boolean wasUp, String reason, String who, String why)
      throws Refusal, InterruptedException {
    if (!wasUp) {
      bringDown(next);
    }
    ledger.put(
        before.failed(next.release(), reason),
        "PluginUpdateFailed",
        body(next.file(), who, why).put("reason", reason));
    throw new Refusal(
        "%s was taken back: %s; %s goes on"
            .formatted(next.file(), reason, before.active().version()));
  }

  /**
   * Puts a release in the place of whatever a record says serves each lane. When this returns a
   * reason, each lane has again what it had.
   *
   * @return why it was undone; empty if it was not
   */
  Optional<String> exchange(PluginRecord before, RunningPlugin next) throws InterruptedException {
    List<PluginRecord.Release> gone = new ArrayList<>();
    for (PluginRecord.Release release : serving(before)) {
      Optional<String> undone =
          serving.exchange(running.find(release).orElse(null), next, on(before, release));
      if (undone.isPresent()) {
        goBack(before, next, gone);
        return undone;
      }
      gone.add(release);
    }
    return Optional.empty();
  }

  /** Undoes {@link #exchange}, which could not be recorded. */
  void goBack(PluginRecord before, RunningPlugin next, boolean wasUp) throws InterruptedException {
    goBack(before, next, serving(before));
    if (!wasUp) {
      bringDown(next);
    }
  }

  private void goBack(
      PluginRecord before, RunningPlugin next, Collection<PluginRecord.Release> releases)
      throws InterruptedException {
    for (PluginRecord.Release release : releases) {
      Optional<RunningPlugin> old = running.find(release);
      if (old.isPresent()) {
        serving.exchange(next, old.get(), on(before, release));
      }
    }
  }

  /** The active release, and those that single lanes have: only drivers are exchanged by lane. */
  private static Set<PluginRecord.Release> serving(PluginRecord record) {
    Set<PluginRecord.Release> all = new LinkedHashSet<>(Set.of(record.active()));
    if (record.kind().equals(PluginKind.DRIVER.word())) {
      all.addAll(record.lanes().values());
    }
    return all;
  }

  private static Predicate<String> on(PluginRecord record, PluginRecord.Release release) {
    return lane -> record.on(lane).equals(release);
  }

  /** Undoes an exchange on some lanes that could not be recorded. */
  void goBack(
      RunningPlugin next, @Nullable RunningPlugin old, boolean wasUp, Predicate<String> lanes)
      throws InterruptedException {
    if (old != null) {
      serving.exchange(next, old, lanes);
    }
    if (!wasUp) {
      bringDown(next);
    }
  }

  void bringDown(RunningPlugin plugin) throws InterruptedException {
    serving.end(plugin);
    bundles.bringDown(plugin);
  }

  /** What is new takes what the record says. */
  void serve(PluginRecord record) {
    running.find(record.active()).ifPresent(serving::choose);
    record
        .lanes()
        .forEach(
            (lane, release) ->
                running.find(release).ifPresent(plugin -> serving.choose(plugin, lane)));
    serving.bad(record);
    doubt(record);
  }

  /** What is on probation is in doubt there. */
  void doubt(PluginRecord record) {
    PluginRecord.Trial trial = record.trial();
    PluginKind.of(record.kind())
        .ifPresent(
            kind ->
                serving.onProbation(kind, record.name(), trial == null ? List.of() : trial.on()));
  }

  /** Brings down what the record does not need any more. */
  void sweep(PluginRecord record) throws InterruptedException {
    Set<PluginRecord.Release> used = record.inUse();
    for (RunningPlugin plugin : running.all()) {
      if (plugin.file().name().equals(record.name()) && !used.contains(plugin.release())) {
        running.remove(plugin);
        bringDown(plugin);
      }
    }
  }

  static ObjectNode body(PluginFile file, String who, String why) {
    return changeBody(
        file.kind().word(), file.name(), file.version().toString(), file.sha256(), who, why);
  }

  static ObjectNode changeBody(
      String kind, String name, String version, String sha256, String who, String why) {
    return Json.object()
        .put("kind", kind)
        .put("name", name)
        .put("version", version)
        .put("sha256", sha256)
        .put("who", who)
        .put("why", why);
  }
}
