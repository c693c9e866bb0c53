package org.amitygate.verifier;

/** Wrong use, or something that cannot be read: the sentence says what and how to mend it. */
final class Wrong extends Exception {
  private static final long serialVersionUID = 1;

  Wrong(String sentence) {
    super(sentence);
  }

  Wrong(String sentence, Throwable cause) {
    super(sentence + ": " + cause.getMessage(), cause);
  }
}
