package org.amitygate.core.barrier;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.QuestionDesk;
import org.amitygate.core.device.Scheduler;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.journal.Journal;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;
import org.amitygate.core.time.Ids;
import org.amitygate.device.BarrierState;
import org.amitygate.device.Command;
import org.amitygate.device.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries an intent out: sends the command once, and finds out what became of it. A command whose
 * answer is lost is unknown, never failed: the controller is asked, and told again only after it
 * said that it does not have the token.
 */
public final class BarrierDrive {

  private static final Logger LOG = LoggerFactory.getLogger(BarrierDrive.class);

  /** For the controller's answer to a command that moves something. */
  private static final Duration COMMAND_WITHIN = Duration.ofSeconds(5);

  /** For the answer to a question: as long as the controller may be away. */
  private static final Duration ASK_WITHIN = Duration.ofMinutes(10);

  /** Between the confirmed cancelling and the reading that proves. */
  private static final Duration SETTLING = Duration.ofMillis(300);

  private static final Duration LOOK = Duration.ofMillis(250);

  private final Journal journal;
  private final Lanes lanes;
  private final Stops stops;
  private final CrossingDesk crossings;
  private final Supplier<HandoverDesk> handover;
  private final QuestionDesk.Devices devices;
  private final Scheduler scheduler;
  private final Ids ids;

  private final Set<String> online = ConcurrentHashMap.newKeySet();

  /**
   * Lanes whose controller is being asked or told something, so that it is not asked twice at once.
   */
  private final Set<String> busy = ConcurrentHashMap.newKeySet();

  private volatile boolean open;

  public BarrierDrive(
      Journal journal,
      Lanes lanes,
      Stops stops,
      CrossingDesk crossings,
      Supplier<HandoverDesk> handover,
      QuestionDesk.Devices devices,
      Scheduler scheduler,
      Ids ids) {
    this.journal = journal;
    this.lanes = lanes;
    this.stops = stops;
    this.crossings = crossings;
    this.handover = handover;
    this.devices = devices;
    this.scheduler = scheduler;
    this.ids = ids;
  }

  /** Begins to look after openings that are under way, those of before the restart included. */
  void open(Iterable<Lane> all) {
    open = true;
    all.forEach(lane -> lane.opening().ifPresent(opening -> ask(lane.id())));
    look(all);
  }

  void close() {
    open = false;
  }

  private void look(Iterable<Lane> all) {
    if (!open) {
      return;
    }
    for (Lane lane : all) {
      if (lane.opening().isPresent() && online(lane.id()) && !busy.contains(lane.id())) {
        review(lane.id());
      }
    }
    scheduler.after(LOOK, () -> look(lanes.all()));
  }

  void online(String lane, boolean now) {
    if (now) {
      online.add(lane);
    } else {
      online.remove(lane);
    }
  }

  boolean online(String lane) {
    return online.contains(lane);
  }

  /** Sends the command of a fresh intent after its commit, unless a stop came in between. */
  void command(Transaction tx, Lane lane, Opening opening) {
    busy.add(lane.id());
    tx.afterCommit(() -> send(lane.id(), opening.token()));
  }

  private void send(String lane, long token) {
    Command command = new Command(ids.next(), Command.OPEN, Map.of("token", token));
    boolean sent =
        stops.unlessStopped(
            lane,
            () -> {
              devices
                  .ask(io(lane), command, COMMAND_WITHIN)
                  .whenComplete((outcome, failure) -> answered(lane, token, outcome, failure));
              return true;
            });
    if (!sent) {
      submit(lane, (tx, now) -> end(tx, now, new HandoverEvent.NotOpened("STOP")));
    }
  }

  private void answered(String lane, long token, Outcome outcome, Throwable failure) {
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
    lane.opening()
        .filter(opening -> opening.token() == token && opening.phase() == Opening.Phase.INTENDED)
        .ifPresent(
            opening -> {
              opening.enter(Opening.Phase.ACCEPTED, tx.now());
              note(tx, lane, opening, "OpeningAccepted", "");
              lanes.put(tx, lane);
            });
  }

