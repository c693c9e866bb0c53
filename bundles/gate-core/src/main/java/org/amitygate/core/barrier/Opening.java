package org.amitygate.core.barrier;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.amitygate.core.crossing.Role;
import org.amitygate.device.BarrierState;
import org.amitygate.device.BarrierState.Position;
import org.jspecify.annotations.Nullable;

/**
 * One intent to open a barrier, on disk before the command, and what the controller proves of it.
 * The rules are those of the partner protocol, "Rules at the barrier". Pure; stored as part of its
 * {@link Lane}.
 */
@JsonAutoDetect(
    fieldVisibility = JsonAutoDetect.Visibility.ANY,
    getterVisibility = JsonAutoDetect.Visibility.NONE,
    isGetterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_NULL)
final class Opening implements Cloneable {

  /**
   * A controller that accepted a token and whose boom has not left its end position by then is
   * stuck.
   */
  static final Duration STUCK_AFTER = Duration.ofSeconds(4);

  /** How long the loops' own events may come behind the controller's counters. */
  static final Duration SETTLING = Duration.ofMillis(1500);

  /** A controller may be away so long before people are asked. */
  static final Duration AWAY_AT_MOST = Duration.ofMinutes(10);

  /** For a controller that is online to confirm a cancelling. */
  private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(30);

  enum Phase {
    /** On disk; whether the command left is known only to the process that wrote it. */
    INTENDED,
    /** The controller has our token. */
    ACCEPTED,
    /** The boom left its closed end position for our token. */
    OPENED,
    /** The controller is being asked to cancel our token and to refuse it from now on. */
    CANCELLING
  }

  /** What the controller's state means for this opening. */
  enum Verdict {
    /** Nothing new. */
    WAIT,
    OPENED,
    /** Cancel the token: the boom does not move, or is closed again with the vehicle before it. */
    CANCEL,
    PASSED,
    NOT_OPENED,
    NOT_DEPARTED,
    UNPROVEN
  }

  private long token;
  private UUID crossing;
  private int epoch;
  private Role role;
  private long leftClosedBefore;
  private long passagesBefore;
  private long bootBefore;
  private Phase phase = Phase.INTENDED;
  private Instant phaseAt;
  private boolean opened;
  private int repeats;
  private boolean restarted;
  private boolean passageSeenToRise;
  private @Nullable String cancelCause;

