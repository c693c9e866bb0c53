package org.amitygate.core.platform;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.amitygate.core.device.DeviceView;
import org.amitygate.core.journal.Refusal;
import org.amitygate.core.plugin.PluginHost.PluginView;
import org.amitygate.core.time.GateClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of an update once a platform is at work: the new one is looked at until it is up and
 * the lanes are back, the old one that is back says so. Used by one thread.
 */
final class Arrival {

  private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);

  /** A platform that is at work and not up by then ends itself, if another one can follow. */
  static final Duration UP_WITHIN = Duration.ofSeconds(60);

  /** Devices that are not back by then are named. */
  static final Duration BACK_WITHIN = Duration.ofSeconds(120);

  private final PlatformLedger ledger;
  private final Launcher launcher;
  private final GateClock clock;
  private final Supplier<List<DeviceView>> devices;
  private final Supplier<List<PluginView>> plugins;
  private final Runnable restart;
  private final Instant begun;
  private boolean givenUp;
  private boolean noted;

  /**
   * @param restart ends this process so that the launcher starts another
   */
  Arrival(
      PlatformLedger ledger,
      Launcher launcher,
      GateClock clock,
      Supplier<List<DeviceView>> devices,
      Supplier<List<PluginView>> plugins,
      Runnable restart) {
    this.ledger = ledger;
    this.launcher = launcher;
    this.clock = clock;
    this.devices = devices;
    this.plugins = plugins;
    this.restart = restart;
    this.begun = clock.now();
  }

  /**
   * Looks once.
   *
   * @return whether it is over: nothing more is to be looked at
   */
  boolean look() throws Refusal, IOException, InterruptedException {
    if (givenUp) {
      return true;
    }
    Optional<UnderWay> update = ledger.underWay();
    if (update.isEmpty()) {
      launcher.confirm();
      launcher.forgetFailed();
      return true;
    }
    if (!update.get().to().home().equals(launcher.home().toString())) {
      takenBack(update.get());
      return true;
    }
    return launcher.trying() ? confirmed(update.get()) && back(update.get()) : back(update.get());
  }

  /** The old one runs again. */
  private void takenBack(UnderWay update) throws Refusal, IOException, InterruptedException {
    String reason =
        launcher.failed()
            ? "it was not up in time, or ended before; its last lines are in the log"
            : "the gate ended before it was started";
    ledger.end("PlatformTakenBack", update.body().put("reason", reason));
    launcher.forgetFailed();
    LOG.error(
        "{} runs again in the place of {}: {}",
        update.from().version(),
        update.to().version(),
        reason);
  }

  /** The new one is up, and stays from now on. */
  private boolean confirmed(UnderWay update) throws Refusal, IOException, InterruptedException {
    Optional<String> objection = objection(update);
    if (objection.isEmpty()) {
      launcher.confirm();
      LOG.info("platform {} is up and stays", update.to().version());
      return true;
    }
    if (clock.now().isAfter(begun.plus(UP_WITHIN))) {
      return notUp(update, objection.get());
    }
    return false;
  }

  /**
   * Ends the new one, so that the old one follows. Where none can, it stays as it is: a restart
   * would bring the same one again.
   *
   * @return whether it stays
   */
  private boolean notUp(UnderWay update, String why) throws IOException, InterruptedException {
    boolean wayBack = launcher.wayBack();
    if (!noted) {
      noted = true;
      LOG.error("platform {} is not up: {}", update.to().version(), why);
      note(update, why);
    }
    if (wayBack) {
      restart.run();
      givenUp = true;
      return false;
    }
    launcher.confirm();
    LOG.warn("platform {} stays all the same: there is no way back", update.to().version());
    return true;
  }

  /** A journal that cannot be written may be why it is not up: nothing waits for its record. */
  private void note(UnderWay update, String why) throws InterruptedException {
    try {
      ledger.note("PlatformNotUp", update.body().put("reason", why));
    } catch (Refusal e) {
      LOG.error("that is not on record: {}", e.getMessage());
    }
  }

  /** Why the new one must not stay; empty if it may. */
  private Optional<String> objection(UnderWay update) {
    return plugins.get().stream()
        .filter(plugin -> !plugin.problem().isEmpty())
        .filter(plugin -> !update.problems().contains(plugin.name()))
        .map(plugin -> "plug-in " + plugin.name() + ": " + plugin.problem())
        .findFirst()
        .or(
            () ->
                update.noneBack(devices.get())
                    ? Optional.of("no device is online that was so before")
                    : Optional.empty());
  }

  private boolean back(UnderWay update) throws Refusal, InterruptedException {
    List<DeviceView> now = devices.get();
    if (!update.allBack(now) && clock.now().isBefore(begun.plus(BACK_WITHIN))) {
      return false;
    }
    ObjectNode body = update.arrived(now);
    ledger.end("PlatformUpdated", body);
    LOG.info(
        "platform {} has taken over from {}; pauses of the lanes in ms: {}",
        update.to().version(),
        update.from().version(),
        body.path("pauseMillis"));
    return true;
  }
}
