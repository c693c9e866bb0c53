package org.amitygate.demo.view;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Shows what goes on: in place in a terminal, else a line every ten seconds. Runs in a thread of
 * its own.
 */
public final class LiveView {
  private static final long REDRAW_MILLIS = 500;
  private static final long LINE_MILLIS = 10_000;
  private static final String HOME = "\u001b[H";
  private static final String CLEAR = "\u001b[H\u001b[2J";
  private static final String TO_LINE_END = "\u001b[K";
  private static final String TO_SCREEN_END = "\u001b[J";

  private final PrintStream out;
  private final boolean terminal;
  private final Picture picture;
  private final Supplier<Scene> scenes;
  private final Thread thread;
  private volatile boolean stopped;

  /**
   * @param terminal whether {@code out} can be drawn on
   * @param scenes asked by this view's thread only
   */
  public LiveView(PrintStream out, boolean terminal, int columns, Supplier<Scene> scenes) {
    this.out = out;
    this.terminal = terminal;
    this.picture = new Picture(columns);
    this.scenes = scenes;
    this.thread = new Thread(this::run, "view");
    thread.setDaemon(true);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    if (terminal) {
      out.print(CLEAR);
    }
    try {
      while (!stopped) {
        show(scenes.get());
        TimeUnit.MILLISECONDS.sleep(terminal ? REDRAW_MILLIS : LINE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show(Scene scene) {
    if (!terminal) {
      String fault = scene.link().fault().isEmpty() ? "" : "   " + Picture.linkText(scene);
      out.println("demo: " + scene.seconds() + " s   " + Picture.totals(scene) + fault);
      return;
    }
    List<String> lines = picture.draw(scene);
    StringBuilder screen = new StringBuilder(HOME);
    for (String line : lines) {
      screen.append(line).append(TO_LINE_END).append('\n');
    }
    out.print(screen.append(TO_SCREEN_END));
    out.flush();
  }

  /** Shows no more; what was drawn stays. */
  public void stop() {
    stopped = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
