package org.amitygate.core.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.amitygate.core.barrier.BorderInterlock;
import org.amitygate.core.crossing.Crossing;
import org.amitygate.core.crossing.CrossingDesk;
import org.amitygate.core.crossing.HoldReason;
import org.amitygate.core.crossing.Role;
import org.amitygate.core.handover.Handover;
import org.amitygate.core.handover.HandoverDesk;
import org.amitygate.core.handover.HandoverEvent;
import org.amitygate.core.handover.HandoverState;
import org.amitygate.core.journal.Transaction;
import org.amitygate.core.json.Json;

/**
 * The handover as the test drives it: records every event, and follows the tables of the partner
 * protocol roughly.
 */
public final class Desk implements HandoverDesk {

  public final List<HandoverEvent> events = new ArrayList<>();
  public final List<String> laneStates = new ArrayList<>();
  public final List<String> laneAlarms = new ArrayList<>();

  /** Why they are so, as the partner was told. */
  public final List<String> laneReasons = new ArrayList<>();

  public final List<String> forgotten = new ArrayList<>();
  public final List<String> byHand = new ArrayList<>();
  public final List<String> denied = new ArrayList<>();

  /** Whatever it is asked fails. */
  public boolean broken;

  /** Why a barrier must not be opened that the table has let open. */
  public Optional<String> mustNotOpen = Optional.empty();

  /** How often a crossing was told that something about its lane changed. */
  public int laneChanges;

  /** Hears of each event that is kept, in the transaction. */
  public Consumer<HandoverEvent> hears = event -> {};

  private CrossingDesk crossings;
  private BorderInterlock interlock;

  /** The gate that it is part of. */
  public void serve(CrossingDesk crossings, BorderInterlock interlock) {
    this.crossings = crossings;
    this.interlock = interlock;
  }

  public BorderInterlock interlock() {
    return interlock;
  }

  public long count(Class<? extends HandoverEvent> type) {
    return events.stream().filter(type::isInstance).count();
  }

  public <E extends HandoverEvent> E last(Class<E> type) {
    return events.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .reduce((a, b) -> b)
        .orElseThrow();
  }

  @Override
  public void apply(Transaction tx, Crossing crossing, HandoverEvent event) {
    if (broken) {
      throw new IllegalStateException("broken");
    }
    if (event instanceof HandoverEvent.LaneChanged) {
      laneChanges++;
    } else {
      events.add(event);
      hears.accept(event);
    }
    HandoverState state = crossing.handover().state();
    if (event instanceof HandoverEvent.Offer) {
      to(crossing, HandoverState.OFFERED);
    } else if (event instanceof HandoverEvent.Opened && crossing.role() == Role.EXIT) {
      to(crossing, HandoverState.OPENED);
    } else if (event instanceof HandoverEvent.Departed) {
      departed(tx, crossing);
    } else if (event instanceof HandoverEvent.NotOpened && crossing.role() == Role.EXIT) {
      newEpoch(crossing);
      signal(tx, crossing, "aborted");
    } else if (event instanceof HandoverEvent.NotDeparted && crossing.role() == Role.EXIT) {
      to(crossing, HandoverState.NOT_DEPARTED);
    } else if (event instanceof HandoverEvent.Unproven unproven
        && (state == HandoverState.OPENING
            || state == HandoverState.OPENED
            || crossing.role() == Role.ENTRY)) {
      if (crossing.role() == Role.EXIT) {
        to(crossing, HandoverState.HOLD_BARRIER);
      }
      crossings.hold(tx, crossing, HoldReason.BARRIER_UNKNOWN, unproven.why());
    } else if (event instanceof HandoverEvent.Refuse) {
      to(crossing, HandoverState.REFUSED);
    } else if (event instanceof HandoverEvent.Withdraw) {
      newEpoch(crossing);
    } else if (event instanceof HandoverEvent.PersonDecided decided) {
      if (state != HandoverState.OPENING && state != HandoverState.OPENED) {
        decided(tx, crossing, decided.what());
      }
    } else if (event instanceof HandoverEvent.PeopleReceived && state == HandoverState.IN_STRIP) {
      to(crossing, HandoverState.RECEIVED);
    } else if (event instanceof HandoverEvent.ArrivalMatched) {
      crossing.handover(with(crossing, HandoverState.RECEIVED, crossing.handover().epoch()));
      open(tx, crossing);
    } else if (event instanceof HandoverEvent.ArrivalMismatched mismatched) {
      to(crossing, HandoverState.MISMATCH);
      crossings.hold(tx, crossing, HoldReason.STRIP_MISMATCH, mismatched.seen());
    }
  }

