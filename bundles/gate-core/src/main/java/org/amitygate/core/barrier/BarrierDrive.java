package org.amitygate.core.barrier;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.amitygate.core.barrier.Opening.Phase;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.device.BarrierState;
import org.amitygate.device.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries an intent out: sends the command once, and finds out what became of it. A command whose
 * answer is lost is unknown, never failed: the controller is asked, and told again only after it
 * said that it does not have the token.
 */
public final class BarrierDrive {

  private static final Logger LOG = LoggerFactory.getLogger(BarrierDrive.class);

  /** Says why a command must not be sent once more; empty: it may be. */
  interface Recheck {
    Optional<String> objection(Transaction tx, Lane lane, Opening opening);
  }

  /** Between the confirmed cancelling and the reading that proves. */
  private static final Duration SETTLING = Duration.ofMillis(300);

  private static final Duration LOOK = Duration.ofMillis(250);

  private final Journal journal;
  private final Lanes lanes;
  private final Stops stops;
  private final OpeningRecord record;
  private final TakeBack takeBack;
  private final Recheck recheck;
  private final BarrierLine line;
  private final LaneWorks works;
  private final Scheduler scheduler;

  private final Controllers controllers = new Controllers();

  /**
   * Lanes whose controller is being asked or told something, so that it is not asked twice at once.
   */
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  private volatile boolean open;

  BarrierDrive(
      Journal journal,
      Lanes lanes,
      Stops stops,
      OpeningRecord record,
      Recheck recheck,
      BarrierLine line,
      LaneWorks works,
      Scheduler scheduler) {
    this.journal = journal;
    this.lanes = lanes;
    this.stops = stops;
    this.record = record;
    this.takeBack = new TakeBack(this, record);
    this.recheck = recheck;
    this.line = line;
    this.works = works;
    this.scheduler = scheduler;
  }

  /**
   * Begins to look after openings that are under way, those of before the restart included. Only
   * once the gate listens to its devices.
   */
  void open() {
    open = true;
    lanes.all().forEach(lane -> lane.opening().ifPresent(opening -> ask(lane.id())));
    look();
  }

  void close() {
    open = false;
  }

  private void look() {
    if (!open) {
      return;
    }
    for (Lane lane : lanes.all()) {
      if (lane.opening().isPresent()) {
        if (online(lane.id()) && !busy.contains(lane.id())) {
          review(lane.id());
        }
        if (!online(lane.id()) || lane.opening().get().phase() == Phase.CANCELLING) {
          giveUpIfSilent(lane.id());
        }
      }
    }
    scheduler.after(LOOK, this::look);
  }

  void online(String lane, boolean now) {
    controllers.online(lane, now);
  }

  boolean online(String lane) {
    return controllers.online(lane);
  }

  /**
   * Puts a lane with an intent, and sends its command after the commit, unless a stop came in
   * between. If the commit took long, the command is as good as lost: the controller is asked, and
   * it is sent behind all that was told meanwhile, if nothing objects. The lane is busy before
   * others see the intent, and the command leaves after.
   */
  void command(Transaction tx, Lane lane, Opening opening) {
    long token = opening.token();
    tx.afterCommit(() -> busy.add(lane.id()));
    lanes.put(tx, lane);
    Instant decided = tx.now();
    tx.afterCommit(() -> send(lane.id(), token, decided));
  }

  private void send(String lane, long token, Instant decided) {
    boolean sent =
        stops.unlessStopped(
            lane,
            () -> {
              if (works.stale(decided)) {
                ask(lane);
              } else {
                line.open(lane, token, () -> wanted(lane, token))
                    .whenComplete((outcome, failure) -> answered(lane, token, outcome, failure));
              }
              return true;
            });
    if (!sent) {
      submit(lane, (tx, now) -> stoppedBeforeSending(tx, now, token));
    }
  }

  /** It may have waited for another driver: by now it may be stopped, or cancelled, or behind. */
  private boolean wanted(String lane, long token) {
    return stops.unlessStopped(
        lane,
        () ->
            lanes
                .find(lane)
                .map(now -> intended(now, token))
                .filter(opening -> !works.unwritten(lane, opening.role()))
                .isPresent());
  }

