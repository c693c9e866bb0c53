package org.amitygate.core.device;

/** Makes one bounded line for the operator out of what a device or driver said. */
final class Sentences {

  private static final int BOUND = 300;

  private Sentences() {}

  /**
   * The message of an {@link java.io.IOException}; for anything else its class as well, since it is
   * a defect.
   */
  static String of(Throwable cause) {
    String message = cause.getMessage();
    if (cause instanceof java.io.IOException && message != null && !message.isBlank()) {
      return line(message);
    }
    String name = cause.getClass().getSimpleName();
    return line(message == null ? name : name + ": " + message);
  }

  /**
   * Without control characters and not longer than 300 characters: some of it came from the device.
   */
  static String line(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), BOUND));
    for (int i = 0; i < text.length() && line.length() < BOUND; i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? ' ' : c);
    }
    return line.toString().strip();
  }
}
