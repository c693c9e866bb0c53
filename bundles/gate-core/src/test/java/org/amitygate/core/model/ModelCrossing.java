package org.amitygate.core.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.amitygate.core.crossing.HoldReason;
import org.jspecify.annotations.Nullable;

/** A crossing as the design tells it: what it is on, what it waits for, and who holds it. */
final class ModelCrossing {

  record Waiting(List<String> answers, Instant deadline, String late, String then) {}

  record Hold(String reason, String stage, @Nullable Waiting interrupted, @Nullable Hold under) {

    private Hold on(@Nullable Hold rest) {
      return new Hold(reason, stage, interrupted, rest);
    }
  }

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

  /** No run of its stage has ended well that was begun by {@link #because}. */
  private boolean unheard;

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
    unheard = !signal.isEmpty() && !signal.equals("late");
    answers.clear();
  }

  /** Begins a stage without a signal; one that was not heard is the next to be. */
  private void again(String stage) {
    if (unheard) {
      signals.add(0, because);
    }
    enter(stage, "");
  }

  /** A run of its stage ended well, at this time. */
  void ended(Ending ending, Instant at) {
    unheard = false;
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

  /** Over those of other roles, over the barrier's question and over what is recorded by hand. */
  void hold(String reason) {
    Waiting waits = waiting;
    Hold under = null;
    for (Hold before : upwards()) {
      if (before.reason().equals(reason)) {
        waits = waits == null ? before.interrupted() : waits;
      } else if (stays(before.reason(), reason)) {
        under = before.on(under);
      }
    }
    hold = new Hold(reason, stage(), waits, under);
    state = "HELD";
    waiting = null;
  }

  private static boolean stays(String before, String newer) {
    boolean sameRole =
        HoldReason.valueOf(before).clearedBy() == HoldReason.valueOf(newer).clearedBy();
    return !sameRole
        || newer.equals("BARRIER_UNKNOWN")
        || before.equals("TAILGATE")
        || (before.equals("BARRIER_UNKNOWN") && !newer.equals("BARRIER_STUCK"));
  }

  /** Its holds, the undermost first. */
  private List<Hold> upwards() {
    List<Hold> all = new ArrayList<>();
    for (Hold one = hold; one != null; one = one.under()) {
      all.add(0, one);
    }
    return all;
  }

  /** Takes one hold away. @return whether it was the last */
  private boolean lifted(Hold ended) {
    Hold rest = null;
    for (Hold one : upwards()) {
      rest = one == ended ? rest : one.on(rest);
    }
    hold = rest;
    return rest == null;
  }

  void signal(String name) {
    if (!open()) {
      return;
    }
    signals.add(name);
    upwards().stream()
        .filter(one -> endedBy(one, name))
        .findFirst()
        .ifPresent(
            ended -> {
              next = "HoldEnded ";
              proved(ended);
            });
    settle();
  }

  private static boolean endedBy(Hold hold, String signal) {
    return hold.reason().equals("BARRIER_UNKNOWN")
        && (hold.interrupted() == null
            ? PROOFS.contains(signal)
            : hold.interrupted().answers().contains(signal));
  }

  private void proved(Hold ended) {
    if (!lifted(ended)) {
      return;
    }
    if (ended.interrupted() != null) {
      state = "UNDER_WAY";
      waiting = ended.interrupted();
    } else {
      again(ended.stage());
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

  /** A person ended the hold on top. */
  void released() {
    Hold ended = hold;
    if (ended == null) {
      throw new AssertionError(id + " was released from nothing");
    }
    if (lifted(ended)) {
      again(ended.stage());
    }
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
