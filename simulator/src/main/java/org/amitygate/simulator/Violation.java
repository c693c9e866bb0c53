package org.amitygate.simulator;

import org.jspecify.annotations.Nullable;

/** A promise was broken; the message says when, which and how. */
final class Violation extends Error {
  private static final long serialVersionUID = 1;

  Violation(String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
  }
}
