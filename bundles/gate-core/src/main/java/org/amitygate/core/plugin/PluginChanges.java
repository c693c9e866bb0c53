package org.amitygate.core.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.amitygate.config.GateConfig;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs, updates and removes plug-ins, one change at a time, on the host's thread. */
final class PluginChanges {

  private static final Logger LOG = LoggerFactory.getLogger(PluginChanges.class);

  private final BundleContext context;
  private final PluginLedger ledger;
  private final PluginFolder folder;
  private final PluginBundles bundles;
  private final Serving serving;
  private final RunningPlugins running;
  private final Supplier<PluginTrust> trust;
  private final Supplier<GateConfig> config;

  /** What a change works with. */
  PluginChanges(
      BundleContext context,
      PluginLedger ledger,
      PluginFolder folder,
      PluginBundles bundles,
      Serving serving,
      RunningPlugins running,
      Supplier<PluginTrust> trust,
      Supplier<GateConfig> config) {
    this.context = context;
    this.ledger = ledger;
    this.folder = folder;
    this.bundles = bundles;
    this.serving = serving;
    this.running = running;
    this.trust = trust;
    this.config = config;
  }

  /** Adds a plug-in. */
  String install(String who, Path jar, String why) throws Refusal, InterruptedException {
    PluginFile file = PluginFile.read(jar);
    Optional<PluginRecord> there = ledger.find(file.name());
    if (there.isPresent()) {
      throw new Refusal(
          "%s is installed already (%s %s); use gate:plugin update"
              .formatted(file.name(), there.get().kind(), there.get().active().version()));
    }
    refuseOtherContent(file);
    String signer = trust.get().signer(jar, file.sha256());
    PluginFile kept = folder.keep(file);
    RunningPlugin plugin = bringUp(kept);
    try {
      ledger.put(
          PluginRecord.installed(kept, who, why),
          "PluginInstalled",
          body(kept, who, why).put("signer", signer));
    } catch (Refusal e) {
      bringDown(plugin);
      throw e;
    }
    running.add(plugin);
    serving.exchange(null, plugin, everywhere());
    serving.choose(plugin);
    LOG.info("{} {} is installed by {}", kept.kind().word(), kept, who);
    return "%s %s is installed".formatted(kept.kind().word(), kept);
  }

  /** Puts another version in the place of the active one, everywhere. */
  String update(String who, Path jar, String why) throws Refusal, InterruptedException {
    PluginFile file = PluginFile.read(jar);
    PluginRecord before = installed(file.name());
    String signer = acceptable(before, file, jar);
    return exchange(before, folder.keep(file), signer, who, why);
  }

  /** Tries another version on one lane, and if it is good there on the others, one by one. */
  String rollout(String who, Path jar, String why) throws Refusal, InterruptedException {
    PluginFile file = PluginFile.read(jar);
    PluginRecord before = installed(file.name());
    String signer = acceptable(before, file, jar);
    if (file.kind() != PluginKind.DRIVER) {
      throw new Refusal(
          "%s is %s; drivers are rolled out lane by lane, use gate:plugin update"
              .formatted(
                  file, file.kind() == PluginKind.FLOW ? "a flow" : "an authority protocol"));
    }
    PluginRecord.Trial open = before.trial();
    if (open != null) {
      throw new Refusal(
          "%s %s is on probation on %s; wait for its end, or end it with gate:plugin rollback"
              .formatted(before.name(), open.release().version(), String.join(", ", open.on())));
    }
    List<String> lanes = serving.lanes(file.name());
    if (lanes.isEmpty() || running.find(before.active()).isEmpty()) {
      throw new Refusal(
          "no lane is served by %s %s; use gate:plugin update"
              .formatted(before.name(), before.active().version()));
    }
    return rollOut(before, folder.keep(file), lanes, signer, who, why);
  }

  private String rollOut(
      PluginRecord before,
      PluginFile file,
      List<String> lanes,
      String signer,
      String who,
      String why)
      throws Refusal, InterruptedException {
    PluginRecord.Release release = PluginRecord.Release.of(file);
    String first = lanes.get(0);
    boolean wasUp = running.find(release).isPresent();
    RunningPlugin old = running.find(before.on(first)).orElse(null);
    RunningPlugin next = wasUp ? running.find(release).get() : bringUpOver(before, file, who, why);
    Optional<String> undone = serving.exchange(old, next, first::equals);
    if (undone.isPresent()) {
      fail(before, next, wasUp, undone.get(), who, why);
    }
    try {
      ledger.put(
          before.rollingOut(release, first, lanes.subList(1, lanes.size()), who, why),
          "PluginRolloutBegun",
          body(file, who, why).put("signer", signer).put("lane", first));
    } catch (Refusal e) {
      goBack(next, old, wasUp, first::equals);
      throw e;
    }
    running.add(next);
    serving.choose(next, first);
    return "driver %s serves lane %s on probation; %d more lanes follow if it is good"
        .formatted(file, first, lanes.size() - 1);
  }