  /** Asks the controller what it knows of the token, however long it is away. */
  private void ask(String lane) {
    busy.add(lane);
    devices
        .ask(io(lane), new Command(ids.next(), Command.POSITION, Map.of()), ASK_WITHIN)
        .whenComplete(
            (outcome, failure) -> {
              if (state(outcome) == null) {
                busy.remove(lane); // looked at again
              } else {
                submit(lane, (tx, now) -> learnt(tx, now, state(outcome)));
              }
            });
  }

  private static BarrierState state(Outcome outcome) {
    return outcome instanceof Outcome.Done done
            && done.answer().orElse(null) instanceof BarrierState state
        ? state
        : null;
  }

  /** What an intent of unknown fate came to, by the controller's own word. */
  private void learnt(Transaction tx, Lane lane, BarrierState state) {
    Opening opening = lane.opening().orElse(null);
    if (opening == null) {
      return;
    }
    if (opening.phase() == Opening.Phase.CANCELLING) {
      tx.afterCommit(() -> cancel(lane.id(), opening.token()));
    } else if (opening.phase() == Opening.Phase.INTENDED) {
      if (state.acceptedToken() == opening.token()) {
        accepted(tx, lane, opening.token());
        review(tx, lane, state);
      } else if (state.acceptedToken() > opening.token()
          || state.cancelledToken() >= opening.token()) {
        cancel(tx, lane, opening, "REFUSED");
      } else if (stops.inForce(tx, lane.id()).isPresent()) {
        cancel(tx, lane, opening, "STOP");
      } else {
        note(tx, lane, opening, "OpeningRepeated", "the controller does not have the token");
        command(tx, lane, opening);
      }
    } else {
      review(tx, lane, state);
    }
  }

  private void review(String lane) {
    submit(
        lane,
        (tx, now) ->
            now.barrier()
                .ifPresent(
                    state -> {
                      if (now.opening().isPresent()
                          && now.opening().get().phase() == Opening.Phase.INTENDED) {
                        tx.afterCommit(() -> ask(lane));
                      } else {
                        review(tx, now, state);
                      }
                    }));
  }

  /**
   * Draws the conclusion from a state of the controller; also called for every one that it sends by
   * itself.
   */
  void review(Transaction tx, Lane lane, BarrierState state) {
    Opening opening = lane.opening().orElse(null);
    if (opening == null) {
      return;
    }
    switch (opening.judge(state, lane.zone(), tx.now())) {
      case OPENED -> opened(tx, lane, opening);
      case CANCEL -> cancel(tx, lane, opening, opening.moved(state) ? "REVERSED" : "STUCK");
      case PASSED -> departed(tx, lane);
      case UNPROVEN -> end(tx, lane, new HandoverEvent.Unproven(describe(state)));
      default -> {}
    }
  }

  private void opened(Transaction tx, Lane lane, Opening opening) {
    boolean first = opening.phase() != Opening.Phase.CANCELLING;
    opening.enter(Opening.Phase.OPENED, tx.now());
    note(tx, lane, opening, "BarrierOpened", "");
    lanes.put(tx, lane);
    if (first) {
      tell(tx, opening, new HandoverEvent.Opened());
    }
  }

  /** The vehicle has passed: the opening is used up and the zone is free. */
  void departed(Transaction tx, Lane lane) {
    end(tx, lane, new HandoverEvent.Departed());
  }

  /** A stop came while an opening was not yet made. */
  void stopped(Transaction tx, Lane lane) {
    lane.opening()
        .filter(opening -> opening.phase() == Opening.Phase.ACCEPTED)
        .ifPresent(opening -> cancel(tx, lane, opening, "STOP"));
  }

