package org.amitygate.search;

/** A promise that does not hold. */
final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1;

  private String step = "";

  Broken(String promise) {
    super(promise, null, false, false);
  }

  /** The step during which it was broken; of steps within steps the outermost. */
  Broken during(String name) {
    step = name;
    return this;
  }

  /** Empty: the state itself breaks the promise. */
  String step() {
    return step;
  }
}
