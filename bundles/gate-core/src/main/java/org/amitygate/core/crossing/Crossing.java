package org.amitygate.core.crossing;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.amitygate.core.handover.Handover;
import org.jspecify.annotations.Nullable;

/**
 * One passage of one vehicle through one lane. Lives inside one transaction: read from its row,
 * changed, put back. Nothing outside a transaction changes it.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public final class Crossing implements Cloneable {

  /** Whether it goes on by itself, waits for a person, or ended. */
  public enum State {
    UNDER_WAY,
    HELD,
    DONE,
    REFUSED
  }

  private UUID id;
  private String name;
  private Role role;
  private String lane;
  private String partner;
  private String flow;
  private String flowVersion;
  private Instant openedAt;
  private int version;

  private State state = State.UNDER_WAY;
  private String stage;
  private int visit = 1;
  private int failures;
  private Instant enteredAt;
  private @Nullable Waiting waiting;
  private @Nullable Signal signal;

  /** No run of its stage has told what came of its signal. */
  private boolean unheard;

  private @Nullable Hold hold;
  private String ending = "";
  private boolean manual;
  private boolean left;
  private boolean unaccounted;
  private Map<String, Object> facts = new LinkedHashMap<>();
  private List<Signal> signals = new ArrayList<>();
  private Map<String, Object> answers = new LinkedHashMap<>();
  private Handover handover = Handover.NONE;
  private @Nullable Instant forgottenAt;

  private Crossing() {}

  /** A new crossing that is about to run the first stage of its flow. */
  public Crossing(
      UUID id,
      String name,
      Role role,
      String lane,
      String partner,
      String flow,
      String flowVersion,
      String stage,
      Instant at) {
    this.id = id;
    this.name = name;
    this.role = role;
    this.lane = lane;
    this.partner = partner;
    this.flow = flow;
    this.flowVersion = flowVersion;
    this.stage = stage;
    this.openedAt = at;
    this.enteredAt = at;
  }

  /** As it is now. */
  Crossing copy() {
    try {
      Crossing copy = (Crossing) clone();
      copy.facts = new LinkedHashMap<>(facts);
      copy.signals = new ArrayList<>(signals);
      copy.answers = new LinkedHashMap<>(answers);
      return copy;
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  // What it does. Only the engine, the interlock and the handover call these.

  /** Goes on with a stage, at once. */
  void enter(String next, @Nullable Signal because, Instant at) {
    stage = next;
    enteredAt = at;
    visit++;
    failures = 0;
    waiting = null;
    hold = null;
    signal = because;
    unheard = because != null && !because.name().equals(Signal.LATE);
    state = State.UNDER_WAY;
    answers.clear();
  }

  /** A run of its stage came to something with the signal that began it. */
  void heard() {
    unheard = false;
  }

  /** Goes on with another version of its flow, from where it is. What was asked is asked anew. */
  void goOver(String to) {
    flowVersion = to;
    failures = 0;
    answers.clear();
  }

  void await(Waiting what) {
    waiting = what;
  }

  void hold(HoldReason reason, String text, Instant at) {
    hold = new Hold(reason, text, at, stage, waiting, null).over(hold);
    state = State.HELD;
    waiting = null;
  }

  /** Ends the hold on top: held for the one under it, or running the stage that was held. */
  void released(Instant at) {
    Hold ended = Objects.requireNonNull(hold);
    left &= ended.reason() != HoldReason.VEHICLE_LEFT;
    if (lifted(ended.reason())) {
      again(ended.stage(), at);
    }
  }

  /**
   * Ends the barrier's own hold by its proof, wherever it lies: held for what else there is, or
   * waiting for what it waited for, or running the stage once more that was running.
   */
  void proved(Instant at) {
    Hold ended = Objects.requireNonNull(hold).find(HoldReason.BARRIER_UNKNOWN).orElseThrow();
    boolean free = lifted(ended.reason());
    if (free && ended.interrupted() != null) {
      state = State.UNDER_WAY;
      waiting = ended.interrupted();
    } else if (free) {
      again(ended.stage(), at);
    }
  }

  /** Ends the hold for a stage that failed too often: runs it anew, as it was begun. */
  void retried(Instant at) {
    if (lifted(HoldReason.SYSTEM)) {
      enter(stage, signal, at);
    }
  }

  /** Ends one hold, wherever it lies. @return whether no other is left */
  private boolean lifted(HoldReason reason) {
    hold = Objects.requireNonNull(hold).without(reason);
    return hold == null;
  }

  /** Begins a stage anew, without a signal. One that was not heard waits to be heard, first. */
  private void again(String held, Instant at) {
    if (unheard) {
      signals.add(0, Objects.requireNonNull(signal));
    }
    enter(held, null, at);
  }

  void end(State how, String why) {
    state = how;
    ending = why;
    hold = null;
    waiting = null;
  }

  void passedByHand() {
    manual = true;
    end(State.DONE, "MANUAL");
  }

  /** Its vehicle left the lane. @param back the way it came, as far as anybody saw */
  public void left(boolean back) {
    left = true;
    unaccounted |= !back;
  }

  int failed() {
    return ++failures;
  }

  void facts(Map<String, Object> all) {
    facts = new LinkedHashMap<>(all);
  }

  void queue(Signal what) {
    what.queue(signals);
  }

  /** The oldest signal of these names, taken out of the queue. */
  Optional<Signal> take(List<String> names) {
    Optional<Signal> first = signals.stream().filter(s -> names.contains(s.name())).findFirst();
    first.ifPresent(signals::remove);
    return first;
  }

  /** Takes back every signal of this name that was not heard. */
  void unsay(String name) {
    signals.removeIf(one -> one.name().equals(name));
    if (signal != null && signal.name().equals(name)) {
      unheard = false;
    }
  }

  /** Forgets what names a person. Of an ended crossing only. */
  void forget(Instant at) {
    facts.values().removeIf(value -> !(value instanceof Number || value instanceof Boolean));
    signals.clear();
    answers.clear();
    signal = null;
    handover = handover.forgotten();
    forgottenAt = at;
  }

  public void handover(Handover next) {
    handover = next;
  }

  // What it is.

  /** When the gate must look again without any event: the nearest deadline. */
  public Optional<Instant> dueAt() {
    Instant deadline = waiting == null ? null : waiting.deadline();
    Instant due = handover.due();
    boolean first = due == null || deadline != null && deadline.isBefore(due);
    return Optional.ofNullable(first ? deadline : due);
  }

  /** A stage is to be run or running: neither waiting, nor held, nor ended. */
  public boolean runnable() {
    return state == State.UNDER_WAY && waiting == null;
  }

  public boolean open() {
    return state == State.UNDER_WAY || state == State.HELD;
  }

  /** Such as {@code UNDER_WAY}, {@code HOLD_WEIGHT}, {@code DONE}. */
  public String shownState() {
    return hold == null ? state.name() : hold.reason().state();
  }

  /** Reason of the hold or of the refusal; empty otherwise. */
  public String reason() {
    return hold == null ? ending : hold.reason().name();
  }

  public UUID id() {
    return id;
  }

  public String name() {
    return name;
  }

  public Role role() {
    return role;
  }

  public String lane() {
    return lane;
  }

  public String partner() {
    return partner;
  }

  public String flow() {
    return flow;
  }

  public String flowVersion() {
    return flowVersion;
  }

  /** Every stage that it may enter next, whatever happens. */
  Set<String> mayEnter() {
    Set<String> stages = new LinkedHashSet<>(List.of(stage));
    waiting().ifPresent(what -> stages.addAll(what.leadsTo()));
    hold().ifPresent(held -> stages.addAll(held.mayEnter()));
    return stages;
  }

  public Instant openedAt() {
    return openedAt;
  }

  public State state() {
    return state;
  }

  /**
   * Gate time at which its present stage was entered: the only clock that a stage has, the same
   * when it is run again.
   */
  public Instant enteredAt() {
    return enteredAt;
  }

  int failures() {
    return failures;
  }

  public String stage() {
    return stage;
  }

  public int visit() {
    return visit;
  }

  public Optional<Waiting> waiting() {
    return Optional.ofNullable(waiting);
  }

  public Optional<Hold> hold() {
    return Optional.ofNullable(hold);
  }

  public Optional<Signal> signal() {
    return Optional.ofNullable(signal);
  }

  public Map<String, Object> facts() {
    return facts;
  }

  /** A fact as text; empty if there is none. */
  public String fact(String key) {
    Object value = facts.get(key);
    return value == null ? "" : value.toString();
  }

  public Map<String, Object> answers() {
    return answers;
  }

  public Handover handover() {
    return handover;
  }

  /** When its personal values were erased; empty: they are kept. */
  public Optional<Instant> forgottenAt() {
    return Optional.ofNullable(forgottenAt);
  }

  public boolean manual() {
    return manual;
  }

  boolean left() {
    return left;
  }

  boolean unaccounted() {
    return unaccounted;
  }

  public int version() {
    return version;
  }

  void version(int next) {
    version = next;
  }
}
