package org.amitygate.core.crossing;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Why a crossing waits for a person, over the holds that were there before and that this one does
 * not answer for: each is ended by itself. Immutable.
 *
 * @param at gate time
 * @param stage where it was held; the last release goes back there
 * @param interrupted what it was waiting for; the barrier's own hold goes on with it when the proof
 *     comes
 * @param under is there again when this one ends
 */
public record Hold(
    HoldReason reason,
    String text,
    Instant at,
    String stage,
    @Nullable Waiting interrupted,
    @Nullable Hold under) {

  /**
   * Signals of the handover after which nobody needs to ask any more what happened at the barrier.
   */
  private static final Set<String> PROOFS =
      Set.of("departed", "received", "annulled", "aborted", "mismatch", "passed");

  /** This one over what stays of those before. */
  Hold over(@Nullable Hold before) {
    if (before == null) {
      return this;
    }
    Waiting waits =
        interrupted == null ? before.find(reason).map(Hold::interrupted).orElse(null) : interrupted;
    return new Hold(reason, text, at, stage, waits, before.staying(reason));
  }

  private @Nullable Hold staying(HoldReason newer) {
    Hold rest = under == null ? null : under.staying(newer);
    return newer.replaces(reason) ? rest : on(rest);
  }

  /** What is left without one; null: nothing. */
  @Nullable Hold without(HoldReason ended) {
    Hold rest = under == null ? null : under.without(ended);
    return reason == ended ? rest : on(rest);
  }

  private Hold on(@Nullable Hold rest) {
    return new Hold(reason, text, at, stage, interrupted, rest);
  }

  /** This one or one under it. */
  public boolean has(HoldReason wanted) {
    return find(wanted).isPresent();
  }

  /** This one or the one under it that has this reason. */
  Optional<Hold> find(HoldReason wanted) {
    if (reason == wanted) {
      return Optional.of(this);
    }
    return under == null ? Optional.empty() : under.find(wanted);
  }

  /** Stages that the crossing may go on with when it ends. */
  Set<String> mayEnter() {
    Set<String> stages = new LinkedHashSet<>(Set.of(stage));
    if (interrupted != null) {
      stages.addAll(interrupted.leadsTo());
    }
    if (under != null) {
      stages.addAll(under.mayEnter());
    }
    return stages;
  }

  /**
   * Whether the barrier's own hold, wherever it lies, ends with this signal, whether the flow was
   * waiting for it or running.
   */
  boolean provedBy(String signal) {
    return find(HoldReason.BARRIER_UNKNOWN)
        .map(Hold::interrupted)
        .map(waiting -> waiting.answers().contains(signal))
        .orElse(has(HoldReason.BARRIER_UNKNOWN) && PROOFS.contains(signal));
  }
}