  /** What was sent before may still be on its way: then not sending it again proves nothing. */
  private void stoppedBeforeSending(Transaction tx, Lane lane, long token) {
    Opening opening = intended(lane, token);
    if (opening != null && opening.repeated()) {
      cancel(tx, lane, opening, "STOP");
    } else if (opening != null) {
      record.end(tx, lane, new HandoverEvent.NotOpened("STOP"));
    }
  }

  private static @Nullable Opening intended(Lane lane, long token) {
    return lane.opening()
        .filter(opening -> opening.token() == token && opening.phase() == Phase.INTENDED)
        .orElse(null);
  }

  private void answered(
      String lane, long token, @Nullable Outcome outcome, @Nullable Throwable failure) {
    LOG.debug("lane {} token {}: {}", lane, token, outcome);
    if (outcome instanceof Outcome.Done) {
      submit(lane, (tx, now) -> accepted(tx, now, token));
    } else {
      String what = failure == null ? String.valueOf(outcome) : failure.toString();
      LOG.info(
          "lane {}: the command of token {} ended as {}; asking the controller", lane, token, what);
      ask(lane);
    }
  }

  private void accepted(Transaction tx, Lane lane, long token) {
    Opening opening = intended(lane, token);
    if (opening != null) {
      record.accepted(tx, lane, opening);
      if (stops.inForce(tx, lane.id()).isPresent()) {
        cancel(tx, lane, opening, "STOP");
      }
    }
  }

  /** Asks the controller what it knows of the token, however long it is away. */
  private void ask(String lane) {
    busy.add(lane);
    line.position(lane)
        .thenAccept(
            answer ->
                answer.ifPresentOrElse(
                    state -> submit(lane, (tx, now) -> learnt(tx, now, state)),
                    () -> busy.remove(lane))); // looked at again
  }

  /** What an intent of unknown fate came to, by the controller's own word. */
  private void learnt(Transaction tx, Lane lane, BarrierState state) {
    Opening opening = lane.opening().orElse(null);
    if (opening == null) {
      return;
    }
    if (opening.phase() == Phase.CANCELLING) {
      tx.afterCommit(() -> cancel(lane.id(), opening.token()));
    } else if (opening.phase() == Phase.INTENDED && state.acceptedToken() != opening.token()) {
      unknown(tx, lane, opening, state);
    } else {
      review(tx, lane, state, tx.now());
    }
  }

  /**
   * The controller does not have the token: it is sent once more, or cancelled before it can arrive
   * late.
   */
  private void unknown(Transaction tx, Lane lane, Opening opening, BarrierState state) {
    boolean refused =
        state.acceptedToken() > opening.token() || state.cancelledToken() >= opening.token();
    if (stops.inForce(tx, lane.id()).isPresent()) {
      cancel(tx, lane, opening, "STOP");
    } else if (refused || opening.repeated()) {
      cancel(tx, lane, opening, "REFUSED");
    } else if (!opening.repeatable(state)) {
      cancel(tx, lane, opening, opening.doubtful(state) ? "UNPROVEN" : "OFFLINE");
    } else {
      repeat(tx, lane, opening);
    }
  }

  /** Much may have happened since the intent: it was made minutes ago, perhaps. */
  private void repeat(Transaction tx, Lane lane, Opening opening) {
    Optional<String> objection = recheck.objection(tx, lane, opening);
    if (objection.isPresent()) {
      record.notRepeated(tx, lane, opening, objection.get());
      cancel(tx, lane, opening, "OFFLINE");
    } else {
      record.repeated(tx, lane, opening);
      command(tx, lane, opening);
    }
  }

  private void review(String lane) {
    submit(
        lane,
        (tx, now) -> {
          Opening opening = now.opening().orElse(null);
          if (opening == null || works.behindLoops(lane)) {
            return; // what waits may prove that it has moved
          }
          if (opening.phase() == Phase.INTENDED || opening.phase() == Phase.CANCELLING) {
            tx.afterCommit(() -> ask(lane)); // nobody is at it any more
          } else {
            now.watched().ifPresent(state -> review(tx, now, state, tx.now()));
          }
        });
  }

