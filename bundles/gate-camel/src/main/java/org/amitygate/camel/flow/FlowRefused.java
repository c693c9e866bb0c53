package org.amitygate.camel.flow;

/** A flow that must not start, said in one sentence that names the route and the mend. */
final class FlowRefused extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  FlowRefused(String sentence) {
    super(sentence);
  }

  /** The sentence of the innermost refusal, else of the innermost cause. */
  static String sentence(Throwable failure) {
    Throwable deepest = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof FlowRefused) {
        return cause.getMessage();
      }
      deepest = cause;
    }
    String message = deepest.getMessage();
    return message == null ? deepest.toString() : message;
  }
}
