package org.amitygate.core.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
  private final Releases releases;
  private final TrialChanges trials;
  private final Serving serving;
  private final RunningPlugins running;
  private final PluginTrust trust;
  private final Supplier<GateConfig> config;

  /** What a change works with. */
  PluginChanges(
      BundleContext context,
      PluginLedger ledger,
      PluginFolder folder,
      Serving serving,
      RunningPlugins running,
      Releases releases,
      TrialChanges trials,
      PluginTrust trust,
      Supplier<GateConfig> config) {
    this.context = context;
    this.ledger = ledger;
    this.folder = folder;
    this.releases = releases;
    this.trials = trials;
    this.serving = serving;
    this.running = running;
    this.trust = trust;
    this.config = config;
  }

  /** Adds a plug-in. */
  String install(String who, Path jar, String why) throws Refusal, InterruptedException {
    return install(PluginFile.read(jar), trust, who, why);
  }

  /** Adds one that came with the server, and is trusted as that is. */
  void installShipped(String who, Path jar, String why) throws Refusal, InterruptedException {
    install(PluginFile.read(jar), PluginTrust.ANY, who, why);
  }

  private String install(PluginFile file, PluginTrust makers, String who, String why)
      throws Refusal, InterruptedException {
    Optional<PluginRecord> there = ledger.find(file.name());
    if (there.isPresent()) {
      throw new Refusal(
          "%s is installed already (%s %s); use gate:plugin update"
              .formatted(file.name(), there.get().kind(), there.get().active().version()));
    }
    refuseOtherContent(file);
    PluginCode.check(file);
    String signer = makers.signer(file.file(), file.sha256());
    PluginFile kept = folder.keep(file);
    RunningPlugin plugin = releases.bringUp(kept);
    try {
      ledger.put(
          PluginRecord.installed(kept, who, why),
          "PluginInstalled",
          Releases.body(kept, who, why).put("signer", signer));
    } catch (Refusal e) {
      releases.bringDown(plugin);
      throw e;
    }
    running.add(plugin);
    serving.exchange(null, plugin, Releases.EVERYWHERE);
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
    if (file.kind() == PluginKind.AUTHORITY) {
      throw new Refusal(
          file + " is an authority protocol, which no lane has for itself; use gate:plugin update");
    }
    PluginRecord.Trial open = before.trial();
    if (open != null) {
      throw new Refusal(
          "%s %s is on probation on %s; wait for its end, or end it with gate:plugin rollback"
              .formatted(before.name(), open.release().version(), String.join(", ", open.on())));
    }
    List<String> lanes = serving.lanes(file.kind(), file.name());
    if (lanes.isEmpty() || running.find(before.active()).isEmpty()) {
      throw new Refusal(
          "no lane is served by %s %s; use gate:plugin update"
              .formatted(before.name(), before.active().version()));
    }
    return trials.rollOut(before, folder.keep(file), lanes, signer, who, why);
  }

  private String acceptable(PluginRecord before, PluginFile file, Path jar)
      throws Refusal, InterruptedException {
    if (!before.kind().equals(file.kind().word())) {
      throw new Refusal(
          "%s is installed as a plug-in of the kind %s, not %s; give this one another name"
              .formatted(file.name(), before.kind(), file.kind().word()));
    }
    if (before.active().sha256().equals(file.sha256()) && before.lanes().isEmpty()) {
      throw new Refusal(
          before.active().version().equals(file.version().toString())
              ? file + " is active already"
              : "%s is the same as %s, which is active".formatted(file, before.active().version()));
    }
    refuseOtherContent(file);
    PluginCode.check(file);
    return trust.signer(jar, file.sha256());
  }

  /** Goes back to the version before; from a roll-out to the one that is active. */
  String rollback(String who, String name, String why) throws Refusal, InterruptedException {
    PluginRecord before = installed(name);
    return goBack(before, before.isRollout(), who, why);
  }

  private String goBack(PluginRecord before, boolean toActive, String who, String why)
      throws Refusal, InterruptedException {
    PluginRecord.Release release =
        Optional.ofNullable(toActive ? before.active() : before.previous())
            .orElseThrow(
                () ->
                    new Refusal(
                        before.name() + " has no version before " + before.active().version()));
    PluginFile file = folder.find(before.name(), release);
    return exchangeBack(before, file, who, why);
  }

  /**
   * A version has turned out bad: nothing takes it any more, and what is on it goes to the active
   * version, or if it is that to the one before.
   */
  String markBad(String who, String name, String version, String why)
      throws Refusal, InterruptedException {
    PluginRecord before = installed(name);
    PluginRecord.Release release =
        Stream.concat(before.inUse().stream(), Stream.ofNullable(before.previous()))
            .filter(one -> one.version().equals(version))
            .findFirst()
            .orElseThrow(
                () ->
                    new Refusal(
                        "%s %s is not in use; gate:plugin list shows what is"
                            .formatted(name, version)));
    boolean active = release.equals(before.active());
    if (active || before.lanes().containsValue(release)) {
      goBack(before, !active, who, why);
    }
    PluginRecord after = installed(name).failed(release, why);
    ledger.put(
        after,
        "PluginMarkedBad",
        Releases.changeBody(before.kind(), name, version, release.sha256(), who, why));
    releases.serve(after);
    return "%s %s %s is marked bad; %s is active"
        .formatted(before.kind(), name, version, after.active().version());
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
        Releases.changeBody(
            record.kind(), name, record.active().version(), record.active().sha256(), who, why));
    serving.unpublish(name);
    for (RunningPlugin plugin : running.all()) {
      if (plugin.file().name().equals(name)) {
        running.remove(plugin);
        releases.bringDown(plugin);
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
            releases.bringDown(plugin.get());
          }
          LOG.info(
              "flow {} {} is retired: its last crossing has ended",
              record.name(),
              release.version());
        }
      }
    }
  }

  /** What comes in the place of the active release, up beside it. */
  private record Next(RunningPlugin plugin, boolean wasUp, List<String> tried) {}

  private Next bringUp(PluginRecord before, PluginFile file, String who, String why)
      throws Refusal, InterruptedException {
    PluginRecord.Release release = PluginRecord.Release.of(file);
    RunningPlugin old = running.find(before.active()).orElse(null);
    Optional<RunningPlugin> up = running.find(release);
    RunningPlugin next = up.isPresent() ? up.get() : releases.bringUpOver(before, file, who, why);
    return new Next(next, up.isPresent(), tried(before, release, old));
  }

  private RestartWatch watch(PluginFile file) {
    return new RestartWatch(context, bundle -> isOwn(bundle.getLocation(), file.name()));
  }

  /** A new release in the place of the active one; if it does not go, nothing has changed. */
  private String exchange(
      PluginRecord before, PluginFile file, String signer, String who, String why)
      throws Refusal, InterruptedException {
    try (RestartWatch restarts = watch(file)) {
      Next next = bringUp(before, file, who, why);
      serving.onProbation(file.kind(), file.name(), next.tried());
      Optional<String> undone = releases.exchange(before, next.plugin());
      if (undone.isPresent()) {
        releases.serve(before);
        releases.fail(before, next.plugin(), next.wasUp(), undone.get(), who, why);
      }
      record(before, next, signer, who, why);
      return updated(before, file, restarts.others());
    }
  }

  /** An older release again: the one that is there may be no good, and is not asked. */
  private String exchangeBack(PluginRecord before, PluginFile file, String who, String why)
      throws Refusal, InterruptedException {
    try (RestartWatch restarts = watch(file)) {
      Next next = bringUp(before, file, who, why);
      PluginRecord.Trial trial = before.trial();
      boolean takesBack = trial != null && !trial.release().equals(next.plugin().release());
      if (takesBack) {
        serving.onTakenBack(before, why);
      }
      Optional<String> undone = releases.exchange(before, next.plugin());
      if (undone.isPresent()) {
        for (String lane : serving.lanes(file.kind(), file.name())) {
          serving.replace(next.plugin(), lane);
        }
      }
      if (takesBack) {
        serving.onTakenBack(before, why); // what it said meanwhile
      }
      record(before, next, "", who, why); // trusted when it came
      String anew =
          undone.map(cause -> "; its devices have new connections, because " + cause).orElse("");
      return updated(before, file, restarts.others()) + anew;
    }
  }

  /** It serves: on record, or as before if that cannot be written. */
  private void record(PluginRecord before, Next next, String signer, String who, String why)
      throws Refusal, InterruptedException {
    RunningPlugin plugin = next.plugin();
    ObjectNode body =
        Releases.body(plugin.file(), who, why)
            .put("signer", signer)
            .put("from", before.active().version());
    PluginRecord after = before.updated(plugin.release(), next.tried(), who, why);
    try {
      ledger.put(after, "PluginUpdated", body);
    } catch (Refusal e) {
      releases.goBack(before, plugin, next.wasUp());
      releases.serve(before);
      throw e;
    }
    running.add(plugin);
    releases.serve(after);
    releases.sweep(after);
  }

  /** Lanes on which a release that comes in the place of another is on probation. */
  private List<String> tried(
      PluginRecord before, PluginRecord.Release next, @Nullable RunningPlugin old) {
    boolean back = next.equals(before.previous()) || next.equals(before.active());
    return old == null || back ? List.of() : serving.lanes(old.file().kind(), before.name());
  }

  private String updated(PluginRecord before, PluginFile file, Set<String> restarted)
      throws Refusal, InterruptedException {
    boolean again = before.active().version().equals(file.version().toString());
    String sentence =
        again
            ? "%s %s serves every lane again".formatted(before.kind(), file)
            : "%s %s is active, in the place of %s"
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
              if (record.isFlow() && lane.takes(record.name())) {
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
}
