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

  /** So many failures, or answers that cannot be decoded, are no accident. */
  static final int TELLING = 3;

  /** The share of what goes wrong may be so many times that of before. */
  static final double TIMES = 2;

  /** The share of undecodable answers that is too much by itself. */
  static final double ALONE = 0.5;

  private AuthorityProbation() {}

  /** Why a version fails; empty as long as it does not. */
  static Optional<String> objection(AuthorityFigures now, AuthorityFigures past) {
    boolean always = now.failures() > 0 && now.failures() == now.calls();
    if ((always || now.failures() >= TELLING) && now.failureShare() > TIMES * past.failureShare()) {
      return Optional.of("it failed: " + now.lastFailure());
    }
    if (now.longest().compareTo(RETURNS_WITHIN) > 0) {
      return Optional.of("a call of it did not return");
    }
    if (now.undecodable() >= TELLING && decodesWorse(now, past)) {
      String before =
          past.answers() == 0
              ? "of the one before none is known"
              : "the one before %.0f %%".formatted(100 * past.undecodableShare());
      return Optional.of(
          "it could not decode %d of %d answers, %s"
              .formatted(now.undecodable(), now.answers(), before));
    }
    return Optional.empty();
  }

  /**
   * Since a restart nothing is known of the one before, and what the authority sends may be the
   * cause: then half of the answers must be undecodable.
   */
  private static boolean decodesWorse(AuthorityFigures now, AuthorityFigures past) {
    return past.answers() == 0
        ? now.undecodableShare() >= ALONE
        : now.undecodableShare() > TIMES * past.undecodableShare();
  }
}
