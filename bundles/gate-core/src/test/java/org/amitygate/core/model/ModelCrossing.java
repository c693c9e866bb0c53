package org.amitygate.core.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A crossing as the design tells it: what it is on, what it waits for, and who holds it. */
final class ModelCrossing {

  record Waiting(List<String> answers, Instant deadline, String late, String then) {}

  record Hold(String reason, String stage, @Nullable Waiting interrupted, @Nullable Hold under) {}

  /** Signals after which a barrier's hold needs no person any more. */
  private static final Set<String> PROOFS =
      Set.of("departed", "received", "annulled", "aborted", "mismatch", "passed");

  final String id;
  final String role;
  final String lane;

  /** Stages by visit. */
  final List<String> visits = new ArrayList<>(List.of("a"));

  final List<String> signals = new ArrayList<>();
  final Set<String> answers = new HashSet<>();

  /** UNDER_WAY, HELD, DONE, REFUSED. */
  String state = "UNDER_WAY";

  int failures;
  @Nullable Waiting waiting;
  @Nullable Hold hold;
  String because = "";

  /** A record that must come next, since the one before it says so; empty: none. */
  String next = "";

  ModelCrossing(String id, String role, String lane) {
    this.id = id;
    this.role = role;
    this.lane = lane;
  }

  int visit() {
    return visits.size();
  }

  String stage() {
    return visits.get(visits.size() - 1);
  }

  boolean open() {
    return state.equals("UNDER_WAY") || state.equals("HELD");
  }

  boolean runnable() {
    return state.equals("UNDER_WAY") && waiting == null;
  }

  private void enter(String stage, String signal) {
    visits.add(stage);
    state = "UNDER_WAY";
    failures = 0;
    waiting = null;
    hold = null;
    because = signal;
    answers.clear();
  }

  /** A run of its stage ended well, at this time. */
  void ended(Ending ending, Instant at) {
    switch (ending.kind()) {
      case NEXT -> enter(ending.stage(), "");
      case AWAIT -> {
        waiting =
            new Waiting(ending.answers(), at.plus(ending.within()), ending.late(), ending.stage());
        settle();
      }
      case HOLD -> held("WEIGHT");
      case REFUSE -> end("REFUSED");
      case DONE -> end("DONE");
      default -> throw new AssertionError("a run that failed has not ended well");
    }
  }

  /** A run of its stage failed: a third time is for a person. */
  void failed() {
    failures++;
    if (failures == 3) {
      held("SYSTEM");
    }
  }

  private void held(String reason) {
    hold(reason);
    next = "Held " + reason;
  }

  private void end(String how) {
    ended(how);
    next = "CrossingEnded " + how;
  }

  void ended(String how) {
    state = how;
    hold = null;
    waiting = null;
  }

  void hold(String reason) {
    Hold before = hold;
    boolean barrier = reason.equals("BARRIER_UNKNOWN");
    hold =
        barrier && before != null && before.reason().equals(reason)
            ? new Hold(reason, stage(), before.interrupted(), before.under())
            : new Hold(reason, stage(), waiting, barrier ? before : null);
    state = "HELD";
    waiting = null;
  }

  void signal(String name) {
    if (!open()) {
      return;
    }
    signals.add(name);
    if (hold != null && endedBy(hold, name)) {
      next = "HoldEnded ";
      proved(hold);
    }
    settle();
  }

  private static boolean endedBy(Hold hold, String signal) {
    return hold.reason().equals("BARRIER_UNKNOWN")
        && (hold.interrupted() == null
            ? PROOFS.contains(signal)
            : hold.interrupted().answers().contains(signal));
  }

  private void proved(Hold ended) {
    if (ended.under() != null) {
      hold = ended.under();
    } else if (ended.interrupted() != null) {
      hold = null;
      state = "UNDER_WAY";
      waiting = ended.interrupted();
    } else {
      enter(ended.stage(), "");
    }
  }

  private void settle() {
    Waiting now = waiting;
    if (now == null || !state.equals("UNDER_WAY")) {
      return;
    }
    for (String signal : signals) {
      if (now.answers().contains(signal)) {
        signals.remove(signal);
        enter(now.then(), signal);
        return;
      }
    }
  }

  void released() {
    enter(hold == null ? stage() : hold.stage(), "");
  }

  /** It waited until its time came. */
  void late() {
    Waiting over = waiting;
    if (over == null) {
      throw new AssertionError(id + " was late for nothing");
    }
    if (over.late().startsWith("next:")) {
      enter(over.late().substring(5), "late");
    } else {
      held(over.late().substring(5));
    }
  }

  /** The gate started: what it waits for gets time to come. */
  void waitUntil(Instant earliest) {
    Waiting now = waiting;
    if (now != null && now.deadline().isBefore(earliest)) {
      waiting = new Waiting(now.answers(), earliest, now.late(), now.then());
    }
  }

  /** When it must have gone on by itself; null: it waits for somebody, or has ended. */
  @Nullable Instant deadline() {
    return waiting == null ? null : waiting.deadline();
  }
}
