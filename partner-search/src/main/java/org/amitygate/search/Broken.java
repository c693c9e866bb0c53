package org.amitygate.search;

/** A promise that does not hold. */
final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1;

  Broken(String promise) {
    super(promise, null, false, false);
  }
}
