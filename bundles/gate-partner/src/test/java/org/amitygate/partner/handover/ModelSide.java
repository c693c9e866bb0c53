package org.amitygate.partner.handover;

import java.util.Optional;

/** A side on which everything a guard asks is fine, or nothing is. */
record ModelSide(boolean good) implements Answers {
  @Override
  public Optional<String> notReady() {
    return good ? Optional.empty() : Optional.of("not ready");
  }

  @Override
  public Optional<String> cannotTake() {
    return good ? Optional.empty() : Optional.of("STRIP_FULL");
  }

  @Override
  public boolean held() {
    return !good;
  }

  @Override
  public boolean ended() {
    return !good;
  }

  @Override
  public boolean justBegun() {
    return false;
  }
}