  private String acceptable(PluginRecord before, PluginFile file, Path jar)
      throws Refusal, InterruptedException {
    if (!before.kind().equals(file.kind().word())) {
      throw new Refusal(
          "%s is installed as a plug-in of the kind %s, not %s; give this one another name"
              .formatted(file.name(), before.kind(), file.kind().word()));
    }
    if (before.active().sha256().equals(file.sha256()) && before.lanes().isEmpty()) {
      throw new Refusal(file + " is active already");
    }
    refuseOtherContent(file);
    return trust.get().signer(jar, file.sha256());
  }

  /** Goes back to the version before; from a roll-out to the one that is active. */
  String rollback(String who, String name, String why) throws Refusal, InterruptedException {
    PluginRecord before = installed(name);
    boolean rollingOut = !before.lanes().isEmpty() || isRollout(before.trial(), before.active());
    PluginRecord.Release previous =
        Optional.ofNullable(rollingOut ? before.active() : before.previous())
            .orElseThrow(
                () -> new Refusal(name + " has no version before " + before.active().version()));
    PluginFile file = folder.find(name, previous);
    return exchange(before, file, trust.get().signer(file.file(), file.sha256()), who, why);
  }

  private static boolean isRollout(
      PluginRecord.@Nullable Trial trial, PluginRecord.Release active) {
    return trial != null && !trial.release().equals(active);
  }

  /** Takes a plug-in away. */
  String remove(String who, String name, String why) throws Refusal, InterruptedException {
    PluginRecord record = installed(name);
    List<String> users = users(record);
    if (!users.isEmpty()) {
      throw new Refusal(
          "%s is used by %s; take it out of gate.yaml first"
              .formatted(name, String.join(", ", users)));
    }
    ledger.remove(
        record,
        changeBody(
            record.kind(), name, record.active().version(), record.active().sha256(), who, why));
    serving.unpublish(name);
    for (RunningPlugin plugin : running.all()) {
      if (plugin.file().name().equals(name)) {
        running.remove(plugin);
        bringDown(plugin);
      }
    }
    LOG.info("{} {} is removed by {}", record.kind(), name, who);
    return "%s %s is removed".formatted(record.kind(), name);
  }

  /** Brings releases of flows down that no crossing is on any more. */
  void retire() throws Refusal, InterruptedException {
    for (PluginRecord record : ledger.all().values()) {
      for (PluginRecord.Release release : record.retiring()) {
        PluginRecord now = installed(record.name());
        if (ledger.retire(now, release)) {
          Optional<RunningPlugin> plugin = running.find(release);
          if (plugin.isPresent()) {
            running.remove(plugin.get());
            bringDown(plugin.get());
          }
          LOG.info(
              "flow {} {} is retired: its last crossing has ended",
              record.name(),
              release.version());
        }
      }
    }
  }

  private String exchange(
      PluginRecord before, PluginFile file, String signer, String who, String why)
      throws Refusal, InterruptedException {
    PluginRecord.Release release = PluginRecord.Release.of(file);
    RunningPlugin old = running.find(before.active()).orElse(null);
    boolean wasUp = running.find(release).isPresent();
    try (RestartWatch restarts =
        new RestartWatch(context, bundle -> isOwn(bundle.getLocation(), file.name()))) {
      RunningPlugin next =
          wasUp ? running.find(release).get() : bringUpOver(before, file, who, why);
      Optional<String> undone = serving.exchange(old, next, everywhere());
      if (undone.isPresent()) {
        serve(before);
        fail(before, next, wasUp, undone.get(), who, why);
      }
      ObjectNode body =
          body(file, who, why).put("signer", signer).put("from", before.active().version());
      PluginRecord after = before.updated(release, tried(before, release, old), who, why);
      try {
        ledger.put(after, "PluginUpdated", body);
      } catch (Refusal e) {
        goBack(next, old, wasUp, everywhere());
        serve(before);
        throw e;
      }
      running.add(next);
      serve(after);
      sweep(after);
      return updated(before, file, restarts.others());
    }
  }

  /** Lanes on which a release that comes in the place of another is on probation. */
  private List<String> tried(
      PluginRecord before, PluginRecord.Release next, @Nullable RunningPlugin old) {
    boolean back = next.equals(before.previous()) || next.equals(before.active());
    return before.kind().equals(PluginKind.DRIVER.word()) && old != null && !back
        ? serving.lanes(before.name())
        : List.of();
  }

  private void goBack(
      RunningPlugin next, @Nullable RunningPlugin old, boolean wasUp, Predicate<String> lanes)
      throws InterruptedException {
    if (old != null) {
      serving.exchange(next, old, lanes);
    }
    if (!wasUp) {
      bringDown(next);
    }
  }