  /**
   * Draws the conclusion from a state of the controller that it is known to have had until {@code
   * at}; also called for every one that it sends by itself.
   */
  void review(Transaction tx, Lane lane, BarrierState state, Instant at) {
    Opening opening = lane.opening().orElse(null);
    if (opening == null) {
      return;
    }
    if (state.acceptedToken() == opening.token()) {
      accepted(tx, lane, opening.token());
    }
    switch (opening.judge(state, lane.zone(), at)) {
      case OPENED -> record.opened(tx, lane, opening);
      case CANCEL -> cancel(tx, lane, opening, opening.moved(state) ? "REVERSED" : "STUCK");
      case PASSED -> departed(tx, lane);
      case UNPROVEN -> cancel(tx, lane, opening, "UNPROVEN"); // a person may decide only then
      default -> {}
    }
  }

  /** The vehicle has passed: the opening is used up and the zone is free. */
  void departed(Transaction tx, Lane lane) {
    record.end(tx, lane, new HandoverEvent.Departed());
  }

  /** What takes a command back that is not yet carried out. */
  TakeBack takeBack() {
    return takeBack;
  }

  void cancel(Transaction tx, Lane lane, Opening opening, String cause) {
    tx.afterCommit(() -> cancel(lane.id(), opening.token()));
    record.cancelled(tx, lane, opening, cause);
  }

  private void cancel(String lane, long token) {
    busy.add(lane);
    line.cancel(lane, token)
        .thenAccept(
            answer -> {
              if (answer.filter(state -> state.cancelledToken() >= token).isPresent()) {
                scheduler.after(SETTLING, () -> prove(lane, token));
              } else {
                scheduler.after(LOOK, () -> ask(lane));
              }
            });
  }

  private void prove(String lane, long token) {
    line.position(lane)
        .thenAccept(
            answer ->
                answer.ifPresentOrElse(
                    state -> submit(lane, (tx, now) -> proved(tx, now, token, state)),
                    () -> ask(lane)));
  }

  private void proved(Transaction tx, Lane lane, long token, BarrierState state) {
    Opening opening = lane.opening().orElse(null);
    if (opening == null || opening.token() != token || opening.phase() != Phase.CANCELLING) {
      return;
    }
    switch (opening.judgeCancelled(state)) {
      case OPENED -> record.opened(tx, lane, opening);
      case NOT_OPENED -> record.end(tx, lane, new HandoverEvent.NotOpened(opening.cancelCause()));
      case NOT_DEPARTED -> record.end(tx, lane, new HandoverEvent.NotDeparted());
      case PASSED -> departed(tx, lane);
      default -> record.end(tx, lane, new HandoverEvent.Unproven(OpeningRecord.describe(state)));
    }
  }

  /**
   * A controller that is away, or that does not confirm, must not keep people from deciding for
   * ever.
   */
  private void giveUpIfSilent(String lane) {
    journal
        .submit(
            tx -> {
              Lane now = lanes.load(tx, lane);
              Opening opening = now.opening().orElse(null);
              if (opening == null) {
                return false;
              }
              opening
                  .silent(controllers.seen(tx, lane), tx.now())
                  .ifPresent(why -> record.end(tx, now, new HandoverEvent.Unproven(why)));
              return true;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                controllers.unasked(lane);
              }
              complain(lane, "its opening could not be handed to people", failure);
            });
  }

  private void submit(String lane, BiConsumer<Transaction, Lane> work) {
    busy.add(lane);
    journal
        .submit(
            tx -> {
              tx.afterCommit(
                  () -> busy.remove(lane)); // what the work does next makes it busy again
              work.accept(tx, lanes.load(tx, lane));
              return lane;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                busy.remove(lane);
              }
              complain(lane, "what the barrier did could not be recorded", failure);
            });
  }

  /**
   * An outage of the journal says itself what it is; lanes are looked at several times a second.
   */
  private static void complain(String lane, String what, @Nullable Throwable failure) {
    if (failure != null && !Journal.JournalUnavailable.is(failure)) {
      LOG.error("lane {}: {}; it is looked at again", lane, what, failure);
    }
  }
}
