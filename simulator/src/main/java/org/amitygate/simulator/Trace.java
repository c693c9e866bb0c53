package org.amitygate.simulator;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What happened in one run, in order, as a number that another run of the same seed must have. */
final class Trace {

  private final Agenda agenda;
  private final @Nullable Consumer<String> printer;
  private long digest = 0xcbf29ce484222325L;

  /**
   * @param printer gets a line for everything; null: nobody reads it
   */
  Trace(Agenda agenda, @Nullable Consumer<String> printer) {
    this.agenda = agenda;
    this.printer = printer;
  }

  void note(String text) {
    long now = agenda.now();
    mix(now);
    for (int i = 0; i < text.length(); i++) {
      mix(text.charAt(i));
    }
    if (printer != null) {
      printer.accept("%12.6f %s".formatted(now / 1e6, text));
    }
  }

  private void mix(long value) {
    digest = (digest ^ value) * 0x100000001b3L;
    digest ^= digest >>> 29;
  }

  /** When it is, for people. */
  String when() {
    return String.format(Locale.ROOT, "step %d at %.6f s", agenda.steps(), agenda.now() / 1e6);
  }

  long digest() {
    return digest;
  }
}
