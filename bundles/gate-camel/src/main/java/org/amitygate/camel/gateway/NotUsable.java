package org.amitygate.camel.gateway;

/** An endpoint of the configuration that cannot be used as it is written, said in one sentence. */
final class NotUsable extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  NotUsable(String sentence) {
    super(sentence);
  }

  NotUsable(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /**
   * Why something failed, in one line.
   *
   * @param what could not be done; left away when the cause is a sentence of its own
   */
  static String sentence(String what, Throwable failure) {
    Throwable deepest = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof NotUsable) {
        return cause.getMessage();
      }
      deepest = cause;
    }
    String message = deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    return what + ": " + message.lines().findFirst().orElse(message);
  }
}
