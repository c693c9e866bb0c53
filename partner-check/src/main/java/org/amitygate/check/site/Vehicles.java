package org.amitygate.check.site;

import java.io.IOException;

/**
 * Whoever makes vehicles come to the lanes of what is checked: a simulator, or a person who reads
 * the lines and answers. One line each, answered by one line: {@code OK}, perhaps with a number, or
 * {@code FAILED} and why.
 */
public interface Vehicles extends AutoCloseable {

  /** Something asked for cannot be done there: the rule that asked is not run. */
  final class Unable extends Exception {
    private static final long serialVersionUID = 1;

    public Unable(String message) {
      super(message);
    }
  }

  /**
   * Has one thing done and waits for it.
   *
   * @return what was answered behind {@code OK}
   * @throws Unable it cannot be done
   */
  String ask(String line) throws Unable, InterruptedException;

  /** Nobody is there. */
  default boolean absent() {
    return false;
  }

  @Override
  void close();

  /** The papers of a vehicle are in order: it may leave, or enter. */
  default void announce(String direction, String plate) throws Unable, InterruptedException {
    ask("announce " + direction + " " + plate);
  }

  /** A vehicle comes to a lane. */
  default void arrive(String lane, String plate) throws Unable, InterruptedException {
    ask("arrive " + lane + " " + plate);
  }

  /** How often the barrier of a lane has opened so far. */
  default long openings(String lane) throws Unable, InterruptedException {
    String number = ask("openings " + lane);
    try {
      return Long.parseLong(number);
    } catch (NumberFormatException e) {
      throw new Unable("'openings " + lane + "' was answered with '" + number + "', not a number");
    }
  }

  /**
   * Attaches to whoever is named.
   *
   * @param where {@code tcp://HOST:PORT}, or a shell command that reads lines and writes answers;
   *     empty: nobody
   */
  static Vehicles attach(String where) throws IOException {
    if (where.isEmpty()) {
      return new NoVehicles();
    }
    return where.startsWith("tcp://") ? LineVehicles.connect(where) : LineVehicles.start(where);
  }

  /** Nobody makes vehicles come. */
  final class NoVehicles implements Vehicles {
    @Override
    public String ask(String line) throws Unable {
      throw new Unable("nobody makes vehicles come: see --vehicles");
    }

    @Override
    public boolean absent() {
      return true;
    }

    @Override
    public void close() {}
  }
}