  private void signal(Transaction tx, Crossing crossing, String name) {
    crossings.note(tx, crossing, "Signalled", Json.object().put("name", name));
    crossings.signal(tx, crossing, name, Map.of());
  }

  private void departed(Transaction tx, Crossing crossing) {
    if (crossing.role() == Role.EXIT) {
      to(crossing, HandoverState.IN_STRIP);
    } else {
      Handover before = crossing.handover();
      Map<String, Object> data = new HashMap<>(before.data());
      data.put("ownBarrier", "passed");
      crossing.handover(
          new Handover(before.state(), before.epoch(), before.committedEpoch(), null, data));
    }
    signal(tx, crossing, crossing.role() == Role.EXIT ? "departed" : "passed");
  }

  private void decided(Transaction tx, Crossing crossing, String what) {
    switch (what) {
      case "DEPARTED" -> departed(tx, crossing);
      case "NOT_OPENED" -> {
        newEpoch(crossing);
        signal(tx, crossing, "aborted");
      }
      default -> to(crossing, HandoverState.NOT_DEPARTED);
    }
  }

  /** As on COMMIT_OK: through the interlock, in the same transaction. */
  public Optional<String> commitOk(Transaction tx, Crossing crossing) {
    crossing.handover(with(crossing, HandoverState.COMMITTED, crossing.handover().epoch()));
    Optional<String> why = open(tx, crossing);
    if (why.isPresent()) {
      newEpoch(crossing);
    }
    return why;
  }

  private Optional<String> open(Transaction tx, Crossing crossing) {
    Optional<String> why = interlock.open(tx, crossing);
    why.ifPresent(denied::add);
    if (why.isEmpty() && crossing.role() == Role.EXIT) {
      to(crossing, HandoverState.OPENING);
    }
    return why;
  }

  public static void to(Crossing crossing, HandoverState state) {
    crossing.handover(with(crossing, state, crossing.handover().committedEpoch()));
  }

  public static Handover with(Crossing crossing, HandoverState state, int committed) {
    Handover before = crossing.handover();
    return new Handover(state, before.epoch(), committed, null, before.data());
  }

  public static void newEpoch(Crossing crossing) {
    Handover before = crossing.handover();
    crossing.handover(
        new Handover(
            HandoverState.LOCAL,
            before.epoch() + 1,
            before.committedEpoch(),
            null,
            new HashMap<>()));
  }

  @Override
  public Optional<String> mustNotOpen(Transaction tx, Crossing crossing) {
    return mustNotOpen;
  }

  @Override
  public void laneState(Transaction tx, String lane, String state, String reason) {
    laneStates.add(lane + " " + state);
    laneReasons.add(reason);
  }

  @Override
  public void laneAlarm(Transaction tx, String lane, String state, String kind) {
    laneStates.add(lane + " " + state);
    laneAlarms.add(kind);
  }

  @Override
  public void passedByHand(Transaction tx, Crossing crossing, String plate) {
    byHand.add(plate);
    to(crossing, HandoverState.LOCAL);
  }

  @Override
  public void forget(Transaction tx, Crossing crossing) {
    forgotten.add(crossing.name());
  }
}
