package org.amitygate.core.barrier;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.time.Ids;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;

/**
 * The lamps at the stop line: red, drive back and park (held or refused); green, the boom is up for
 * you; else dark. They follow from the lane's state, so that nothing of them is stored, and they
 * open nothing.
 */
final class Lamps {

  private static final long RED = 0;
  private static final long GREEN = 1;
  private static final Duration WITHIN = Duration.ofSeconds(30);

  private enum Shown {
    DARK,
    RED,
    GREEN
  }

  private final CrossingDesk crossings;
  private final QuestionDesk.Devices devices;
  private final Ids ids;
  private final Map<String, Shown> shown = new ConcurrentHashMap<>();

  Lamps(CrossingDesk crossings, QuestionDesk.Devices devices, Ids ids) {
    this.crossings = crossings;
    this.devices = devices;
    this.ids = ids;
  }

  /** Shows what the lane's state calls for, after the commit. */
  void follow(Transaction tx, Lane lane) {
    Shown wanted = wanted(tx, lane);
    tx.afterCommit(() -> show(lane.id(), wanted));
  }

  private Shown wanted(Transaction tx, Lane lane) {
    if (lane.opening().filter(opening -> opening.phase() == Opening.Phase.OPENED).isPresent()) {
      return Shown.GREEN;
    }
    boolean back =
        lane.zone()
            .crossing()
            .flatMap(id -> crossings.find(tx, id))
            .filter(Lamps::mustLeave)
            .isPresent();
    return back ? Shown.RED : Shown.DARK;
  }

  private static boolean mustLeave(Crossing crossing) {
    boolean held =
        crossing.hold().filter(hold -> hold.reason() != HoldReason.BARRIER_UNKNOWN).isPresent();
    return held || crossing.state() == Crossing.State.REFUSED;
  }

  private void show(String lane, Shown wanted) {
    if (shown.put(lane, wanted) != wanted) {
      switchOn(lane, RED, wanted);
      switchOn(lane, GREEN, wanted);
    }
  }

  /** The controller is back and may have forgotten its lamps. */
  void repeat(String lane) {
    Shown before = shown.remove(lane);
    if (before != null) {
      show(lane, before);
    }
  }

  /** A lamp of unknown state is switched again when the lane changes next. */
  private void switchOn(String lane, long output, Shown wanted) {
    boolean on = wanted == (output == RED ? Shown.RED : Shown.GREEN);
    devices
        .ask(
            lane + ".io",
            new Command(ids.next(), Command.SET, Map.of("output", output, "on", on)),
            WITHIN)
        .whenComplete(
            (outcome, failure) -> {
              if (!(outcome instanceof Outcome.Done)) {
                shown.remove(lane, wanted);
              }
            });
  }
}