  private void cancel(Transaction tx, Lane lane, Opening opening, String cause) {
    opening.cancel(cause, tx.now());
    note(tx, lane, opening, "OpeningCancelled", cause);
    lanes.put(tx, lane);
    busy.add(lane.id());
    tx.afterCommit(() -> cancel(lane.id(), opening.token()));
  }

  private void cancel(String lane, long token) {
    busy.add(lane);
    devices
        .ask(
            io(lane),
            new Command(ids.next(), Command.CANCEL, Map.of("token", token)),
            COMMAND_WITHIN)
        .whenComplete(
            (outcome, failure) -> {
              BarrierState confirmed = state(outcome);
              if (confirmed != null && confirmed.cancelledToken() >= token) {
                scheduler.after(SETTLING, () -> prove(lane, token));
              } else {
                scheduler.after(LOOK, () -> ask(lane));
              }
            });
  }

  private void prove(String lane, long token) {
    devices
        .ask(io(lane), new Command(ids.next(), Command.POSITION, Map.of()), ASK_WITHIN)
        .whenComplete(
            (outcome, failure) -> {
              BarrierState state = state(outcome);
              if (state == null) {
                ask(lane);
              } else {
                submit(lane, (tx, now) -> proved(tx, now, token, state));
              }
            });
  }

  private void proved(Transaction tx, Lane lane, long token, BarrierState state) {
    Opening opening = lane.opening().orElse(null);
    if (opening == null
        || opening.token() != token
        || opening.phase() != Opening.Phase.CANCELLING) {
      return;
    }
    switch (opening.judgeCancelled(state)) {
      case OPENED -> opened(tx, lane, opening);
      case NOT_OPENED -> end(tx, lane, new HandoverEvent.NotOpened(opening.cancelCause()));
      case NOT_DEPARTED -> end(tx, lane, new HandoverEvent.NotDeparted());
      default -> end(tx, lane, new HandoverEvent.Unproven(describe(state)));
    }
  }

  /** Ends the opening and tells the handover how. */
  void end(Transaction tx, Lane lane, HandoverEvent event) {
    Opening opening = lane.opening().orElse(null);
    if (opening == null) {
      return;
    }
    boolean passed = event instanceof HandoverEvent.Departed;
    note(tx, lane, opening, "OpeningEnded", event.toString());
    lane.endOpening(passed);
    if (passed) {
      lane.zone().vacate();
    }
    lanes.put(tx, lane);
    tell(tx, opening, event);
  }

  private void tell(Transaction tx, Opening opening, HandoverEvent event) {
    Crossing crossing = crossings.find(tx, opening.crossing()).orElseThrow();
    handover.get().apply(tx, crossing, event);
    crossings.put(tx, crossing);
  }

  private void note(Transaction tx, Lane lane, Opening opening, String type, String text) {
    ObjectNode body = Json.object().put("lane", lane.id()).put("token", opening.token());
    body.put("epoch", opening.epoch()).put("text", text);
    crossings
        .find(tx, opening.crossing())
        .ifPresent(crossing -> crossings.note(tx, crossing, type, body));
  }

  private static String describe(BarrierState state) {
    return "boom "
        + state.position()
        + ", left closed "
        + state.leftClosedCount()
        + " times, "
        + state.passageCount()
        + " passages, exit loop "
        + (state.exitOccupied() ? "occupied" : "clear")
        + ", controller started "
        + state.bootCount()
        + " times";
  }

  private interface LaneWork {
    void run(Transaction tx, Lane lane);
  }

  private void submit(String lane, LaneWork work) {
    busy.add(lane);
    journal
        .submit(
            tx -> {
              busy.remove(lane); // the work below may make it busy again
              work.run(tx, lanes.load(tx, lane));
              return lane;
            })
        .whenComplete(
            (done, failure) -> {
              if (failure != null) {
                busy.remove(lane);
                LOG.error(
                    "lane {}: what the barrier did could not be recorded; it is looked at again",
                    lane,
                    failure);
              }
            });
  }

  private static String io(String lane) {
    return lane + ".io";
  }
}
