package org.amitygate.core.plugin;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether a new version of an authority protocol does as well as the one before it. Pure: figures
 * in, a sentence or nothing out.
 */
final class AuthorityProbation {

  /** A call computes only, and has returned by then. */
  static final Duration RETURNS_WITHIN = Duration.ofSeconds(4);

  /** So many answers that cannot be decoded are no accident. */
  static final int UNDECODABLE = 3;

  /** The share of what goes wrong may be so many times that of before. */
  static final double TIMES = 2;

  private AuthorityProbation() {}

  /** Why a version fails; empty as long as it does not. */
  static Optional<String> objection(AuthorityFigures now, AuthorityFigures past) {
    if (now.failureShare() > TIMES * past.failureShare()) {
      return Optional.of("it failed: " + now.lastFailure());
    }
    if (now.longest().compareTo(RETURNS_WITHIN) > 0) {
      return Optional.of("a call of it did not return");
    }
    if (now.undecodable() >= UNDECODABLE
        && now.undecodableShare() > TIMES * past.undecodableShare()) {
      return Optional.of(
          "it could not decode %d of %d answers, the one before %.0f %%"
              .formatted(now.undecodable(), now.answers(), 100 * past.undecodableShare()));
    }
    return Optional.empty();
  }
}
