package org.amitygate.crash;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * The point at which this process is to die. Files of a folder, each one line:
 *
 * <ul>
 *   <li>{@code order}, written by whoever wants it to die: {@code NUMBER COUNT POINT}; it dies when
 *       the point comes by for the COUNT-th time from then on. {@code NUMBER 0 -}: it lives.
 *   <li>{@code taken}: the number of the order that is in force. What was ordered before does not
 *       happen any more.
 *   <li>{@code hit}: {@code NUMBER POINT DETAIL} of the order by which it died.
 *   <li>{@code seen}: each point that ever came by, one a line.
 *   <li>{@code errors}: what went wrong in the agent, one a line.
 * </ul>
 *
 * <p>Thread-safe. An order that is there at the start is in force before the gate's first line.
 */
final class Trigger {

  /** Exit code if it could not be killed. */
  static final int NOT_KILLED = 66;

  private static final int FAILED = 67;

  private static final long LOOK_NANOS = 5_000_000;
  private static final String NOTHING = "-";

  private final Path folder;
  private final Runnable kill;
  private final Set<String> seen = new HashSet<>();
  private String order = "";
  private String point = NOTHING;
  private long left;
  private boolean dying;

  Trigger(Path folder, Runnable kill) throws IOException {
    this.folder = folder;
    this.kill = kill;
    Files.createDirectories(folder);
    look();
  }

  /** Takes orders from now on. */
  void watch() {
    Thread thread =
        new Thread(
            () -> {
              while (true) {
                try {
                  look();
                } catch (IOException e) {
                  failed("looking for an order", e);
                }
                LockSupport.parkNanos(LOOK_NANOS);
              }
            },
            "crash-agent");
    thread.setDaemon(true);
    thread.start();
  }

  synchronized void look() throws IOException {
    String now;
    try {
      now = Files.readString(folder.resolve("order"), StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      return;
    }
    String[] words = now.split(" ", 3);
    if (now.equals(order) || words.length < 3 || dying) {
      return;
    }
    order = now;
    left = Long.parseLong(words[1]);
    point = words[2];
    write("taken", words[0]);
  }

  /**
   * A point comes by. Does not return if this process is to die here.
   *
   * @param detail what the conductor can check afterwards; empty if nothing
   */
  void at(String name, String detail) throws IOException {
    synchronized (this) {
      if (seen.add(name)) {
        append("seen", name);
      }
      if (dying || !(point.equals(name) && --left == 0)) {
        return;
      }
      dying = true;
      write("hit", order.split(" ", 2)[0] + " " + name + " " + detail);
      kill.run();
    }
    hold();
  }

  /** Something went wrong here and not in the gate; whoever gave the orders must know. */
  synchronized void failed(String what, Throwable e) {
    try {
      append("errors", what + ": " + e);
    } catch (IOException again) {
      Runtime.getRuntime().halt(FAILED);
    }
  }

  private void append(String file, String line) throws IOException {
    Files.writeString(
        folder.resolve(file),
        line + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** This thread gets no further. The others go on until the process is dead. */
  private static void hold() {
    while (true) {
      LockSupport.park();
    }
  }

  private void write(String file, String line) throws IOException {
    Path temporary = folder.resolve(file + ".new");
    Files.writeString(temporary, line + "\n", StandardCharsets.UTF_8);
    Files.move(
        temporary,
        folder.resolve(file),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