  /** The probation on a lane has ended well. */
  void passed(PluginRecord record, PluginRecord.Trial trial, String lane)
      throws Refusal, InterruptedException {
    PluginRecord after = record.passed(trial, lane);
    RunningPlugin next = running.find(trial.release()).orElse(null);
    for (String more : after.lanes().keySet()) {
      if (next != null && !record.on(more).equals(trial.release()) && after.trial() != null) {
        RunningPlugin old = running.find(record.on(more)).orElse(null);
        Optional<String> undone = serving.exchange(old, next, more::equals);
        if (undone.isPresent()) {
          takeBack(after, after.trial(), more, undone.get());
          return;
        }
      }
    }
    ledger.put(
        after,
        after.trial() == null ? "PluginProved" : "PluginLaneProved",
        change(record, trial).put("lane", lane));
    serve(after);
    sweep(after);
    LOG.info(
        "driver {} {} has proved itself on lane {}",
        record.name(),
        trial.release().version(),
        lane);
  }

  /** It failed on a lane: the one before serves that lane again. */
  void takeBack(PluginRecord record, PluginRecord.Trial trial, String lane, String reason)
      throws Refusal, InterruptedException {
    RunningPlugin bad = running.find(trial.release()).orElse(null);
    RunningPlugin good = running.find(trial.before()).orElse(null);
    if (bad != null && good != null) {
      serving
          .exchange(bad, good, lane::equals)
          .ifPresent(why -> LOG.error("lane {} could not go back: {}", lane, why));
    }
    PluginRecord after = record.takenBack(trial, lane, reason);
    ledger.put(
        after, "PluginTakenBack", change(record, trial).put("lane", lane).put("reason", reason));
    serve(after);
    sweep(after);
    LOG.error(
        "driver {} {} was taken back on lane {}, {} serves it again: {}",
        record.name(),
        trial.release().version(),
        lane,
        trial.before().version(),
        reason);
  }

  private static ObjectNode change(PluginRecord record, PluginRecord.Trial trial) {
    return changeBody(
            record.kind(),
            record.name(),
            trial.release().version(),
            trial.release().sha256(),
            trial.who(),
            trial.why())
        .put("from", trial.before().version());
  }

  /** What is new takes what the record says. */
  void serve(PluginRecord record) {
    running.find(record.active()).ifPresent(serving::choose);
    record
        .lanes()
        .forEach(
            (lane, release) ->
                running.find(release).ifPresent(plugin -> serving.choose(plugin, lane)));
  }

  /** Brings down what the record does not need any more. */
  private void sweep(PluginRecord record) throws InterruptedException {
    Set<PluginRecord.Release> used = record.inUse();
    for (RunningPlugin plugin : running.all()) {
      if (plugin.file().name().equals(record.name()) && !used.contains(plugin.release())) {
        running.remove(plugin);
        bringDown(plugin);
      }
    }
  }

  private static Predicate<String> everywhere() {
    return lane -> true;
  }

  private String updated(PluginRecord before, PluginFile file, Set<String> restarted)
      throws Refusal, InterruptedException {
    String sentence =
        "%s %s is active, in the place of %s"
            .formatted(before.kind(), file, before.active().version());
    LOG.info(sentence);
    if (restarted.isEmpty()) {
      return sentence;
    }
    LOG.error("the update of {} restarted {}", file.name(), restarted);
    ObjectNode body =
        Json.object().put("name", file.name()).put("version", file.version().toString());
    restarted.forEach(body.putArray("restarted")::add);
    ledger.note(file.name(), "PluginRestartedOthers", body);
    return sentence + "; but it restarted " + String.join(", ", restarted);
  }

  private RunningPlugin bringUpOver(PluginRecord before, PluginFile file, String who, String why)
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

  private void fail(
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

  private void bringDown(RunningPlugin plugin) throws InterruptedException {
    serving.end(plugin);
    bundles.bringDown(plugin);
  }

  private PluginRecord installed(String name) throws Refusal, InterruptedException {
    return ledger
        .find(name)
        .orElseThrow(() -> new Refusal(name + " is not installed; gate:plugin list shows what is"));
  }

  private void refuseOtherContent(PluginFile file) throws Refusal, InterruptedException {
    Optional<String> digest = ledger.digestOf(file.name(), file.version().toString());
    if (digest.isPresent() && !digest.get().equals(file.sha256())) {
      throw new Refusal(
          "%s was active before with other content; raise the version".formatted(file));
    }
  }

  private List<String> users(PluginRecord record) {
    GateConfig now = config.get();
    List<String> users = new ArrayList<>();
    now.lanes()
        .forEach(
            lane -> {
              if (record.isFlow() && lane.flow().equals(record.name())) {
                users.add("lane " + lane.id());
              }
              if (record.kind().equals(PluginKind.DRIVER.word())) {
                lane.devices().stream()
                    .filter(device -> device.driver().equals(record.name()))
                    .forEach(device -> users.add("device " + device.id()));
              }
            });
    if (record.kind().equals(PluginKind.AUTHORITY.word())) {
      now.authorities().values().stream()
          .filter(authority -> authority.protocol().equals(record.name()))
          .forEach(authority -> users.add("authority " + authority.id()));
    }
    return users;
  }

  private static boolean isOwn(@Nullable String location, String name) {
    return location != null && location.startsWith(PluginBundles.location(name));
  }

  private static ObjectNode body(PluginFile file, String who, String why) {
    return changeBody(
        file.kind().word(), file.name(), file.version().toString(), file.sha256(), who, why);
  }

  private static ObjectNode changeBody(
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
