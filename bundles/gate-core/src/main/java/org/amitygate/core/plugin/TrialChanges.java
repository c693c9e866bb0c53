package org.amitygate.core.plugin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.amitygate.core.journal.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes of drivers and flows lane by lane: begins a roll-out, goes on with it, takes it back. On
 * the host's thread.
 */
final class TrialChanges {

  private static final Logger LOG = LoggerFactory.getLogger(TrialChanges.class);

  private final PluginLedger ledger;
  private final Serving serving;
  private final RunningPlugins running;
  private final Releases releases;

  TrialChanges(PluginLedger ledger, Serving serving, RunningPlugins running, Releases releases) {
    this.ledger = ledger;
    this.serving = serving;
    this.running = running;
    this.releases = releases;
  }

  /** Tries a release on the first lane. */
  String rollOut(
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
    RunningPlugin next =
        wasUp ? running.find(release).get() : releases.bringUpOver(before, file, who, why);
    serving.onProbation(file.kind(), file.name(), List.of(first));
    Optional<String> undone = serving.exchange(old, next, first::equals);
    if (undone.isPresent()) {
      releases.doubt(before);
      releases.fail(before, next, wasUp, undone.get(), who, why);
    }
    try {
      ledger.put(
          before.rollingOut(release, first, lanes.subList(1, lanes.size()), who, why),
          "PluginRolloutBegun",
          Releases.body(file, who, why).put("signer", signer).put("lane", first));
    } catch (Refusal e) {
      releases.goBack(next, old, wasUp, first::equals);
      releases.doubt(before);
      throw e;
    }
    running.add(next);
    serving.choose(next, first);
    return "%s %s serves lane %s on probation; %d more lanes follow if it is good"
        .formatted(before.kind(), file, first, lanes.size() - 1);
  }

  /** The probation on a lane has ended well. */
  void passed(PluginRecord record, PluginRecord.Trial trial, String lane)
      throws Refusal, InterruptedException {
    PluginRecord after = record.passed(trial, lane);
    PluginRecord.Trial left = after.trial();
    ledger.put(
        after,
        left == null ? "PluginProved" : "PluginLaneProved",
        change(record, trial).put("lane", lane));
    LOG.info(
        "{} {} {} has proved itself on lane {}",
        record.kind(),
        record.name(),
        trial.release().version(),
        lane);
    for (String next : left == null ? List.<String>of() : left.on()) {
      if (!trial.on().contains(next)) {
        after = goOn(record.on(next), after, left, next);
      }
    }
    settle(after);
  }

  /**
   * The next lane gets it, as is on record already.
   *
   * @param before what the lane has
   * @return what is on record then: it is taken back at once if the lane keeps what it has
   */
  private PluginRecord goOn(
      PluginRecord.Release before, PluginRecord record, PluginRecord.Trial trial, String lane)
      throws Refusal, InterruptedException {
    releases.doubt(record);
    Optional<String> kept = exchange(before, trial.release(), lane);
    return kept.isPresent() ? takenBack(record, trial, lane, kept.get()) : record;
  }

  /**
   * It failed on a lane: the one before serves that lane again. What cannot be recorded is not
   * done: the fault is still there at the next look.
   */
  void takeBack(PluginRecord record, PluginRecord.Trial trial, String lane, String reason)
      throws Refusal, InterruptedException {
    serving.onTakenBack(record, lane, reason);
    PluginRecord after = takenBack(record, trial, lane, reason);
    Optional<String> kept = exchange(trial.release(), trial.before(), lane);
    Optional<RunningPlugin> good = running.find(trial.before());
    if (kept.isPresent() && good.isPresent()) {
      LOG.warn("lane {} does not go back by itself: {}", lane, kept.get());
      serving.replace(good.get(), lane);
    }
    serving.onTakenBack(record, lane, reason);
    settle(after);
  }

  /** Records it. */
  private PluginRecord takenBack(
      PluginRecord record, PluginRecord.Trial trial, String lane, String reason)
      throws Refusal, InterruptedException {
    PluginRecord after = record.takenBack(trial, lane, reason);
    ledger.put(
        after, "PluginTakenBack", change(record, trial).put("lane", lane).put("reason", reason));
    LOG.error(
        "{} {} {} is taken back on lane {}, where {} serves again: {}",
        record.kind(),
        record.name(),
        trial.release().version(),
        lane,
        trial.before().version(),
        reason);
    return after;
  }

  /** What is new takes what the record says, and what it does not need goes. */
  private void settle(PluginRecord record) throws InterruptedException {
    releases.serve(record);
    releases.sweep(record);
  }

  /**
   * @return why a lane keeps the first of two releases; empty if it has the second, or one is down
   */
  private Optional<String> exchange(PluginRecord.Release from, PluginRecord.Release to, String lane)
      throws InterruptedException {
    Optional<RunningPlugin> old = running.find(from);
    Optional<RunningPlugin> next = running.find(to);
    return old.isPresent() && next.isPresent()
        ? serving.exchange(old.get(), next.get(), lane::equals)
        : Optional.empty();
  }

  private static ObjectNode change(PluginRecord record, PluginRecord.Trial trial) {
    return Releases.changeBody(
            record.kind(),
            record.name(),
            trial.release().version(),
            trial.release().sha256(),
            trial.who(),
            trial.why())
        .put("from", trial.before().version());
  }
}