  /** As it is now. */
  Opening copy() {
    try {
      return (Opening) clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  private Opening() {}

  Opening(long token, UUID crossing, int epoch, Role role, BarrierState before, Instant at) {
    this.token = token;
    this.crossing = crossing;
    this.epoch = epoch;
    this.role = role;
    this.leftClosedBefore = before.leftClosedCount();
    this.passagesBefore = before.passageCount();
    this.bootBefore = before.bootCount();
    this.phaseAt = at;
  }

  /** What a state of the controller, as emitted or asked for, proves now. */
  Verdict judge(BarrierState state, Zone zone, Instant now) {
    if (phase != Phase.CANCELLING && doubtful(state)) {
      return Verdict.UNPROVEN;
    }
    return switch (phase) {
      case INTENDED -> Verdict.WAIT;
      case ACCEPTED ->
          moved(state) ? Verdict.OPENED : past(STUCK_AFTER, now) ? Verdict.CANCEL : Verdict.WAIT;
      case OPENED -> judgeOpened(state, zone, now);
      case CANCELLING -> Verdict.WAIT;
    };
  }

  private Verdict judgeOpened(BarrierState state, Zone zone, Instant now) {
    boolean counted = state.passageCount() != passagesBefore;
    if (role == Role.ENTRY && counted) {
      // behind a closed boom, whoever stands at the stop line is the next one
      boolean clear = zone.exitClear() || state.position() == Position.CLOSED;
      return clear && zone.passageClear() ? Verdict.PASSED : Verdict.WAIT;
    }
    if (counted && !passageSeenToRise && zone.passageClear()) {
      return Verdict.UNPROVEN;
    }
    if (state.position() != Position.CLOSED || !past(SETTLING, now) || !zone.watched()) {
      return Verdict.WAIT;
    }
    return !counted && zone.exitOccupied() ? Verdict.CANCEL : Verdict.UNPROVEN;
  }

  /**
   * What a state proves that was read after the controller confirmed the cancelling and the sensors
   * settled.
   *
   * @param state its {@code cancelledToken} is ours or higher
   */
  Verdict judgeCancelled(BarrierState state) {
    if (doubtful(state)) {
      return Verdict.UNPROVEN;
    }
    boolean counted = state.passageCount() != passagesBefore;
    if (moved(state) && state.position() != Position.CLOSED && !counted) {
      return Verdict.OPENED;
    }
    if (role == Role.ENTRY && moved(state) && counted && !state.passageOccupied()) {
      return Verdict.PASSED;
    }
    if (state.position() != Position.CLOSED || !state.exitOccupied()) {
      return Verdict.UNPROVEN;
    }
    if (!moved(state)) {
      return Verdict.NOT_OPENED;
    }
    return !counted && !state.passageOccupied() ? Verdict.NOT_DEPARTED : Verdict.UNPROVEN;
  }

  /** The boom has left its closed end position since the intent. */
  boolean moved(BarrierState state) {
    return state.leftClosedCount() > leftClosedBefore;
  }

  /**
   * It may be sent once more: the vehicle was watched all the time, and stands before a closed
   * boom.
   */
  boolean repeatable(BarrierState state) {
    return repeats == 0
        && !restarted
        && !doubtful(state)
        && !moved(state)
        && state.position() == Position.CLOSED
        && state.exitOccupied();
  }

  /** The gate started anew with this opening under way. */
  void restarted() {
    restarted = true;
    unseen();
  }

  /**
   * Why nothing more is to be expected of the controller; empty while it may still prove something.
   * One that comes and goes at each cancelling is given up as if it were away.
   */
  Optional<String> silent(Controllers.Seen controller, Instant now) {
    boolean cancelling = phase == Phase.CANCELLING;
    boolean deaf =
        cancelling
            && (controller.online() && past(CONFIRM_WITHIN, controller.since(), now)
                || past(AWAY_AT_MOST, controller.asked(), now));
    boolean away = !controller.online() && past(AWAY_AT_MOST, controller.since(), now);
    String what = controller.online() ? "does not confirm the cancelling" : "is away";
    return deaf || away
        ? Optional.of("the barrier's controller " + what + ": isolate it before you decide")
        : Optional.empty();
  }

  /** So long after the later of this phase's begin and {@code from}. */
  private boolean past(Duration time, @Nullable Instant from, Instant now) {
    Instant since = from != null && from.isAfter(phaseAt) ? from : phaseAt;
    return !since.plus(time).isAfter(now);
  }

  private boolean past(Duration time, Instant now) {
    return past(time, null, now);
  }

  /**
   * The controller has another history than the one of the intent, or does not know where its boom
   * is. One that has no boot count may show it by counting anew.
   */
  boolean doubtful(BarrierState state) {
    return state.bootCount() != bootBefore
        || state.leftClosedCount() < leftClosedBefore
        || state.passageCount() < passagesBefore
        || state.position() == Position.UNKNOWN;
  }

  /** The boom was seen to leave its closed end position for our token. */
  boolean opened() {
    return opened;
  }

  /** It was sent again, after the controller said that it does not have the token. */
  boolean repeated() {
    return repeats > 0;
  }

  void repeat() {
    repeats++;
  }

  void enter(Phase next, Instant at) {
    opened |= next == Phase.OPENED;
    phase = next;
    phaseAt = at;
  }

  void cancel(String cause, Instant at) {
    cancelCause = cause;
    enter(Phase.CANCELLING, at);
  }

  /**
   * Counts only once the boom is up for us: whatever stood on the passage loop before is not our
   * vehicle.
   */
  void passageRose() {
    passageSeenToRise = opened;
  }

  /** A restart or a lost connection: a rise seen before says nothing of a fall seen after. */
  void unseen() {
    passageSeenToRise = false;
  }

  boolean passageSeenToRise() {
    return passageSeenToRise;
  }

  long token() {
    return token;
  }

  UUID crossing() {
    return crossing;
  }

  int epoch() {
    return epoch;
  }

  Role role() {
    return role;
  }

  Phase phase() {
    return phase;
  }

  /** Up to this count it explains that the boom left its closed position. */
  long leftClosedExplained(BarrierState state) {
    return explained(leftClosedBefore, state.leftClosedCount());
  }

  /** Up to this count it explains passages. */
  long passagesExplained(BarrierState state) {
    return explained(passagesBefore, state.passageCount());
  }

  /** Of a controller that counts anew since the intent it explains nothing. */
  private static long explained(long before, long now) {
    return before <= now ? before + 1 : 0;
  }

  /**
   * STUCK, STOP, REFUSED, OFFLINE (also of a crossing that is held), REVERSED, ANOTHER_VEHICLE,
   * VEHICLE_LEFT, RECEIVED or UNPROVEN.
   */
  String cancelCause() {
    return cancelCause == null ? "" : cancelCause;
  }
}
