package org.amitygate.partner.handover;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.amitygate.core.handover.HandoverState;
import org.jspecify.annotations.Nullable;

/**
 * Where a handover stands, as far as the tables look.
 *
 * @param epoch the current attempt, from 1
 * @param committedEpoch the epoch of the last COMMIT_OK; 0 none
 * @param deadline what the running time limit is for; null none
 */
public record Situation(
    HandoverState state,
    int epoch,
    int committedEpoch,
    @Nullable Deadline deadline,
    Map<Note, String> notes) {

  /** Before anything was said between the two gates. */
  public static final Situation START = new Situation(HandoverState.LOCAL, 1, 0, null, Map.of());

  public Situation {
    notes = Map.copyOf(notes);
  }

  boolean notes(Note note, String value) {
    return value.equals(notes.get(note));
  }

  /** In another state, without a deadline; the same if the state is the same. */
  Situation in(HandoverState next) {
    return next == state ? this : new Situation(next, epoch, committedEpoch, null, notes);
  }

  /** In another attempt: nothing of the last one is remembered but the last COMMIT_OK. */
  Situation epoch(int next) {
    Map<Note, String> lasting = new EnumMap<>(Note.class);
    lasting.putAll(notes);
    lasting.keySet().removeIf(note -> !note.lasting());
    return new Situation(state, next, committedEpoch, null, lasting);
  }

  Situation committed() {
    return new Situation(state, epoch, epoch, deadline, notes);
  }

  Situation until(@Nullable Deadline next) {
    return new Situation(state, epoch, committedEpoch, next, notes);
  }

  /** A joint inspection was opened and both sides have not agreed: nothing moves. */
  public boolean jointPending() {
    return notes.containsKey(Note.JOINT) && !notes(Note.JOINT, "agreed");
  }

  /** Exit side: why the partner must answer an advice before this vehicle is offered. */
  Optional<String> adviceOpen() {
    if (notes(Note.ADVICE, "sent")) {
      return Optional.of("the partner has not acknowledged the ADVISE");
    }
    return notes(Note.ADVICE, "held")
        ? Optional.of("held by the partner: " + notes.getOrDefault(Note.ADVICE_WHY, ""))
        : Optional.empty();
  }

  Situation forget(Note... some) {
    Map<Note, String> rest = new EnumMap<>(Note.class);
    rest.putAll(notes);
    rest.keySet().removeAll(Set.of(some));
    return new Situation(state, epoch, committedEpoch, deadline, rest);
  }

  Situation remember(Note note, String value) {
    Map<Note, String> more = new EnumMap<>(Note.class);
    more.putAll(notes);
    more.put(note, value);
    return new Situation(state, epoch, committedEpoch, deadline, more);
  }
}
